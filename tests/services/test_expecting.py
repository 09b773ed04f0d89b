"""What should be there by today, and what tonight must bring."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.models import ActivityStatus, Role, Site, Stratum, Study
from app.services import expecting
from tests.services.conftest import Field

some = st.integers(0, 60)


@given(some, some, some)
def test_never_more_is_expected_than_the_quota_and_never_less_after_another_evening(
    wanted: int, held: int, planned: int
) -> None:
    now = expecting.expected(wanted, held, planned)

    assert 0 <= now <= wanted
    assert now <= expecting.expected(wanted, held + 1, planned)
    if planned:
        assert expecting.expected(wanted, planned, planned) == wanted


@given(some, st.integers(1, 60), st.integers(1, 8))
def test_whoever_brings_what_each_evening_must_reaches_the_quota_on_the_last(done: int, wanted: int, left: int) -> None:
    for still in range(left, 0, -1):
        done += expecting.missing(done, wanted, 1, still)

    assert done >= wanted


def test_nothing_is_missing_tonight_where_nothing_is_held(field: Field) -> None:
    assert expecting.missing(3, 15, 0, 4) == 0


def test_a_school_where_one_of_two_evenings_was_held_should_have_half(field: Field) -> None:
    later = field.study.talk.model_copy(update={"id": None, "held_on": field.clock.today() + timedelta(days=7)})
    field.session.add(type(later)(**later.model_dump(exclude={"id"})))
    field.session.flush()
    for _ in range(2):
        field.send(field.finish())
    [school] = [one for one in expecting.schools(field.session, field.clock.today()) if one.site.code == "A3"]

    assert (school.held, school.planned, school.tonight) == (1, 2, 1)
    assert (school.parents.done, school.parents.wanted, school.parents.expected) == (2, 15, 7)
    assert school.parents.is_short
    assert school.missing_tonight == 7  # thirteen are missing, over two evenings


def test_a_cancelled_evening_and_a_school_without_any_expect_nobody(field: Field) -> None:
    talk = field.session.merge(field.study.talk)
    talk.status = ActivityStatus.CANCELLED
    study = field.session.get_one(Study, 1)
    field.session.add(Site(study_id=study.id, code="Z9", name="New", stratum=Stratum.VMBO))
    field.session.flush()
    found = {one.site.code: one for one in expecting.schools(field.session, field.clock.today())}

    assert (found["A3"].planned, found["A3"].parents.expected) == (0, 0)
    assert (found["Z9"].planned, found["Z9"].roles[Role.PUPIL].wanted) == (0, 0)
