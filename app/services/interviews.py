"""Receiving interviews from phones."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from app.errors import N_, InterviewClosed, InterviewConflict, NotFound, SnapshotRefused
from app.instrument.schema import Instrument
from app.models import (
    Interview,
    InterviewStatus,
    Person,
    PersonRole,
    Respondent,
    Study,
    Wave,
)
from app.security.sealing import Sealer
from app.services import answers, cases, consents, contacts, instruments
from app.services.respondents import WRONG_PLACE, meet
from app.services.snapshots import Snapshot

UNTOUCHED = timedelta(hours=24)  # after which a draft is settled as partial or break-off
WRONG_ROLE = N_("Students hold first interviews, callers the later ones. It is kept on the phone; ask the lead.")
HALF = 0.5  # of the relevant core items: from here an unfinished interview counts as partial


@dataclass(frozen=True)
class Receipt:
    """What the phone is told: the revision we hold, how many answers of it are safe, and at the end whose they are."""

    revision: int
    answers: int
    code: str | None


def receive(
    session: Session,
    interview_id: UUID,
    snapshot: Snapshot,
    *,
    by: Person,
    sealer: Sealer,
    now: datetime,
    phone: int | None = None,
) -> Receipt:
    """Keep the newest snapshot of an interview and tell what we hold.

    Phones repeat themselves: a reply lost in a tunnel is sent again. The same
    snapshot twice, or an older one late, is therefore normal and changes nothing.

    The phone it came from may go on with it after the session has ended.

    Raises:
        NotFound: The interview belongs to somebody else.
        InterviewClosed: It was finished, and this is something else.
        InterviewConflict: The same revision with other content.
        SnapshotRefused: The questionnaire or the study does not allow it.
        ContactSealed: Name or number do not open with the keys that we have.
        NumberImpossible: A telephone number in a draft cannot exist.
    """
    # Locked where several servers write: the older of two snapshots must not overwrite the newer in between.
    held = session.get(Interview, interview_id, with_for_update=True)
    if held is not None and held.interviewer_id != by.id:
        raise NotFound
    contact = _opened(sealer, snapshot) if snapshot.contact else {}
    prints = sealer.fingerprints(json.dumps(contact, sort_keys=True)) if contact else [None]
    arriving = [snapshot.kept(one) for one in prints]  # by each key, the newest first
    if held is None or _is_news(held, arriving, snapshot):
        held = _store(session, interview_id, held, snapshot, arriving[0], contact, by=by, sealer=sealer, now=now)
    if phone is not None and held.phone_id != phone:
        held.phone_id = phone
    return _receipt(session, held, json.loads(held.snapshot))


def settle(session: Session, *, now: datetime) -> int:
    """Give drafts that nobody touched for 24 hours their final status; returns how many."""
    forgotten = select(Interview).where(Interview.status == InterviewStatus.DRAFT, Interview.saved_at < now - UNTOUCHED)
    drafts = session.exec(forgotten).all()
    versions = instruments.by_row(session)
    for draft in drafts:
        draft.status = _unfinished(versions[draft.instrument_version_id], _answered(draft.snapshot))
    return len(drafts)


def _opened(sealer: Sealer, snapshot: Snapshot) -> dict[str, str]:
    typed = contacts.opened(sealer, snapshot.respondent, snapshot.contact or {})
    return contacts.checked(typed, as_typed=snapshot.status != "draft")


def _is_news(held: Interview, arriving: list[str], snapshot: Snapshot) -> bool:
    if held.snapshot in arriving:
        return False
    if snapshot.revision < held.revision:
        # A finished interview is never continued: what we hold instead came from a copy of this phone's memory.
        if snapshot.status == "complete" and json.loads(held.snapshot)["status"] != "complete":
            raise InterviewConflict
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
    instrument = _instrument(session, snapshot)
    answers.check(instrument, snapshot)
    before = json.loads(held.snapshot) if held else {"answers": {}}
    if held is None:
        held = _begin(session, interview_id, instrument, snapshot, by=by, now=now)
    elif _moved(snapshot, before):
        raise SnapshotRefused(WRONG_PLACE)
    _update(held, instrument, snapshot, arriving, now=now)
    session.flush()
    answers.project(session, interview_id, snapshot.body["answers"], before["answers"])
    consents.record(session, held, instrument, snapshot, before["answers"], now=now)
    if contact or before.get("contact"):
        _contact(session, sealer, instrument, snapshot, contact)
    if held.status != InterviewStatus.DRAFT:
        cases.follow_up(session, held, instrument, snapshot, now=now)
    return held


def _instrument(session: Session, snapshot: Snapshot) -> Instrument:
    try:
        return instruments.version(session, snapshot.instrument, snapshot.version)
    except NotFound as problem:
        unknown = N_(
            "This interview was held with a questionnaire that the server does not know. It is kept on the phone."
        )
        raise SnapshotRefused(unknown) from problem


def _begin(
    session: Session, interview_id: UUID, instrument: Instrument, snapshot: Snapshot, *, by: Person, now: datetime
) -> Interview:
    wave = _wave(session, instrument, snapshot)
    if (wave.follows is None) != (by.role == PersonRole.STUDENT):
        raise SnapshotRefused(WRONG_ROLE)
    synthetic = session.exec(select(Study.synthetic)).first() or False
    meet(session, instrument, wave, snapshot)
    offset = snapshot.clock_offset(now)
    interview = Interview(
        id=interview_id,
        respondent_id=snapshot.respondent,
        wave_id=wave.id,
        instrument_version_id=instruments.row_of(session, instrument),
        activity_id=snapshot.activity,
        group_id=snapshot.group,
        interviewer_id=by.id,
        mode=snapshot.mode,
        language=snapshot.language,
        status=InterviewStatus.DRAFT,
        revision=0,
        snapshot="",
        started_at=snapshot.device_started_at + timedelta(seconds=offset),
        received_at=now,
        saved_at=now,
        clock_offset=offset,
        synthetic=synthetic,
    )
    session.add(interview)
    return interview


def _wave(session: Session, instrument: Instrument, snapshot: Snapshot) -> Wave:
    query = select(Wave).where(Wave.name == snapshot.wave, Wave.instrument == instrument.name)
    wave = session.exec(query).first()
    if wave is None or instrument.wave != snapshot.wave:
        raise SnapshotRefused(WRONG_PLACE)
    return wave


def _moved(snapshot: Snapshot, before: dict[str, Any]) -> bool:
    same = ("respondent", "case", "wave", "instrument", "version", "activity", "group")
    return any(snapshot.body[name] != before[name] for name in same)


def _update(held: Interview, instrument: Instrument, snapshot: Snapshot, arriving: str, *, now: datetime) -> None:
    held.revision = snapshot.revision
    held.snapshot = arriving
    held.language = snapshot.language
    held.mode = snapshot.mode
    held.stop_reason = snapshot.stop_reason
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
    return {name: sent["value"] for name, sent in json.loads(snapshot)["answers"].items()}


def _contact(
    session: Session, sealer: Sealer, instrument: Instrument, snapshot: Snapshot, contact: dict[str, str]
) -> None:
    """Names and numbers are kept only while their owner allows it, whichever of the two changed."""
    if contact and answers.consented(instrument, snapshot, "recontact"):
        contacts.keep(session, sealer, snapshot.respondent, contact)
    else:
        contacts.forget(session, snapshot.respondent, keep_notes=True)


def _receipt(session: Session, held: Interview, arriving: dict[str, Any]) -> Receipt:
    finished = held.status != InterviewStatus.DRAFT
    code = session.get_one(Respondent, held.respondent_id).code if finished else None
    given = sum(sent["value"] is not None or bool(sent["missing"]) for sent in arriving["answers"].values())
    return Receipt(held.revision, given, code)
