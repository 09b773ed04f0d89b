"""An interview as the rules about its quality see it: plain values, nobody's name, nothing that was said in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

READ_ALOUD = frozenset({"capi", "cati"})
NO_ANSWER = frozenset({"dont_know", "refused"})


@dataclass(frozen=True, slots=True)
class Given:
    """One item: what was chosen as a point of its scale, or why there is none, and how it came about."""

    item: str
    point: int | None = None  # the answer as a whole number, where it has one
    list: str | None = None  # the choice list that its points are from
    scale: str | None = None
    missing: str | None = None
    language: str = "nl"
    at_ms: int = 0  # since the interview began
    seconds: float = 0.0
    least: float | None = None  # seconds that reading its words takes at least
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """One interview that counts."""

    id: UUID
    interviewer: int
    mode: str
    began: datetime  # by the schools' clocks
    minutes: float
    given: tuple[Given, ...] = ()
    interpreter: str | None = None
    starts: datetime | None = None  # of the activity, where it was held there
    ends: datetime | None = None
    corrected: int = 0  # answers that the lead corrected since
    reopened: int = 0  # times that a phone changed it after the end

    @property
    def is_read_aloud(self) -> bool:
        """Whether somebody read the questions."""
        return self.mode in READ_ALOUD


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that stands out: worth a conversation, and no judgement."""

    rule: str
    interviewer: int
    interview: UUID | None  # None: it is about all of hers together
    of: tuple[tuple[str, float], ...] = ()  # the figures in its sentence

    @property
    def figures(self) -> dict[str, float]:
        """The same, by their names."""
        return dict(self.of)
