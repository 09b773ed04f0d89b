"""A parent and her personal link: on any telephone, in her language, as often as she likes until it ends."""

import pytest
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.calling.states import CaseState
from app.db import Database
from app.models import CallAttempt, Case, FollowUpLink, Interview, SelfCompletion
from app.services.link_door import Behind
from tests import own_links
from tests.alone import HTML, Visitor
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy
from tests.routes.phones import put, stored
from tests.services.sheets import files, read

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def case(phone: TestClient, study: SmallStudy, clock: TestClock, database: Database) -> Case:
    return own_links.met(phone, study, clock, database)


@pytest.fixture
def address(app: FastAPI, case: Case, study: SmallStudy) -> str:
    return own_links.link(app, case, study)


@pytest.fixture
def visitor(stranger: TestClient) -> Visitor:
    return Visitor(stranger)


def tap(visitor: Visitor, address: str, language: str = "tr") -> Visitor:
    """From the first page to the questions."""
    visitor.reply = visitor._follow(visitor.browser.post(address, data={"language": language}, headers=HTML))
    return visitor


def held(database: Database) -> Case:
    with database.reading() as session:
        return session.exec(select(Case)).one()


def test_a_parent_answers_when_it_suits_her_and_her_case_closes_by_itself(
    visitor: Visitor, address: str, lead: TestClient, database: Database, study: SmallStudy
) -> None:
    first = visitor.open(address)
    assert first.page.html["lang"] == "tr"  # type: ignore[index]
    assert "Onderzoek Ouders & School" in first.words
    assert "On dakika sürer" in tap(visitor, address).words

    visitor.finish()

    assert visitor.code.startswith("R-")
    assert held(database).state == CaseState.COMPLETE
    with database.reading() as session:
        assert session.exec(select(CallAttempt)).all() == []  # nobody dialled
        of_link = session.exec(select(Interview).where(Interview.mode == "self")).one()
        assert of_link.interviewer_id == study.turkish_caller.id
    rows = read(files(database)[0])
    assert [(row["wave"], row["mode"], row["language"]) for row in rows] == [("w1", "capi", "nl"), ("w2", "self", "tr")]
    assert "Cevaplarınız bize ulaştı" in visitor.open(address).words


def test_a_messenger_that_fetches_a_preview_begins_nothing(
    visitor: Visitor, address: str, database: Database, clock: TestClock
) -> None:
    for _ in range(3):
        reply = visitor.open(address).reply

    assert reply is not None
    assert reply.headers["referrer-policy"] == "origin"  # no page is told the address
    with database.reading() as session:
        assert session.exec(select(SelfCompletion)).all() == []
        assert session.exec(select(FollowUpLink)).one().opened_at is None


def test_she_stops_and_goes_on_where_she_was(visitor: Visitor, address: str, clock: TestClock) -> None:
    tap(visitor, address).until("info_tips")
    was = visitor.items
    clock.forward(days=3)

    assert "Kaldığınız yerden" in visitor.open(address).words
    assert tap(visitor, address).items == was
    assert "checked" in str(visitor.send(go="back").page)  # her own answers are there


def test_a_link_that_was_passed_on_shows_nobody_what_she_answered(
    visitor: Visitor, address: str, visit: Visit, database: Database, clock: TestClock
) -> None:
    tap(visitor, address).until("trust_mentor", info_progress="2")
    clock.forward(minutes=5)
    friend = Visitor(visit(None))

    assert "gösterilmez" in friend.open(address).words
    seen = tap(friend, address)
    assert "info_progress" not in seen.items
    assert seen.items[0] == visitor.items[0]
    for number in range(1, 4):
        assert "checked" not in str(seen.open(f"/s/mine/{number}").page)
        assert "info_progress" not in seen.items
    visitor.send(**visitor.middle())
    assert visitor.reply is not None
    assert visitor.reply.status_code == 410
    assert "başka bir telefonda" in visitor.words or "another phone" in visitor.words
    seen.finish()

    assert seen.code.startswith("R-")
    with database.reading() as session:
        interview = session.exec(select(Interview).where(Interview.mode == "self")).one()
    assert interview.status == "complete"
    assert '"info_progress":{"at_ms"' in interview.snapshot


