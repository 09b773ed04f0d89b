"""Mentors: a link for one class, talks that they plan themselves, and what the students see of it."""

from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from app.errors import FieldworkError, LinkNotValid, NotFound, TooManyTries
from app.models import Activity, ActivityStatus, Appointment, Assignment, Condition, MentorLink
from app.services import appointments, conditions, fieldwork, mentors, talks
from app.services.appointments import Change, NotPossible, Slot
from app.services.mentors import LinkEnded, LinkRevoked, Place
from tests.services.conftest import Field

SUMMER = date(2027, 7, 31)


def make(field: Field, until: date = SUMMER, group: int | None = None) -> tuple[MentorLink, str]:
    occasion = fieldwork.occasion(field.session, field.study.talk.id, person=field.study.student)
    return mentors.make(
        field.session,
        occasion,
        group or field.study.group.id,
        name="Meneer De Wit",
        until=until,
        by=field.study.student,
        now=field.clock.now(),
    )


def opened(field: Field, token: str) -> Place:
    place = mentors.opened(field.session, [token], None, now=field.clock.now())
    assert place is not None
    return place


def exchange(field: Field, token: str) -> MentorLink | None:
    return mentors.exchange(field.session, token, origin="phone", now=field.clock.now())


def plan(field: Field, place: Place, *slots: Slot) -> int:
    return talks.plan(field.session, place.activity, place.group, slots, by=place.link, now=field.clock.now())


def planned(field: Field) -> list[tuple[date, time, time, str]]:
    rows = field.session.exec(
        select(Activity).where(Activity.id != field.study.talk.id, Activity.site_id == field.study.talk.site_id)
    ).all()
    return sorted((one.held_on, one.starts_at, one.ends_at, one.status) for one in rows)


def test_a_link_opens_for_one_class_and_says_where_it_leads(field: Field) -> None:
    link, token = make(field)

    place = opened(field, token)

    assert (place.link.id, place.group.name, place.site.code, place.last_day) == (link.id, "1B", "A3", SUMMER)
    assert token not in str(field.session.exec(select(MentorLink)).all())


def test_a_link_opens_again_on_another_day_until_its_last_one_is_over(field: Field) -> None:
    _, token = make(field, date(2026, 12, 31))
    assert exchange(field, token) is not None
    field.clock.forward(days=37, hours=4)  # half past eleven in the evening of the thirty-first
    assert field.clock.today() == date(2026, 12, 31)
    assert exchange(field, token) is not None

    field.clock.forward(hours=1)

    with pytest.raises(LinkEnded):
        exchange(field, token)
    with pytest.raises(LinkEnded):
        opened(field, token)


def test_a_withdrawn_link_ends_at_once_and_says_so(field: Field) -> None:
    link, token = make(field)
    mentors.revoke(field.session, field.study.talk.id, link.id, by=field.study.lead, now=field.clock.now())

    with pytest.raises(LinkRevoked):
        opened(field, token)
    [shown] = mentors.of_activity(field.session, field.study.talk.id, now=field.clock.now())
    assert shown.state == "revoked"


def test_a_link_of_another_activity_cannot_be_withdrawn_from_here(field: Field) -> None:
    link, _ = make(field)

    with pytest.raises(NotFound):
        mentors.revoke(field.session, field.study.meeting.id, link.id, by=field.study.lead, now=field.clock.now())


def test_no_link_for_a_class_that_the_activity_is_not_for_and_no_end_of_ones_own(field: Field) -> None:
    with pytest.raises(FieldworkError, match="until when"):
        make(field, date(2099, 1, 1))
    with pytest.raises(NotFound):
        make(field, group=field.study.meeting_group.id)


def test_who_tries_strange_links_is_slowed_down(field: Field) -> None:
    for _ in range(5):
        assert mentors.exchange(field.session, "nonsense", origin="hall", now=field.clock.now()) is None
        field.session.flush()

    with pytest.raises(TooManyTries):
        mentors.exchange(field.session, "nonsense", origin="hall", now=field.clock.now())
    _, token = make(field)
    assert mentors.exchange(field.session, token, origin="elsewhere", now=field.clock.now()) is not None


def test_talks_that_a_mentor_plans_stand_on_the_students_home(field: Field) -> None:
    place = opened(field, make(field)[1])

    kept = plan(field, place, Slot("2026-11-26", "15:00", "16:30"), Slot("2026-11-27", "15:00"), Slot())

    assert kept == 2
    assert planned(field) == [
        (date(2026, 11, 26), time(15), time(16, 30), "planned"),
        (date(2026, 11, 27), time(15), time(15, 30), "planned"),
    ]
    days = fieldwork.coming(field.session, person=field.study.student, today=field.clock.today())
    assert [(day.on.day, [one.groups[0].name for one in day.occasions]) for day in days[1:]] == [
        (26, ["1B"]),
        (27, ["1B"]),
    ]


def test_who_was_nowhere_expected_lets_all_students_come(field: Field) -> None:
    for held in field.session.exec(select(Assignment).where(Assignment.activity_id == field.study.talk.id)).all():
        field.session.delete(held)
    place = opened(field, make_by_lead(field))

    plan(field, place, Slot("2026-11-26", "15:00"))

    days = fieldwork.coming(field.session, person=field.study.other_student, today=field.clock.today())
    assert [day.on.day for day in days if day.occasions] == [26]


def make_by_lead(field: Field) -> str:
    occasion = fieldwork.occasion(field.session, field.study.talk.id, person=field.study.lead)
    _, token = mentors.make(
        field.session, occasion, field.study.group.id, name="", until=SUMMER, by=field.study.lead, now=field.clock.now()
    )
    return token


