"""How a call can end, as rows of data: the ones that are shipped, and room for a study's own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.errors import N_

SHIPPED = Path(__file__).with_name("dispositions.yaml")
LINK = "link"  # the row of an attempt in which a personal link was made
A_DAY = timedelta(hours=20)  # what is tried again sooner is tried the same day

#: The words of the shipped rows, so that they reach the message catalogues.
LABELS = (
    N_("Complete"),
    N_("Partly answered"),
    N_("No answer"),
    N_("Busy"),
    N_("Voicemail"),
    N_("Another time agreed"),
    N_("Not a good moment"),
    N_("Needs a caller in another language"),
    N_("Sent a personal link"),
    N_("Rather not now"),
    N_("Somebody else at home said no"),
    N_("Broken off"),
    N_("Does not want to take part"),
    N_("Somebody else who does not know us"),
    N_("Wrong number"),
    N_("Number out of use"),
    N_("Complaint"),
    N_("Not able to take part"),
    N_("Has died"),
    N_("Took consent back"),
    N_("Could not be reached in time"),
    N_("The interview before does not count"),
    N_("The interview does not count"),
)
REASONS = {
    "audio": N_("Cannot be understood on this line"),
    "driving": N_("Is driving"),
    "at_work": N_("Is at work"),
    "company": N_("Is not alone"),
    "no_time": N_("No time"),
    "no_interest": N_("Not interested"),
    "trust": N_("Does not trust it"),
    "forgot": N_("Does not remember saying yes"),
    "too_long": N_("Finds it too long"),
}


@dataclass(frozen=True)
class Disposition:
    """How an attempt ended. `final` closes the case; otherwise `again_after` says when to try next.

    In a re-contact wave eligibility is known, so an unanswered or dead number is a non-contact (2.2),
    never "unknown eligibility" (3.x) or "not eligible" (4.3x).
    """

    key: str
    label: str
    code: str
    group: str  # I complete, P partial, R refusal, NC non-contact, O other
    final: bool = False
    again_after: timedelta | None = None
    asks_time: bool = False
    note_required: bool = False
    other_number: bool = False  # closes the case only when no number is left to try
    other_caller: bool = False
    eligible: bool = True
    by_hand: bool = True  # a caller can choose it; the others follow from the interview or the window
    reasons: tuple[str, ...] = ()  # keys of REASONS

    @property
    def contacted(self) -> bool:
        """Somebody was spoken to; who makes a link may have called nobody."""
        return self.group != "NC" and self.is_call

    @property
    def is_call(self) -> bool:
        """Somebody dialled: a personal link is an attempt and no call."""
        return self.key != LINK

    @property
    def is_soft_refusal(self) -> bool:
        """Rather not: once is a rest and another caller, twice is no."""
        return self.group == "R" and not self.final and self.other_caller

    @property
    def is_refusal(self) -> bool:
        """No, softly or for good: if anybody calls again, it is somebody else."""
        return self.group == "R" and (self.final or self.other_caller)

    @property
    def is_break_off(self) -> bool:
        """They stopped halfway: it may be tried once more."""
        return self.group == "R" and not self.final and not self.other_caller

    @property
    def is_redial(self) -> bool:
        """The line was taken: dialled again the same day, within the same attempt."""
        return (
            self.group == "NC" and not self.other_number and self.again_after is not None and self.again_after < A_DAY
        )

    @property
    def goes_to_lead(self) -> bool:
        """Neither an end nor a next try: the lead decides."""
        return not self.final and not self.asks_time and self.again_after is None


class Dispositions(dict[str, Disposition]):
    """All rows by their key, in the order in which they are shown."""

    @property
    def by_hand(self) -> tuple[Disposition, ...]:
        """Those that a caller can choose."""
        return tuple(row for row in self.values() if row.by_hand)

    def contacted(self, key: str) -> bool:
        """Whether somebody was spoken to; a row that was taken away since counts as contact with nobody."""
        row = self.get(key)
        return row is not None and row.contacted


@cache
def shipped() -> Dispositions:
    """The rows of this release."""
    rows = yaml.safe_load(SHIPPED.read_text("utf-8"))
    return Dispositions({key: _row(key, fields) for key, fields in rows.items()})


def overlaid(entries: Mapping[str, Disposition]) -> Dispositions:
    """The shipped rows, with a study's own in their place or after them; what leads where stays as shipped."""
    base = shipped()
    rows = {key: _changed(row, entries[key]) if key in entries else row for key, row in base.items()}
    return Dispositions(rows | {key: row for key, row in entries.items() if key not in base})


def _changed(row: Disposition, entry: Disposition) -> Disposition:
    return replace(entry, by_hand=row.by_hand, reasons=row.reasons)


def _row(key: str, fields: dict[str, Any]) -> Disposition:
    again = fields.get("again")
    return Disposition(
        key=key,
        label=fields["label"],
        code=fields["code"],
        group=fields["group"],
        final=fields.get("final", False),
        again_after=timedelta(minutes=again) if again is not None else None,
        asks_time=fields.get("time", False),
        note_required=fields.get("note", False),
        other_number=fields.get("number", False),
        other_caller=fields.get("caller", False),
        by_hand=fields.get("by_hand", True),
        reasons=tuple(fields.get("reasons", ())),
    )
