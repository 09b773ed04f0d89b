"""How a call can end, as rows of data (AAPOR Standard Definitions; delays as in queXS)."""

from dataclasses import dataclass
from datetime import timedelta

from app.errors import N_

NEXT_DAY = timedelta(hours=20)


@dataclass(frozen=True)
class Disposition:
    """How an attempt ended. `final` closes the case; otherwise `again_after` says when to try next.

    In a re-contact wave eligibility is known, so an unanswered or dead number is a non-contact (2.2),
    never "unknown eligibility" (3.x) or "not eligible" (4.3x).
    """

    key: str
    label: str
    code: str
    group: str  # I complete, P partial, R refusal, NC non-contact, O other, NE not eligible
    final: bool = False
    again_after: timedelta | None = None
    asks_time: bool = False
    note_required: bool = False
    other_number: bool = False  # closes the case only when no number is left to try
    by_hand: bool = True  # a caller can choose it; the others follow from the interview or the window


DISPOSITIONS = {
    row.key: row
    for row in (
        Disposition("complete", N_("Complete"), "1.1", "I", final=True, by_hand=False),
        Disposition("partial", N_("Partly answered"), "1.2", "P", final=True, by_hand=False),
        Disposition("no_answer", N_("No answer"), "2.2", "NC", again_after=NEXT_DAY),
        Disposition("busy", N_("Busy"), "2.2", "NC", again_after=timedelta(minutes=30)),
        Disposition("voicemail", N_("Voicemail"), "2.22", "NC", again_after=NEXT_DAY),
        Disposition("appointment", N_("Another time agreed"), "2.1", "O", asks_time=True),
        Disposition("language", N_("Needs a caller in another language"), "2.332", "O", again_after=timedelta(hours=1)),
        Disposition(
            "soft_refusal", N_("Rather not now"), "2.112", "R", again_after=timedelta(days=7), note_required=True
        ),
        Disposition("refusal", N_("Does not want to take part"), "2.112", "R", final=True, note_required=True),
        Disposition("wrong_number", N_("Wrong number"), "2.2", "NC", again_after=NEXT_DAY, other_number=True),
        Disposition("dead_number", N_("Number out of use"), "2.2", "NC", again_after=NEXT_DAY, other_number=True),
        Disposition("unable", N_("Not able to take part"), "2.32", "O", final=True),
        Disposition("exhausted", N_("Could not be reached in time"), "2.2", "NC", final=True, by_hand=False),
    )
}
BY_HAND = tuple(row for row in DISPOSITIONS.values() if row.by_hand)
