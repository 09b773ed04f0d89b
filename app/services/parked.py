"""Deciding about what was refused: what arrived beside what we hold, and accepting or voiding it."""

import json
from datetime import datetime

from sqlmodel import Session, col, select

from app.db import for_update
from app.errors import N_, CannotBeAccepted, ChangedMeanwhile, DecidedAlready, FieldworkError, NotFound
from app.models import Decision, Interview, ParkedSnapshot, Person
from app.security.sealing import Sealer
from app.services import answers, audit, cases, contacts, interviews, parking
from app.services.looking import Look, look, state_of

NO_REASON = N_("Write in one line why, so that others understand it later.")
LONGEST = 500
VERBS = {Decision.ACCEPTED: "accept", Decision.VOIDED: "void"}


def accept(
    session: Session, sealer: Sealer, parked_id: int, *, because: str, compared: str, by: Person, now: datetime
) -> ParkedSnapshot:
    """What arrived becomes the interview's, as far as it fits; what it takes the place of is kept with it.

    Args:
        session: One transaction.
        sealer: Opens what was parked, and seals what is replaced.
        parked_id: Which.
        because: The lead's reason.
        compared: What was on her screen, by `Look.token`: she decides about nothing else.
        by: The lead.
        now: This moment.

    Raises:
        NotFound: There is no such snapshot.
        DecidedAlready: By a colleague, or at the first of two taps.
        ChangedMeanwhile: The interview is not what was compared any more.
        CannotBeAccepted: The study has no place for it; the sentence says what would make one.
    """
    parked = _undecided(session, parked_id, because)
    held = session.get(Interview, parked.interview_id, with_for_update=True)
    if state_of(held) != compared:
        raise ChangedMeanwhile
    shown = look(session, sealer, parked_id)
    if shown.snapshot is None or shown.instrument is None or shown.obstacle is not None:
        raise CannotBeAccepted(shown.obstacle)
    _take(session, sealer, parked, held, shown, now=now)
    _decide(session, parked, Decision.ACCEPTED, because, by=by, now=now)
    return parked


def void(session: Session, parked_id: int, *, because: str, by: Person, now: datetime) -> ParkedSnapshot:
    """It does not count. The answers stay sealed as they came; name and number go.

    Raises:
        NotFound: There is no such snapshot.
        DecidedAlready: By a colleague, or at the first of two taps.
    """
    parked = _undecided(session, parked_id, because)
    parked.contact = None
    _decide(session, parked, Decision.VOIDED, because, by=by, now=now)
    return parked


def _undecided(session: Session, parked_id: int, because: str) -> ParkedSnapshot:
    parked = session.exec(for_update(session, select(ParkedSnapshot).where(ParkedSnapshot.id == parked_id))).first()
    if parked is None:
        raise NotFound
    if parked.decision is not None:
        raise DecidedAlready(name=session.get_one(Person, parked.decided_by).name)
    if not because.strip():
        raise FieldworkError(NO_REASON)
    return parked


def _take(
    session: Session, sealer: Sealer, parked: ParkedSnapshot, held: Interview | None, shown: Look, *, now: datetime
) -> None:
    assert shown.snapshot is not None  # noqa: S101 - `accept` has looked
    before: dict[str, str] = {}
    if held is not None:
        parked.replaced = sealer.seal(held.snapshot, parking.place(parked, "replaced"))
        before = contacts.held(session, sealer, held.respondent_id)
    owner = session.get_one(Person, parked.person_id)
    interviews.receive(session, parked.interview_id, shown.snapshot, by=owner, sealer=sealer, now=now, decided=True)
    after = contacts.held(session, sealer, shown.snapshot.respondent)
    if not shown.keeps_contact:  # what was taken is among the contacts now; what it replaced takes its place here
        was_replaced = before and before != after
        parked.contact = sealer.seal(json.dumps(before), parking.place(parked, "contact")) if was_replaced else None
    _end_calls(session, shown, owner.id, now=now)


def _end_calls(session: Session, shown: Look, owner: int, *, now: datetime) -> None:
    """Whoever turns out to have said no is not called."""
    if shown.snapshot is None or shown.instrument is None:
        return
    if answers.consented(shown.instrument, shown.snapshot, "recontact") is False:
        cases.never_agreed(session, shown.snapshot.respondent, asked_by=owner, now=now)


def _decide(
    session: Session, parked: ParkedSnapshot, decision: Decision, because: str, *, by: Person, now: datetime
) -> None:
    """The decision holds for the earlier states of the same interview on the same phone too."""
    earlier = select(ParkedSnapshot).where(
        ParkedSnapshot.interview_id == parked.interview_id,
        ParkedSnapshot.person_id == parked.person_id,
        ParkedSnapshot.revision <= parked.revision,
        col(ParkedSnapshot.decision).is_(None),
    )
    for row in session.exec(earlier).all():
        row.decision, row.decided_by, row.decided_at = decision, by.id, now
        row.because = because.strip().replace("\0", "")[:LONGEST]
        row.contact = row.contact if row is parked else None
    audit.record(session, f"parked.{VERBS[decision]}", by=by, now=now, thing=f"{parked.id} {parked.interview_id}")
