"""The lead brings a questionnaire in a file: it is explained, looked at, published in her name, or thrown away."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.instrument.load import load
from app.instrument.schema import Instrument
from app.instrument.xlsform.write import workbook
from app.models import AuditEntry, InstrumentDraft, Wave
from app.services import instruments
from tests.databases import EVENING
from tests.factories import SmallStudy, snapshot
from tests.instrument.workbooks import made, survey
from tests.routes.phones import put

PARENTS = load(Path("instruments/parent-w1.yaml"))
NEW = made(
    survey=survey(
        ["begin_group", "start", "Begin", ""],
        ["select_one agree5", "school_like", "Ik vind school leuk", "yes"],
        ["end_group"],
        columns="type name label required",
    ),
    choices=[
        ["list_name", "name", "label"],
        *(
            ["agree5", point, label]
            for point, label in enumerate(("helemaal oneens", "oneens", "neutraal", "eens", "helemaal eens"), 1)
        ),
    ],
    settings=[
        ["form_title", "form_id", "default_language", "role", "wave", "source"],
        ["Leuk?", "fun-w1", "nl", "pupil", "w1", "ours"],
    ],
)


def bring(lead: TestClient, content: bytes, name: str = "questions.xlsx", **fields: str) -> str:
    """Choose a file and send it; where that leads, or what the page says."""
    reply = lead.post("/instruments/files", files={"file": (name, content)}, data={"role": "parent", **fields})
    return reply.headers["location"] if reply.status_code == 303 else said(reply.text)


def said(page: str) -> str:
    """What a page says, without its markup."""
    whole = BeautifulSoup(page, "html.parser")
    return " ".join((whole.main or whole).get_text(" ").split())


def ticks(page: str) -> list[str]:
    return re.findall(r'name="confirmed" value="(\w+)"', page)


def reworded(instrument: Instrument, **texts: str) -> Instrument:
    """The same questionnaire with other Dutch words for some items."""
    document = instrument.document()
    for section in document["survey"]:
        for item in section["items"]:
            if item["name"] in texts:
                item["label"]["nl"] = texts[item["name"]]
    return Instrument.model_validate(document)


def stored(database: Database, model: type[Any]) -> list[Any]:
    with database.reading() as session:
        return list(session.exec(select(model)).all())


def test_the_list_shows_every_questionnaire_with_its_version_and_how_often_it_was_held(
    lead: TestClient, phone: TestClient, study: SmallStudy
) -> None:
    put(phone, snapshot(study, EVENING))
    page = lead.get("/instruments")

    assert f"parent-w1 {study.w1.version}" in said(page.text)
    assert "1 interview " in said(page.text)
    assert "/paper/parent-w1" in page.text
    assert "/recordings/parent-w1" in page.text


def test_a_questionnaire_that_others_made_is_brought_looked_at_and_published(
    lead: TestClient, database: Database, study: SmallStudy
) -> None:
    draft = bring(lead, NEW)
    page = lead.get(draft)

    assert "A new questionnaire, with 1 section." in said(page.text)
    assert "Does the middle of agree5 in nl , “neutraal”, say neither the one nor the other?" in said(page.text)
    assert lead.get("/instruments").text.count(draft) == 1

    assert lead.post(f"{draft}/publication").status_code == 422  # nobody stood for the middle yet
    assert lead.post(f"{draft}/publication", data={"confirmed": ticks(page.text)}).status_code == 303

    with database.reading() as session:
        held = instruments.newest(session, "fun-w1")
        kept = session.exec(select(InstrumentDraft)).one()
    assert held.item("school_like").label == {"nl": "Ik vind school leuk"}
    assert kept.published_by == study.lead.id
    assert "neutraal" in kept.confirmed
    assert "fun-w1" in said(lead.get("/instruments").text)
    assert [entry.verb for entry in stored(database, AuditEntry) if entry.verb.startswith("instruments")] == [
        "instruments.bring",
        "instruments.publish",
    ]


def test_what_cannot_be_read_is_explained_cell_by_cell_and_nothing_is_kept(
    lead: TestClient, database: Database
) -> None:
    page = bring(lead, made(survey=survey(["geopoint", "here", "Waar?"], ["text", "Remark!", ""])))

    assert "1 thing to mend" in page or "things to mend" in page
    assert "survey!A2 geopoint records where somebody is, and Aloud never does. Take the row out." in page
    assert stored(database, InstrumentDraft) == []


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"%PDF-1.7", "vragen.xlsx", "This is a PDF, not a workbook."),
        (b"", "leeg.xlsx", "This file is empty."),
        (b"instrument: {x", "x.yaml", "This is not YAML"),
        (b"\xff\xfe", "x.yml", "The file is not UTF-8 text."),
    ],
)
def test_what_is_no_questionnaire_at_all_is_said_in_one_sentence(
    lead: TestClient, database: Database, content: bytes, name: str, sentence: str
) -> None:
    assert sentence in bring(lead, content, name)
    assert stored(database, InstrumentDraft) == []


def test_no_file_and_too_large_a_file(lead: TestClient) -> None:
    assert "Choose a file first" in bring(lead, b"", "")
    reply = lead.post("/instruments/files", files={"file": ("bomb.xlsx", b"PK" + b"\0" * 50 * 1024 * 1024)})

    assert reply.status_code == 413
    assert "larger than 8 MB" in html.unescape(reply.text)


def test_other_words_are_shown_beside_the_old_ones_and_running_interviews_keep_theirs(
    lead: TestClient, phone: TestClient, database: Database, study: SmallStudy
) -> None:
    changed = reworded(study.w1, info_tips="Ik heb goede raad gehad over hoe ik mijn kind thuis kan helpen")
    draft = bring(lead, workbook(changed))
    page = lead.get(draft)
    assert "1 text says something else" in said(page.text)
    assert "<del>" in page.text
    assert "<ins>" in page.text

    assert lead.post(f"{draft}/publication", data={"confirmed": ticks(page.text)}).status_code == 303

    with database.reading() as session:
        assert instruments.newest(session, "parent-w1").version == changed.version
    assert put(phone, snapshot(study, EVENING)).status_code == 200  # begun before, in the words of then
    assert "2 versions" in said(lead.get("/instruments").text)


def test_what_would_break_earlier_answers_cannot_be_published(
    lead: TestClient, database: Database, study: SmallStudy
) -> None:
    document = study.w1.document()
    document["choices"]["relations"].pop()
    draft = bring(lead, workbook(Instrument.model_validate(document)))
    page = lead.get(draft)

    assert "Code 6 of relations (“iemand anders”) is gone." in said(page.text)
    assert "Publish this version" not in said(page.text)
    assert lead.post(f"{draft}/publication", data={"confirmed": "x"}).status_code == 422
    assert "parent-w1" in said(page.text)
    with database.reading() as session:
        assert instruments.newest(session, "parent-w1").version == study.w1.version


def test_an_item_that_means_something_else_in_another_questionnaire_stops_it(lead: TestClient) -> None:
    clash = made(
        survey=survey(["integer", "info_tips", "Hoeveel tips?"]),
        settings=[["form_title", "form_id", "role", "wave"], ["Tips", "tips-w1", "parent", "w1"]],
    )

    assert "info_tips is integer in tips-w1 and select_one in" in said(lead.get(bring(lead, clash)).text)


def test_the_same_text_again_is_nothing_new(lead: TestClient, study: SmallStudy) -> None:
    page = said(lead.get(bring(lead, workbook(study.w1))).text)

    assert "This is word for word the version that is in use." in page
    assert "Publish this version" not in page


def test_an_earlier_text_is_not_published_again(lead: TestClient, study: SmallStudy) -> None:
    draft = bring(lead, workbook(reworded(study.w1, info_tips="Heel andere woorden")))
    lead.post(f"{draft}/publication", data={"confirmed": ticks(lead.get(draft).text)})

    assert "was published before" in said(lead.get(bring(lead, workbook(study.w1))).text)


def test_a_draft_can_be_thrown_away_and_is_published_once(lead: TestClient, database: Database) -> None:
    draft = bring(lead, NEW)
    assert lead.post(f"{draft}/disposal").status_code == 303
    assert stored(database, InstrumentDraft) == []
    assert lead.get(draft).status_code == 404

    draft = bring(lead, NEW)
    confirmed = {"confirmed": ticks(lead.get(draft).text)}
    assert lead.post(f"{draft}/publication", data=confirmed).status_code == 303
    assert lead.post(f"{draft}/publication", data=confirmed).status_code == 409


def test_a_published_questionnaire_is_put_to_use(lead: TestClient, database: Database) -> None:
    draft = bring(lead, NEW)
    lead.post(f"{draft}/publication", data={"confirmed": ticks(lead.get(draft).text)})
    before = len(stored(database, Wave))

    assert lead.post("/instruments/fun-w1/use", data={"mode": "self"}).status_code == 303

    [wave] = stored(database, Wave)[before:]
    assert (wave.instrument, wave.mode, wave.role) == ("fun-w1", "self", "pupil")
    assert lead.post("/instruments/nothing/use", data={"mode": "self"}).status_code == 404


def test_a_questionnaire_goes_out_as_a_workbook_and_as_a_file_and_comes_back_the_same(
    lead: TestClient, study: SmallStudy, tmp_path: Path
) -> None:
    book = lead.get("/instruments/parent-w1.xlsx")
    file = lead.get("/instruments/parent-w1.yaml")
    (tmp_path / "parent-w1.yaml").write_bytes(file.content)

    assert f'filename="parent-w1-{study.w1.version}.xlsx"' in book.headers["content-disposition"]
    assert load(tmp_path / "parent-w1.yaml") == study.w1
    for content, name in ((book.content, "a.xlsx"), (file.content, "parent-w1.yaml")):
        assert "word for word" in said(lead.get(bring(lead, content, name)).text)


def test_the_preview_is_the_real_screen_in_each_of_its_languages(lead: TestClient, study: SmallStudy) -> None:
    draft = bring(lead, workbook(reworded(study.w1, info_tips="Andere woorden")))
    page = lead.get(f"{draft}/preview/ar").text

    assert 'data-preview="ar"' in page
    assert "Andere woorden" in page
    assert "/phone-numbers" not in page  # not even a telephone number is looked at
    assert lead.get(f"{draft}/preview/xx").status_code == 404


def test_students_and_callers_publish_nothing(phone: TestClient, caller: TestClient, stranger: TestClient) -> None:
    for browser, status in ((phone, 403), (caller, 403), (stranger, 401)):
        assert browser.get("/instruments").status_code in {status, 303}
        assert browser.post("/instruments/files", files={"file": ("a.xlsx", NEW)}).status_code == status
