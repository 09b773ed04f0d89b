"""Consequential acts, written down as they happen."""

from datetime import datetime

from sqlmodel import Session

from app.models import AuditEntry, Person


def record(session: Session, verb: str, *, by: Person, now: datetime, thing: str) -> None:
    """Who did what to which thing; never what it contained."""
    session.add(AuditEntry(at=now, person_id=by.id, verb=verb, object=thing))
