"""Taking consent back while others are writing, on both databases; and what is left of it where."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.calling.refusals import EndedMeanwhile
from app.db import Database
from app.errors import FieldworkError, NotFound
from app.models import (
    Answer,
    Case,
    Consent,
    Contact,
    Interview,
    Lease,
    ParkedSnapshot,
    Person,
    Respondent,
    Role,
    Wave,
    Withdrawal,
)
from app.security.sealing import Sealer
from app.services import calls, case_codes, cases, interviews, parking, withdrawals
from app.services.senders import Key
from app.services.snapshots import Snapshot
from tests.conftest import TestClock
from tests.factories import SmallStudy, answer, finished, snapshot

WHEN = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)
ROUNDS = 8


def met(session: Session, sealer: Sealer, study: SmallStudy, clock: TestClock) -> UUID:
    """A parent who agreed to be called."""
    sent = finished(study, clock.now())
    sent["answers"]["call_language"] = answer("nl")
    body = Snapshot.model_validate(sent)
    interviews.receive(session, uuid4(), body, by=study.student, sealer=sealer, now=clock.now())
    return body.respondent


def stop(session: Session, respondent: UUID, reach: str, by: Person | None = None) -> Withdrawal:
    return withdrawals.withdraw(session, respondent, reach=reach, channel="call", by=by, now=WHEN)


def count(session: Session, model: type[SQLModel]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_nobody_is_found_by_the_record_and_everything_sealed_is_gone(
    session: Session, sealer: Sealer, study: SmallStudy, clock: TestClock
) -> None:
    respondent = met(session, sealer, study, clock)
    refused = {**snapshot(study, clock.now(), respondent=str(respondent)), "contact": {"phone": "06 12345678"}}
    body = Snapshot.model_validate(refused).model_dump_json().encode()
    parking.keep(session, sealer, uuid4(), body, NotFound(), by=Key(study.student.id), now=clock.now())
    case = session.exec(select(Case)).one()
    lease = Lease(case_id=case.id, caller_id=study.caller.id, taken_at=WHEN, expires_at=WHEN + AN_HOUR)
    session.add(lease)

    row = stop(session, respondent, "calls", study.caller)

    assert (row.role, row.reach, row.channel, row.person_id, row.at) == (
        "parent",
        "calls",
        "call",
        study.caller.id,
        WHEN,
    )
    assert count(session, Contact) == 0
    assert session.exec(select(ParkedSnapshot.contact)).all() == [None]
    assert '"contact":null' in session.exec(select(Interview.snapshot)).one()
    assert (lease.how, case.closed_by, case.state) == ("withdrawn", "withdrawn", "withdrawn")
    given = {one.purpose: one.given for one in session.exec(select(Consent))}
    assert (given["recontact"], given["interview"]) == (False, True)


def test_her_answers_go_wherever_they_are(
    session: Session, sealer: Sealer, study: SmallStudy, clock: TestClock
) -> None:
    respondent = met(session, sealer, study, clock)
    other = met(session, sealer, study, clock)
    body = Snapshot.model_validate(snapshot(study, clock.now(), respondent=str(respondent))).model_dump_json()
    parking.keep(session, sealer, uuid4(), body.encode(), NotFound(), by=Key(study.student.id), now=clock.now())

    stop(session, respondent, "answers")

    [left] = session.exec(select(Interview))
    assert left.respondent_id == other
    assert {one.interview_id for one in session.exec(select(Answer))} == {left.id}
    assert count(session, ParkedSnapshot) == 0


def test_again_changes_nothing_and_whom_we_never_met_cannot_stop(
    session: Session, sealer: Sealer, study: SmallStudy, clock: TestClock
) -> None:
    respondent = met(session, sealer, study, clock)
    first = stop(session, respondent, "answers", study.lead)

    assert stop(session, respondent, "calls") is first
    assert stop(session, respondent, "answers") is first
    assert (first.reach, first.person_id) == ("answers", study.lead.id)
    with pytest.raises(NotFound):
        stop(session, uuid4(), "calls")
    with pytest.raises(FieldworkError):
        stop(session, respondent, "everything")


def test_a_round_that_is_added_later_leaves_her_in_peace(
    session: Session, sealer: Sealer, study: SmallStudy, clock: TestClock
) -> None:
    """Also one that asks for no number, such as the mentors' second list."""
    stop(session, met(session, sealer, study, clock), "calls")
    [interview] = session.exec(select(Interview))
    sent = Snapshot.model_validate(finished(study, clock.now()))
    for wave in session.exec(select(Wave).where(col(Wave.follows).is_not(None))):
        assert not cases.is_reachable(session, interview, wave, study.w1, sent)


