"""What one person may ask of us: everything we hold of her, and that a restore does not undo that she stopped."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlmodel import select
from starlette.testclient import TestClient

from app import config
from app.config import Settings
from app.db import Database
from app.models import AuditEntry, Contact, Interview, Respondent
from tests.conftest import TestClock
from tests.factories import SmallStudy, answer, finished, snapshot
from tests.routes.phones import put
from tests.test_cli import Run, terminal


@pytest.fixture
def engine() -> str:
    return "sqlite"


@pytest.fixture
def aloud(database_url: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A terminal beside the small study."""
    monkeypatch.setattr(config, "with_keys", lambda _: settings)
    return terminal(monkeypatch, ALOUD_DATABASE_URL=database_url, ALOUD_DATA_DIR=str(tmp_path))


@pytest.fixture
def code(phone: TestClient, study: SmallStudy, clock: TestClock, database: Database) -> str:
    """Of a mother who was interviewed in Arabic, and of whom something is parked as well."""
    body = finished(study, clock.now(), language="ar")
    body["answers"]["info_tips"] = answer("4", language="ar", remark="vertelde over haar zus")
    assert put(phone, body).status_code == 200
    unread = snapshot(study, clock.now(), respondent=body["respondent"], answers={"nonsense": answer("parked words")})
    assert put(phone, unread).status_code == 422
    with database.reading() as session:
        return session.exec(select(Respondent.code)).one()


def test_she_gets_everything_in_the_language_in_which_she_was_asked(
    code: str, aloud: Run, study: SmallStudy, database: Database, tmp_path: Path
) -> None:
    result = aloud("access", code.lower(), "--out", str(tmp_path / "hers"))

    assert result.exit_code == 0, result.output
    page = BeautifulSoup((tmp_path / "hers" / f"{code}.html").read_text("utf-8"), "html.parser")
    held = json.loads((tmp_path / "hers" / f"{code}.json").read_text("utf-8"))
    question = study.w1.item("info_tips").label["ar"]
    assert question in page.get_text()
    assert page.select_one("dl[lang=ar][dir=rtl]") is not None
    assert {"Mevrouw Canarino", "+31612345678"} <= set(held["contact"].values())
    assert "vertelde over haar zus" in page.get_text()
    assert "parked words" in json.dumps(held["more"])
    assert "fingerprint" not in json.dumps(held)
    with database.reading() as session:
        assert len(session.exec(select(AuditEntry).where(AuditEntry.verb == "contact.access")).all()) == 1
    assert aloud("access", "R-ZZZZZZ").exit_code == 1


def test_whoever_stopped_does_not_come_back_with_a_backup(
    code: str, aloud: Run, lead: TestClient, database: Database, settings: Settings, tmp_path: Path
) -> None:
    before = tmp_path / "backup.db"
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(f"VACUUM INTO '{before}'")
    lead.post("/withdrawals/code", data={"code": code, "reach": "answers"})
    record = tmp_path / "stopped.txt"
    record.write_text(aloud("withdrawals").output)
    assert code not in record.read_text()
    restored = Database(f"sqlite:///{before}")

    result = aloud("withdrawals", "--again", str(record))
    assert "1 stopped, 0 not in this database" in result.output

    with pytest.MonkeyPatch.context() as elsewhere:
        there = settings.model_copy(update={"database_url": f"sqlite:///{before}"})
        elsewhere.setattr(config, "with_keys", lambda _: there)
        assert "1 stopped" in aloud("withdrawals", "--again", str(record)).output
    with restored.reading() as session:
        assert session.exec(select(Interview)).all() == []
        assert session.exec(select(Contact)).all() == []
    restored.close()
    record.write_text("nonsense\n")
    assert aloud("withdrawals", "--again", str(record)).exit_code == 1
