"""Who is expected when: at the schools where she works, at single evenings, and never at the wrong one."""

from datetime import datetime, timedelta
from typing import Any, TypedDict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from app.clock import local
from app.errors import NotFound
from app.models import Activity, ActivityStatus, Assignment, Person, PersonRole, Site
from app.services import appointments, fieldwork, members, postings, schedule, talks
from app.services.appointments import Change, Slot
from app.services.members import MemberForm
from app.services.schedule import ActivityForm
from app.services.studies import Unfit
from tests.databases import EVENING
from tests.services.conftest import Field

TODAY = local(EVENING).date()


class By(TypedDict):
    """Who does it, and when."""

    by: Person
    now: datetime


def day(ahead: int) -> str:
    return (TODAY + timedelta(days=ahead)).isoformat()


def planned(field: Field, ahead: int, *, starts: str = "18:00", site_id: int | None = None) -> Activity:
    talk = field.study.talk if site_id in (None, field.study.talk.site_id) else field.study.meeting
    group = field.study.group if talk is field.study.talk else field.study.meeting_group
    sent = ActivityForm(
        intervention=talk.intervention_id,
        condition="intervention",
        on=day(ahead),
        starts=starts,
        ends="21:00",
        group=[group.id],
        afterwards=True,
    )
    return schedule.plan(field.session, talk.site_id, sent, by=field.study.lead, now=field.clock.now())


def work(field: Field, person: Person, *sites: int) -> None:
    postings.work_at(field.session, person, sites, by=field.study.lead, now=field.clock.now())


def home(field: Field, person: Person) -> set[int]:
    days = fieldwork.coming(field.session, person=person, today=field.clock.today())
    return {one.activity.id for shown in days for one in shown.occasions}


def test_who_works_at_a_school_is_expected_at_what_it_plans_and_planned(field: Field) -> None:
    over, bram = planned(field, -3), field.study.other_student
    before = planned(field, 2)

    work(field, bram, field.study.talk.site_id)
    after = planned(field, 3)

    assert home(field, bram) == {field.study.talk.id, before.id, after.id}
    assert [one.name for one in postings.expected(field.session, over.id)] == []
    assert [one.name for one in postings.posted(field.session, over.site_id)] == ["Bram"]


def test_who_ends_at_a_school_is_expected_at_nothing_there_any_more(field: Field) -> None:
    bram = field.study.other_student
    work(field, bram, field.study.talk.site_id, field.study.meeting.site_id)
    planned(field, 3)

    work(field, bram, field.study.meeting.site_id)

    assert home(field, bram) == {field.study.meeting.id}
    assert home(field, field.study.student) == {field.study.talk.id, field.study.meeting.id}


def test_one_evening_off_stays_off_also_when_it_moves(field: Field) -> None:
    bram = field.study.other_student
    work(field, bram, field.study.talk.site_id)
    evening = planned(field, 2)

    now, lead = field.clock.now(), field.study.lead
    postings.expect(field.session, evening.id, [], by=lead, now=now)
    moved = Change(on=day(4), starts="19:00", ends="21:00")
    appointments.change(field.session, evening.id, moved, by=lead, now=now)

    assert home(field, bram) == {field.study.talk.id}


def test_an_evening_that_was_off_and_comes_back_takes_along_who_began_since(field: Field) -> None:
    evening, bram = planned(field, 1), field.study.other_student
    now, lead = field.clock.now(), field.study.lead
    appointments.cancel(field.session, evening.id, "ziek", by=lead, now=now)
    field.clock.forward(days=3)
    work(field, bram, field.study.talk.site_id)

    appointments.move(field.session, evening.id, Slot(day(6), "18:00", "20:00"), by=lead, now=field.clock.now())

    assert home(field, bram) == {evening.id}


