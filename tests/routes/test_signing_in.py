"""Getting in with a link or a code, once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Invitation, Person, SignIn, SignInTry
from app.services.people import WayIn
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy
from tests.routes.doors import elsewhere, sessions, try_in


def test_a_link_lets_the_student_in_to_her_evening(stranger: TestClient, way: WayIn) -> None:
    reply = try_in(stranger, way.token)

    assert (reply.status_code, reply.headers["location"]) == (303, "/home")
    assert stranger.get("/home").status_code == 200


@pytest.mark.parametrize(("role", "landing"), [("student", "/home"), ("lead", "/board"), ("caller", "/callbacks")])
def test_everybody_lands_on_her_own_first_page(visit: Visit, study: SmallStudy, role: str, landing: str) -> None:
    assert visit(getattr(study, role)).get("/").headers["location"] == landing


def test_a_code_may_be_typed_as_it_is_read_out(stranger: TestClient, way: WayIn) -> None:
    assert try_in(stranger, f" {way.code[:3]} {way.code[3:]} ").status_code == 303


def test_a_code_may_be_typed_with_the_digits_of_an_arabic_keyboard(stranger: TestClient, way: WayIn) -> None:
    assert try_in(stranger, way.code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))).status_code == 303


def test_a_used_link_says_so_and_offers_the_code(visit: Visit, way: WayIn) -> None:
    try_in(visit(None), way.token)

    reply = try_in(visit(None), way.token)

    page = BeautifulSoup(reply.text, "html.parser")
    assert reply.status_code == 410
    assert "used already" in page.select_one("[role=alert]").text  # type: ignore[union-attr]
    assert page.select_one("form[action='/signin'] input[name=secret]")
    assert "set-cookie" not in reply.headers


def test_a_link_works_for_three_days(stranger: TestClient, way: WayIn, clock: TestClock) -> None:
    clock.forward(hours=71, minutes=59)
    assert try_in(stranger, way.token).status_code == 303


def test_after_three_days_the_link_is_too_old(stranger: TestClient, way: WayIn, clock: TestClock) -> None:
    clock.forward(hours=72)
    assert try_in(stranger, way.token).status_code == 410


def test_a_code_works_for_a_quarter_of_an_hour(stranger: TestClient, way: WayIn, clock: TestClock) -> None:
    clock.forward(minutes=14, seconds=59)
    assert try_in(stranger, way.code).status_code == 303


def test_after_a_quarter_of_an_hour_the_code_is_too_old(stranger: TestClient, way: WayIn, clock: TestClock) -> None:
    clock.forward(minutes=15)
    assert try_in(stranger, way.code).status_code == 410
    assert try_in(stranger, way.token).status_code == 303  # the link lives longer


def test_two_taps_at_once_on_one_link_are_one_session(
    app: FastAPI, way: WayIn, database: Database, study: SmallStudy
) -> None:
    with ThreadPoolExecutor(8) as many:
        replies = list(many.map(lambda turn: try_in(elsewhere(app, f"10.0.0.{turn}"), way.token), range(8)))

    assert sorted(reply.status_code for reply in replies) == [303] + [410] * 7
    assert len(sessions(database, study.student)) == 1


def test_after_five_wrong_codes_even_the_right_one_waits(stranger: TestClient, way: WayIn) -> None:
    wrong = [try_in(stranger, f"{number:06d}x") for number in range(5)]

    reply = try_in(stranger, way.code)

    assert [one.status_code for one in wrong] == [410] * 5
    assert reply.status_code == 429
    assert "too often" in reply.text


def test_a_quarter_of_an_hour_later_the_brake_is_off(stranger: TestClient, way: WayIn, clock: TestClock) -> None:
    for number in range(5):
        try_in(stranger, f"wrong {number}")
    clock.forward(minutes=14, seconds=59)
    assert try_in(stranger, way.token).status_code == 429

    clock.forward(seconds=1)

    assert try_in(stranger, way.token).status_code == 303


def test_the_brake_of_one_address_does_not_hold_another(app: FastAPI, way: WayIn) -> None:
    for _ in range(6):
        try_in(elsewhere(app, "10.0.0.1"), "guess")

    assert try_in(elsewhere(app, "10.0.0.2"), way.token).status_code == 303


def test_guessing_from_everywhere_is_braked_as_well(
    app: FastAPI, way: WayIn, database: Database, clock: TestClock
) -> None:
    with database.writing() as session:
        session.add_all(SignInTry(origin=f"address {turn}", at=clock.now()) for turn in range(200))

    assert try_in(elsewhere(app, "10.9.9.9"), way.code).status_code == 429
    assert try_in(elsewhere(app, "10.9.9.9"), way.token).status_code == 303  # nobody guesses a link


def test_no_address_is_kept_in_the_clear(app: FastAPI, way: WayIn, database: Database) -> None:
    try_in(elsewhere(app, "203.0.113.77"), "guess")

    with database.reading() as session:
        [kept] = session.exec(select(SignInTry.origin)).all()
    assert "203.0.113.77" not in kept


def test_the_database_holds_no_secret_that_lets_anybody_in(
    stranger: TestClient, way: WayIn, database: Database
) -> None:
    try_in(stranger, way.token)
    cookie = stranger.cookies["session"].split(".")[0]

    with database.reading() as session:
        kept = [*session.exec(select(Invitation.fingerprint)), *session.exec(select(SignIn.fingerprint))]
    assert not {way.token, way.code, cookie} & set(kept)
    assert {try_in(stranger, secret).status_code for secret in kept[:4]} == {410}


def test_her_unused_links_are_worthless_too(
    stranger: TestClient, way: WayIn, study: SmallStudy, lead: TestClient
) -> None:
    lead.post(f"/team/{study.student.id}/revocation")

    assert [try_in(stranger, secret).status_code for secret in (way.token, way.code)] == [410, 410]


def test_the_lead_hands_out_a_way_in_that_works(lead: TestClient, stranger: TestClient, study: SmallStudy) -> None:
    page = BeautifulSoup(lead.post(f"/team/{study.caller.id}/invitation").text, "html.parser")
    code = page.select_one(".code-big").text  # type: ignore[union-attr]

    assert try_in(stranger, code).headers["location"] == "/callbacks"


@pytest.mark.parametrize("change", [{"name": "   "}, {"language": " "}, {"language": "xx"}, {"role": "boss"}])
def test_somebody_without_a_name_language_or_role_is_not_taken_in(
    lead: TestClient, database: Database, change: dict[str, str]
) -> None:
    reply = lead.post("/team", data={"name": "Noor", "role": "student", "language": "tr"} | change)

    assert reply.status_code in {400, 422}
    with database.reading() as session:
        assert "Noor" not in session.exec(select(Person.name)).all()


def test_somebody_new_signs_in_and_reads_her_own_language(
    lead: TestClient, stranger: TestClient, database: Database
) -> None:
    page = lead.post("/team", data={"name": "Noor", "role": "student", "language": "tr"})
    link = BeautifulSoup(page.text, "html.parser").select_one("a[href^='/signin#']")["href"]  # type: ignore[index]

    try_in(stranger, str(link).partition("#")[2])

    assert stranger.cookies["language"] == "tr"
    with database.reading() as session:
        assert session.exec(select(Person.role).where(col(Person.name) == "Noor")).one() == "student"
