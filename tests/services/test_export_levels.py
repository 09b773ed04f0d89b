"""A public file shows nobody: whatever the people, every combination of what others may know is shared by five."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.export import levels
from app.export.model import Cell, Dataset, Holds, Level, Measure, Value, Variable

COLUMNS = {
    "respondent": (Holds.TEXT, Level.PUBLIC),
    "role": (Holds.TEXT, Level.PUBLIC),
    "stratum": (Holds.TEXT, Level.PUBLIC),
    "site": (Holds.TEXT, Level.PUBLIC),
    "group": (Holds.TEXT, Level.RESTRICTED),
    "language": (Holds.TEXT, Level.PUBLIC),
    "interviewer": (Holds.INTEGER, Level.INTERNAL),
    "started": (Holds.MOMENT, Level.RESTRICTED),
    "origin": (Holds.INTEGER, Level.PUBLIC),
    "remark": (Holds.TEXT, Level.INTERNAL),
    "info_tips": (Holds.INTEGER, Level.PUBLIC),
    "respondent_number": (Holds.INTEGER, Level.PUBLIC),
}
MOMENT, SAID = "2026-11-20T19:00:00+01:00", "Mijn zoon Ali"
ANSWERED = {"origin", "remark", "info_tips"}
ORIGINS = tuple(Value(code, {"en": words}) for code, words in enumerate(("Dutch", "Turkish", "Pakistani", "other"), 1))
KNOWN = ("role", "stratum", "site", "language", "language_band", "origin", "origin_band")
people = st.tuples(
    st.sampled_from(["parent", "pupil"]),
    st.sampled_from(["vmbo", "mbo"]),
    st.sampled_from(["A1", "A2", "D1"]),
    st.sampled_from(["nl", "tr", "ar"]),
    st.integers(1, 4),
    st.integers(1, 2),  # interviews
)


def study(known: Sequence[tuple[str, str, str, str, int, int]]) -> Dataset:
    """A row per interview of these people; whoever was asked twice was asked in Dutch the second time."""
    rows: list[list[Cell]] = [
        [f"P-{n}", role, stratum, site, f"{site}-1", language if turn == 0 else "nl", 7, MOMENT, origin, SAID, 4, n]
        for n, (role, stratum, site, language, origin, interviews) in enumerate(known, 1)
        for turn in range(interviews)
    ]
    variables = tuple(
        Variable(
            name,
            holds,
            Measure.NOMINAL,
            {"en": name},
            values=ORIGINS if name == "origin" else (),
            item=name if name in ANSWERED else "",
            level=level,
        )
        for name, (holds, level) in COLUMNS.items()
    )

    def begin() -> Iterator[Sequence[Cell]]:
        return iter(rows)

    now = datetime(2026, 11, 22, tzinfo=UTC)
    return Dataset("aloud", {"en": "Study"}, variables, begin, len(rows), "en", ("nl",), Level.INTERNAL, now, "0.1.0")


def table(dataset: Dataset) -> list[dict[str, Cell]]:
    names = [one.name for one in dataset.variables]
    return [dict(zip(names, row, strict=True)) for row in dataset.rows()]


@given(st.lists(people, max_size=60))
def test_nobody_is_alone_in_a_public_file(known: list[tuple[str, str, str, str, int, int]]) -> None:
    public, report = levels.hidden(levels.narrowed(study(known), Level.PUBLIC))

    again = levels.measured(public)
    assert again.below == 0
    assert again.smallest == report.smallest_now
    assert again.smallest >= levels.K or not table(public)
    assert again.respondents == report.respondents - report.left_out
    assert public.count == len(table(public))


@given(st.lists(people, max_size=60))
def test_what_is_not_empty_is_what_it_was(known: list[tuple[str, str, str, str, int, int]]) -> None:
    narrowed = levels.narrowed(study(known), Level.PUBLIC)
    public, report = levels.hidden(narrowed)

    assert len(table(public)) <= len(table(narrowed))
    held = {name: {row[name] for row in table(narrowed)} for name in ("role", "site", "origin", "language")}
    for row in table(public):
        assert row["role"] in held["role"]
        assert all(row[name] is None or row[name] in held[name] for name in ("site", "origin", "language"))
    assert {name for name, _ in report.emptied} <= {"site", "language", "origin", "language_band", "origin_band"}


@given(st.lists(people, max_size=60), st.sets(st.sampled_from(KNOWN), min_size=1))
def test_any_choice_of_what_is_known_is_shared_by_five(
    known: list[tuple[str, str, str, str, int, int]], chosen: set[str]
) -> None:
    public, report = levels.hidden(levels.narrowed(study(known), Level.PUBLIC))

    assert set(report.known) == {*KNOWN, "info_tips"}
    told: dict[Cell, set[tuple[Cell, ...]]] = {}
    for row in table(public):
        told.setdefault(row["respondent"], set()).add(tuple(row[name] for name in sorted(chosen)))
    sizes = Counter(frozenset(some) for some in told.values())
    assert min(sizes.values(), default=levels.K) >= levels.K


@given(st.lists(people, max_size=60))
def test_a_band_is_that_of_the_exact_code_and_stands_wherever_that_does(
    known: list[tuple[str, str, str, str, int, int]],
) -> None:
    public, report = levels.hidden(levels.narrowed(study(known), Level.PUBLIC))

    rows = table(public)
    for row in rows:
        if row["language"] is not None:
            assert row["language_band"] == ("nl" if row["language"] == "nl" else "other")
        if row["origin"] is not None:
            assert row["origin_band"] == (1 if row["origin"] == 1 else 2)
    for name, count in report.banded:
        exact = name.removesuffix("_band")
        assert count == len({row["respondent"] for row in rows if row[exact] is None and row[name] is not None})


@given(st.lists(people, max_size=40))
def test_the_same_people_are_the_same_file(known: list[tuple[str, str, str, str, int, int]]) -> None:
    one, other = (levels.hidden(levels.narrowed(study(known), Level.PUBLIC)) for _ in range(2))

    assert (table(one[0]), one[1]) == (table(other[0]), other[1])


def test_where_a_language_is_too_few_it_is_told_that_it_was_another() -> None:
    everybody = [("parent", "vmbo", "A1", "nl", 1, 1)] * 6
    everybody += [("parent", "vmbo", "A1", tag, 1, 1) for tag in ("tr", "tr", "tr", "ar", "ar")]

    public, report = levels.hidden(levels.narrowed(study(everybody), Level.PUBLIC))

    assert Counter((row["language_band"], row["language"]) for row in table(public)) == {
        ("nl", "nl"): 6,
        ("other", None): 5,
    }
    assert (report.emptied, report.banded) == ((("language", 5),), (("language_band", 5),))


def test_a_choice_that_is_in_no_band_has_none() -> None:
    held = levels.narrowed(study([("parent", "vmbo", "A1", "nl", 1, 1)] * 5), Level.PUBLIC)
    unknown = tuple(
        replace(one, values=(*one.values, Value(9, {"en": "Martian"}))) if one.name == "origin" else one
        for one in held.variables
    )

    names = {one.name for one in levels.hidden(replace(held, variables=unknown))[0].variables}
    assert "language_band" in names
    assert "origin_band" not in names


@given(st.lists(people, min_size=1, max_size=40))
def test_people_have_no_code_of_a_card_in_public(known: list[tuple[str, str, str, str, int, int]]) -> None:
    public, _ = levels.hidden(levels.narrowed(study(known), Level.PUBLIC))

    assert all(row["respondent"] == f"R{row['respondent_number']}" for row in table(public))
    assert {row["respondent_number"] for row in table(public)} == set(
        range(1, len({row["respondent"] for row in table(public)}) + 1)
    )


def test_a_big_group_keeps_everything() -> None:
    everybody = [("parent", "vmbo", "A1", "nl", 1, 1)] * 5

    public, report = levels.hidden(levels.narrowed(study(everybody), Level.PUBLIC))

    assert {row["site"] for row in table(public)} == {"A1"}
    assert (report.smallest, report.below, report.emptied, report.left_out) == (5, 0, (), 0)


def test_one_who_is_rare_loses_her_school_first() -> None:
    everybody = [("parent", "vmbo", "A1", "nl", 1, 1)] * 5 + [("parent", "vmbo", "A2", "nl", 1, 1)] * 5
    everybody += [("parent", "vmbo", "D1", "nl", 1, 1)]

    public, report = levels.hidden(levels.narrowed(study(everybody), Level.PUBLIC))

    assert (report.below, report.left_out, public.count) == (1, 0, 11)
    assert Counter(row["site"] for row in table(public)) == {None: 6, "A2": 5}  # the smallest group hides her


def test_the_restricted_level_has_months_and_no_open_texts() -> None:
    restricted = levels.narrowed(study([("parent", "vmbo", "A1", "nl", 1, 1)]), Level.RESTRICTED)

    [row] = table(restricted)
    assert not {"interviewer", "remark"} & set(row)
    assert (row["started"], row["group"], row["respondent"]) == ("2026-11", "A1-1", "P-1")
    assert any("to the month" in note for note in restricted.notes)


def test_internal_is_everything() -> None:
    everything = study([("parent", "vmbo", "A1", "nl", 1, 1)])

    assert levels.narrowed(everything, Level.INTERNAL) is everything
