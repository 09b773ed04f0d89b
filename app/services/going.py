"""How far somebody is who fills it in alone: what is on each sheet, and what is still open."""

from dataclasses import dataclass
from typing import Any

from app.instrument.schema import Instrument, Item
from app.instrument.sheets import asked, conditions, sheets
from app.models import Activity, Group, Role, SelfCompletion, SelfLink, Site


def is_own(link: SelfLink) -> bool:
    """Whether a link is for one respondent, who opens it far from the school; a mentor opens his from his page."""
    return link.case_id is not None and link.role != Role.MENTOR


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
    wave: str  # the round; a later one may use the list of an earlier one again


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

    @property
    def is_own(self) -> bool:
        """Whether somebody fills it in with a personal link."""
        return is_own(self.place.link)

    def is_elsewhere(self, name: str) -> bool:
        """Whether an item was answered in another browser than the one that goes on now; here it is not shown."""
        held = self.answers.get(name)
        return held is not None and bool(held["at_ms"] <= self.completion.elsewhere_ms)

    @property
    def latest_ms(self) -> int:
        """When the last answer was given, on a clock that stands still while nobody is there."""
        given: list[int] = [held["at_ms"] for held in self.answers.values()]
        return max([*given, self.completion.elsewhere_ms, 0])

    def on(self, number: int) -> list[Item]:
        """What is asked on a sheet, given the answers."""
        laid = sheets(self.place.instrument)
        names = {item.name for item in (laid[number - 1] if 0 < number <= len(laid) else ())}
        return [item for item in asked(self.place.instrument, self.values) if item.name in names]

    def numbers(self) -> list[int]:
        """The sheets on which something is asked, in order."""
        return [number for number in range(1, len(sheets(self.place.instrument)) + 1) if self.on(number)]

    def reachable(self) -> list[int]:
        """The sheets that this browser may open: not those that were filled in elsewhere."""
        return [number for number in self.numbers() if not self._is_done_elsewhere(number)]

    def _is_done_elsewhere(self, number: int) -> bool:
        items = self.on(number)
        is_open = any(self.is_open(one, frozenset()) for one in items if not one.contact)
        return not is_open and any(self.is_elsewhere(one.name) for one in items)

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
