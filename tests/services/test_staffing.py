"""The times that a caller can promise: staffed, in the parent's language, and not given away yet."""

from datetime import date, datetime, time, timedelta

import pytest

from app.clock import TIME_ZONE
from app.models import Person, Shift
from app.services import staffing
from tests.services.conftest import Field

DAY = date(2027, 2, 24)  # a Wednesday, three months after the evening of the small study


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute), TIME_ZONE)


def works(field: Field, person: Person, begins: int, ends: int, day: date = DAY) -> None:
    field.session.add(Shift(person_id=person.id, day=day, starts_at=time(begins), ends_at=time(ends)))
    field.session.flush()


def offered(field: Field, language: str, now: datetime | None = None) -> list[tuple[str, int, int]]:
    """The quarters of that Wednesday that the picker would show."""
    slots = staffing.staffed(field.session, language, at(0), at(23), now or at(9))
    return [(f"{one.at.astimezone(TIME_ZONE):%H:%M}", one.callers, one.promised) for one in slots]


@pytest.fixture
def evening(field: Field) -> Field:
    """Sanne speaks Dutch and English until eight, Elif Turkish and Dutch until half past."""
    works(field, field.study.caller, 18, 20)
    works(field, field.study.turkish_caller, 19, 20)
    return field


def test_a_language_is_offered_while_somebody_is_there_who_speaks_it(evening: Field) -> None:
    assert offered(evening, "tr") == [("19:00", 1, 0), ("19:15", 1, 0), ("19:30", 1, 0), ("19:45", 1, 0)]
    assert [callers for _, callers, _ in offered(evening, "nl")] == [1, 1, 1, 1, 2, 2, 2, 2]
    assert offered(evening, "ar") == []
    assert offered(evening, "tr", now=at(19, 20))[0] == ("19:30", 1, 0)


def test_who_is_there_now(evening: Field) -> None:
    session = evening.session

    assert [staffing.on_shift(session, "nl", at(hour)) for hour in (17, 18, 19, 20)] == [0, 1, 2, 0]
    assert [staffing.is_staffed(session, "tr", at(*hour)) for hour in ((18, 59), (19,), (19, 59), (20,))] == [
        False,
        True,
        True,
        False,
    ]


def test_a_time_that_was_promised_is_not_promised_to_somebody_else(evening: Field) -> None:
    case = evening.meet("tr")
    case.appointment_at, case.appointment_until = at(19, 15), at(19, 30)
    evening.session.flush()

    assert [taken for _, _, taken in offered(evening, "tr")] == [0, 1, 0, 0]
    assert [taken for _, _, taken in offered(evening, "nl")][4:] == [0, 1, 0, 0]

    case.appointment_is_firm = False  # a part of the day: nobody is bound to the minute
    evening.session.flush()
    assert [taken for _, _, taken in offered(evening, "tr")] == [0, 0, 0, 0]


def test_before_there_is_a_rota_every_calling_hour_counts(field: Field) -> None:
    for language, callers in (("tr", 1), ("nl", 2), ("ar", 1)):
        slots = offered(field, language)
        assert (slots[0], slots[-1]) == (("09:30", callers, 0), ("20:15", callers, 0))
        assert staffing.is_staffed(field.session, language, at(10))
        assert not staffing.is_staffed(field.session, language, at(10, day=DAY + timedelta(days=4)))  # Sunday
    assert [staffing.on_shift(field.session, language, at(10)) for language in ("tr", "nl", "ar")] == [1, 2, 0]

    works(field, field.study.caller, 18, 20, day=DAY - timedelta(days=7))
    assert offered(field, "nl") == []
