"""Personal links as tests have them: a parent who was met, and the link that she got."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import col, select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Case, FollowUpLink
from app.security.tokens import fingerprint
from tests.conftest import TestClock
from tests.factories import SmallStudy, answer, finished
from tests.routes.phones import put

LATER = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)  # three months after the evening, a Wednesday


def met(
    phone: TestClient,
    study: SmallStudy,
    clock: TestClock,
    database: Database,
    *,
    language: str = "tr",
    text: bool = True,
) -> Case:
    """A parent who agreed to be called, and to get messages or not; three months have passed since."""
    body = finished(study, clock.now())
    body["answers"]["call_language"] = answer(language)
    body["answers"]["may_text"] = answer("1" if text else "0")
    assert put(phone, body).status_code == 200
    clock.moment = LATER
    with database.reading() as session:
        return session.exec(select(Case).order_by(col(Case.id).desc())).first()  # type: ignore[return-value]


def link(app: Any, case: Case, study: SmallStudy, *, language: str = "tr", days: float = 14) -> str:
    """The address that stood in the message."""
    now = app.state.clock.now()
    until = (now + timedelta(days=days)).replace(microsecond=0)
    token = app.state.own_links.make(language, until)
    with app.state.database.writing() as session:
        session.add(
            FollowUpLink(
                case_id=case.id,
                fingerprint=fingerprint(token),
                language=language,
                made_by=study.turkish_caller.id,
                made_at=now,
                expires_at=until,
            )
        )
    return f"/f/{token}"


def change(database: Database, what: type[Any], **values: Any) -> None:
    """Something happens to the only row of a kind."""
    with database.writing() as session:
        row = session.exec(select(what)).one()
        for name, value in values.items():
            setattr(row, name, value)
