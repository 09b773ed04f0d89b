"""This moment: who is at work, how long it takes, what is owed."""

from datetime import timedelta

import sqlalchemy as sa

from app.models import Case, Interview, Phone
from app.services import watching
from tests.services.conftest import Field


def test_whoever_began_an_interview_today_is_at_work_and_nobody_of_yesterday(field: Field) -> None:
    field.send(field.finish())
    field.send(field.begin())
    old = field.session.get_one(Interview, field.send(field.finish(), by=field.study.student))
    old.started_at -= timedelta(days=1)
    field.session.flush()

    [one] = watching.at_work(field.session, field.clock.now())
    assert (one.name, one.site, one.done, one.running) == ("Amina", "A3", 1, 1)


def test_minutes_are_told_from_five_interviews_on(field: Field) -> None:
    for _ in range(4):
        field.send(field.finish())
    assert watching.minutes(field.session) is None

    field.send(field.finish())
    field.session.execute(sa.update(Interview).values(seconds=360))
    told = watching.minutes(field.session)
    assert told is not None
    assert (told.n, told.middle) == (5, 6.0)


def test_a_call_is_due_on_its_day_and_late_a_week_after_it(field: Field) -> None:
    case = field.meet()
    day = case.first_on or case.due_on
    met = field.clock.now()
    for days, told in ((-1, (0, 0)), (0, (1, 0)), (7, (1, 0)), (8, (1, 1)), (90, (0, 0))):
        at = met + (day - field.clock.today()) + timedelta(days=days)
        owed = watching.callbacks(field.session, at)
        assert (owed.due, owed.late) == told, days
    field.session.execute(sa.update(Case).values(state="complete"))
    assert watching.callbacks(field.session, met + (day - field.clock.today())).due == 0


def test_what_phones_hold_is_added_up_over_those_that_are_alive(field: Field) -> None:
    now = field.clock.now()
    for waiting, revoked in ((3, None), (4, now)):
        field.session.add(
            Phone(
                person_id=field.study.student.id,
                fingerprint=str(waiting),
                enrolled_at=now,
                seen_at=now,
                expires_at=now + timedelta(days=90),
                revoked_at=revoked,
                waiting=waiting,
                oldest_at=now,
            )
        )
    field.session.flush()

    held = watching.on_phones(field.session, now)
    assert (held.phones, held.waiting, held.parked) == (1, 3, 0)
