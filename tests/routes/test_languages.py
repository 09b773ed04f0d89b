"""The lead adds a language that nobody programmed."""

import pytest
from fastapi import FastAPI
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.db import Database
from app.main import create_app
from app.models import AuditEntry, LanguageEntry
from app.services import languages
from tests.conftest import TestClock

SARNAMI = {
    "tag": "hns",
    "own_name": "Sarnami",
    "dutch_name": "Sarnami Hindoestani",
    "dir": "ltr",
    "cldr": "nl",
    "counts_like": "nl",
    "plural_forms": "",
    "font": "",
    "words_per_second": "3,5",
}


def test_a_language_is_there_as_soon_as_the_lead_has_added_it(lead: TestClient, database: Database) -> None:
    assert "Sarnami" not in lead.get("/languages").text

    saved = lead.post("/languages", data=SARNAMI)

    assert saved.headers["location"] == "/languages?tag=hns&saved=1"
    page = lead.get(saved.headers["location"]).text
    assert "Sarnami Hindoestani" in page
    assert "added" in page
    with database.reading() as session:
        assert [row.words_per_second for row in languages.held(session)] == [3.5]
        told = select(AuditEntry.verb, AuditEntry.object).order_by(col(AuditEntry.id))
        assert session.exec(told).all()[-1] == ("language.save", "hns")


def test_what_was_typed_stays_when_it_cannot_be(lead: TestClient, database: Database) -> None:
    refused = lead.post("/languages", data=SARNAMI | {"tag": "Sarnami", "own_name": "Sarnámí"})

    assert refused.status_code == 422
    assert "“Sarnami” cannot be a language tag" in refused.text
    assert 'value="Sarnámí"' in refused.text
    assert database.answers()
    with database.reading() as session:
        assert languages.held(session) == []


@pytest.mark.parametrize("pace", ["fast", "0", "99", "nan", "inf"])
def test_a_pace_that_nobody_reads_at_is_refused(lead: TestClient, pace: str) -> None:
    assert "between 1 and 8 words" in lead.post("/languages", data=SARNAMI | {"words_per_second": pace}).text


def test_a_language_in_use_cannot_be_turned_round_or_taken_away(lead: TestClient) -> None:
    turned = {
        "tag": "ar",
        "own_name": "العربية",
        "dutch_name": "Arabisch",
        "dir": "ltr",
        "counts_like": "ar",
        "words_per_second": "4",
    }

    refused = lead.post("/languages", data=turned)

    assert refused.status_code == 409
    assert "Its direction and the way it counts stay as they are" in refused.text
    assert lead.post("/languages", data=turned | {"dir": "rtl", "words_per_second": "3"}).status_code == 303
    assert lead.post("/languages/ar/removal").status_code == 303
    assert "changed" not in lead.get("/languages").text


def test_an_added_language_that_nobody_uses_can_go(lead: TestClient, database: Database) -> None:
    lead.post("/languages", data=SARNAMI)

    assert lead.post("/languages/hns/removal").status_code == 303

    assert "Sarnami" not in lead.get("/languages").text
    with database.reading() as session:
        assert session.get(LanguageEntry, "hns") is None


def test_another_server_shows_the_new_language_a_few_seconds_later(
    lead: TestClient, app: FastAPI, clock: TestClock
) -> None:
    second = create_app(app.state.settings, clock=clock)
    other = TestClient(second, base_url="http://localhost:8000", headers=dict(lead.headers))
    other.cookies = lead.cookies
    other.get("/languages")
    lead.post("/languages", data=SARNAMI | {"dir": "rtl"})

    clock.forward(seconds=6)

    assert 'lang="hns" dir="rtl"' in other.get("/languages").text
    second.state.database.close()


def test_a_row_that_is_being_changed_stands_in_the_form(lead: TestClient) -> None:
    page = lead.get("/languages", params={"tag": "pl"}).text

    assert 'name="dutch_name" value="Pools"' in page
    assert '<option value="pl" selected>' in page