def test_the_same_talk_twice_is_one(field: Field) -> None:
    place = opened(field, make(field)[1])
    plan(field, place, Slot("2026-11-26", "15:00"))

    assert plan(field, place, Slot("2026-11-26", "15:00"), Slot("2026-11-26", "15:00")) == 0
    assert len(planned(field)) == 1


@pytest.mark.parametrize(
    ("slot", "sentence"),
    [
        (Slot("", "15:00"), "Which day"),
        (Slot("morgen", "15:00"), "Which day"),
        (Slot("2026-11-26", ""), "From what time"),
        (Slot("2026-11-26", "15:00", "14:00"), "ends before it begins"),
        (Slot("2026-11-26", "15:00", "later"), "Until what time"),
        (Slot("2025-11-26", "15:00"), "This day is over"),
        (Slot("2029-11-26", "15:00"), "more than a year"),
    ],
)
def test_a_date_that_cannot_be_plans_nothing_and_stays_in_the_form(field: Field, slot: Slot, sentence: str) -> None:
    place = opened(field, make(field)[1])

    kept = plan(field, place, Slot("2026-11-27", "15:00"), slot)

    assert (kept, planned(field)) == (0, [])
    assert sentence in str(slot.problem)


def change(field: Field, activity: int, place: Place | None = None, **wanted: object) -> None:
    by = place.link if place else field.study.lead
    appointments.change(field.session, activity, Change.model_validate(wanted), by=by, now=field.clock.now())


def test_a_cancelled_talk_stays_visible_with_its_reason_and_comes_last(field: Field) -> None:
    place = opened(field, make(field)[1])
    plan(field, place, Slot("2026-11-26", "09:00"), Slot("2026-11-26", "15:00"))
    [first, _] = talks.of_class(field.session, place.activity, place.group)

    change(field, first.activity.id, place, cancelled=True, because="Ik ben ziek")

    day = fieldwork.coming(field.session, person=field.study.student, today=field.clock.today())[1]
    assert [(one.is_cancelled, one.activity.because) for one in day.occasions] == [(False, ""), (True, "Ik ben ziek")]


def test_a_talk_that_moves_keeps_where_it_was_in_its_history(field: Field) -> None:
    place = opened(field, make(field)[1])
    plan(field, place, Slot("2026-11-26", "15:00"))
    [talk] = talks.of_class(field.session, place.activity, place.group)
    field.clock.forward(hours=1)

    change(field, talk.activity.id, place, on="2026-11-30", starts="16:00")

    [talk] = talks.of_class(field.session, place.activity, place.group)
    assert [(one.held_on.day, one.mentor_link_id) for one in talk.said] == [(30, place.link.id), (26, place.link.id)]


def test_a_cancelled_evening_that_is_held_after_all_is_planned_again(field: Field) -> None:
    change(field, field.study.meeting.id, cancelled=True, because="De school is dicht")
    change(field, field.study.meeting.id, on="2026-12-01", starts="19:00", ends="21:00")

    evening = field.session.get_one(Activity, field.study.meeting.id)
    assert (evening.status, evening.because, evening.held_on) == (ActivityStatus.PLANNED, "", date(2026, 12, 1))
    told = [(one.status, by) for one, by in appointments.said(field.session, evening.id)]
    assert told == [("planned", "Marieke"), ("cancelled", "Marieke"), ("planned", None)]


def test_nothing_is_cancelled_without_a_reason_or_twice(field: Field) -> None:
    with pytest.raises(NotPossible, match="Say why"):
        change(field, field.study.talk.id, cancelled=True, because=" ")
    change(field, field.study.talk.id, cancelled=True, because="Storm")
    with pytest.raises(NotPossible, match="already"):
        change(field, field.study.talk.id, cancelled=True, because="Storm")


def test_where_interviews_were_held_the_date_stays(field: Field) -> None:
    field.send(field.finish())

    with pytest.raises(NotPossible, match="Interviews were held"):
        change(field, field.study.talk.id, cancelled=True, because="Vergissing")


def test_a_past_day_stays_as_it_was(field: Field) -> None:
    field.clock.moment += timedelta(days=3)

    with pytest.raises(NotPossible, match="This day is over"):
        change(field, field.study.talk.id, on="2026-12-01", starts="15:00")


def test_a_mentor_changes_the_talks_of_his_class_and_nothing_else(field: Field) -> None:
    place = opened(field, make(field)[1])
    change(
        field, field.study.talk.id, on="2026-11-25", starts="19:00", ends="21:00"
    )  # the team moved the school's evening

    for other in (field.study.talk.id, field.study.meeting.id):
        with pytest.raises(NotFound):
            talks.check_his(field.session, place.activity, place.group, other)


def test_talks_of_a_school_that_changed_its_arm_are_analysed_with_it(field: Field) -> None:
    """The arm hangs on the school, so that what is planned afterwards follows."""
    conditions.reassign(
        field.session,
        field.study.talk.site_id,
        condition=Condition.CONTROL,
        because="Niet gehouden",
        by=field.study.lead,
        now=field.clock.now(),
    )
    place = opened(field, make(field)[1])
    plan(field, place, Slot("2026-11-26", "15:00"))

    [arm] = [one for one in conditions.arms(field.session) if one.site.code == "A3"]
    assert (arm.planned, arm.analysed) == (("intervention",), ("control",))


def test_links_are_refused_with_one_family_of_sentences() -> None:
    for kind in (mentors.LinkUnknown, LinkEnded, LinkRevoked):
        assert issubclass(kind, LinkNotValid)
        assert kind().status == 410


def test_what_a_mentor_says_is_in_the_appointments_and_his_name_is_not(field: Field) -> None:
    place = opened(field, make(field)[1])
    plan(field, place, Slot("2026-11-26", "15:00"))

    assert "De Wit" not in str(field.session.exec(select(Appointment)).all())
