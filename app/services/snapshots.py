"""What a phone sends: the whole interview at once, checked in shape here and against its instrument in `interviews`."""

import json
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from app.db import RowId
from app.errors import SnapshotRefused

Reason = Literal["dont_know", "refused", "not_applicable"]  # the two other reasons are the server's to give
Interpreter = Literal["none", "professional", "adult", "child"]
NO_NUL = r"^[^\x00]*$"  # the one character that PostgreSQL cannot keep
Word = Annotated[str, Field(max_length=64, pattern=NO_NUL)]
Text = Annotated[str, Field(max_length=4000, pattern=NO_NUL)]  # a remark or an open answer
ContactText = Annotated[str, Field(max_length=500, pattern=NO_NUL)]
# The same, sealed by the phone: 500 letters of four bytes, the key and the seal around them, in base64.
SealedText = Annotated[str, Field(max_length=3000, pattern=r"^hpke1\.[^\x00]*$")]
# However wrong a phone's clock is: 1970 is where an empty battery leaves it.
Moment = Annotated[AwareDatetime, Field(ge=datetime(1969, 12, 31, tzinfo=UTC), le=datetime(2100, 1, 1, tzinfo=UTC))]
Count = Annotated[int, Field(ge=0, le=10**4)]


def _later(default: Any = None, **limits: Any) -> Any:
    """A field that phones of an earlier release do not send.

    As long as it says nothing it is left out of what we keep and compare: what they sent before has the same text and
    the same fingerprint today, so it is still recognised when it comes again.
    """
    return Field(default=default, exclude_if=lambda value: not value, **limits)


class SentAnswer(BaseModel):
    """One item: a value, or the reason there is none, and how it came about."""

    model_config = ConfigDict(extra="forbid")

    value: Text | None = None
    missing: Reason | None = None
    language: Word
    at_ms: int = Field(default=0, ge=0, le=10**9)  # since the interview began, by one reading of the phone's clock
    seconds: float = Field(default=0, ge=0, le=10**6)
    changes: Count = 0
    remark: Text | None = None
    probed: Count = _later(0)  # times that the explanation was opened
    shown: Count = _later(0)  # times that the phone was turned round with the answers on it
    plays: Count = _later(0)  # times that a recording of it was played
    least: float | None = _later(ge=0, le=10**6)  # seconds that reading its words takes at least
    by: Literal["interviewer", "respondent"] | None = _later()  # whose finger chose the answer


class Snapshot(BaseModel):
    """An interview as the phone holds it; `revision` counts every change."""

    model_config = ConfigDict(extra="forbid")

    revision: int = Field(ge=1, le=10**6)
    status: Literal["draft", "complete", "stopped"]
    stop_reason: Literal["no_time", "language", "refused", "interrupted", "other"] | None = None
    respondent: UUID
    case: RowId | None = None
    wave: Word
    instrument: Word
    version: Word
    activity: RowId
    group: RowId
    mode: Literal["capi", "cati", "self", "paper"]
    language: Word
    interpreter: Interpreter | None = _later()
    device_started_at: Moment
    device_sent_at: Moment | None = None
    training: bool = _later(default=False)  # a rehearsal: nothing of it is kept
    phone: RowId | None = None  # where it began; who may send it depends on that, and nothing else
    answers: dict[Word, SentAnswer] = Field(default_factory=dict, max_length=500)
    contact: dict[Word, SealedText | ContactText] | None = Field(default=None, max_length=20)

    def kept(self, contact_print: str | None) -> str:
        """The text we keep and compare: no contact, only a keyed fingerprint of it, and not how it came here."""
        body = {**self.body, "contact": contact_print}
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    @cached_property
    def body(self) -> dict[str, Any]:
        """Everything but the contact and how it came here, as plain values."""
        return self.model_dump(mode="json", exclude={"contact", "device_sent_at", "phone"})

    def clock_offset(self, now: datetime) -> float:
        """Seconds that the phone's clock was behind ours when it sent this; the way here counts as nothing."""
        return (now - self.device_sent_at).total_seconds() if self.device_sent_at else 0.0


class Named(BaseModel):
    """A snapshot of which nothing is read but the phone."""

    phone: RowId | None = None


def named_phone(body: bytes) -> int | None:
    """The phone that a snapshot says it began on, before anybody asked whether the rest can be read."""
    try:
        return Named.model_validate_json(body).phone
    except ValidationError:
        return None


def parse(body: bytes) -> Snapshot:
    """Read a snapshot.

    Raises:
        SnapshotRefused: When it is not readable, naming the item where that can be told.
    """
    try:
        return Snapshot.model_validate_json(body)
    except ValidationError as problem:
        place = problem.errors(include_input=False)[0]["loc"]
        named = len(place) > 1 and place[0] in {"answers", "contact"}
    raise SnapshotRefused(item=str(place[1]) if named else None)  # without its cause, which repeats what was said


def without_print(kept: str) -> str:
    """A kept text by which no name or number can be recognised any more."""
    body = {**json.loads(kept), "contact": None}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def salvage(sent: dict[str, Any]) -> tuple[Snapshot | None, list[str]]:
    """What of a body can be read as a snapshot, and the names of what had to be left out; None: not even its frame."""
    rest = json.loads(json.dumps(sent))
    left_out: list[str] = []
    while True:
        try:
            return Snapshot.model_validate_json(json.dumps(rest)), left_out
        except ValidationError as problem:
            places = {_unfit(error["loc"], error["type"]) for error in problem.errors(include_input=False)}
        for place in sorted(filter(None, places)):
            part = rest if len(place) == 1 else rest[place[0]]
            del part[place[-1]]
            left_out.append(place[-1])
        if None in places:
            return None, left_out


def _unfit(place: tuple[int | str, ...], kind: str) -> tuple[str, ...] | None:
    if len(place) > 1 and place[0] in {"answers", "contact"}:
        return str(place[0]), str(place[1])
    return (str(place[0]),) if kind == "extra_forbidden" else None
