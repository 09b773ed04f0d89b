"""What closes the desk, what puts others first, and what is missing half a year before it is needed."""

from datetime import date, datetime, time

import pytest

from app.calling.days import Quiet, open_hours
from app.calling.spans import Effect, Gap, Kind, Span, calendar, gaps
from app.calling.sun import sunset
from app.clock import local
from app.services.shipped_closures import optional, shipped

HOURS = ((time(9, 30), time(20, 30)), (time(10), time(16)))
SHIPPED = shipped(2026, 2028)


def named(name: str) -> list[tuple[str, str]]:
    return [(str(span.starts_on), str(span.ends_on)) for span in SHIPPED if span.name == name]


def test_every_day_that_comes_with_aloud_says_where_it_was_read_and_none_stands_twice() -> None:
    assert all(span.source and span.starts_on <= span.ends_on for span in SHIPPED)
    assert len({span.same for span in SHIPPED}) == len(SHIPPED)


def test_the_school_year_of_the_region_is_the_one_that_was_laid_down() -> None:
    assert ("2026-10-17", "2026-10-25") in named("Herfstvakantie")
    assert ("2026-12-19", "2027-01-03") in named("Kerstvakantie")
    assert ("2027-02-20", "2027-02-28") in named("Voorjaarsvakantie")
    assert ("2027-04-24", "2027-05-02") in named("Meivakantie")
    assert named("Meivakantie, tweede week") == [("2027-05-03", "2027-05-07")]
    assert ("2027-07-17", "2027-08-29") in named("Zomervakantie")
    assert [span for span in shipped(2031, 2032) if span.kind == Kind.SCHOOL] == []  # laid down by nobody yet


def test_feasts_and_holidays_are_those_that_were_read() -> None:
    assert named("Suikerfeest") == [("2026-03-20",) * 2, ("2027-03-09",) * 2, ("2028-02-26",) * 2]
    assert named("Offerfeest") == [("2026-05-27",) * 2, ("2027-05-16",) * 2, ("2028-05-05",) * 2]
    assert ("2027-03-26", "2027-03-26") in named("Goede vrijdag")
    closing = [span for span in SHIPPED if span.effect == Effect.CLOSED]
    assert {span.kind for span in closing} == {Kind.PUBLIC}
    assert len([span for span in closing if span.starts_on.year == 2027]) == 10


def test_liberation_day_is_offered_except_when_everybody_has_it() -> None:
    assert [(span.name, span.starts_on) for span in optional(2027)] == [("Bevrijdingsdag", date(2027, 5, 5))]
    assert optional(2030) == ()
    assert any(span.starts_on == date(2030, 5, 5) for span in shipped(2030, 2030))


@pytest.mark.parametrize(
    ("day", "hour"),
    [("2026-12-21", "16:33"), ("2027-03-20", "18:54"), ("2026-06-21", "22:06"), ("2027-02-24", "18:12")],
)
def test_the_sun_sets_when_the_almanac_says(day: str, hour: str) -> None:
    there = local(sunset(date.fromisoformat(day), 51.92, 4.48))
    wanted = datetime.combine(there.date(), time.fromisoformat(hour), there.tzinfo)

    assert abs((there - wanted).total_seconds()) < 4 * 60


def test_the_hours_around_iftar_follow_the_sun_through_the_month() -> None:
    weeks = [span for span in SHIPPED if span.kind == Kind.RAMADAN and span.starts_on.year == 2027]

    assert (weeks[0].starts_on, weeks[-1].ends_on) == (date(2027, 2, 8), date(2027, 3, 8))
    assert sum(len(list(span.days())) for span in weeks) == 29
    for span in weeks:
        assert span.effect == Effect.LATER
        for day in span.days():
            sets = local(sunset(day, 51.92, 4.48)).time()
            assert span.from_time is not None
            assert span.to_time is not None
            assert span.from_time < sets < span.to_time
    assert [span.from_time for span in weeks] == sorted(span.from_time for span in weeks if span.from_time)


def test_spans_of_one_day_add_up_and_one_school_keeps_its_own() -> None:
    spans = (
        Span(Kind.PUBLIC, Effect.CLOSED, "Goede vrijdag", date(2027, 3, 26), date(2027, 3, 26)),
        Span(Kind.STUDY, Effect.CLOSED, "Teamdag", date(2027, 3, 25), date(2027, 3, 25), time(12), time(17)),
        Span(Kind.SCHOOL, Effect.LATER, "Vakantie", date(2027, 3, 24), date(2027, 3, 25), site_id=7),
    )
    made = calendar(spans, *HOURS)

    assert open_hours(date(2027, 3, 26), made) == ()
    assert open_hours(date(2027, 3, 25), made) == ((time(9, 30), time(12)), (time(17), time(20, 30)))
    assert date(2027, 3, 24) not in made.quiet
    assert made.of_site(7).quiet[date(2027, 3, 25)][1] == Quiet("Vakantie", later=True)
    assert made.of_site(8) == made


def test_what_is_missing_is_said_half_a_year_ahead_and_not_before() -> None:
    def lacking(today: date, until: date | None = None) -> set[tuple[str, str]]:
        return {(gap.kind.value, str(gap.starts_on)) for gap in gaps(SHIPPED, today, until)}

    assert lacking(date(2026, 11, 22)) == set()
    assert lacking(date(2028, 6, 30)) == set()
    assert lacking(date(2028, 7, 1)) == {("public", "2029-01-01"), ("ramadan", "2029-01-01"), ("feast", "2029-01-01")}
    assert ("school", "2029-02-01") in lacking(date(2028, 8, 1))
    # A parent who waits until then needs them now.
    assert ("public", "2029-01-01") in lacking(date(2028, 1, 1), date(2029, 1, 15))


def test_an_autumn_does_not_stand_for_the_spring_nor_a_school_for_all() -> None:
    autumn = Span(Kind.SCHOOL, Effect.LATER, "Herfst", date(2026, 10, 17), date(2026, 10, 25))
    of_one = Span(Kind.SCHOOL, Effect.LATER, "Voorjaar", date(2027, 2, 20), date(2027, 2, 28), site_id=3)
    found = [gap for gap in gaps((autumn, of_one), date(2026, 11, 22)) if gap.kind == Kind.SCHOOL]

    assert found == [Gap(Kind.SCHOOL, date(2027, 2, 1), date(2027, 7, 31))]
