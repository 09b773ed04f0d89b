"""A study at its beginning, and the demo at its end."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.db import Database
from app.errors import ChangedMeanwhile, FieldworkError
from app.migrating import migrate
from app.models import Activity, Appointment, AuditEntry, Contact, Interview, Person, Site, Study, Wave
from app.security.sealing import Sealer
from app.services import counts, demo_study, plan_begin, plan_clearing, plan_files, waves
from app.services.plan_begin import StudyThere
from app.services.plan_clearing import DemoStays
from tests.conftest import TestClock
from tests.databases import EVENING, KEYS
from tests.factories import SmallStudy
from tests.services.conftest import Field
from tests.services.plans import NEW, workbook

CLOCK = TestClock()


def test_an_empty_study_has_its_questionnaires_a_lead_and_a_calm_board(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    migrate(database)
    with database.writing() as session:
        lead = plan_begin.begin(session, name=" Ouders  2027 ", lead="Fatima", now=EVENING)

        assert (plan_begin.study(session).name, lead.name) == ("Ouders 2027", "Fatima")
        assert waves.lists(session).main is not None
        assert not any(step.is_done for step in plan_begin.steps(session))
        assert counts.board(session, today=CLOCK.today()).done == 0
        shown = plan_files.preview(session, workbook(NEW), now=EVENING)
        plan_files.take(session, shown.text, shown.mark, by=lead, now=EVENING)
        assert all(step.is_done for step in plan_begin.steps(session))
        assert [person.name for person in plan_begin.without_way_in(session, now=EVENING)] == ["Fatima", "Samira"]
    database.close()


def test_a_study_is_not_begun_over_another_one(field: Field) -> None:
    with pytest.raises(StudyThere):
        plan_begin.begin(field.session, name="Nog een", lead="Fatima", now=field.clock.now())


def test_a_real_study_is_never_taken_for_the_demo(field: Field) -> None:
    field.send(field.finish())
    for synthetic in (False, True):
        field.session.exec(select(Study)).one().synthetic = synthetic
        field.session.flush()

        with pytest.raises(DemoStays):
            plan_clearing.remove(field.session, name="Nieuw", sure=True, by=field.study.lead, now=field.clock.now())


@pytest.mark.parametrize(("name", "sure"), [("", True), ("Nieuw", False), ("x" * 200, True)])
def test_the_demo_goes_only_when_somebody_is_sure(field: Field, name: str, sure: bool) -> None:
    field.session.exec(select(Study)).one().synthetic = True
    field.session.flush()

    with pytest.raises(FieldworkError):
        plan_clearing.remove(field.session, name=name, sure=sure, by=field.study.lead, now=field.clock.now())
    assert field.session.exec(select(Site)).first() is not None


def test_the_demo_goes_with_all_that_was_invented_and_the_questionnaires_stay(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    migrate(database)
    with database.writing() as session:
        demo_study.fill(session, Sealer(KEYS), today=CLOCK.today(), now=EVENING)
        lead = session.exec(select(Person).where(Person.role == "lead")).one()
        lists = session.scalar(sa.select(sa.func.count()).select_from(Wave))

        plan_clearing.remove(session, name="Ouders 2027", sure=True, by=lead, now=EVENING)

        assert left(session, Interview, Contact, Site, Appointment) == 0
        assert [one.name for one in session.exec(select(Person))] == ["Marieke"]
        assert session.scalar(sa.select(sa.func.count()).select_from(Wave)) == lists
        study = plan_begin.study(session)
        assert (study.name, study.synthetic) == ("Ouders 2027", False)
        removed = select(AuditEntry).where(col(AuditEntry.verb) == "demo.remove")
        assert session.exec(removed).one().person_id == lead.id
        assert plan_begin.begin(session, name="Nog leeg", lead="Marieke", now=EVENING).id == lead.id
    database.close()


def left(session: Session, *tables: type[SQLModel]) -> int:
    return sum(session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_two_taps_on_take_over_at_the_same_moment_are_one(database: Database, study: SmallStudy) -> None:
    with database.reading() as session:
        shown = plan_files.preview(session, workbook(NEW), now=EVENING)
    together = Barrier(2)

    def tap(_: int) -> bool:
        with suppress(ChangedMeanwhile), database.writing() as session:
            together.wait()
            plan_files.take(session, shown.text, shown.mark, by=study.lead, now=EVENING)
            return True
        return False

    with ThreadPoolExecutor(2) as hands:
        assert sorted(hands.map(tap, range(2))) == [False, True]
    with database.reading() as session:
        assert left(session, Activity) == 3
