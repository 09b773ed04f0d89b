"""A translator at the desk, by a personal link and without an account."""

import html
import re
from collections.abc import Callable

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Translation, Translator
from app.services import instruments, releases
from tests.conftest import TestClock
from tests.factories import SmallStudy

DESK = "/translations/parent-w1/pap"
TIPS = "item:info_tips:label"
HTMX = {"hx-request": "true", "accept": "text/html"}
Open = Callable[..., TestClient]


@pytest.fixture
def engine() -> str:
    """SQLite: what is asked of the database here, the desk's own tests ask of both."""
    return "sqlite"


@pytest.fixture
def invite(lead: TestClient, stranger: TestClient) -> Open:
    """Somebody outside the team, at the desk."""

    def opened(name: str = "Maria", *tags: str, **more: object) -> TestClient:
        made = lead.post("/translators", data={"name": name, "tags": tags or ("pap",), "weeks": 4, **more})
        [token] = set(re.findall(r"/translate#([\w-]{43})", made.text))
        browser = TestClient(
            stranger.app, base_url="http://localhost:8000", headers=dict(stranger.headers), follow_redirects=False
        )
        browser.cookies.set("language", "en")
        assert browser.post("/translate", data={"secret": token}).headers["location"] == "/translations"
        return browser

    return opened


def kept(desk: TestClient, text: str, path: str = DESK, **more: str) -> str:
    reply = desk.post(f"{path}/texts", data={"key": TIPS, "text": text, **more}, headers=HTMX)
    assert reply.status_code == 200, reply.text
    return reply.text


def test_a_link_opens_her_languages_and_nothing_else_of_ours(invite: Open) -> None:
    maria = invite()

    first = maria.get("/translations").text
    assert "Welcome, <bdi>Maria</bdi>" in first
    assert "/translations/parent-w1/pap" in first
    assert "/translations/parent-w1/ar" not in first
    assert maria.get(DESK).status_code == 200
    assert maria.get("/translations/parent-w1/ar").status_code == 404
    assert maria.post("/translations/parent-w1/ar/texts", data={"key": TIPS, "text": "x"}).status_code == 404
    for path in ("/board", "/team", "/translators", "/languages", "/parked", "/translations/parent-w1/publication"):
        assert maria.get(path).status_code == 401, path


def test_the_link_is_shown_once_and_only_its_fingerprint_is_kept(lead: TestClient, database: Database) -> None:
    made = lead.post("/translators", data={"name": "Maria", "tags": "pap", "weeks": 4}).text
    [token] = set(re.findall(r"/translate#([\w-]{43})", made))

    assert token not in lead.get("/translators").text
    with database.reading() as session:
        [row] = session.exec(select(Translator)).all()
        assert token not in str(row.model_dump())


def test_a_link_that_ended_says_so_and_loses_nothing(
    invite: Open, lead: TestClient, clock: TestClock, database: Database
) -> None:
    maria, jean = invite("Maria"), invite("Jean")
    kept(maria, "Mi a haña bon konseho")

    assert lead.post("/translators/1/revocation").status_code == 303
    ended = maria.get(DESK, headers={"accept": "text/html"})
    assert ended.status_code == 401
    assert "This link does not work any more. What you wrote is kept" in ended.text
    clock.forward(weeks=4)
    assert jean.get(DESK).status_code == 401
    with database.reading() as session:
        assert session.exec(select(Translation.text)).one() == "Mi a haña bon konseho"


def test_a_foreign_link_opens_nothing(stranger: TestClient) -> None:
    reply = stranger.post("/translate", data={"secret": "http://x/translate#" + "a" * 43})

    assert reply.status_code == 410
    assert "This link does not work any more" in reply.text
    assert "set-cookie" not in reply.headers
    stranger.cookies.set("translator", "forged.signature")
    assert stranger.get("/translations").status_code == 401


def test_closing_the_desk_leaves_nobody_at_it(invite: Open) -> None:
    maria = invite()

    assert maria.post("/translate/end").headers["location"] == "/translate"

    assert maria.get("/translations").status_code == 401


