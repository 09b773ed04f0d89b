"""The calendar of a study: who may be called from which day on, and what follows when it changes."""

from dataclasses import replace
from datetime import date, time

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app.calling.spans import Effect, Kind, Span
from app.db import Database
from app.models import AuditEntry, CallAttempt, Case
from app.services import closures, rounds
from tests.conftest import TestClock
from tests.factories import SmallStudy
from tests.services.conftest import Field

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
STRIKE = Span(Kind.STUDY, Effect.CLOSED, "Staking", date(2027, 2, 22), date(2027, 2, 26), source="Intranet, 3 februari")


@pytest.fixture
def case(field: Field) -> Case:
    """A parent of school A3 who was spoken to on 24 November, and is due on Wednesday 24 February."""
    field.send(field.finish())
    return field.session.exec(select(Case)).one()


@on_sqlite
def test_a_case_opens_with_the_dates_of_the_calendar(case: Case) -> None:
    assert (case.due_on, case.first_on) == (date(2027, 2, 24), date(2027, 2, 24))  # in the holiday, and not held up
    assert (case.opens_on, case.closes_on) == (date(2027, 2, 17), date(2027, 3, 24))


def test_whoever_was_not_called_yet_moves_with_the_calendar_and_back(
    session: Session, study: SmallStudy, clock: TestClock, case: Case
) -> None:
    kept = closures.add(session, STRIKE, by=study.lead, now=clock.now())
    [row] = kept.closures
    assert kept.moved == 1
    assert case.first_on == date(2027, 2, 27)
    assert case.due_on == date(2027, 2, 24)  # what was promised stays

    closures.change(session, row.id, replace(STRIKE, ends_on=date(2027, 2, 24)), by=study.lead, now=clock.now())
    assert case.first_on == date(2027, 2, 25)

    closures.remove(session, row.id, by=study.lead, now=clock.now())
    closures.remove(session, row.id, by=study.lead, now=clock.now())  # the same button twice
    assert case.first_on == date(2027, 2, 24)
    verbs = session.exec(select(AuditEntry.verb).where(AuditEntry.object == f"closure/{row.id}")).all()
    assert sorted(verbs) == ["closure.add", "closure.change", "closure.remove"]


def test_a_parent_who_was_called_once_keeps_the_time_that_was_agreed(
    session: Session, study: SmallStudy, clock: TestClock, case: Case
) -> None:
    session.add(CallAttempt(case_id=case.id, caller_id=study.caller.id, at=clock.now(), disposition="no_answer"))
    session.flush()

    closures.add(session, STRIKE, by=study.lead, now=clock.now())

    assert case.first_on == date(2027, 2, 24)


@on_sqlite
def test_days_of_another_school_move_nobody(session: Session, study: SmallStudy, clock: TestClock, case: Case) -> None:
    mine, other = study.talk.site_id, study.meeting.site_id
    closures.add(session, replace(STRIKE, site_id=other), by=study.lead, now=clock.now())
    assert case.first_on == date(2027, 2, 24)

    closures.add(session, replace(STRIKE, site_id=mine), by=study.lead, now=clock.now())
    assert case.first_on == date(2027, 2, 27)


def test_the_lead_is_told_of_parents_who_have_no_day_left(
    session: Session, study: SmallStudy, clock: TestClock, case: Case
) -> None:
    assert closures.out_of_days(session) == 0

    closures.add(session, replace(STRIKE, ends_on=date(2027, 3, 31)), by=study.lead, now=clock.now())

    assert closures.out_of_days(session) == 1


@on_sqlite
def test_the_same_days_are_not_entered_twice(session: Session, study: SmallStudy, clock: TestClock) -> None:
    friday = Span(Kind.PUBLIC, Effect.CLOSED, "Good Friday", date(2027, 3, 26), date(2027, 3, 26), source="mine")

    with pytest.raises(closures.KnownAlready, match="Goede vrijdag"):
        closures.add(session, friday, by=study.lead, now=clock.now())
    assert len(closures.add_all(session, [friday, STRIKE, STRIKE], by=study.lead, now=clock.now()).closures) == 1


@on_sqlite
def test_what_comes_with_aloud_fills_what_is_missing(session: Session, study: SmallStudy, clock: TestClock) -> None:
    today = date(2028, 7, 3)
    assert {gap.kind for gap in closures.missing(session, today)} == {Kind.PUBLIC, Kind.RAMADAN, Kind.FEAST}

    kept = closures.add_all(session, closures.offered(session, today), by=study.lead, now=clock.now())

    assert len(kept.closures) == 10
    assert {gap.kind for gap in closures.missing(session, today)} == {Kind.RAMADAN, Kind.FEAST}  # nobody knows yet
    assert closures.offered(session, today) == ()


@on_sqlite
def test_what_is_over_is_not_asked_for_any_more(session: Session, study: SmallStudy) -> None:
    for row in closures.all_of(session):
        session.delete(row)
    session.flush()

    found = {(gap.kind.value, gap.starts_on.year) for gap in closures.missing(session, date(2026, 11, 24))}

    assert {("ramadan", 2027), ("public", 2026), ("public", 2027), ("school", 2026)} <= found
    assert not {("ramadan", 2026), ("feast", 2026)} & found


@on_sqlite
def test_liberation_day_waits_for_the_lead(session: Session, study: SmallStudy, clock: TestClock) -> None:
    [day] = closures.to_choose(session, date(2026, 11, 22))
    assert day.starts_on == date(2027, 5, 5)

    closures.add(session, day, by=study.lead, now=clock.now())

    assert closures.to_choose(session, date(2026, 11, 22)) == ()


def test_the_rules_of_a_round_cost_one_question_and_are_never_stale(
    database: Database, study: SmallStudy, clock: TestClock
) -> None:
    asked: list[str] = []

    @sa.event.listens_for(database.engine, "before_cursor_execute")
    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    with database.reading() as session:
        first = rounds.rules(session)
        assert rounds.rules(session) is first
    assert len([one for one in asked if one.startswith("SELECT")]) == 1
    assert date(2027, 3, 26) in first.calendar.quiet

    with database.writing() as session:
        rounds.rules(session)
        rounds.settings(session).weekday_to = time(20)
        session.flush()
        assert rounds.rules(session).calendar.weekday == (time(9, 30), time(20))
        closures.add(session, STRIKE, by=study.lead, now=clock.now())
        assert STRIKE.starts_on in rounds.rules(session).calendar.quiet
