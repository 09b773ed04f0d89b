"""What happens to a case, and what that sets in motion. `machine.step` is the only one who decides."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Promise:
    """A time that was agreed: firm (they chose the hour) or a part of a day."""

    at: datetime
    until: datetime
    firm: bool = True


@dataclass(frozen=True)
class Claim:
    """A caller takes the case to call now; she speaks these languages."""

    caller: int
    languages: tuple[str, ...]
    inbound: bool = False  # they are on the line: whoever answers may take it, at any hour


@dataclass(frozen=True)
class Renew:
    """Her call screen, or the interview, is still open."""

    caller: int


@dataclass(frozen=True)
class Reveal:
    """She is about to dial and is shown the number."""

    caller: int


@dataclass(frozen=True)
class PutBack:
    """She does not call after all; nothing happened to the parent."""

    caller: int


@dataclass(frozen=True)
class Renumbered:
    """She was given another number for this parent, and it was written into this field."""

    caller: int
    field: str


@dataclass(frozen=True)
class Ended:
    """How the call ended, as its caller wrote it down."""

    caller: int
    disposition: str
    number: str = "phone"  # the field that was dialled
    reason: str = ""
    has_note: bool = False
    promise: Promise | None = None
    language: str | None = None  # in which they want to be called, where that was the obstacle
    inbound: bool = False
    link: bool = False  # a personal link was made instead of a call


@dataclass(frozen=True)
class Answered:
    """An interview of the case reached the server: complete, partial, broken_off or refused."""

    status: str
    caller: int
    mode: str  # cati, or self where nobody called


@dataclass(frozen=True)
class Asked:
    """They called us, or asked to be called now."""

    until: datetime


@dataclass(frozen=True)
class Withdrew:
    """Consent was taken back, by whichever way; an interview that was held stays held unless its answers go too."""

    answers: bool = False


@dataclass(frozen=True)
class Reassigned:
    """The lead gives it to one caller, or to everybody again."""

    to: int | None


@dataclass(frozen=True)
class Extended:
    """The lead keeps the window open longer; written down."""

    closes_on: date


@dataclass(frozen=True)
class Reopened:
    """The lead lets us try again; never after an interview or a withdrawal."""

    because: str = ""


@dataclass(frozen=True)
class Corrected:
    """An attempt was written down wrongly; the lead says how the call really ended."""

    attempt: int  # the row that was wrong
    disposition: str
    number: str = ""  # the field that was dialled; empty: as it was
    reason: str = ""
    has_note: bool = False
    promise: Promise | None = None
    language: str | None = None


@dataclass(frozen=True)
class Voided:
    """An interview does not count any more: the one before, after which we call, or the `own` one of this round."""

    own: bool = False


@dataclass(frozen=True)
class Restored:
    """It counts again; `status` is that of the round's own interview, and empty for the one before."""

    status: str = ""


@dataclass(frozen=True)
class Passed:
    """Time went by: a lease ended, an appointment was missed, a window closed."""

    spoken: tuple[str, ...] | None = None  # the languages that somebody in the team calls in, where they are known


Called = Claim | Renew | Reveal | PutBack | Renumbered | Ended | Asked | Reassigned  # while somebody still tries
Told = Called | Answered | Withdrew | Extended | Reopened | Corrected | Voided | Restored  # what somebody did or said
Event = Told | Passed
