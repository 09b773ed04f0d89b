"""The lead adds ways for a call to end; callers choose them, and the rules follow what she said."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.calling.dispositions import LABELS, REASONS, shipped
from app.db import Database
from app.models import AuditEntry, CallAttempt, Case, DispositionEntry
from app.services import dispositions
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy, answer, finished
from tests.routes.phones import put

NEW = {"label": "Kind neemt op", "code": "2.21", "then": "again", "amount": "3", "unit": "days"}


@pytest.fixture
def case(phone: TestClient, study: SmallStudy, clock: TestClock, database: Database) -> Case:
    """A Dutch-speaking parent who is due tonight."""
    body = finished(study, clock.now())
    body["answers"]["call_language"] = answer("nl")
    put(phone, body)
    clock.moment = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)
    with database.reading() as session:
        return session.exec(select(Case)).one()


def rows(database: Database) -> dict[str, DispositionEntry]:
    with database.reading() as session:
        return {entry.key: entry for entry in session.exec(select(DispositionEntry))}


def test_a_way_of_her_own_is_offered_and_followed(
    visit: Visit, study: SmallStudy, case: Case, database: Database, clock: TestClock
) -> None:
    lead = visit(study.lead)
    assert lead.post("/callbacks/dispositions", data=NEW).headers["location"].endswith("?done=saved")
    assert "Kind neemt op" in lead.get("/callbacks/dispositions").text
    caller = visit(study.caller)
    caller.post(f"/callbacks/{case.id}/number")

    reply = caller.post(f"/callbacks/{case.id}/attempts", data={"disposition": "kind_neemt_op"})

    assert reply.status_code == 303
    with database.reading() as session:
        now = session.get_one(Case, case.id)
        assert now.next_try_at is not None
        assert now.next_try_at >= clock.moment + timedelta(days=3)
        assert session.exec(select(CallAttempt.disposition)).one() == "kind_neemt_op"
    assert lead.post("/callbacks/dispositions/kind_neemt_op/removal").headers["location"].endswith("?done=kept")
    with database.reading() as session:
        assert "kind_neemt_op" not in [row.key for row in dispositions.table(session).by_hand]


def test_a_shipped_one_is_changed_and_taken_back(lead: TestClient, database: Database) -> None:
    page = BeautifulSoup(lead.get("/callbacks/dispositions?edit=voicemail").text, "html.parser")
    form = {"key": "voicemail", "label": str(page.select_one("[name=label]")["value"])}  # type: ignore[index]
    lead.post("/callbacks/dispositions", data=NEW | form | {"code": "2.22", "amount": "2"})

    entry = rows(database)["voicemail"]
    assert (entry.label, entry.again_after) == ("Voicemail", 2 * 24 * 60)
    with database.reading() as session:
        assert dispositions.table(session)["voicemail"].again_after == timedelta(days=2)

    assert lead.post("/callbacks/dispositions/voicemail/removal").headers["location"].endswith("?done=gone")
    assert rows(database) == {}
    with database.reading() as session:
        assert dispositions.table(session) == shipped()
        done = select(AuditEntry.verb).where(AuditEntry.object == "voicemail").order_by(col(AuditEntry.id))
        verbs = session.exec(done).all()
    assert verbs == ["disposition.save", "disposition.remove"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"label": "  "}, "at most 60 letters"),
        ({"label": "x" * 61}, "at most 60 letters"),
        ({"label": "no ANSWER"}, "one with this name already"),
        ({"code": "4.32"}, "unknown or not eligible"),
        ({"code": "3.1"}, "unknown or not eligible"),
        ({"then": "never"}, "what comes after"),
        ({"amount": "soon"}, "whole number"),
        ({"amount": "-3"}, "whole number"),
        ({"amount": "1", "unit": "minutes"}, "quarter of an hour"),
        ({"amount": "90"}, "four weeks"),
        ({"code": "2.112"}, "seven days"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(
    lead: TestClient, database: Database, change: dict[str, str], sentence: str
) -> None:
    reply = lead.post("/callbacks/dispositions", data=NEW | change, headers={"accept-language": "en"})

    assert reply.status_code == 400
    page = BeautifulSoup(reply.text, "html.parser")
    assert sentence in page.select_one("[role=alert]").get_text()  # type: ignore[union-attr]
    assert page.select_one("[name=label]")["value"] == (NEW | change)["label"]  # type: ignore[index]
    assert rows(database) == {}


@pytest.mark.parametrize("key", ["complete", "language", "withdrawn", "asleep"])
def test_rows_on_which_the_rules_hang_stay_as_they_are(lead: TestClient, database: Database, key: str) -> None:
    assert lead.get(f"/callbacks/dispositions?edit={key}").status_code == 404
    assert lead.post("/callbacks/dispositions", data=NEW | {"key": key}).status_code == 404
    assert lead.post(f"/callbacks/dispositions/{key}/removal").status_code == 404
    assert rows(database) == {}


def test_every_shipped_row_has_words_and_no_code_of_people_we_do_not_know() -> None:
    assert {row.label for row in shipped().values()} <= set(LABELS)
    assert {reason for row in shipped().values() for reason in row.reasons} <= set(REASONS)
    assert all(row.code[0] in "12" for row in shipped().values())
