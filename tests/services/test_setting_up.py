"""Laying out a study by hand: what may change, what stays, and what follows when a date is put right."""

from datetime import date, datetime, timedelta
from typing import TypedDict

import pytest
from sqlmodel import col, select

from app.clock import local
from app.errors import FieldworkError, NotFound
from app.models import (
    Activity,
    AuditEntry,
    CallAttempt,
    Case,
    Group,
    Person,
    PersonRole,
    Posting,
    Quota,
    Role,
    Shift,
    Site,
    Study,
    Wave,
)
from app.services import (
    appointments,
    callers,
    casework,
    groups,
    held_dates,
    members,
    people,
    phones,
    schedule,
    site_pages,
    sites,
    staffing,
    studies,
)
from app.services.appointments import NotPossible, Slot
from app.services.groups import GroupForm, GroupsForm
from app.services.members import LastLead, MemberForm
from app.services.schedule import ActivityForm
from app.services.sites import QuotasForm, SiteForm
from app.services.studies import InterventionForm, StudyForm, Unfit
from app.services.used import StillUsed, pointing_at
from tests.databases import EVENING
from tests.services.conftest import Field

TODAY = local(EVENING).date()


class By(TypedDict):
    """Who does it, and when."""

    by: Person
    now: datetime


def by(field: Field) -> By:
    return By(by=field.study.lead, now=field.clock.now())


def verbs(field: Field) -> list[str]:
    return list(field.session.exec(select(AuditEntry.verb).order_by(col(AuditEntry.id))))


def a_school(field: Field, code: str = "F1") -> Site:
    return sites.add(field.session, SiteForm(code=code, name="Mavo De Zeilmaker"), **by(field))


def as_it_is(field: Field, **changes: object) -> ActivityForm:
    talk = field.study.talk
    usual = {"intervention": talk.intervention_id, "condition": "intervention", "group": [field.study.group.id]}
    return ActivityForm.model_validate(usual | changes)


def test_a_school_begins_with_the_usual_quotas_and_they_are_all_written_down(field: Field) -> None:
    site = a_school(field)
    groups.add(field.session, site.id, GroupsForm(names="1A\n1b"), **by(field))
    wanted = sites.want(field.session, site.id, QuotasForm(parent="٢٠", pupil="15"), **by(field))

    assert wanted == {Role.PARENT: 20, Role.PUPIL: 15}
    assert sites.total_wanted(field.session) == 15 + 15 + 20
    assert verbs(field)[-4:] == ["site.add", "group.add", "group.add", "quota.change"]


def test_the_same_again_changes_nothing_and_is_not_written_down(field: Field) -> None:
    site = a_school(field)
    [group] = groups.add(field.session, site.id, GroupsForm(names="1A"), **by(field))
    before = verbs(field)
    study = field.session.exec(select(Study)).one()

    sites.change(field.session, site.id, SiteForm(code=site.code, name=site.name), **by(field))
    groups.change(field.session, site.id, group.id, GroupForm(name="1A", year="1"), **by(field))
    sites.want(field.session, site.id, QuotasForm(parent="15", pupil="15", mentor="5"), **by(field))
    studies.change(field.session, StudyForm(name=study.name, minimum=str(study.minimum)), **by(field))
    schedule.change(field.session, field.study.talk.site_id, field.study.talk.id, as_it_is(field), **by(field))

    assert verbs(field) == before


def test_a_school_in_which_nothing_was_done_goes_with_all_that_is_its_own(field: Field) -> None:
    site = a_school(field)
    groups.add(field.session, site.id, GroupsForm(names="1A"), **by(field))
    field.session.add(Posting(person_id=field.study.student.id, site_id=site.id))
    number = site.id

    sites.remove(field.session, number, **by(field))

    for table in (Group, Quota, Posting):
        assert field.session.exec(select(table).where(table.site_id == number)).all() == []
    with pytest.raises(StillUsed):
        sites.remove(field.session, field.study.talk.site_id, **by(field))


