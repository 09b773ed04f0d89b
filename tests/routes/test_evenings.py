"""One code for a whole hall: who may show it, how long it works, and what happens when everybody comes at once."""

from uuid import uuid4

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from sqlmodel import select
from starlette.testclient import TestClient
from zxingcpp import read_barcodes

from app.db import Database
from app.models import SelfCompletion, SelfLink
from app.security.links import LinkSigner, Pass
from app.services import evenings, qr
from app.services.selves import CODE, MOST_A_MINUTE, MOST_STARTS, SIGNS
from tests.alone import HTML, Visitor, all_languages, link
from tests.conftest import TestClock, Visit
from tests.databases import EVENING
from tests.factories import SmallStudy
from tests.routes.phones import stored

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
PASS = Pass(12, 3, EVENING, "parent", "parent-w1")
SIGNER = LinkSigner(("one-key-for-the-tests-only-0123456789",))
TOKEN = SIGNER.sign(PASS)


@given(at=st.integers(0, len(TOKEN) - 1), other=st.characters(min_codepoint=33, max_codepoint=126))
def test_whatever_sign_of_a_link_is_changed_it_is_refused(at: int, other: str) -> None:
    changed = TOKEN[:at] + other + TOKEN[at + 1 :]

    assert SIGNER.read(changed) == (PASS if changed == TOKEN else None)


@given(st.text(max_size=400))
def test_whatever_somebody_invents_is_no_link(text: str) -> None:
    assert SIGNER.read(text) is None


def test_a_link_of_before_the_key_was_replaced_still_works() -> None:
    newer = LinkSigner(("a-newer-key-for-the-tests-only-01234567", "one-key-for-the-tests-only-0123456789"))

    assert newer.read(TOKEN) == PASS
    assert SIGNER.read(newer.sign(PASS)) is None


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=200))
def test_a_camera_reads_the_code_that_we_draw(text: str) -> None:
    drawn = qr.drawing(text)
    image = Image.new("L", (drawn.size * 4, drawn.size * 4), 255)
    pen = ImageDraw.Draw(image)
    for run in drawn.path.removeprefix("M").split("M"):
        x, _, rest = run.partition(" ")
        y, wide = rest.split("h")[0], rest.split("h")[1].removesuffix("v1")
        pen.rectangle((int(x) * 4, int(y) * 4, (int(x) + int(wide)) * 4 - 1, int(y) * 4 + 3), fill=0)

    assert [found.text for found in read_barcodes(image)] == [text]


@on_sqlite
def test_a_student_opens_the_link_and_the_same_again_stays_the_same(
    phone: TestClient, database: Database, study: SmallStudy
) -> None:
    for _ in range(2):
        reply = phone.post(f"/activities/{study.talk.id}/links", data={"list": "parent-w1"})
        assert reply.headers["location"] == f"/activities/{study.talk.id}/evening?list=parent-w1"

    with database.reading() as session:
        (held,) = session.exec(select(SelfLink)).all()
    shown = phone.get(reply.headers["location"]).text
    assert f"{held.code[:3]} {held.code[3:]}" in shown
    assert "<svg" in shown


