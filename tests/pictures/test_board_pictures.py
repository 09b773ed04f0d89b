"""The board's pictures stay in their boxes and say what was counted, whatever that is."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.pictures import funnel, heat, progress

FIRST = date(2026, 9, 14)
counts = st.integers(0, 100_000)


def rising(steps: list[int]) -> list[tuple[date, float]]:
    total, held = 0, []
    for day, more in enumerate(steps):
        total += more
        held.append((FIRST + timedelta(days=day), float(total)))
    return held


def places(points: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (place.split(",") for place in points.split())]


@given(st.lists(counts, min_size=2, max_size=30), st.lists(counts, max_size=40), counts)
def test_the_line_rises_in_its_box_beside_the_path_that_was_planned(
    reached: list[int], planned: list[int], wanted: int
) -> None:
    picture = progress.progress(rising(reached), rising(planned), wanted)

    assert picture is not None
    line = places(picture.points)
    assert all(0 <= x <= picture.width and 0 <= y <= picture.height for x, y in [*line, *places(picture.path)])
    assert [y for _, y in line] == sorted((y for _, y in line), reverse=True)
    assert 0 <= picture.target <= picture.height


def test_one_day_is_no_line() -> None:
    assert progress.progress(rising([3]), rising([1, 1, 1]), 200) is None


@given(st.lists(st.tuples(st.sampled_from(["invited", "asked", "complete"]), counts), max_size=8))
def test_every_step_of_the_funnel_is_as_wide_as_whoever_is_left(steps: list[tuple[str, int]]) -> None:
    picture = funnel.funnel(steps)

    assert [(bar.key, bar.count) for bar in picture.steps] == steps
    for bar in picture.steps:
        assert 0 <= bar.x <= bar.x + bar.width <= picture.width + 0.2
        assert bar.y + bar.height <= picture.height
    widths = [bar.width for bar in sorted(picture.steps, key=lambda bar: bar.count)]
    assert widths == sorted(widths)


@given(counts, st.integers(0, 1_000))
def test_a_square_is_full_only_where_the_quota_was_reached(done: int, wanted: int) -> None:
    square = heat.square(done, wanted)

    assert (square.step == heat.STEPS) == bool(wanted and done >= wanted)
    assert (square.step == 0) == (not wanted or not done)
    assert square.words in {str(done), "–"}