def test_talks_of_a_mentor_are_for_those_of_the_activity_and_of_the_school(field: Field) -> None:
    bram = field.study.other_student
    work(field, bram, field.study.talk.site_id)
    postings.expect(
        field.session, field.study.talk.id, [field.study.student.id], by=field.study.lead, now=field.clock.now()
    )

    assert talks.expected(field.session, field.study.talk) == [field.study.student.id, bram.id]
    members.leave(field.session, field.study.student.id, by=field.study.lead, now=field.clock.now())
    assert talks.expected(field.session, field.study.talk) == [bram.id]


def test_only_students_of_the_team_are_expected_anywhere(field: Field) -> None:
    with pytest.raises(Unfit):
        work(field, field.study.caller, field.study.talk.site_id)
    with pytest.raises(NotFound):
        work(field, field.study.student, 999)
    for stranger in (field.study.caller.id, 999):
        with pytest.raises(NotFound):
            postings.expect(field.session, field.study.talk.id, [stranger], by=field.study.lead, now=field.clock.now())
        with pytest.raises(NotFound):
            postings.staff(
                field.session, field.study.talk.site_id, [stranger], by=field.study.lead, now=field.clock.now()
            )


def test_the_people_of_a_school_are_chosen_there_and_keep_their_other_schools(field: Field) -> None:
    amina, bram = field.study.student, field.study.other_student
    work(field, amina, field.study.talk.site_id, field.study.meeting.site_id)

    postings.staff(field.session, field.study.talk.site_id, [bram.id], by=field.study.lead, now=field.clock.now())

    assert postings.schools(field.session, amina.id) == {field.study.meeting.site_id}
    assert postings.schools(field.session, bram.id) == {field.study.talk.site_id}


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "plan",
                "work",
                "end",
                "off",
                "on",
                "move",
                "cancel",
                "leave",
                "come_back",
                "call",
                "interview",
                "tomorrow",
            ]
        ),
        st.integers(0, 5),
        st.integers(0, 1),
        st.integers(0, 6),
    ),
    max_size=14,
)