def test_every_text_is_kept_as_it_is_typed_and_says_how_far_it_is(invite: Open) -> None:
    maria = invite()

    said = kept(maria, "Mi a haña <b>bon</b> konseho")

    assert "to review" in said
    assert "written by" in said
    assert 'hx-swap-oob="true"' in said
    assert "Mi a haña &lt;b&gt;bon&lt;/b&gt; konseho</textarea>" in maria.get(DESK).text


def test_without_scripts_the_form_leads_back_to_its_text(invite: Open) -> None:
    reply = invite().post(f"{DESK}/texts", data={"key": TIPS, "text": "Bon konseho", "show": "draft"})

    assert reply.status_code == 303
    assert reply.headers["location"] == f"{DESK}?show=draft#{TIPS}"


def test_a_step_that_needs_somebody_else_says_so_and_keeps_the_text(invite: Open, database: Database) -> None:
    maria = invite()

    reply = maria.post(
        f"{DESK}/texts", data={"key": TIPS, "text": "Bon konseho", "back": "Goede raad", "act": "review"}, headers=HTMX
    )

    assert reply.status_code == 409
    assert "This needs somebody else" in reply.text
    with database.reading() as session:
        assert session.exec(select(Translation.text, Translation.back)).one() == ("Bon konseho", "Goede raad")


def test_who_typed_second_sees_what_the_first_typed(invite: Open) -> None:
    maria, jean = invite("Maria"), invite("Jean")
    kept(maria, "Een", revision="0")

    late = jean.post(f"{DESK}/texts", data={"key": TIPS, "text": "Twee", "revision": "0"}, headers=HTMX)

    assert late.status_code == 409
    assert "Maria changed this text in the meantime to “Een”" in late.text
    assert 'name="revision" value="1"' in late.text
    assert "to review" in kept(jean, "Twee", revision="1")
    assert ">Twee</textarea>" in maria.get(DESK).text


def test_two_people_release_and_the_lead_publishes(
    invite: Open, lead: TestClient, database: Database, study: SmallStudy
) -> None:
    maria = invite()
    jean = invite("Jean", "pap", may_release="1")
    kept(maria, "Mi a haña bon konseho")
    lead.post(f"{DESK}/standing", data={"act": "review"})
    jean.post(f"{DESK}/standing", data={"act": "release"})

    assert "all released" in jean.get(DESK).text
    assert "Mi a haña bon konseho" in lead.get("/translations/parent-w1/publication").text
    assert lead.post("/translations/parent-w1/publication").status_code == 303
    with database.reading() as session:
        newest = instruments.newest(session, "parent-w1")
        assert newest.item("info_tips").label["pap"] == "Mi a haña bon konseho"
        assert "pap" in releases.usable(session, newest)
        assert newest.version != study.w1.version


def test_notes_come_from_the_lead_and_remarks_from_everybody(invite: Open, lead: TestClient) -> None:
    maria = invite()
    kept(lead, "", path="/translations/parent-w1/ur", act="note", note="Keep “school work”")
    kept(maria, "Bon konseho", act="remark", remark="Too formal?")
    assert maria.post(f"{DESK}/texts", data={"key": TIPS, "act": "note", "note": "x"}, headers=HTMX).status_code == 403

    page = maria.get(DESK).text
    assert "Keep “school work”" in page
    assert "Too formal?" in page


def test_the_filter_shows_what_is_left_to_do(lead: TestClient) -> None:
    lead.post("/translations/parent-w1/languages", data={"tag": "srn"})
    kept(lead, "Mi feni bun rai", path="/translations/parent-w1/srn")

    assert f'id="{TIPS}"' in lead.get("/translations/parent-w1/srn?show=draft").text
    assert f'id="{TIPS}"' not in lead.get("/translations/parent-w1/srn?show=open").text
    assert "No text has this status now." in lead.get("/translations/parent-w1/srn?show=released").text
    assert lead.get("/translations/parent-w1/srn?show=all").status_code == 422


