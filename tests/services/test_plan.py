"""The plan of the study meets what we hold: what it changes, what it may not change, and all of it or nothing."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from sqlmodel import col, select

from app.errors import ChangedMeanwhile
from app.models import (
    Activity,
    ActivityStatus,
    Appointment,
    Assignment,
    AuditEntry,
    Group,
    Person,
    Posting,
    Quota,
    Reassignment,
    Site,
    Wave,
)
from app.services import conditions, fieldwork, plan_files
from app.services.plan_files import PlanRefused, Preview
from app.services.plan_taking import Taken
from tests.services.conftest import Field
from tests.services.plans import NEW, changed, workbook

LATER = date(2027, 3, 16)


def look(field: Field, content: bytes) -> Preview:
    return plan_files.preview(field.session, content, now=field.clock.now())


def take(field: Field, content: bytes) -> Taken:
    shown = look(field, content)
    assert [str(one.sentence) for one in shown.problems] == []
    return plan_files.take(field.session, shown.text, shown.mark, by=field.study.lead, now=field.clock.now())


def now(field: Field, **cells: Any) -> bytes:
    """The study as it is, with other cells in the row of the talk: columns by their letters."""
    book = load_workbook(io.BytesIO(plan_files.written(field.session, language="en")))
    page = book["activities"]
    [row] = [line[0].row for line in page.iter_rows(min_row=2) if line[0].value == field.study.talk.id]
    for letter, value in cells.items():
        page[f"{letter}{row}"] = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sentences(shown: Preview) -> str:
    return " ".join(str(one.sentence) for one in shown.problems)


def everything(field: Field) -> Sequence[Any]:
    tables = (Site, Group, Activity, Person, Quota, Assignment, Posting)
    field.session.flush()
    return [field.session.execute(sa.select(sa.func.count()).select_from(table)).scalar() for table in tables]


def test_a_whole_school_is_there_at_once_and_on_the_students_home(field: Field) -> None:
    taken = take(field, workbook(NEW))

    [samira] = taken.people
    site = field.session.exec(select(Site).where(Site.code == "N1")).one()
    assert (site.name, site.stratum, site.language) == ("Vmbo De Brug", "vmbo", "nl")
    wanted = {quota.role: quota.wanted for quota in field.session.exec(select(Quota).where(Quota.site_id == site.id))}
    assert wanted == {"parent": 15, "pupil": 15, "mentor": 5}
    activity = field.session.exec(select(Activity).where(Activity.site_id == site.id)).one()
    occasion = fieldwork.occasion(field.session, activity.id, person=samira)
    assert (occasion.activity.held_on, [group.name for group in occasion.groups]) == (LATER, ["1A", "1B"])
    assert samira.languages == "nl ar"
    assert field.session.exec(select(AuditEntry).where(AuditEntry.verb == "plan.take")).one().person_id


def test_the_same_file_again_changes_nothing(field: Field) -> None:
    take(field, workbook(NEW))

    again = look(field, workbook(NEW))

    assert (again.problems, again.can_be_taken, again.count("same")) == ([], False, 7)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_study_as_it_is_now_comes_back_without_a_change(field: Field, language: str) -> None:
    field.send(field.finish())
    take(field, workbook(NEW))
    conditions.reassign(
        field.session,
        field.study.talk.site_id,
        condition="control",  # type: ignore[arg-type]
        because="Niet gehouden",
        by=field.study.lead,
        now=field.clock.now(),
    )

    shown = look(field, plan_files.written(field.session, language=language))

    assert sentences(shown) == ""
    assert [one for one in shown.found.changes if one.becomes != "same"] == []
    assert shown.found.gone == []


def test_what_the_file_does_not_name_stays_and_is_told(field: Field) -> None:
    before = everything(field)
    shown = look(field, workbook({"schools": NEW["schools"], "people": NEW["people"]}))

    assert {row["school"] for row in shown.gone("schools")} == {"A3", "D1"}
    assert {row["name"] for row in shown.gone("people")} == {"Amina", "Bram", "Marieke", "Sanne", "Elif"}
    plan_files.take(field.session, shown.text, shown.mark, by=field.study.lead, now=field.clock.now())
    assert [after - was for was, after in zip(before, everything(field), strict=True)] == [1, 0, 0, 1, 0, 0, 1]


def test_a_moved_activity_goes_by_the_appointments_and_the_home_follows(field: Field) -> None:
    take(field, now(field, D="16-3-2027", E="18:00", F="20:00"))

    talk = field.session.get_one(Activity, field.study.talk.id)
    assert (talk.held_on, f"{talk.starts_at:%H:%M}", talk.status) == (LATER, "18:00", ActivityStatus.PLANNED)
    said = field.session.exec(select(Appointment).where(Appointment.activity_id == talk.id)).all()
    assert [one.person_id for one in said] == [None, field.study.lead.id]
    assert fieldwork.occasion(field.session, talk.id, person=field.study.student).activity.held_on == LATER


def test_a_cancelled_activity_keeps_its_reason(field: Field) -> None:
    take(field, now(field, K="De mentor is ziek"))

    talk = field.session.get_one(Activity, field.study.talk.id)
    assert (talk.status, talk.because) == (ActivityStatus.CANCELLED, "De mentor is ziek")
    assert not look(field, plan_files.written(field.session, language="en")).can_be_taken


def test_an_activity_with_interviews_keeps_its_date_and_its_plan(field: Field) -> None:
    field.send(field.finish())

    shown = look(field, now(field, D="16-3-2027", H="control"))

    assert "Interviews were held at this activity" in sentences(shown)
    assert "analysed_as" in sentences(shown)
    assert not shown.can_be_taken


def test_another_arm_needs_a_reason_and_is_another_row_of_the_history(field: Field) -> None:
    field.send(field.finish())
    assert "reason" in sentences(look(field, now(field, I="control")))

    take(field, now(field, I="control", J="De gesprekken zijn niet gehouden."))

    [change] = field.session.exec(select(Reassignment)).all()
    assert (change.activity_id, change.condition) == (field.study.talk.id, "control")
    assert field.session.get_one(Activity, field.study.talk.id).condition == "intervention"
    assert not look(field, plan_files.written(field.session, language="en")).can_be_taken


@pytest.mark.parametrize(
    ("day", "says"), [(date(2020, 1, 1), "This day is over"), (date(2040, 1, 1), "more than a year ahead")]
)
def test_a_year_that_was_mistyped_is_seen(field: Field, day: date, says: str) -> None:
    row = ("N1", "home_visit", day.isoformat(), "19:00", "21:00", "1A", "intervention")

    assert says in sentences(look(field, workbook(changed("activities", row))))


def test_nothing_is_taken_when_one_row_is_wrong(field: Field) -> None:
    before = everything(field)
    shown = look(field, workbook(changed("people", ("Samira", "student", "nl", "N1"), ("Joost", "docent", "nl", ""))))

    with pytest.raises(PlanRefused):
        plan_files.take(field.session, shown.text, shown.mark, by=field.study.lead, now=field.clock.now())
    assert everything(field) == before


def test_when_the_study_changed_since_it_was_shown_nothing_is_taken(field: Field) -> None:
    shown = look(field, workbook(NEW))
    field.session.get_one(Site, field.study.talk.site_id)
    field.session.add(Site(study_id=field.study.lead.study_id, code="N1", name="Al gemaakt", stratum="mbo"))  # type: ignore[arg-type]
    field.session.flush()

    with pytest.raises(ChangedMeanwhile):
        plan_files.take(field.session, shown.text, shown.mark, by=field.study.lead, now=field.clock.now())


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '[["schools"]]', '[["bananas", 1, {}]]', '[["schools", 2, {"x": 1}]]']
)
def test_what_no_page_sent_is_not_taken(field: Field, text: str) -> None:
    with pytest.raises((PlanRefused, ChangedMeanwhile)):
        plan_files.take(field.session, text, "no mark", by=field.study.lead, now=field.clock.now())


def test_a_number_of_another_school_or_of_nothing_is_no_activity(field: Field) -> None:
    heads = {"activities": "number school intervention date"}
    rows = [(field.study.talk.id, "D1", "", ""), (9999, "A3", "", "")]

    told = sentences(look(field, workbook({"activities": rows}, heads)))

    assert "is at school A3" in told
    assert "no activity with the number 9999" in told


def test_a_new_activity_like_one_that_is_not_named_asks_whether_it_is_the_same(field: Field) -> None:
    shown = look(field, now(field, A=None, D="16-3-2027"))

    [new] = shown.of("activities", "new")
    assert str(field.study.talk.id) in str(new.note)


def test_everybody_gets_what_the_star_says_but_for_schools_with_a_row_of_their_own(field: Field) -> None:
    take(field, workbook({"targets": [("*", 12, 12, 4), ("D1", 20, 0, 0)]}))

    wanted = {
        (site.code, str(quota.role)): quota.wanted
        for quota, site in field.session.exec(select(Quota, Site).join(Site, col(Site.id) == col(Quota.site_id)))
    }
    assert (wanted["A3", "parent"], wanted["A3", "mentor"], wanted["D1", "parent"]) == (12, 4, 20)


def test_nobody_gets_another_role_by_a_file_and_nobody_who_left_comes_back(field: Field) -> None:
    field.session.get_one(Person, field.study.other_student.id).left_at = field.clock.now()
    field.session.flush()

    told = sentences(
        look(field, workbook({"people": [("Marieke", "student", "nl", ""), ("Bram", "student", "nl", "")]}))
    )

    assert "another role" in told
    assert "has left the team" in told


def test_somebody_who_begins_at_a_school_is_expected_at_what_is_to_come(field: Field) -> None:
    field.clock.forward(days=-1)
    take(field, workbook({"people": [("Bram", "student", "nl", "A3")]}))

    talk = fieldwork.occasion(field.session, field.study.talk.id, person=field.study.other_student)
    assert talk.activity.held_on == field.clock.today() + timedelta(days=1)
    take(field, workbook({"people": [("Bram", "student", "nl", "D1")]}))
    there = field.session.exec(
        select(Assignment.activity_id).where(Assignment.person_id == field.study.other_student.id)
    )
    assert set(there) == {field.study.meeting.id}


def test_a_round_begins_later_and_a_new_one_follows(field: Field) -> None:
    take(field, workbook({"waves": [("w2", "parent-w2", "", 4, 35), ("w3", "parent-w2", "cati", 12, 28)]}))

    second, third = (
        field.session.exec(select(Wave).where(Wave.name == name, Wave.instrument == "parent-w2")).one()
        for name in ("w2", "w3")
    )
    assert (second.months, second.window_days, second.mode) == (4, 35, "cati")
    assert (third.months, third.follows) == (12, "w1")
    assert not look(field, plan_files.written(field.session, language="nl")).can_be_taken


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("w1", "parent-w1", "self", "", ""), "first round stays"),
        (("w3", "parent-w9", "cati", 12, 28), "no questionnaire “parent-w9”"),
        (("w1", "parent-w2", "cati", "", ""), "no questionnaire “parent-w2”"),
        (("w2", "pupil-w1", "self", 0, 28), "Months: 1 to 60"),
        (("ronde 3", "parent-w2", "cati", 12, 28), "longer than 3"),
        (("w3", "parent-w2", "brief", 12, 28), "capi (gesprek)"),
    ],
)
def test_a_round_that_cannot_be_is_told(field: Field, row: tuple[Any, ...], says: str) -> None:
    shown = look(field, workbook({"waves": [row]}))

    assert says in sentences(shown)


def test_a_number_is_enough_to_say_which_activity_it_is(field: Field) -> None:
    heads = {"activities": "number classes cancelled", "classes": "school class"}
    talk = field.study.talk.id
    assert "has no class" in sentences(look(field, workbook({"activities": [(talk, "9Z", "")]}, heads)))

    take(field, workbook({"classes": [("a3", "2B")], "activities": [(talk, "1b, 2b", "Geen tijd")]}, heads))

    occasion = fieldwork.occasion(field.session, talk, person=field.study.student)
    assert ([group.name for group in occasion.groups], occasion.activity.because) == (["1B", "2B"], "Geen tijd")
