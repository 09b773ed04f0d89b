"""Receiving interviews from phones."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import N_, InterviewClosed, InterviewConflict, NotFound, SnapshotRefused
from app.instrument.schema import Instrument
from app.models import (
    Decision,
    Interview,
    InterviewStatus,
    Person,
    Study,
)
from app.security.sealing import Sealer
from app.services import (
    amended,
    answers,
    call_interview,
    cases,
    clocks,
    consents,
    contacts,
    instruments,
    parking,
    receipts,
    rehearsals,
    speaking,
    stopping,
    withdrawn,
)
from app.services.receipts import Receipt
from app.services.respondents import WRONG_PLACE, has_moved, meet, placed
from app.services.snapshots import Snapshot

UNTOUCHED = timedelta(hours=24)  # after which a draft is settled as partial or break-off
UNKNOWN_QUESTIONNAIRE = N_(
    "This interview was held with a questionnaire that the server does not know. It is kept on the phone."
)
HELD = sa.select(Interview).where(col(Interview.id) == sa.bindparam("id")).with_for_update()  # asked at every tap
HALF = 0.5  # of the relevant core items: from here an unfinished interview counts as partial


def receive(
    session: Session,
    interview_id: UUID,
    snapshot: Snapshot,
    *,
    by: Person,
    sealer: Sealer,
    now: datetime,
    phone: int | None = None,
    decided: bool = False,
) -> Receipt:
    """Keep the newest snapshot of an interview and tell what we hold.

    Phones repeat themselves: a reply lost in a tunnel is sent again. The same
    snapshot twice, or an older one late, is therefore normal and changes nothing. What the lead has `decided`
    to take replaces what is held; what she voided never comes in again, and what she amended stands. The phone it
    came from may go on with it after the session has ended. Of a respondent who took consent back nothing is kept,
    and the phone is told so.

    Raises:
        NotFound: The interview belongs to somebody else.
        InterviewClosed: It was finished, and this is something else.
        InterviewVoided: It does not count any more, and this is something else.
        InterviewConflict: The same revision with other content.
        SnapshotRefused: The questionnaire or the study does not allow it.
        ContactSealed: Name or number do not open with the keys that we have.
        NumberImpossible: A telephone number in a draft cannot exist.
    """
    # Locked where several servers write: the older of two snapshots must not overwrite the newer in between.
    held = session.execute(HELD, {"id": interview_id}).scalar_one_or_none()
    if withdrawn.bars(session, snapshot.respondent, begins=held is None, decided=decided):
        return receipts.forgotten(snapshot.revision)
    if held is not None and not amended.may_send(session, held, by):
        raise NotFound
    if held is None and (snapshot.training or rehearsals.is_one(session, interview_id)):
        rehearsals.keep(session, interview_id, snapshot, by=by, now=now)
        return Receipt(snapshot.revision, len(snapshot.answers), None)
    if snapshot.training:
        raise InterviewConflict  # an interview never becomes a rehearsal
    contact, prints = opened(sealer, snapshot, as_typed=decided or snapshot.status != "draft")
    arriving = [snapshot.kept(one) for one in prints]  # by each key, the newest first
    if held is not None and held.status == InterviewStatus.VOIDED:
        return amended.after_voiding(held, arriving, snapshot, decided=decided)
    is_news = decided or held is None or _is_news(held, arriving, snapshot)
    known = None
    if not decided and (not is_news or held is None or contact):  # else it cannot have been parked and now be right
        known = parking.decision(session, sealer, interview_id, snapshot)
    if is_news and known == Decision.VOIDED:
        return Receipt(snapshot.revision, len(snapshot.answers), None, known)
    if held is None or is_news:
        begins = held is None
        held = _store(session, interview_id, held, snapshot, arriving[0], contact, by=by, sealer=sealer, now=now)
        if begins and stopping.catch_up(session, snapshot.respondent, now=now):
            return receipts.forgotten(snapshot.revision)
    held.phone_id = phone or held.phone_id
    return receipts.of(session, held, known)


def settle(session: Session, *, now: datetime) -> int:
    """Give drafts that nobody touched for 24 hours their final status; returns how many."""
    forgotten = select(Interview).where(Interview.status == InterviewStatus.DRAFT, Interview.saved_at < now - UNTOUCHED)
    drafts = session.exec(forgotten).all()
    versions = instruments.by_row(session)
    for draft in drafts:
        draft.status = _unfinished(versions[draft.instrument_version_id], _answered(draft.snapshot))
    return len(drafts)


def opened(sealer: Sealer, snapshot: Snapshot, *, as_typed: bool) -> tuple[dict[str, str], Sequence[str | None]]:
    """Name and number as they are kept, and their prints by each key, the newest first; none for nothing.

    Raises:
        ContactSealed: A field does not open here.
        NumberImpossible: A number cannot exist, and is not to be kept `as_typed`.
    """
    typed = contacts.opened(sealer, snapshot.respondent, snapshot.contact or {})
    contact = contacts.checked(typed, as_typed=as_typed)
    return contact, sealer.fingerprints(json.dumps(contact, sort_keys=True)) if contact else [None]


def _is_news(held: Interview, arriving: list[str], snapshot: Snapshot) -> bool:
    same, older = held.snapshot in arriving, snapshot.revision < held.revision
    if older and not same and snapshot.status == "complete" and json.loads(held.snapshot)["status"] != "complete":
        raise InterviewConflict  # nobody goes on after the end: what we hold came from a copy of this phone's memory
    if same or older:
        return False
    if held.status == InterviewStatus.COMPLETE:
        raise InterviewClosed
    if snapshot.revision == held.revision:
        raise InterviewConflict
    return True


def _store(
    session: Session,
    interview_id: UUID,
    held: Interview | None,
    snapshot: Snapshot,
    arriving: str,
    contact: dict[str, str],
    *,
    by: Person,
    sealer: Sealer,
    now: datetime,
) -> Interview:
    instrument = questionnaire(session, snapshot)
    answers.check(instrument, snapshot)
    before = json.loads(held.snapshot) if held else {"answers": {}}
    if held is None:
        held = _begin(session, interview_id, instrument, snapshot, by=by, now=now)
    elif has_moved(snapshot, before):
        raise SnapshotRefused(WRONG_PLACE)
    speaking.check(session, instrument, snapshot, before)
    _update(held, instrument, snapshot, arriving, now=now)
    session.flush()
    answers.project(session, interview_id, snapshot.body["answers"], before["answers"])
    amended.stand(session, held)
    consents.record(session, held, instrument, snapshot, before["answers"], now=now)
    if contact or before.get("contact"):
        consents.keep_contact(session, sealer, instrument, snapshot, contact)
    call_interview.keep_hold(session, snapshot.case, by=by, now=now)
    if held.status != InterviewStatus.DRAFT:
        cases.follow_up(session, held, instrument, snapshot, now=now)
    return held


def questionnaire(session: Session, snapshot: Snapshot) -> Instrument:
    """What was read aloud.

    Raises:
        SnapshotRefused: Nobody published it here.
    """
    try:
        return instruments.version(session, snapshot.instrument, snapshot.version)
    except NotFound as problem:
        raise SnapshotRefused(UNKNOWN_QUESTIONNAIRE) from problem


def _begin(
    session: Session, interview_id: UUID, instrument: Instrument, snapshot: Snapshot, *, by: Person, now: datetime
) -> Interview:
    wave = placed(session, instrument, snapshot, by=by)
    synthetic = session.exec(select(Study.synthetic)).first() or False
    met = meet(session, instrument, snapshot)
    interview = Interview(
        id=interview_id,
        respondent_id=snapshot.respondent,
        wave_id=wave.id,
        instrument_version_id=instruments.row_of(session, instrument),
        activity_id=met.activity_id,
        group_id=met.group_id,
        interviewer_id=by.id,
        mode=snapshot.mode,
        language=snapshot.language,
        status=InterviewStatus.DRAFT,
        revision=0,
        snapshot="",
        started_at=clocks.began(session, snapshot, now=now),
        received_at=now,
        saved_at=now,
        clock_offset=snapshot.clock_offset(now),
        synthetic=synthetic,
    )
    session.add(interview)
    return interview


def _update(held: Interview, instrument: Instrument, snapshot: Snapshot, arriving: str, *, now: datetime) -> None:
    held.revision = max(held.revision, snapshot.revision)
    held.snapshot = arriving
    held.language = snapshot.language
    held.mode = snapshot.mode
    held.stop_reason = snapshot.stop_reason
    held.interpreter = snapshot.interpreter
    if held.status != InterviewStatus.COMPLETE or snapshot.status != "draft":  # what was finished stays so
        held.status = _status(instrument, snapshot)
    held.saved_at = now
    held.seconds = max((sent.at_ms for sent in snapshot.answers.values()), default=0) / 1000


def _status(instrument: Instrument, snapshot: Snapshot) -> InterviewStatus:
    if snapshot.status == "draft":
        return InterviewStatus.DRAFT
    if snapshot.status == "complete" and answers.consented(instrument, snapshot, "interview") is not False:
        return InterviewStatus.COMPLETE
    return _unfinished(instrument, answers.values(snapshot))


def _unfinished(instrument: Instrument, answered: dict[str, str | None]) -> InterviewStatus:
    if any(item.consent == "interview" and answered.get(item.name) == "0" for item in instrument.items()):
        return InterviewStatus.REFUSED
    enough = answers.core_share(instrument, answered) >= HALF
    return InterviewStatus.PARTIAL if enough else InterviewStatus.BROKEN_OFF


def _answered(snapshot: str) -> dict[str, str | None]:
    kept = json.loads(snapshot)["answers"].items()
    return {name: sent["value"] for name, sent in kept if sent["value"] is not None or sent["missing"]}
