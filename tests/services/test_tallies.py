"""Whatever happens to an interview, it is counted as it is; on both databases, and by two servers at once."""

import threading
from datetime import timedelta
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import col, select

from app.db import Database
from app.models import DayTally, Group, Interview, InterviewStatus, Tally
from app.security.sealing import Sealer
from app.services import counts, interviews, tallies
from app.services.snapshots import Snapshot
from tests.conftest import TestClock
from tests.factories import SmallStudy
from tests.services.conftest import Field


def stands(field: Field) -> dict[str, int]:
    """How many interviews stand at which status, by the tallies."""
    tallies.count(field.session)
    assert tallies.is_right(field.session)
    query = sa.select(col(Tally.status), sa.func.sum(col(Tally.interviews))).group_by(col(Tally.status))
    return {str(status): int(number) for status, number in field.session.execute(query)}


def test_nothing_is_counted_while_somebody_is_still_talking(field: Field) -> None:
    field.send(field.begin())

    assert stands(field) == {}


def test_an_interview_is_counted_when_it_ends_and_with_the_consent_that_came_with_it(field: Field) -> None:
    field.meet()

    assert stands(field) == {"complete": 1}
    assert dict(counts._chain(field.session))["agreed"] == 1


def test_an_interview_that_is_voided_or_stands_in_another_class_is_counted_where_it_is(field: Field) -> None:
    interview = field.session.get_one(Interview, field.send(field.finish()))
    other = Group(site_id=field.study.group.site_id, name="2z", year="2")
    field.session.add(other)
    field.session.flush()
    interview.group_id = other.id
    interview.started_at -= timedelta(days=2)
    assert stands(field) == {"complete": 1}
    assert field.session.exec(select(Tally.group_id)).all() == [other.id]

    interview.status = InterviewStatus.VOIDED
    assert stands(field) == {"voided": 1}
    field.session.delete(interview)
    assert stands(field) == {}


def test_what_was_undone_is_not_counted(field: Field) -> None:
    half = field.session.begin_nested()
    field.send(field.finish())
    half.rollback()

    assert stands(field) == {}


def test_an_interview_after_midnight_belongs_to_the_next_day_of_the_schools(field: Field, clock: TestClock) -> None:
    interview = field.session.get_one(Interview, field.send(field.finish()))
    interview.started_at = interview.started_at.replace(hour=23, minute=30)  # UTC: half past midnight in winter
    stands(field)

    assert field.session.exec(
        select(DayTally).where(DayTally.interviews == 1)
    ).one().day == interview.started_at.date() + timedelta(days=1)


def test_a_database_that_others_wrote_into_is_counted_anew(field: Field) -> None:
    field.send(field.finish())
    field.session.execute(sa.update(Interview).values(language="tr"))
    assert not tallies.is_right(field.session)

    assert tallies.recount(field.session) > 0
    assert tallies.recount(field.session) == 0

    assert tallies.is_right(field.session)


def test_two_servers_that_finish_at_the_same_moment_count_both(
    database: Database, study: SmallStudy, sealer: Sealer, clock: TestClock
) -> None:
    together = threading.Barrier(2 if database.engine.dialect.name == "postgresql" else 1)  # SQLite has one writer

    def finish() -> None:
        with database.writing() as session:
            sent = Snapshot.model_validate(Field(session, sealer, study, clock).finish())
            interviews.receive(session, uuid4(), sent, by=study.student, sealer=sealer, now=clock.now())
            session.flush()
            together.wait(20)

    threads = [threading.Thread(target=finish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert tallies.is_right(session)
        assert session.scalar(sa.select(sa.func.sum(col(Tally.interviews)))) == 2