def test_what_was_half_answered_elsewhere_is_asked_again_and_stands_empty(
    visitor: Visitor, address: str, visit: Visit, clock: TestClock
) -> None:
    """She tapped one answer of four and chose another language; that much is kept, and hers alone."""
    tap(visitor, address).until("info_progress")
    on_sheet = visitor.items
    visitor.post(visitor.fields() | {"info_progress": "2", "language": "nl"})
    clock.forward(minutes=5)

    friend = tap(Visitor(visit(None)), address)

    assert friend.items == on_sheet
    assert "checked" not in str(friend.page)


@pytest.mark.parametrize(
    ("behind", "status", "words"),
    [
        (Behind.ENDED, 410, "süresi doldu"),
        (Behind.REVOKED, 410, "artık çalışmıyor"),
        (Behind.CLOSED, 410, "kapandı"),
        (Behind.WITHDRAWN, 410, "Artık katılmıyorsunuz"),
        (Behind.UNKNOWN, 404, "Bu bağlantı tam değil"),
    ],
)
def test_a_link_that_leads_nowhere_says_so_in_her_language(
    visitor: Visitor, address: str, database: Database, clock: TestClock, behind: Behind, status: int, words: str
) -> None:
    match behind:
        case Behind.ENDED:
            clock.forward(days=15)
        case Behind.REVOKED:
            own_links.change(database, FollowUpLink, revoked_at=clock.now())
        case Behind.CLOSED:
            own_links.change(database, Case, state=CaseState.REFUSED, closed_by="refusal")
        case Behind.WITHDRAWN:
            own_links.change(database, Case, state=CaseState.WITHDRAWN, closed_by="withdrawn")
        case _:
            address = address[:-4]

    for _ in range(2):
        reply = visitor.open(address).reply
        assert reply is not None
        assert (reply.status_code, words in visitor.words) == (status, True)
        tap(visitor, address)  # leads back to the same page
    assert words in visitor.words


def test_the_end_of_a_link_loses_nothing_and_a_new_one_goes_on_there(
    visitor: Visitor, address: str, app: FastAPI, case: Case, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    tap(visitor, address).until("trust_mentor")
    was = visitor.items
    clock.forward(days=15)
    visitor.send(**visitor.middle())
    assert visitor.reply is not None
    assert visitor.reply.status_code == 410
    assert [one.status for one in stored(database) if one.mode == "self"] == ["draft"]

    again = own_links.link(app, case, study)

    assert tap(visitor, again).items == was
    assert visitor.finish().code.startswith("R-")


def test_a_case_that_closed_meanwhile_still_takes_what_she_has_to_say(
    visitor: Visitor, address: str, database: Database
) -> None:
    tap(visitor, address).until("trust_mentor")
    own_links.change(database, Case, state=CaseState.NONCONTACT, closed_by="exhausted")

    assert visitor.finish().code.startswith("R-")
    assert held(database).state == CaseState.COMPLETE


def test_no_evening_counts_her_and_no_student_takes_her_over(
    visitor: Visitor, address: str, visit: Visit, study: SmallStudy, database: Database
) -> None:
    phone = visit(study.student)
    tap(visitor, address).until("trust_mentor")
    with database.reading() as session:
        code = session.exec(select(SelfCompletion.code)).one()

    assert code not in visitor.words
    page = phone.get(f"/activities/{study.talk.id}", headers=HTML).text
    assert "Nobody yet." in page
    reply = phone.post(f"/activities/{study.talk.id}/takeover", data={"code": code}, headers=HTML)
    assert reply.status_code == 404


def test_guessing_links_is_slowed_down(visitor: Visitor) -> None:
    replies = [visitor.open("/f/tr.1.guess").reply for _ in range(70)]

    assert {one.status_code for one in replies if one is not None} == {404, 429}


def test_her_telephone_interview_meanwhile_closes_the_link(
    visitor: Visitor, address: str, case: Case, visit: Visit, study: SmallStudy, clock: TestClock
) -> None:
    from tests.factories import full_answers, snapshot  # noqa: PLC0415

    call = snapshot(study, clock.now()) | {
        "wave": "w2",
        "instrument": "parent-w2",
        "version": study.w2.version,
        "mode": "cati",
        "case": case.id,
        "respondent": str(case.respondent_id),
        "status": "complete",
        "answers": full_answers(study.w2),
    }
    assert put(visit(study.turkish_caller), call).status_code == 200

    assert "kapandı" in visitor.open(address).words
