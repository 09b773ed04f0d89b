"""The codebook explains every cell of the data file, whichever version of the words was read aloud."""

from app.instrument.schema import Instrument
from app.services import instruments
from tests.factories import answer, full_answers
from tests.services.conftest import Field
from tests.services.sheets import codebook, data, unexplained


def test_every_column_and_every_value_is_explained(field: Field) -> None:
    case = field.meet("tr")
    field.send(field.ring(case), by=field.study.caller)
    field.send(field.begin(status="stopped", stop_reason="no_time"))

    rows, book = data(field.session), codebook(field.session)

    assert list(book) == list(rows[0])
    assert unexplained(rows, book) == set()
    assert all(entry["label"] for entries in book.values() for entry in entries)


def test_the_codebook_says_what_was_read_aloud_and_whose_words_they_are(field: Field) -> None:
    tips = codebook(field.session)["info_tips"]

    assert [(entry["value"], entry["meaning"]) for entry in tips] == [
        ("1", "helemaal oneens"),
        ("2", "oneens"),
        ("3", "niet eens en niet oneens"),
        ("4", "eens"),
        ("5", "helemaal eens"),
        ("-9", "not asked, or left open where that is allowed"),
        ("-8", "does not know"),
        ("-7", "would rather not say"),
        ("-6", "does not apply"),
        ("-5", "interview ended before"),
    ]
    assert {entry["scale"] for entry in tips} == {"information"}
    [text] = {entry["text"] for entry in tips}
    parent, *others = text.split(" | ")
    assert parent == "Ik heb goede tips gehad over hoe ik mijn kind thuis kan helpen met schoolzaken"
    assert [other.partition(":")[0] for other in others] == ["pupil", "mentor"]
    assert {entry["source"] for entry in tips} == {"Lusse 2013, item 3"}


def test_a_choice_that_a_later_version_added_is_explained_too(field: Field) -> None:
    document = field.study.w1.document()
    document["choices"]["relations"].append({"name": "7", "label": dict.fromkeys(field.study.w1.languages, "voogd")})
    later = Instrument.model_validate(document)
    instruments.publish(field.session, later, now=field.clock.now())
    answers = full_answers(later) | {"relation": answer("7")}

    field.send(field.finish(version=later.version, answers=answers))

    assert data(field.session)[0]["relation"] == "7"
    assert unexplained(data(field.session), codebook(field.session)) == set()
    assert ("7", "voogd") in [(entry["value"], entry["meaning"]) for entry in codebook(field.session)["relation"]]