def test_whatever_points_at_a_class_keeps_it(field: Field) -> None:
    assert pointing_at(field.session, field.study.group) == {"activity_groups"}
    field.send(field.begin())
    assert "interviews" in pointing_at(field.session, field.study.group)

    with pytest.raises(StillUsed, match="Interviews or counts"):
        groups.remove(field.session, field.study.talk.site_id, field.study.group.id, **by(field))


def test_an_activity_with_interviews_gets_classes_and_nothing_else(field: Field) -> None:
    talk = field.study.talk
    field.send(field.begin())
    [more] = groups.add(field.session, talk.site_id, GroupsForm(names="1C"), **by(field))
    both = [field.study.group.id, more.id]

    schedule.change(field.session, talk.site_id, talk.id, as_it_is(field, group=both), **by(field))

    for wrong in (as_it_is(field, condition="control", group=both), as_it_is(field)):
        with pytest.raises(StillUsed):
            schedule.change(field.session, talk.site_id, talk.id, wrong, **by(field))
    with pytest.raises(StillUsed):
        schedule.remove(field.session, talk.site_id, talk.id, **by(field))


def test_what_was_read_aloud_about_keeps_its_key_and_its_word(field: Field) -> None:
    field.send(field.begin())
    number = field.study.talk.intervention_id
    held = studies.intervention(field.session, number)
    said = InterventionForm(key=held.key, name="Startgesprek", kind=held.kind, collective=True)

    studies.change_intervention(field.session, number, said, **by(field))
    assert (held.name, held.collective) == ("Startgesprek", True)

    for changes in ({"key": "start_talk"}, {"kind": "meeting"}):
        with pytest.raises(StillUsed):
            studies.change_intervention(field.session, number, said.model_copy(update=changes), **by(field))


def correct(field: Field, on: date, because: str = "Verkeerde week genoteerd") -> int:
    slot = Slot(on.isoformat(), "18:00", "20:00")
    return held_dates.correct(field.session, field.study.talk.id, slot, because, **by(field))


def test_a_date_is_put_right_with_a_reason_that_stands_beside_it(field: Field) -> None:
    field.send(field.begin())
    with pytest.raises(NotPossible, match="Ask the lead"):
        appointments.move(field.session, field.study.talk.id, Slot("2026-12-01", "18:00", "20:00"), **by(field))
    with pytest.raises(NotPossible, match="Say why"):
        correct(field, TODAY - timedelta(days=7), "  ")
    with pytest.raises(NotPossible, match="still to come"):
        correct(field, TODAY + timedelta(days=7))

    correct(field, TODAY - timedelta(days=7))

    talk = field.session.get_one(Activity, field.study.talk.id)
    assert (talk.held_on, talk.because) == (TODAY - timedelta(days=7), "")
    [(newest, name), (first, nobody)] = appointments.said(field.session, talk.id)
    assert (newest.because, name, first.held_on, nobody) == ("Verkeerde week genoteerd", "Marieke", TODAY, None)
    assert "activity.correct" in verbs(field)
    with pytest.raises(NotFound):
        held_dates.correct(field.session, 999, Slot("2026-11-20", "18:00"), "x", **by(field))


def test_callbacks_that_count_from_the_activity_follow_its_date_and_others_do_not(field: Field) -> None:
    of_interview = field.meet()
    wave = field.session.get_one(Wave, of_interview.wave_id)
    untouched, called = field.meet(), field.meet()
    before = (of_interview.interviewed_on, of_interview.due_on)
    assert correct(field, TODAY - timedelta(days=14)) == 0
    assert (of_interview.interviewed_on, of_interview.due_on) == before

    wave.anchor = "activity"
    field.session.add(
        CallAttempt(case_id=called.id, caller_id=field.study.caller.id, at=field.clock.now(), disposition="no_answer")
    )
    was = called.due_on
    assert correct(field, TODAY - timedelta(days=30)) == 2

    fresh = field.session.get_one(Case, untouched.id)
    assert fresh.interviewed_on == TODAY - timedelta(days=30)
    assert fresh.due_on < before[1]
    assert field.session.get_one(Case, called.id).due_on == was


