"""The telephone interview of a case: begun by whoever has it in hand, and gone on with by whoever calls next.

A parent has one interview in a round. When it broke off it is handed over whole, as one that somebody began alone is
(decision 20): it becomes the next caller's, her phone takes in what we hold, and nothing is asked twice.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.calling.events import Renew
from app.calling.refusals import CallRefused, Obstacle
from app.db import for_update
from app.errors import N_, FieldworkError, NotFound
from app.instrument.schema import Instrument
from app.instrument.sheets import asked
from app.models import (
    Activity,
    AuditEntry,
    Case,
    Intervention,
    Interview,
    InterviewStatus,
    Lease,
    Person,
    Respondent,
    Wave,
)
from app.services import casework, instruments, releases, rounds

GOES_ON = (InterviewStatus.DRAFT, InterviewStatus.BROKEN_OFF, InterviewStatus.PARTIAL)
A_MINUTE = timedelta(minutes=1)
FINISH = "finish"  # the last screen of an interview, as its page addresses it


class BegunAlready(FieldworkError):
    """One parent has one interview in a round."""

    status = 409
    sentence = N_("The interview with this parent was begun already. Go back, and go on with that one.")


class NothingBegun(FieldworkError):
    """There is no unfinished interview to go on with."""

    status = 409
    sentence = N_("There is no unfinished interview with this parent. Start one from the call screen.")


@dataclass(frozen=True)
class SoFar:
    """How far the interview of a case came."""

    status: InterviewStatus
    answered: int
    of: int

    @property
    def goes_on(self) -> bool:
        """Whether it stopped before its end, and can be gone on with."""
        return self.status in GOES_ON


def so_far(session: Session, case: Case) -> SoFar | None:
    """The interview of this case, if one was begun."""
    held = _held(session, case)
    if held is None:
        return None
    answers = json.loads(held.snapshot)["answers"]
    questions = [one for one in _asked(session, held, answers) if one.type != "note"]
    answered = sum(_is_answered(answers.get(one.name)) for one in questions)
    return SoFar(InterviewStatus(held.status), answered, len(questions))


def begin(session: Session, case_id: int, *, by: Person, now: datetime) -> tuple[Instrument, dict[str, str | int]]:
    """The list of this round, and what the phone needs to begin it with this parent.

    Raises:
        CallRefused: She does not have the case in hand.
        BegunAlready: There is one to go on with.
    """
    case = in_hand(session, case_id, by=by, now=now)
    if _held(session, case) is not None:
        raise BegunAlready
    wave, respondent, kind = _place(session, case)
    instrument = instruments.newest(session, wave.instrument)
    return instrument, {
        "wave": wave.name,
        "activity": respondent.activity_id,
        "group": respondent.group_id,
        "kind": kind,
        "language": case.language,
        "languages": " ".join(releases.usable(session, instrument)),
        "mode": wave.mode,
        "respondent": str(respondent.id),
        "case": case.id,
    }


def go_on(
    session: Session, case_id: int, *, by: Person, phone: int | None, now: datetime
) -> tuple[Instrument, dict[str, Any]]:
    """Hand the unfinished interview to whoever calls now: the list it was begun with, and the record for her phone.

    Raises:
        CallRefused: She does not have the case in hand.
        NothingBegun: It was finished, or never begun.
    """
    case = in_hand(session, case_id, by=by, now=now)
    held = _held(session, case, to_change=True)
    if held is None or held.status not in GOES_ON:
        raise NothingBegun
    if held.interviewer_id != by.id:
        session.add(AuditEntry(at=now, person_id=by.id, verb="interview.take_over", object=str(held.id)))
    held.interviewer_id, held.phone_id = by.id, phone
    instrument = instruments.by_number(session, held.instrument_version_id)
    return instrument, _record(session, case, held, instrument, phone=phone, now=now)


def keep_hold(session: Session, case_id: int | None, *, by: Person, now: datetime) -> None:
    """A saved answer shows that the call goes on: the case stays in her hands as long as she asks.

    A hold that is over stays over, and the answers are kept all the same. Renewed at most once a minute.
    """
    if case_id is None:
        return
    query = select(Lease).where(Lease.case_id == case_id, col(Lease.ended_at).is_(None))
    lease = session.exec(query).first()
    if lease is None or lease.caller_id != by.id or not now < lease.expires_at:
        return
    if lease.expires_at - now < rounds.rules(session).lease - A_MINUTE:
        casework.apply(session, case_id, Renew(by.id), by=by, now=now)


def in_hand(session: Session, case_id: int, *, by: Person, now: datetime) -> Case:
    """The case, while it is in her hands.

    Raises:
        CallRefused: It is not, or it was closed meanwhile.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound
    held = casework.held(session, case)
    if held.is_final:
        raise CallRefused(Obstacle.CLOSED)
    hold = held.in_hand(now)
    if hold is None or hold.caller != by.id:
        raise CallRefused(Obstacle.NOT_YOURS)
    return case


def _held(session: Session, case: Case, *, to_change: bool = False) -> Interview | None:
    query = select(Interview).where(Interview.respondent_id == case.respondent_id, Interview.wave_id == case.wave_id)
    first = query.order_by(col(Interview.received_at)).limit(1)
    return session.exec(for_update(session, first) if to_change else first).first()


def _place(session: Session, case: Case) -> tuple[Wave, Respondent, str]:
    respondent = session.get_one(Respondent, case.respondent_id)
    activity = session.get_one(Activity, respondent.activity_id)
    kind = session.get_one(Intervention, activity.intervention_id).kind
    return session.get_one(Wave, case.wave_id), respondent, str(kind)


def _asked(session: Session, held: Interview, answers: dict[str, Any]) -> list[Any]:
    values = {name: sent["value"] for name, sent in answers.items()}
    return asked(instruments.by_number(session, held.instrument_version_id), values)


def _is_answered(sent: dict[str, Any] | None) -> bool:
    return sent is not None and (sent["value"] is not None or bool(sent["missing"]))


def _record(
    session: Session, case: Case, held: Interview, instrument: Instrument, *, phone: int | None, now: datetime
) -> dict[str, Any]:
    """The record of the phone: what `state.js` begins with, filled with what we hold."""
    sent = json.loads(held.snapshot)
    answers = sent["answers"]
    open_ones = [
        one.name
        for one in _asked(session, held, answers)
        if one.type != "note" and not one.contact and not _is_answered(answers.get(one.name))
    ]
    _, _, kind = _place(session, case)
    body = sent | {"revision": held.revision + 1, "status": "draft", "stop_reason": None, "phone": phone}
    return {
        **body,
        "contact": {},
        "id": str(held.id),
        "kind": kind,
        "interpreter": sent.get("interpreter"),
        "languages": list(releases.usable(session, instrument)),
        "confirmed": held.revision,
        "parked": None,
        "since": now.isoformat(),
        "saved_at": now.isoformat(),
        "elapsed": round(held.seconds * 1000),
        "place": next(iter(open_ones), FINISH),
        "code": None,
        "safe": len(answers),
        "body": {**body, "contact": None, "device_sent_at": None},
    }
