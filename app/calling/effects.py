"""What a step sets in motion outside the case itself."""

from dataclasses import dataclass
from datetime import date, datetime

from app.calling.held import Try


@dataclass(frozen=True, slots=True)
class WriteAttempt:
    """A dialling to be kept for good; a correction is a row of its own, `corrects` the row that was wrong."""

    attempt: Try
    ended_at: datetime | None
    reason: str = ""
    has_note: bool = False
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class StartLease:
    """The case is in this caller's hands until then."""

    caller: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RenewLease:
    """A little longer."""

    caller: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ShowNumber:
    """The number is shown to this caller, and that is written down."""

    caller: int
    number: str


@dataclass(frozen=True, slots=True)
class EndLease:
    """The case is out of her hands; `how`: outcome, put_back, expired, reassigned, withdrawn, closed."""

    caller: int
    how: str


@dataclass(frozen=True, slots=True)
class TellCaller:
    """Something of hers is not finished: the number was shown and nobody wrote down how the call ended."""

    caller: int


@dataclass(frozen=True, slots=True)
class PurgeContact:
    """From this day on name and number have no purpose; None: they have one again."""

    on: date | None


@dataclass(frozen=True, slots=True)
class WriteDown:
    """An act for the audit, with one word about it; never what somebody typed."""

    verb: str
    about: str = ""


Effect = WriteAttempt | StartLease | RenewLease | ShowNumber | EndLease | TellCaller | PurgeContact | WriteDown
