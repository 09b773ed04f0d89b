"""Questionnaires on paper: read back as a person and a scanner read them."""

import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest

from app.instrument import boxes
from app.instrument.load import load
from app.instrument.schema import Instrument
from app.services import instruments, pdfs, sheets
from app.services.pdfs import Copy, NoPrinter, Stamp
from app.templating import ENVIRONMENT
from tests.printed import A4, A5, Word, picture, scanned, sizes, text, words

SHIPPED = {held.name: held for file in sorted(instruments.SHIPPED.glob("*.yaml")) if not (held := load(file)).is_script}
#: The parents' list in all its languages, the others in one: laying out a page takes half a second.
EVERY = [(name, tag) for name, held in SHIPPED.items() for tag in held.languages[0 if name == "parent-w1" else -1 :]]
SLOWEST = 20  # seconds for one on a busy machine; docs/paper.md has the measured ones


def html(instrument: Instrument, tag: str, page: str = "sheet") -> str:
    form = sheets.form(instrument, tag, "talk")
    shown = {
        "form": form,
        "context": ["Small study", "A3", "1B"],
        "draft": False,
        "linked": False,
        "stamps": "",
        "code": "",
    }
    return ENVIRONMENT.get_template(f"paper/{page}.html").render(shown)


def pdf(name: str, tag: str) -> bytes:
    stamp = Stamp(f"https://aloud.example/paper/entry?of={name}.{tag}", ("P-7QK4M2",))
    return pdfs.write([html(SHIPPED[name], tag)], [Copy(0, stamp, mirrored=tag in {"ar", "ur"})])


@pytest.fixture(scope="module")
def dutch() -> bytes:
    return pdf("parent-w1", "nl")


def rows_of_boxes(found: list[Word], codes: str = "12345") -> list[dict[str, Word]]:
    """The rows of a page in which each of these codes stands once, in a box."""
    rows: dict[tuple[int, int], list[Word]] = defaultdict(list)
    for word in found:
        if len(word.text) == 1 and word.text in codes:
            rows[word.page, round(word.y)].append(word)
    return [{w.text: w for w in row} for row in rows.values() if sorted(w.text for w in row) == sorted(codes)]


@pytest.mark.parametrize(("name", "tag"), EVERY, ids=str)
def test_every_questionnaire_is_a_few_sheets_of_a4(name: str, tag: str) -> None:
    began = time.monotonic()

    made = pdf(name, tag)

    assert time.monotonic() - began < SLOWEST
    assert set(sizes(made)) == {A4}
    assert 1 <= len(sizes(made)) <= 12
    assert len(made) < 400_000


def test_all_questions_are_there_word_for_word_and_names_are_asked_elsewhere(dutch: bytes) -> None:
    whole = " ".join(text(dutch, page) for page in range(len(sizes(dutch))))

    held = SHIPPED["parent-w1"]
    for item in held.items():
        assert (boxes.wording(item, "talk")["nl"] in whole) == (not item.contact), item.name
    slip = pdfs.write([html(held, "nl", "slip")], [Copy(0)])
    assert all(item.label["nl"] in text(slip, 0) for item in held.items() if item.contact)


def test_pages_are_numbered_and_the_answers_stand_above_the_boxes_on_each_page(dutch: bytes) -> None:
    found = words(dutch)
    pages = len(sizes(dutch))
    with_boxes = {row["1"].page for row in rows_of_boxes(found)}

    assert len(with_boxes) > 1, "the statements do not fit on one page"
    for page in with_boxes:
        assert "helemaal" in {word.text for word in found if word.page == page and word.y < 700}
    assert all(f"{page + 1} / {pages}" in text(dutch, page) for page in range(pages))


def test_a_question_for_some_says_for_whom(dutch: bytes) -> None:
    whole = " ".join(text(dutch, page) for page in range(len(sizes(dutch))))

    assert "Alleen bij “ja” op vraag 21" in whole
    assert "Niet bij “geen opleiding” op vraag 19" in whole


