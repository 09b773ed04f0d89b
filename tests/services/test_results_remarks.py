"""Remarks: masked, with who said them as far as five people fit, in the language of the reader."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import i18n
from app.models import Role
from app.services import finished, instruments, results_people, results_remarks
from app.services.results_people import Facets
from app.services.results_remarks import MASK, masked
from app.statistics.suppression import FEW, FEW_PUBLISHED
from tests.databases import replayed
from tests.factories import answer
from tests.services.conftest import Field


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Bel mij op 06 12 34 56 78.", f"Bel mij op {MASK}."),
        ("+31612345678 na vijf", f"{MASK} na vijf"),
        ("Mail naar a.b@school.nl graag", f"Mail naar {MASK} graag"),
        ("Mevrouw van den Berg luistert", f"Mevrouw {MASK} luistert"),
        ("de juf Fatma Yılmaz is aardig", f"de juf {MASK} is aardig"),
        ("Om 19.30 uur in lokaal 12, klas 3B", "Om 19.30 uur in lokaal 12, klas 3B"),
        ("De mentor vroeg wat ik ervan vond.", "De mentor vroeg wat ik ervan vond."),
    ],
)
def test_what_could_lead_to_somebody_is_masked(said: str, shown: str) -> None:
    assert masked(said) == shown


@given(st.text(max_size=200))
def test_nothing_is_masked_twice(text: str) -> None:
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "een Turkse vader van een leerling uit de onderbouw van het vmbo"),
        ("en", "a Turkish father of a pupil in lower school, vmbo"),
        ("tr", "Türk kökenli bir baba, bir öğrencinin yakını (vmbo, alt sınıflar)"),
        ("ar", "أب من أصل تركي، لأحد التلاميذ في الصفوف الأولى من vmbo"),
    ],
)
def test_the_descriptor_is_said_in_the_language_of_the_reader(language: str, words: str) -> None:
    i18n.speak(language)
    try:
        assert results_people.in_words(Facets(Role.PARENT, "father", "turkish", "lower", "vmbo")) == words
    finally:
        i18n.speak("nl")


@pytest.mark.xdist_group("replay")
def test_what_leaves_the_house_says_of_nobody_what_fewer_than_ten_share() -> None:
    with replayed("sqlite").reading() as session:
        held = finished.interviews(session)
        lists = instruments.newest_of(session, sorted({one.instrument for one in held}))
    desk, published = (results_people.described(held, lists, few) for few in (FEW, FEW_PUBLISHED))

    exact = Counter(desk.values())
    assert any(count < FEW_PUBLISHED for count in exact.values())
    for who, facets in published.items():
        told = {name for name in ("kind", "origin", "level", "stratum") if getattr(facets, name)}
        assert told <= {name for name in ("kind", "origin", "level", "stratum") if getattr(desk[who], name)}
    assert desk != published


@pytest.mark.parametrize(
    ("facets", "words"),
    [
        (Facets(Role.PARENT, "both", "", "upper", "vmbo"), "ouders van een leerling uit de bovenbouw van het vmbo"),
        (Facets(Role.PARENT, "mother", "", "", "mbo"), "een moeder van een leerling in het mbo"),
        (Facets(Role.PUPIL, "female", "dutch", "", "pro_vso"), "een Nederlandse leerling (meisje) in het pro/vso"),
        (Facets(Role.MENTOR), "een mentor"),
    ],
)
def test_it_says_less_where_less_is_known(facets: Facets, words: str) -> None:
    i18n.speak("nl")

    assert results_people.in_words(facets) == words


def test_every_language_of_the_screens_has_all_the_words() -> None:
    tables = results_people.words()
    kinds = {name: {*tables["nl"][name]} for name in ("parent", "pupil", "mentor", "origin", "where")}

    for language in i18n.INTERFACE:
        assert {name: {*tables[language][name]} for name in kinds} == kinds


def said(field: Field, **answers: str) -> None:
    body = field.finish()
    body["answers"] |= {name: answer(value) for name, value in answers.items()}
    field.send(body)


def test_four_turkish_fathers_are_turkish_or_moroccan_with_a_fifth_and_else_just_fathers(field: Field) -> None:
    i18n.speak("nl")
    for _ in range(4):
        said(field, relation="1", origin="3", remark="Fijn.")
    assert {one.who for one in results_remarks.page(field.session).remarks} == {
        "een ouder of begeleider van een leerling"
    }

    said(field, relation="1", origin="2", remark="Fijn.")
    shown = results_remarks.page(field.session)
    assert {one.who for one in shown.remarks} == {
        "een Turkse of Marokkaanse vader van een leerling uit de onderbouw van het vmbo"
    }
    said(field, relation="2", origin="1", remark="Te kort. Bel 0612345678.")
    shown = results_remarks.page(field.session, "remark")
    assert [one.who for one in shown.remarks if one.masked] == ["een ouder of begeleider van een leerling in het vmbo"]
    assert "0612345678" not in str(shown)
    assert [(one.name, one.count) for one in shown.items] == [("remark", 6)]
    assert results_remarks.page(field.session, "trust_mentor").remarks == []


@pytest.mark.xdist_group("replay")
def test_whoever_is_described_in_the_year_is_one_of_five() -> None:
    with replayed("sqlite").reading() as session:
        shown = results_remarks.page(session)

    assert all(one.who for one in shown.remarks)
