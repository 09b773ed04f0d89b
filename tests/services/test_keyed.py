"""Fingers on a keyboard: whatever they press, nothing breaks, and only what is possible becomes an answer."""

from datetime import date, datetime, time
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import TIME_ZONE
from app.instrument import boxes, keying
from app.instrument.load import load
from app.instrument.schema import Instrument, Item
from app.models import PaperEntry, PaperSheet
from app.services import answers, instruments, keyed
from app.services.batches import Place
from app.services.snapshots import Snapshot
from tests import papers
from tests.databases import EVENING

SHIPPED = {held.name: held for file in sorted(instruments.SHIPPED.glob("*.yaml")) if not (held := load(file)).is_script}
PRESSED = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="0123456789wln-? ,٣۴?؟", max_size=8),
    st.sampled_from(["1", "4", "w", "-8", "-", "?", "?3 en 4", "31-02-2026", "24112026", "12 3", "321", ""]),
)


@st.composite
def typed(draw: st.DrawFn) -> tuple[Instrument, dict[str, str]]:
    """A questionnaire, and what was typed from it; often everything, sometimes anything."""
    held = SHIPPED[draw(st.sampled_from(sorted(SHIPPED)))]
    names = [item.name for item in boxes.on_paper(held)]
    wild = draw(st.dictionaries(st.sampled_from(names), PRESSED, max_size=8))
    return held, (papers.keys(held) if draw(st.booleans()) else {}) | wild


def snapshot(held: Instrument, found: list[keyed.Line]) -> Snapshot:
    """The interview that becomes of it."""
    sheet = cast(PaperSheet, SimpleNamespace(respondent_id=UUID(int=7), language=held.languages[0]))
    activity = SimpleNamespace(id=1, starts_at=time(19), held_on=date(2026, 11, 24))
    place = cast(Place, SimpleNamespace(activity=activity, group=SimpleNamespace(id=1)))
    entry = cast(PaperEntry, SimpleNamespace(filled_on=date(2026, 11, 24), interpreter=None))
    return keyed.snapshot(sheet, held, place, entry, found, revision=1)


@settings(deadline=None)
@given(typed())
def test_whatever_is_typed_only_what_the_questionnaire_allows_becomes_an_answer(case: tuple[Instrument, Any]) -> None:
    held, fields = case

    found = keyed.lines(held, fields)

    answers.check(held, snapshot(held, found))
    assert [line.typed for line in found] == [fields.get(line.item.name, "") for line in found], "as it was typed"


@settings(deadline=None)
@given(typed())
def test_the_same_keys_twice_are_the_same_answers(case: tuple[Instrument, Any]) -> None:
    held, fields = case

    first, second = (keyed.lines(held, keyed.without_special(held, fields)) for _ in range(2))

    assert [line.reading.same for line in first] == [line.reading.same for line in second]
    assert keyed.without_special(held, keyed.without_special(held, fields)) == keyed.without_special(held, fields)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_box_that_is_printed_can_be_typed(name: str) -> None:
    held = SHIPPED[name]
    for item in boxes.on_paper(held):
        for box in boxes.boxes(held, item):
            if item.type in {"select_one", "select_multiple"}:
                assert keying.read(held, item, box.key).value == box.choice.name


@pytest.mark.parametrize("name", SHIPPED)
def test_a_questionnaire_that_was_filled_in_whole_is_complete(name: str) -> None:
    held = SHIPPED[name]
    found = keyed.lines(held, papers.keys(held))

    assert [line.item.name for line in found if line.reading.problem] == []
    assert snapshot(held, found).status == "complete"
    assert snapshot(held, found).device_started_at == datetime.combine(EVENING.date(), time(19), TIME_ZONE)


def an_item(kind: str) -> tuple[Instrument, Item]:
    for held in SHIPPED.values():
        for item in held.items():
            if item.type == kind and not item.contact:
                return held, item
    raise LookupError(kind)


@pytest.mark.parametrize(
    ("kind", "pressed", "value"),
    [
        ("select_multiple", "13", "weekday_morning weekday_evening"),
        ("select_multiple", "3, 1", "weekday_morning weekday_evening"),
        ("select_multiple", "٣١", "weekday_morning weekday_evening"),
        ("integer", "٤٢", "42"),
        ("integer", "-8", "-8"),
        ("integer", "w", None),
        ("text", "w", "w"),
        ("text", "  Goed.  ", "Goed."),
    ],
)
def test_keys_of_all_kinds(kind: str, pressed: str, value: str | None) -> None:
    assert keying.read(*an_item(kind), pressed).value == value


def test_numbers_beside_a_list_become_the_list_in_their_order() -> None:
    held, item = an_item("rank")
    offered = [box.choice.name for box in boxes.boxes(held, item)]

    read = keying.read(held, item, "2 1 3 4 5 6 7")

    assert read.value == " ".join([offered[1], offered[0], *offered[2:]])
    assert keying.read(held, item, "1134567").problem == "rank"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("24-11-2026", date(2026, 11, 24)),
        ("4.1.2027", date(2027, 1, 4)),
        ("24112026", date(2026, 11, 24)),
        ("٢٤-١١-٢٠٢٦", date(2026, 11, 24)),
        ("2026-11-24", date(2026, 11, 24)),
        ("29-02-2027", None),
        ("11-24-2026", None),
        ("24-11-26", None),
        ("2026-W48-2", None),
        ("morgen", None),
        ("", None),
    ],
)
def test_days_as_people_write_them(written: str, day: date | None) -> None:
    assert keying.as_date(written) == day
