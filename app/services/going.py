"""How far somebody is who fills it in alone: what is on each sheet, and what is still open."""

from dataclasses import dataclass
from typing import Any

from app.instrument.schema import Instrument, Item
from app.instrument.sheets import asked, conditions, sheets
from app.models import Activity, Group, SelfCompletion, SelfLink, Site


@dataclass(frozen=True)
class Place:
    """Where a link leads: the activity, its school and classes, and the questionnaire in the languages it may have."""

    link: SelfLink
    activity: Activity
    site: Site
    kind: str
    groups: tuple[Group, ...]
    instrument: Instrument
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Going:
    """A questionnaire that somebody is filling in, with everything that its sheets need."""

    place: Place
    completion: SelfCompletion
    held: dict[str, Any]  # the snapshot that we hold; empty before the first answer
    status: str = "draft"

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered so far, item by item."""
        found: dict[str, Any] = self.held.get("answers", {})
        return found

    @property
    def values(self) -> dict[str, str | None]:
        """The values that expressions look at."""
        return {name: held["value"] for name, held in self.answers.items()}

    @property
    def language(self) -> str:
        """In which it was read when it was kept last."""
        return str(self.held.get("language", self.completion.language))

    @property
    def is_declined(self) -> bool:
        """Whether somebody answered that she does not take part."""
        return any(
            item.consent == "interview" and self.values.get(item.name) == "0" for item in self.place.instrument.items()
        )

    @property
    def is_over(self) -> bool:
        """Whether it was finished, or declined."""
        return self.completion.finished_at is not None

    def on(self, number: int) -> list[Item]:
        """What is asked on a sheet, given the answers."""
        laid = sheets(self.place.instrument)
        names = {item.name for item in (laid[number - 1] if 0 < number <= len(laid) else ())}
        return [item for item in asked(self.place.instrument, self.values) if item.name in names]

    def numbers(self) -> list[int]:
        """The sheets on which something is asked, in order."""
        return [number for number in range(1, len(sheets(self.place.instrument)) + 1) if self.on(number)]

    @property
    def end(self) -> int:
        """The number of what comes after the last sheet: one tap sends it."""
        return len(sheets(self.place.instrument)) + 1

    def may_come(self) -> int:
        """How many sheets are asked, or may still be when what is open has been answered."""
        sure = set(self.numbers())
        return len(sure) + sum(number not in sure and self._is_undecided(number) for number in range(1, self.end))

    def _is_undecided(self, number: int) -> bool:
        sheet = sheets(self.place.instrument)[number - 1]
        return any(name not in self.values for item in sheet for name in conditions(self.place.instrument, item))

    def open_sheet(self, keeps: frozenset[str] = frozenset()) -> int | None:
        """The first sheet with a required item that is neither answered nor among the contacts that are kept."""
        return next(
            (number for number in self.numbers() if any(self.is_open(one, keeps) for one in self.on(number))), None
        )

    def is_open(self, item: Item, keeps: frozenset[str]) -> bool:
        """Whether an item still waits for an answer, when these contacts are kept."""
        if not item.required or item.type == "note":
            return False
        if item.contact:
            return item.contact not in keeps
        sent = self.answers.get(item.name)
        return sent is None or (sent["value"] is None and sent["missing"] is None)