def test_five_answers_stand_together_because_they_must_be_even(lead: TestClient) -> None:
    lead.post("/translations/parent-w1/languages", data={"tag": "srn"})
    lead.post("/translations/parent-w1/srn/texts", data={"key": "choice:agree5:3:label", "text": "mindri"})

    page = lead.get("/translations/parent-w1/srn?show=draft").text

    assert [code in page for code in (f'id="choice:agree5:{n}:label"' for n in range(1, 6))] == [True] * 5


@pytest.mark.parametrize("tag", ["xx", "x-unknown", "../nl", "NL"])
def test_a_language_that_nobody_knows_cannot_be_begun(lead: TestClient, tag: str) -> None:
    refused = lead.post("/translations/parent-w1/languages", data={"tag": tag}, headers={"accept": "text/html"})

    assert refused.status_code == 400
    assert "Add it to the languages first" in refused.text


def test_the_phone_beside_the_texts_may_be_framed_by_us_alone(invite: Open) -> None:
    maria = invite()

    desk = maria.get(DESK).headers["content-security-policy"]
    screen = maria.get(f"{DESK}/screen?part=choice:agree5")

    assert "frame-src 'self'" in desk
    assert "frame-ancestors 'none'" in desk
    assert "frame-ancestors 'self'" in screen.headers["content-security-policy"]
    assert "frame-src" not in maria.get("/translations").headers["content-security-policy"]
    assert screen.text.count('class="interview as-shown"') > 3


def test_a_file_goes_out_and_comes_back_after_a_look(invite: Open, database: Database) -> None:
    maria = invite()
    out = maria.get(f"{DESK}/file.po")
    assert out.headers["content-disposition"] == 'attachment; filename="parent-w1-pap.po"'
    before, _, after = out.text.partition(f'msgctxt "{TIPS}"')
    source, _, rest = after.partition("msgstr ")
    mine = f'{before}msgctxt "{TIPS}"{source}msgstr "Mi a haña bon konseho"\n{rest.partition(chr(10))[2]}'

    shown = maria.post(
        "/translations/files",
        data={"name": "parent-w1", "tag": "pap"},
        files={"file": ("pap.po", mine.encode(), "text/plain")},
    )

    assert shown.status_code == 200
    assert "Nothing is kept yet" in shown.text
    with database.reading() as session:
        assert session.exec(select(Translation)).all() == []
    [changes] = re.findall(r'name="changes" value="([^"]*)"', shown.text)
    kept = maria.post(
        "/translations/files/taken",
        data={"name": "parent-w1", "tag": "pap", "changes": html.unescape(changes)},
        files={"none": ("", b"")},
    )
    assert kept.headers["location"] == f"{DESK}?taken=1"
    with database.reading() as session:
        assert session.exec(select(Translation.text)).one() == "Mi a haña bon konseho"


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"hello", 422, "This is not a workbook"),
        (b"", 422, "This file is empty"),
        (b"a" * (3 * 1024 * 1024), 413, "larger than 2 MB"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_words(invite: Open, content: bytes, status: int, said: str) -> None:
    reply = invite().post(
        "/translations/files",
        data={"name": "parent-w1", "tag": "pap"},
        files={"file": ("x.xlsx", content)},
        headers={"accept": "text/html"},
    )

    assert reply.status_code == status
    assert said in reply.text


def test_a_file_for_a_language_that_is_not_hers_reaches_nobody(invite: Open) -> None:
    maria = invite()

    assert maria.get("/translations/parent-w1/ar/file.xlsx").status_code == 404
    sent = {"data": {"name": "parent-w1", "tag": "ar"}, "files": {"file": ("x.po", b'msgid ""\nmsgstr ""\n')}}
    assert maria.post("/translations/files", **sent).status_code == 404  # type: ignore[arg-type]


def test_a_language_that_was_only_begun_can_be_seen_on_the_phone_too(lead: TestClient) -> None:
    lead.post("/translations/parent-w1/languages", data={"tag": "srn"})

    shown = lead.get("/translations/parent-w1/srn/screen")

    assert shown.status_code == 200
    assert '<p class="say" lang="srn" dir="ltr" hidden>…</p>' in re.sub(r' data-[a-z]+="[^"]*"', "", shown.text)