class Told:
    """The same rules, told in sets: who works where, and who is expected at which activity."""

    def __init__(self, field: Field) -> None:
        self.field, self.students = field, [field.study.student, field.study.other_student]
        self.sites = [field.study.talk.site_id, field.study.meeting.site_id]
        self.works: dict[int, set[int]] = {one.id: set() for one in self.students}
        self.goes = {one.id: True for one in self.students}
        self.role = {one.id: PersonRole.STUDENT for one in self.students}
        self.here: dict[int, set[int]] = {
            one.id: {field.study.student.id} for one in (field.study.talk, field.study.meeting)
        }

    def is_there(self, person: int) -> bool:
        return self.goes[person] and self.role[person] == PersonRole.STUDENT

    def of(self, activity_id: int) -> Activity:
        return self.field.session.get_one(Activity, activity_id)

    def to_come(self, site: int | None = None) -> list[int]:
        today = self.field.clock.today()
        return [n for n in self.here if self.of(n).held_on >= today and site in (None, self.of(n).site_id)]

    def member(self, person: Person, sites: set[int]) -> MemberForm:
        return MemberForm(name=person.name, role=self.role[person.id], language="nl", school=sorted(sites))

    def act(self, verb: str, which: int, who: int, ahead: int) -> None:
        self.person, self.site = self.students[who], self.sites[which % 2]
        self.some, self.ahead = sorted(self.here)[which % len(self.here)], ahead
        self.today, self.by = self.field.clock.today(), By(by=self.field.study.lead, now=self.field.clock.now())
        getattr(self, verb)()

    def plan(self) -> None:
        starts = f"{8 + len(self.here) % 12:02}:00"
        ahead = (self.today - TODAY).days + self.ahead
        new = planned(self.field, ahead, starts=starts, site_id=self.site)
        self.here[new.id] = {n for n, sites in self.works.items() if self.site in sites and self.is_there(n)}

    def work(self) -> None:
        self._work(self.works[self.person.id] | {self.site}, begins=True)

    def end(self) -> None:
        self._work(self.works[self.person.id] - {self.site}, begins=False)

    def _work(self, after: set[int], *, begins: bool) -> None:
        if not self.is_there(self.person.id):
            return
        postings.work_at(self.field.session, self.person, after, **self.by)
        if after != self.works[self.person.id]:
            for n in self.to_come(self.site):
                self.here[n] = self.here[n] | {self.person.id} if begins else self.here[n] - {self.person.id}
        self.works[self.person.id] = after

    def off(self) -> None:
        self._expect(self.here[self.some] - {self.person.id})

    def on(self) -> None:
        self._expect(self.here[self.some] | {self.person.id})

    def _expect(self, wanted: set[int]) -> None:
        if self.is_there(self.person.id):
            there = {n for n in wanted if self.is_there(n)}
            postings.expect(self.field.session, self.some, sorted(there), **self.by)
            self.here[self.some] = there | {n for n in self.here[self.some] if not self.is_there(n)}

    def move(self) -> None:
        was_over = self.of(self.some).held_on < self.today
        if was_over and not self.cancelled(self.some):
            return
        slot = Slot((self.today + timedelta(days=self.ahead)).isoformat(), "08:00", "09:00")
        appointments.move(self.field.session, self.some, slot, **self.by)
        if was_over:
            begun = {n for n, sites in self.works.items() if self.of(self.some).site_id in sites}
            self.here[self.some] = {n for n in self.here[self.some] | begun if self.is_there(n)}

    def cancel(self) -> None:
        if self.of(self.some).held_on >= self.today and not self.cancelled(self.some):
            appointments.cancel(self.field.session, self.some, "ziek", **self.by)

    def leave(self) -> None:
        if self.goes[self.person.id]:
            members.leave(self.field.session, self.person.id, **self.by)
            self.goes[self.person.id] = False
            self.forget(self.person.id)

    def come_back(self) -> None:
        if not self.goes[self.person.id]:
            members.come_back(self.field.session, self.person.id, **self.by)
            self.goes[self.person.id] = True
            for site in self.works[self.person.id]:
                for n in self.to_come(site):
                    self.here[n] = self.here[n] | {self.person.id}

    def call(self) -> None:
        self._become(PersonRole.CALLER)

    def interview(self) -> None:
        self._become(PersonRole.STUDENT)

    def _become(self, role: PersonRole) -> None:
        if self.goes[self.person.id] and self.role[self.person.id] != role:
            self.role[self.person.id] = role
            members.change(self.field.session, self.person.id, self.member(self.person, set()), **self.by)
            self.works[self.person.id] = set()
            self.forget(self.person.id)

    def tomorrow(self) -> None:
        self.field.clock.forward(days=1)

    def cancelled(self, activity_id: int) -> bool:
        return self.of(activity_id).status == ActivityStatus.CANCELLED

    def forget(self, person: int) -> None:
        for n in self.to_come():
            self.here[n] = self.here[n] - {person}

    def hold(self) -> None:
        """What the house says is what was told, on every page that says it."""
        today = self.field.clock.today()
        for n, there in self.here.items():
            seen = {one.id for one in postings.expected(self.field.session, n)}
            assert seen == {one for one in there if self.is_there(one)}, (n, there)
        week = today + timedelta(days=7)
        for person in self.students:
            if self.is_there(person.id):
                assert home(self.field, person) == {
                    n for n in self.to_come() if person.id in self.here[n] and self.of(n).held_on <= week
                }


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_happens_home_shows_the_evenings_at_which_somebody_is_expected(
    field: Field, acts: list[tuple[Any, ...]]
) -> None:
    began = field.clock.moment
    savepoint = field.session.begin_nested()
    try:
        told = Told(field)
        for act in acts:
            told.act(*act)
        told.hold()
        everywhere = field.session.exec(select(Site.id).where(col(Site.id).in_(told.sites))).all()
        rows = field.session.exec(select(Assignment)).all()
        assert len(everywhere) == 2
        assert len({(one.person_id, one.activity_id) for one in rows}) == len(rows)
    finally:
        savepoint.rollback()
        field.session.expire_all()
        field.clock.moment = began
