"""What a phone is told about an interview that it sent."""

import json
from dataclasses import dataclass

from sqlmodel import Session

from app.models import Decision, Interview, InterviewStatus, Respondent


@dataclass(frozen=True)
class Receipt:
    """What the phone is told: the revision we hold, how many answers of it are safe, and at the end whose they are."""

    revision: int
    answers: int
    code: str | None
    decision: Decision | None = None  # of the lead, when it was parked before
    withdrawn: bool = False  # she stopped: nothing was kept, and the phone forgets her


def of(session: Session, held: Interview, known: Decision | None) -> Receipt:
    """What we hold of an interview; with the lead's decision, when it was parked before."""
    finished = held.status != InterviewStatus.DRAFT
    code = session.get_one(Respondent, held.respondent_id).code if finished else None
    kept = json.loads(held.snapshot)["answers"].values()
    given = sum(sent["value"] is not None or bool(sent["missing"]) for sent in kept)
    return Receipt(held.revision, given, code, known)


def forgotten(revision: int) -> Receipt:
    """Nothing was kept, because its respondent took consent back; the phone has nothing more to send of it."""
    return Receipt(revision, 0, None, withdrawn=True)