def together(*work: Callable[[], object]) -> list[object]:
    """Everybody at the same moment; what each came to."""
    ready, results = threading.Barrier(len(work)), [None] * len(work)

    def run(number: int, one: Callable[[], object]) -> None:
        ready.wait()
        try:
            results[number] = one()  # type: ignore[call-overload]
        except FieldworkError as refusal:
            results[number] = refusal  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(results)


def test_while_an_outcome_and_an_interview_are_being_written_she_stops_and_nothing_of_her_stays(
    database: Database, sealer: Sealer, study: SmallStudy, clock: TestClock
) -> None:
    """Whoever comes first: afterwards nobody calls, and neither the note nor the interview of that call is there."""
    for _ in range(ROUNDS):
        with database.writing() as session:
            respondent = met(session, sealer, study, clock)
            case = session.exec(select(Case).where(Case.respondent_id == respondent)).one().id
            calls.reveal(session, sealer, case, by=study.caller, now=WHEN)
        called = snapshot(
            study, WHEN, respondent=str(respondent), case=case, wave="w2", instrument="parent-w2",
            version=study.w2.version, mode="cati", answers={"consent": answer("1")},
        )  # fmt: skip

        held = Snapshot.model_validate(called)

        def write(case: int = case) -> None:
            with database.writing() as session:
                more = {"by": study.caller, "now": WHEN, "note": "de buurvrouw, mevrouw Canarino, neemt op"}
                calls.record(session, sealer, case, disposition="soft_refusal", **more)  # type: ignore[arg-type]

        def hold(body: Snapshot = held) -> None:
            with database.writing() as session:
                interviews.receive(session, uuid4(), body, by=study.caller, sealer=sealer, now=WHEN)

        def end(respondent: UUID = respondent) -> None:
            with database.writing() as session:
                stop(session, respondent, "answers")

        *others, ended = together(write, hold, end)

        assert ended is None
        assert {type(one) for one in others} <= {type(None), EndedMeanwhile}

        with database.reading() as session:
            assert session.exec(select(Interview).where(Interview.respondent_id == respondent)).all() == []
            assert session.exec(select(Contact).where(Contact.respondent_id == respondent)).all() == []
            assert session.get_one(Case, case).state == "withdrawn"


@pytest.mark.parametrize("typed", ["R-8S2Q7V", "r8s2q7v", " r - 8s2 q7v ", "BSZQ7V", "R-B5Z07U", "R–8S2O1V", "٨s٢q٧v"])
def test_a_code_is_read_with_the_eyes_of_whoever_copied_it(typed: str) -> None:
    assert "R-8S2Q7V" in case_codes.spellings(case_codes.read(typed))


@pytest.mark.parametrize("typed", ["", "R-", "R-12345", "R-1234567", "R-ABCDE!", "RRRRRRRR", "P-7QK4M2X"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert case_codes.as_code(typed) == ""


def test_a_code_that_could_be_two_peoples_is_nobodys_unless_it_is_one_of_them(
    session: Session, study: SmallStudy
) -> None:
    for code in ("R-8AAAAA", "R-BAAAAA", "R-5CCCCC"):
        place = {"activity_id": study.talk.id, "group_id": study.group.id}
        session.add(Respondent(id=uuid4(), code=code, role=Role.PARENT, **place))
    session.flush()

    found = [case_codes.find(session, typed) for typed in ("BAAAAA", "SCCCCC", "R-DDDDDD")]

    assert [one and one.code for one in found] == ["R-BAAAAA", "R-5CCCCC", None]