@pytest.mark.parametrize("tag", ["nl", "en", "tr", "ar"])
def test_one_is_always_strongly_disagree_and_stands_where_reading_begins(tag: str) -> None:
    found = words(pdf("parent-w1", tag))
    labels = {choice.name: choice.label[tag] for choice in SHIPPED["parent-w1"].choices["agree5"]}
    rows = [row for row in rows_of_boxes(found) if row["1"].page == 0]
    across = [row[code].x for row in rows[:1] for code in "12345"]

    assert len(rows) >= 5
    assert across == sorted(across, reverse=tag == "ar")
    first = min(row["1"].y for row in rows)
    heads = [word for word in found if word.page == 0 and first - 60 < word.y < first - 5]
    for code, label in labels.items():
        column = rows[0][code].x
        above = {word.text for word in heads if abs(word.x - column) < 27}
        assert set(label.split()) <= above, (code, above)
    assert ("لا" in {w.text for w in heads if abs(w.x - rows[0]["5"].x) < 27}) is False


def test_no_word_of_an_answer_is_broken_in_two() -> None:
    """“on-eens” on two lines would read as “eens”."""
    for tag in ("nl", "tr"):
        found = {word.text for word in words(pdf("parent-w1", tag))}
        for choice in SHIPPED["parent-w1"].choices["agree5"]:
            assert set(choice.label[tag].split()) <= found


@pytest.mark.parametrize("tag", ["nl", "ar"])
def test_a_scanner_reads_every_page_and_a_person_the_code_below_it(tag: str) -> None:
    made = pdf("parent-w1", tag)

    last = len(sizes(made)) - 1
    for page in (0, last):
        assert scanned(made, page) == [f"https://aloud.example/paper/entry?of=parent-w1.{tag}"]
    codes = [word for word in words(made) if word.text == "P-7QK4M2"]
    assert [word.page for word in codes] == [*range(last + 1)]
    assert all((word.x < A4[0] / 2) == (tag == "ar") for word in codes), "in the corner where lines end"


def test_thirty_copies_differ_by_their_number_alone_and_weigh_little_more_than_one() -> None:
    held = SHIPPED["parent-w1"]
    pages = [html(held, "nl"), html(held, "nl", "slip")]
    copies = [
        Copy(page, Stamp(f"https://aloud.example/paper/entry/{number}{page}", (f"P-{number}{page}",)))
        for number in range(30)
        for page in (0, 1)
    ]

    one, thirty = (pdfs.write(pages, some, two_sided=True) for some in (copies[:2], copies))

    each = len(sizes(one))
    assert len(sizes(thirty)) == 30 * each
    assert each % 2 == 0, "on both sides, each part begins on paper of its own"
    assert len(thirty) < 6 * len(one)
    assert scanned(thirty, 7 * each) == ["https://aloud.example/paper/entry/70"]
    assert text(thirty, 7 * each).replace("P-70", "") == text(one, 0).replace("P-00", "")


def test_a_page_that_asks_for_the_network_or_a_file_gets_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><rect width="400" height="400"/></svg>'
    )
    asking = f'<img src="{secret.as_uri()}"><img src="http://127.0.0.1:9/x.png"><object data="{secret.as_uri()}">'

    made = pdfs.write([f"<!doctype html><p>{asking}"], [Copy(0)])

    page = picture(made, 0, 30).convert("L")
    assert page.crop((0, 0, page.width, page.height * 4 // 5)).getextrema() == (255, 255), (
        "above its number it is empty"
    )


def test_show_cards_are_a5_with_one_answer_below_the_other() -> None:
    held = SHIPPED["parent-w1"]
    cards = sheets.cards(held, ("nl", "ar", "ur"))
    page = ENVIRONMENT.get_template("paper/cards.html").render(cards=cards, title="cards", linked=False)

    made = pdfs.write([page], [Copy(0)])

    assert sizes(made) == [A5] * len(cards)
    found = words(made)
    for at, card in enumerate(cards):
        numbers = [word for word in found if word.page == at and word.text in {box.key for box in card.boxes}]
        assert [word.text for word in sorted(numbers, key=lambda word: word.y)] == [box.key for box in card.boxes]
        assert all((word.x > A5[0] / 2) == (card.language.dir == "rtl") for word in numbers)


def test_without_pango_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    pdfs.ready.cache_clear()
    monkeypatch.setitem(sys.modules, "weasyprint", None)  # as if it could not be loaded
    try:
        assert not pdfs.ready()
        with pytest.raises(NoPrinter, match="print it with your browser"):
            pdfs.write(["<p>"], [Copy(0)])
    finally:
        pdfs.ready.cache_clear()
