"""The desk where texts are read aloud, and what phones are given to play."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.instrument.schema import Instrument
from app.models import Recording, RecordingFile
from app.services import instruments
from app.services.recorded import WARNINGS
from app.services.spoken import fingerprint
from app.sound.apart import PROBLEMS
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy
from tests.sounds import film, wav

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
TRUST = "item:trust_mentor:label"
DESK = "/recordings/parent-w1/tr"
HTML = {"accept": "text/html"}


def send(browser: TestClient, study: SmallStudy, content: bytes, *, headers: Any = HTML, **changes: str) -> Response:
    """Send a file as the form of the desk does."""
    words = fingerprint(study.w1.item("trust_mentor").label["tr"])
    told = {"name": "parent-w1", "language": "tr", "key": TRUST, "words": words, **changes}
    return browser.post("/recordings/files", data=told, files={"file": ("recording", content)}, headers=headers)


def held(database: Database) -> list[Recording]:
    with database.reading() as session:
        assert (session.exec(select(RecordingFile)).first() is None) == (
            session.exec(select(Recording)).first() is None
        )
        return list(session.exec(select(Recording)))


def soup(reply: Response) -> BeautifulSoup:
    return BeautifulSoup(reply.text, "html.parser")


def listed(browser: TestClient, study: SmallStudy) -> dict[str, Any]:
    found: dict[str, Any] = browser.get(f"/recordings/parent-w1/{study.w1.version}/tr.json").json()
    return found


def test_a_file_becomes_what_a_phone_can_play(
    lead: TestClient, stranger: TestClient, study: SmallStudy, database: Database
) -> None:
    reply = send(lead, study, wav(3))

    assert (reply.status_code, reply.headers["location"]) == (303, DESK)
    [recording] = held(database)
    assert (recording.language, recording.key, recording.made_by) == ("tr", TRUST, study.lead.id)
    text = listed(stranger, study)["texts"][TRUST]
    assert text["seconds"] == 3
    for kind, begins, at in (("m4a", b"ftyp", 4), ("ogg", b"OggS", 0)):
        digest, size = text[kind]
        sound = stranger.get(f"/audio/{digest}.{kind}")
        assert sound.content[at : at + 4] == begins
        assert (len(sound.content), sound.headers["cache-control"]) == (size, "public, max-age=31536000, immutable")
        assert sound.headers["content-encoding"] == "identity"
        assert sound.headers["content-type"] == {"m4a": "audio/mp4", "ogg": "audio/ogg"}[kind]


@on_sqlite
def test_the_desk_shows_first_what_is_missing_and_then_what_is_done(lead: TestClient, study: SmallStudy) -> None:
    send(lead, study, wav(3))

    rows = soup(lead.get(DESK)).select(".reading")

    assert "is-missing" in rows[0]["class"]
    assert (rows[-1]["data-key"], "is-recorded" in rows[-1]["class"]) == (TRUST, True)
    assert study.w1.item("trust_mentor").label["tr"] in rows[-1].text
    assert study.w1.item("trust_mentor").label["nl"] in rows[-1].text  # what it means
    assert rows[-1].select_one(".reading-say")["lang"] == "tr"  # type: ignore[index]


@on_sqlite
def test_a_recording_of_words_that_changed_is_to_be_made_again(
    lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    send(lead, study, wav(3))
    document = study.w1.document()
    [item] = [one for part in document["survey"] for one in part["items"] if one["name"] == "trust_mentor"]
    item["label"]["tr"] = "Öğretmene güveniyorum"
    with database.writing() as session:
        instruments.publish(session, Instrument.model_validate(document), now=clock.now())

    row = soup(lead.get(DESK)).select_one(".reading.is-changed")

    assert row
    assert "Öğretmene güveniyorum" in row.text
    assert study.w1.item("trust_mentor").label["tr"] in row.text
    assert send(lead, study, wav(3)).status_code == 409  # whoever still has the old page open
    assert len(held(database)) == 1


@on_sqlite
def test_only_the_desk_may_listen_to_the_microphone(lead: TestClient, phone: TestClient) -> None:
    assert "microphone=(self)" in lead.get(DESK).headers["permissions-policy"]
    for browser, page in ((lead, "/recordings/parent-w1"), (lead, "/board"), (phone, "/home")):
        assert "microphone=()" in browser.get(page).headers["permissions-policy"]


@on_sqlite
@pytest.mark.parametrize(
    ("problem", "content"),
    [
        ("kind", b""),
        ("kind", b"%PDF-1.7 not a sound"),
        ("video", film()),
        ("short", wav(0.1)),
        ("silent", wav(loud=0)),
        ("broken", wav(9)[:90_000]),
    ],
)
def test_what_is_no_recording_is_refused_in_words_and_leaves_nothing(
    lead: TestClient, study: SmallStudy, database: Database, problem: str, content: bytes
) -> None:
    reply = send(lead, study, content)

    assert reply.status_code == 422
    assert PROBLEMS[problem] in reply.text
    assert held(database) == []


@on_sqlite
def test_a_reader_with_a_personal_link_records_her_language_and_no_other(
    lead: TestClient, visit: Visit, study: SmallStudy, database: Database
) -> None:
    invited = lead.post("/translators", data={"name": "Elif from Izmir", "tags": "tr", "weeks": 4}).text
    [token] = set(re.findall(r"/translate#([\w-]{43})", invited))
    reader = visit(None)
    reader.post("/translate", data={"secret": token})

    assert "microphone=(self)" in reader.get(DESK).headers["permissions-policy"]
    assert f'href="{DESK}"' in reader.get("/translations/parent-w1/tr").text
    assert send(reader, study, wav(3)).status_code == 303

    [recording] = held(database)
    assert (recording.reader, recording.made_by) == ("Elif from Izmir", None)
    page = reader.get(DESK)
    assert "Elif from Izmir" in page.text
    assert "/removal" not in page.text
    words = fingerprint(study.w1.item("trust_mentor").label["ar"])
    assert send(reader, study, wav(3), language="ar", words=words).status_code == 404
    assert reader.get("/recordings/parent-w1/ar", headers=HTML).status_code == 404
    assert reader.get("/recordings/parent-w1").status_code == 401
    assert reader.post(f"/recordings/{recording.id}/removal", data={"name": "parent-w1"}).status_code == 401
    lead.post("/translators/1/revocation")
    assert send(reader, study, wav(3)).status_code in {401, 403, 410}
    assert len(held(database)) == 1


@on_sqlite
def test_a_giant_is_refused_before_it_is_read(lead: TestClient, study: SmallStudy, database: Database) -> None:
    reply = send(lead, study, bytes(21 * 1024 * 1024))

    assert reply.status_code == 413
    assert "20 MB" in reply.text
    assert held(database) == []


@on_sqlite
@pytest.mark.parametrize("changes", [{"key": "item:nothing:label"}, {"language": "xx"}, {"name": "nothing"}])
def test_nothing_is_kept_for_a_text_that_nobody_hears(
    lead: TestClient, study: SmallStudy, database: Database, changes: dict[str, str]
) -> None:
    assert send(lead, study, wav(), **changes).status_code == 404
    assert held(database) == []


@on_sqlite
@pytest.mark.parametrize("body", [b"", b"--x\r\nnonsense"])
def test_a_form_that_is_none_is_refused(lead: TestClient, database: Database, body: bytes) -> None:
    reply = lead.post("/recordings/files", content=body, headers={"content-type": "multipart/form-data; boundary=x"})

    assert reply.status_code in {404, 422}
    assert held(database) == []


@on_sqlite
def test_htmx_gets_the_one_text_back_with_its_new_recording(lead: TestClient, study: SmallStudy) -> None:
    reply = send(lead, study, wav(3), headers={"hx-request": "true"})

    assert reply.headers["hx-retarget"] == "closest .reading"
    [row] = soup(reply).select(".reading")
    assert (row["data-key"], "is-recorded" in row["class"]) == (TRUST, True)
    figures = lead.get(DESK, headers={"hx-request": "true"}).text
    assert "<h1" not in figures
    assert 'class="kpi"' in figures


@on_sqlite
def test_a_recording_that_sounds_wrong_is_kept_with_advice(lead: TestClient, study: SmallStudy) -> None:
    send(lead, study, wav(30, loud=4, rate=8_000))

    page = lead.get(DESK).text

    assert WARNINGS["torn"] in page
    assert WARNINGS["slow"] in page


@on_sqlite
def test_what_should_not_be_heard_is_taken_out(lead: TestClient, study: SmallStudy, database: Database) -> None:
    send(lead, study, wav(3))
    digest, _ = listed(lead, study)["texts"][TRUST]["ogg"]
    [recording] = held(database)

    reply = lead.post(f"/recordings/{recording.id}/removal", data={"name": "parent-w1"}, headers=HTML)

    assert (reply.status_code, reply.headers["location"]) == (303, DESK)
    assert held(database) == []
    assert lead.get(f"/audio/{digest}.ogg").status_code == 404
    assert lead.post(f"/recordings/{recording.id}/removal", data={"name": "parent-w1"}).status_code == 404
    assert lead.post(f"/recordings/{recording.id}/removal", data={"name": "//else.where"}).status_code == 422


@on_sqlite
@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-1", 206, slice(0, 2)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=5-4", 416, slice(0)),
        ("bytes=0-99999999", 206, slice(None)),
        ("lines=1-2", 200, slice(None)),
        ("bytes=99999999-", 416, slice(0)),
    ],
)
def test_safari_asks_for_a_part_of_a_sound_and_gets_it(
    lead: TestClient, study: SmallStudy, asked: str, status: int, part: slice
) -> None:
    send(lead, study, wav(3))
    digest, size = listed(lead, study)["texts"][TRUST]["m4a"]
    whole = lead.get(f"/audio/{digest}.m4a").content

    reply = lead.get(f"/audio/{digest}.m4a", headers={"range": asked})

    assert (reply.status_code, reply.content) == (status, whole[part])
    if status != 200:
        assert reply.headers["content-range"].endswith(f"/{size}")


@on_sqlite
@pytest.mark.parametrize(
    "address", ["/audio/" + "0" * 32 + ".ogg", "/audio/x.exe", "/recordings/nothing", "/recordings/parent-w1/xx"]
)
def test_what_is_not_there_is_told_as_such(lead: TestClient, address: str) -> None:
    assert lead.get(address, headers=HTML).status_code == 404


@on_sqlite
def test_what_phones_are_told_names_nobody(visit: Visit, lead: TestClient, study: SmallStudy) -> None:
    send(lead, study, wav(3))

    told = visit(None).get("/recordings.json")

    assert told.headers["cache-control"] == "no-cache"
    assert [(one["instrument"], one["language"]) for one in told.json()] == [("parent-w1", "tr")]
    assert study.lead.name not in told.text + str(listed(visit(None), study))


@on_sqlite
def test_a_questionnaire_shows_how_far_each_language_is(lead: TestClient, study: SmallStudy) -> None:
    send(lead, study, wav(3))

    cards = soup(lead.get("/recordings/parent-w1")).select(".spoken-language")

    assert [card["href"] for card in cards] == [f"/recordings/parent-w1/{tag}" for tag in study.w1.languages]
    counts = [card.select_one(".kpi b").text for card in cards]  # type: ignore[union-attr]
    assert counts == ["1" if tag == "tr" else "0" for tag in study.w1.languages]