def test_who_leaves_is_out_of_everything_at_once_and_what_she_did_stays(field: Field) -> None:
    sanne, case = field.study.caller, field.meet("nl")
    case.assigned_to = sanne.id
    field.session.add(
        Shift(person_id=sanne.id, day=TODAY + timedelta(days=1), starts_at=EVENING.time(), ends_at=EVENING.time())
    )
    way = people.invite(field.session, sanne, now=field.clock.now())
    unused = people.invite(field.session, sanne, now=field.clock.now())
    found = people.sign_in(field.session, way.token, origin="x", device="", now=field.clock.now())
    assert found is not None
    phones.enrol(field.session, sanne, [], signed_in=found[1], device="", now=field.clock.now())
    assert "en" in casework.spoken(field.session)

    members.leave(field.session, sanne.id, **by(field))

    assert people.signed_in(field.session, found[1], now=field.clock.now()) == (None, None)
    assert people.sign_in(field.session, unused.token, origin="x", device="", now=field.clock.now()) is None
    assert phones.listed(field.session, now=field.clock.now(), person_id=sanne.id) == []
    assert [one.name for one in callers.everybody(field.session)] == ["Elif"]
    assert "en" not in casework.spoken(field.session)
    assert staffing.on_rota(field.session, TODAY, TODAY + timedelta(days=9)) is None
    assert field.session.get_one(Case, case.id).assigned_to is None
    assert [one.name for one in members.gone(field.session)] == ["Sanne"]
    assert sanne.name not in [one.person.name for one in people.team(field.session, now=field.clock.now())]
    with pytest.raises(FieldworkError, match="left the team"):
        people.invite(field.session, field.session.get_one(Person, sanne.id), now=field.clock.now())


def test_a_name_is_free_again_when_somebody_left_and_she_comes_back_under_another(field: Field) -> None:
    members.leave(field.session, field.study.student.id, **by(field))
    members.add(field.session, MemberForm(name="Amina"), **by(field))
    with pytest.raises(Unfit, match="already"):
        members.come_back(field.session, field.study.student.id, **by(field))

    other = MemberForm(name="Amina B", language="nl", spoken=["ar"])
    members.change(field.session, field.study.student.id, other, **by(field))
    members.come_back(field.session, field.study.student.id, **by(field))

    assert field.session.get_one(Person, field.study.student.id).left_at is None


def test_a_lead_can_go_when_there_is_another(field: Field) -> None:
    with pytest.raises(LastLead):
        members.leave(field.session, field.study.lead.id, **by(field))
    second = members.add(field.session, MemberForm(name="Joost", role=PersonRole.LEAD), **by(field))
    members.leave(field.session, field.study.lead.id, **by(field))
    with pytest.raises(LastLead):
        members.leave(field.session, second.id, **by(field))


def test_cards_are_for_who_has_no_way_in_and_new_ones_end_the_old(field: Field) -> None:
    first = members.invite_all(field.session, **by(field))
    assert {card.person.name for card in first} == {"Amina", "Bram", "Marieke", "Sanne", "Elif"}
    again = {card.person.name: card.way for card in members.invite_all(field.session, **by(field))}

    now = field.clock.now()
    assert people.sign_in(field.session, first[0].way.token, origin="x", device="", now=now) is None
    assert people.sign_in(field.session, again["Amina"].token, origin="x", device="", now=now) is not None
    assert "Amina" not in [one.name for one in members.without_way(field.session, now=now)]


def test_the_list_says_where_nobody_goes(field: Field) -> None:
    schedule.plan(
        field.session,
        field.study.talk.site_id,
        as_it_is(field, on=(TODAY + timedelta(days=3)).isoformat(), starts="10:00", ends="11:00"),
        **by(field),
    )
    lines = {one.site.code: one for one in site_pages.overview(field.session, today=TODAY)}
    assert [(lines[code].to_come, lines[code].unmanned) for code in ("A3", "D1")] == [(2, 1), (1, 0)]
