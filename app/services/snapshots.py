"""What a phone sends: the whole interview at once, checked in shape here and against its instrument in `interviews`."""

import json
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from app.errors import SnapshotRefused

Reason = Literal["dont_know", "refused", "not_applicable"]  # the two other reasons are the server's to give
LONGEST_TEXT = 4000  # characters of a remark or an open answer


class SentAnswer(BaseModel):
    """One item: a value, or the reason there is none, and how it came about."""

    model_config = ConfigDict(extra="forbid")

    value: str | None = Field(default=None, max_length=LONGEST_TEXT)
    missing: Reason | None = None
    language: str = Field(max_length=16)
    at_ms: int = Field(default=0, ge=0, le=10**9)  # since the interview began, by one reading of the phone's clock
    seconds: float = Field(default=0, ge=0, le=10**6)
    changes: int = Field(default=0, ge=0, le=10**4)
    remark: str | None = Field(default=None, max_length=LONGEST_TEXT)


class Snapshot(BaseModel):
    """An interview as the phone holds it; `revision` counts every change."""

    model_config = ConfigDict(extra="forbid")

    revision: int = Field(ge=1, le=10**6)
    status: Literal["draft", "complete", "stopped"]
    stop_reason: Literal["no_time", "language", "refused", "interrupted", "other"] | None = None
    respondent: UUID
    case: int | None = None
    wave: str = Field(max_length=16)
    instrument: str = Field(max_length=64)
    version: str = Field(max_length=16)
    activity: int
    group: int
    mode: Literal["capi", "cati", "self"]
    language: str = Field(max_length=16)
    device_started_at: AwareDatetime
    device_sent_at: AwareDatetime | None = None
    answers: dict[str, SentAnswer] = Field(default_factory=dict, max_length=500)
    contact: dict[str, str] | None = Field(default=None, max_length=20)

    def kept(self, contact_print: str | None) -> str:
        """The text we keep and compare: no contact, only a keyed fingerprint of it, and not the moment of sending."""
        body: dict[str, Any] = self.model_dump(mode="json", exclude={"contact", "device_sent_at"})
        body["contact"] = contact_print
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    def clock_offset(self, now: datetime) -> float:
        """Seconds that the phone's clock was behind ours when it sent this; the way here counts as nothing."""
        return (now - self.device_sent_at).total_seconds() if self.device_sent_at else 0.0


def parse(body: bytes) -> Snapshot:
    """Read a snapshot.

    Raises:
        SnapshotRefused: When it is not readable, naming the item where that can be told.
    """
    try:
        return Snapshot.model_validate_json(body)
    except ValidationError as problem:
        place = problem.errors()[0]["loc"]
        raise SnapshotRefused(item=str(place[1]) if len(place) > 1 and place[0] == "answers" else None) from problem
