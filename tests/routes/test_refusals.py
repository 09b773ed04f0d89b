"""Whoever does not take part is counted with one tap, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Refusal
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy
from tests.routes.phones import number_of, sign_in


def counted(database: Database) -> list[Refusal]:
    with database.reading() as session:
        return list(session.exec(select(Refusal)))


def tap(phone: TestClient, study: SmallStudy, refusal: str, reason: str = "no_time") -> int:
    data = {"activity": study.talk.id, "reason": reason}
    return phone.put(f"/refusals/{refusal}", data=data, headers={"hx-request": "true"}).status_code


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


def tell(device: TestClient, study: SmallStudy, refusal: str, **more: Any) -> Response:
    """As the outbox sends it: without htmx, the whole refusal at once."""
    data = {"activity": study.talk.id, "reason": "no_time", "revision": 1, "undone": 0, **more}
    return device.put(f"/refusals/{refusal}", data=data)


def test_the_outbox_is_told_the_number_that_is_held_and_nothing_else(phone: TestClient, study: SmallStudy) -> None:
    reply = tell(phone, study, str(uuid4()), revision=1)

    assert (reply.status_code, reply.content, reply.headers["refusal-revision"]) == (204, b"", "1")


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 1, 3, 2, 1), (3, 3, 1), (1, 3, 2)])
def test_in_whatever_order_they_arrive_the_last_word_counts_once(
    phone: TestClient, study: SmallStudy, database: Database, order: tuple[int, ...]
) -> None:
    """Tapped, taken back, and counted after all."""
    refusal = str(uuid4())

    replies = [tell(phone, study, refusal, revision=one, undone=int(one == 2)) for one in order]

    assert [reply.headers["refusal-revision"] for reply in replies][-1] == "3"
    [only] = counted(database)
    assert (only.revision, only.undone_at) == (3, None)


def test_a_tap_and_its_undoing_that_arrive_at_once_are_undone(
    phone: TestClient, study: SmallStudy, database: Database
) -> None:
    refusal = str(uuid4())

    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda turn: tell(phone, study, refusal, revision=1 + turn % 2, undone=turn % 2), range(8)))

    [only] = counted(database)
    assert only.revision == 2
    assert only.undone_at is not None


def test_a_refusal_that_waited_keeps_its_hour_by_our_clock(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    """The phone's clock is two years behind; what counts is how long ago it was."""
    behind = clock.now() - timedelta(days=730)
    tapped, sent = behind - timedelta(hours=3), behind

    tell(phone, study, str(uuid4()), at=tapped.isoformat(), sent_at=sent.isoformat())

    assert counted(database)[0].at == clock.now() - timedelta(hours=3)


@pytest.mark.parametrize("days", [730, -730, -0.5, 0])
def test_an_hour_that_cannot_be_right_is_ours_instead(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock, days: float
) -> None:
    tell(phone, study, str(uuid4()), at=(clock.now() - timedelta(days=days)).isoformat())

    assert counted(database)[0].at == clock.now()


def test_a_refusal_goes_by_the_phone_when_the_session_has_ended(
    phone: TestClient, visit: Visit, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    refusal, number = str(uuid4()), number_of(phone)
    tell(phone, study, refusal, phone=number)
    clock.forward(hours=13)

    assert tell(phone, study, refusal, phone=number, revision=2, undone=1).status_code == 204
    assert tell(phone, study, str(uuid4()), phone=number).status_code == 204
    assert tell(visit(None), study, str(uuid4()), phone=number).status_code == 401
    assert {(one.interviewer_id, one.phone_id) for one in counted(database)} == {(study.student.id, number)}


def test_two_students_on_one_phone_each_count_their_own(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    hers = number_of(phone)
    sign_in(phone, database, study.other_student, clock)

    replies = [tell(phone, study, str(uuid4()), phone=number) for number in (hers, number_of(phone), "")]

    assert [reply.status_code for reply in replies] == [204] * 3
    amina, bram = study.student.id, study.other_student.id
    assert sorted(one.interviewer_id for one in counted(database)) == [amina, bram, bram]


def test_somebody_elses_refusal_cannot_be_taken_back(
    phone: TestClient, visit: Visit, study: SmallStudy, database: Database
) -> None:
    refusal = str(uuid4())
    tell(phone, study, refusal)

    assert tell(visit(study.other_student), study, refusal, revision=2, undone=1).status_code == 404
    assert counted(database)[0].undone_at is None