@on_sqlite
def test_only_who_is_expected_there_shows_a_link_and_the_lead_may_too(
    visit: Visit, lead: TestClient, app: FastAPI, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    stranger = visit(study.other_student)
    assert stranger.post(f"/activities/{study.talk.id}/links", data={"list": "parent-w1"}).status_code == 404
    assert stranger.get(f"/activities/{study.talk.id}/evening").status_code == 404
    assert lead.post(f"/activities/{study.talk.id}/links", data={"list": "parent-w1"}).status_code == 303

    Visitor(visit(None)).scan(link(app, study, clock, by=study.lead)).finish()
    assert [(one.status, one.interviewer_id) for one in stored(database)] == [("complete", study.lead.id)]


@on_sqlite
def test_a_questionnaire_that_nobody_fills_in_alone_gets_no_link(phone: TestClient, study: SmallStudy) -> None:
    assert phone.post(f"/activities/{study.talk.id}/links", data={"list": "parent-w2"}).status_code == 404


@pytest.mark.parametrize("hours", [-24 * 8, 6])
@on_sqlite
def test_an_activity_that_is_not_around_shows_nothing(
    visit: Visit, study: SmallStudy, clock: TestClock, hours: int
) -> None:
    clock.forward(hours=hours)
    phone = visit(study.student)

    assert phone.post(f"/activities/{study.talk.id}/links", data={"list": "parent-w1"}).status_code == 409
    assert "a week before" in phone.get(f"/activities/{study.talk.id}/evening").text


@on_sqlite
def test_a_link_printed_days_before_opens_on_the_day(
    visit: Visit, app: FastAPI, study: SmallStudy, clock: TestClock
) -> None:
    clock.forward(days=-3)
    qr_code = link(app, study, clock)
    parent = Visitor(visit(None))

    assert "not time yet" in parent.open(qr_code).words
    clock.forward(days=3)
    assert parent.open(qr_code).page.select(".pick")


def test_when_the_evening_is_over_nothing_more_is_taken_and_nothing_is_lost(
    visit: Visit, app: FastAPI, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    parent = Visitor(visit(None)).scan(link(app, study, clock)).until("info_progress")
    clock.forward(hours=4)  # half past seven + 4: the talks ended at half past nine

    parent.send(**parent.middle())
    assert parent.reply is not None
    assert parent.reply.status_code == 410
    assert "evening is over" in parent.words or "voorbij" in parent.words
    late = Visitor(visit(None)).open(link_of(database, app))
    assert late.reply is not None
    assert late.reply.status_code == 410
    assert "evening is over" in late.words
    assert [one.status for one in stored(database)] == ["draft"]


def link_of(database: Database, app: FastAPI) -> str:
    with database.reading() as session:
        (held,) = session.exec(select(SelfLink)).all()
        return f"/s/{app.state.links.sign(evenings.pass_of(held))}"


@pytest.mark.parametrize("token", ["x", "1.1.1795559400.parent.parent-w1.AAAA", "%00", "a" * 5000])
@on_sqlite
def test_a_foreign_link_says_so_in_the_language_of_the_phone(visit: Visit, token: str) -> None:
    parent = Visitor(visit(None))
    parent.browser.cookies.set("language", "tr")

    parent.open(f"/s/{token}")
    assert parent.reply is not None
    assert parent.reply.status_code in {200, 404}
    assert parent.page.html is not None
    assert parent.page.html["lang"] == "tr"
    assert "href" not in parent.page.body.prettify()  # type: ignore[union-attr]


@on_sqlite
def test_a_signed_link_that_nobody_opened_leads_nowhere(visit: Visit, app: FastAPI, study: SmallStudy) -> None:
    token = app.state.links.sign(Pass(study.talk.id, study.student.id, EVENING, "parent", "parent-w1"))

    assert "does not work" in Visitor(visit(None)).open(f"/s/{token}").words


def test_a_hall_that_scans_at_once_is_let_in_by_the_minute(
    visit: Visit, app: FastAPI, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    qr_code = link(app, study, clock)
    for _ in range(MOST_A_MINUTE):
        Visitor(visit(None)).scan(qr_code)

    late = Visitor(visit(None)).scan(qr_code)
    assert late.reply is not None
    assert late.reply.status_code == 429
    assert "Wait a minute" in late.words
    clock.forward(seconds=61)
    assert Visitor(visit(None)).scan(qr_code).items == ["consent"]


@on_sqlite
def test_an_evening_has_an_end_to_its_starts(
    visit: Visit, app: FastAPI, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    qr_code = link(app, study, clock)
    with database.writing() as session:
        for number in range(MOST_STARTS):
            session.add(
                SelfCompletion(
                    interview_id=uuid4(),
                    respondent_id=uuid4(),
                    link_id=1,
                    activity_id=study.talk.id,
                    group_id=study.group.id,
                    version=study.w1.version,
                    language="nl",
                    code=f"{number:04}",
                    started_at=EVENING,
                    saved_at=EVENING,
                )
            )
    clock.forward(minutes=5)

    assert Visitor(visit(None)).scan(qr_code).reply.status_code == 429  # type: ignore[union-attr]


@on_sqlite
def test_guessing_digits_is_slowed_down(visit: Visit, clock: TestClock) -> None:
    browser = visit(None)
    replies = [browser.post("/s", data={"code": f"{number:06}"}, headers=HTML).status_code for number in range(70)]

    assert replies == [404] * 60 + [429] * 10
    clock.forward(seconds=61)
    assert browser.post("/s", data={"code": "1"}, headers=HTML).status_code == 404


@on_sqlite
def test_a_code_that_is_typed_over_has_no_sign_that_looks_like_another(
    visit: Visit, app: FastAPI, study: SmallStudy, clock: TestClock
) -> None:
    codes = set()
    qr_code = link(app, study, clock)
    for _ in range(10):
        shown = Visitor(visit(None)).scan(qr_code).page.select_one(".helper b")
        assert shown is not None
        codes.add(shown.get_text().strip())

    assert len(codes) == 10
    assert {len(code) for code in codes} == {CODE}
    assert set("".join(codes)) <= set(SIGNS)
    assert not set(SIGNS) & set("BGILOQSUVZ012568")


@on_sqlite
def test_the_student_sees_how_far_everybody_is(
    visit: Visit, phone: TestClient, app: FastAPI, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    all_languages(database, study.w1)
    qr_code = link(app, study, clock)
    Visitor(visit(None)).scan(qr_code).finish()
    Visitor(visit(None)).scan(qr_code).send(consent="0")
    Visitor(visit(None)).scan(qr_code, "tr").until("satisfaction")
    Visitor(visit(None)).scan(qr_code)

    shown = Visitor(phone).open(f"/activities/{study.talk.id}")
    assert "4 started 1 finished" in shown.words
    assert "1 did not take part" in shown.words
    assert "Türkçe · page 7 of 14 · Contact with school" in shown.words
    assert "Nederlands · page 1 of 14 · Introduction" in shown.words
    part = phone.get(f"/activities/{study.talk.id}", headers={"hx-request": "true"}).text
    assert "page 7 of 14" in part
    assert "<html" not in part
