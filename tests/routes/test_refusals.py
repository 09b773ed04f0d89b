"""Whoever does not take part is counted with one tap, once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Refusal
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy


def counted(database: Database) -> list[Refusal]:
    with database.reading() as session:
        return list(session.exec(select(Refusal)))


def tap(phone: TestClient, study: SmallStudy, refusal: str, reason: str = "no_time") -> int:
    return phone.put(f"/refusals/{refusal}", data={"activity": study.talk.id, "reason": reason}).status_code


def test_one_tap_that_arrives_eight_times_at_once_counts_one_parent(
    phone: TestClient, study: SmallStudy, database: Database
) -> None:
    refusal = str(uuid4())

    with ThreadPoolExecutor(8) as many:
        replies = list(many.map(lambda _: tap(phone, study, refusal), range(8)))

    assert set(replies) == {200}
    [only] = counted(database)
    assert (str(only.id), only.reason, only.interviewer_id) == (refusal, "no_time", study.student.id)


def test_a_tap_taken_back_stays_taken_back_when_it_arrives_again(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    refusal = str(uuid4())
    tap(phone, study, refusal)
    assert phone.delete(f"/refusals/{refusal}").status_code == 200

    assert tap(phone, study, refusal) == 200

    assert counted(database)[0].undone_at == clock.now()


def test_only_who_counted_can_take_back(phone: TestClient, visit: Visit, study: SmallStudy, database: Database) -> None:
    refusal = str(uuid4())
    tap(phone, study, refusal)

    assert visit(study.other_student).delete(f"/refusals/{refusal}").status_code == 404

    assert counted(database)[0].undone_at is None


def test_an_unknown_reason_or_activity_counts_nobody(phone: TestClient, study: SmallStudy, database: Database) -> None:
    assert tap(phone, study, str(uuid4()), reason="weather") == 404
    assert phone.put(f"/refusals/{uuid4()}", data={"activity": 99_999, "reason": "no_time"}).status_code == 404

    assert counted(database) == []
