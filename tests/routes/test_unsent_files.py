"""A phone that cannot send saves a file; the lead reads it, and it is as if the phone had sent it."""

import json
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import AuditEntry, ParkedSnapshot, Person, Phone, Refusal
from app.security.phone_sealing import PhoneSealing
from app.services import interviews
from tests.conftest import TestClock, Visit
from tests.envelopes import KEY, seal, with_sealed_contact
from tests.factories import SmallStudy, answer, finished, snapshot
from tests.routes.phones import put, stored

OTHER = PhoneSealing({"other": b"o" * 32}).public_key


def phone_of(database: Database, person: Person) -> int:
    with database.reading() as session:
        return session.exec(select(Phone.id).where(Phone.person_id == person.id)).one()


def lists(*interviews: Any, refusals: Any = ()) -> dict[str, Any]:
    """What the file is about; each interview as the phone would send it, but for the moment of sending."""
    held = [{"id": str(uuid4()), "body": body | {"device_sent_at": None}} for body in interviews]
    return {"interviews": held, "refusals": list(refusals)}


def file(content: dict[str, Any], phone: int | None, key: str | None = KEY, **changes: Any) -> bytes:
    head = {"format": "aloud-unsent", "format_version": 1, "made_at": "2026-11-24T18:00:00Z", "release": "abc"}
    held = {"sealed": seal(json.dumps(content), "aloud unsent file", key)} if key else content
    return json.dumps(head | {"phone": phone} | held | changes, indent=1).encode()


def read(lead: TestClient, content: bytes) -> Response:
    return lead.post("/parked/files", files={"file": ("aloud-unsent-2026-11-24-1930.json", content)})


def told(reply: Response) -> list[str]:
    """What became of each entry, in the order of the page."""
    assert reply.status_code == 200, reply.text
    return [found.text.strip() for found in BeautifulSoup(reply.text, "html.parser").select(".row > .why")]


@pytest.fixture
def mine(phone: TestClient, study: SmallStudy, database: Database) -> int:
    """The student's phone."""
    return phone_of(database, study.student)


@pytest.mark.parametrize("key", [KEY, None], ids=["sealed", "plain"])
def test_a_file_is_taken_as_if_the_phone_had_sent_it(
    lead: TestClient, study: SmallStudy, database: Database, clock: TestClock, mine: int, key: str | None
) -> None:
    refusal = {
        "id": str(uuid4()),
        "activity": study.talk.id,
        "reason": "no_time",
        "revision": 1,
        "undone": 0,
        "at": clock.now().isoformat(),
        "phone": mine,
    }
    bodies = [with_sealed_contact(finished(study, clock.now())), snapshot(study, clock.now(), phone=mine)]

    reply = read(lead, file(lists(*bodies, refusals=[refusal]), mine, key))

    assert told(reply) == ["stored"] * 3
    assert {(one.interviewer_id, one.phone_id) for one in stored(database)} == {(study.student.id, mine)}
    with database.reading() as session:
        [counted] = session.exec(select(Refusal))
        assert (counted.interviewer_id, counted.reason) == (study.student.id, "no_time")
        entry = session.exec(select(AuditEntry).where(AuditEntry.verb == "file.read")).one()
    assert (entry.person_id, entry.object) == (study.lead.id, "3 entries")
    assert "612345678" not in reply.text
    assert "Canarino" not in reply.text


def test_the_same_file_twice_changes_nothing_the_second_time(
    lead: TestClient, study: SmallStudy, database: Database, clock: TestClock, mine: int
) -> None:
    refusal = {"id": str(uuid4()), "activity": study.talk.id, "reason": "no_time", "revision": 1, "undone": 0}
    bad = snapshot(study, clock.now(), answers={"info_tips": answer("9")})
    content = file(lists(finished(study, clock.now()), bad, refusals=[refusal]), mine)
    assert told(read(lead, content)) == ["stored", "stored", "parked"]
    before = stored(database)
    clock.forward(minutes=5)

    assert told(read(lead, content)) == ["was there already", "was there already", "parked"]

    kept = [(one.id, one.snapshot, one.saved_at) for one in stored(database)]
    assert kept == [(one.id, one.snapshot, one.saved_at) for one in before]
    with database.reading() as session:
        assert len(session.exec(select(ParkedSnapshot)).all()) == 1
        assert len(session.exec(select(Refusal)).all()) == 1


def test_what_the_phone_sent_meanwhile_is_recognised_and_what_it_holds_newer_is_taken(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock, mine: int
) -> None:
    held = lists(snapshot(study, clock.now()), snapshot(study, clock.now()))
    [sent, behind] = held["interviews"]
    put(phone, sent["body"], sent["id"])
    put(phone, behind["body"], behind["id"])
    behind["body"] |= {"revision": 2, "answers": {"consent": answer("1"), "info_tips": answer("4")}}

    assert told(read(lead, file(held, mine))) == ["was there already", "stored"]
    assert sorted(one.revision for one in stored(database)) == [1, 2]


def test_one_bad_interview_leaves_its_neighbours_whole(
    lead: TestClient, study: SmallStudy, database: Database, clock: TestClock, mine: int
) -> None:
    good = snapshot(study, clock.now())
    content = lists(
        good,
        snapshot(study, clock.now(), group=99_999),
        {"nonsense": True},
        snapshot(study, clock.now()),
        refusals=[
            {"id": str(uuid4()), "activity": 99_999, "reason": "no_time"},
            {"id": str(uuid4()), "activity": study.talk.id},
            {"id": "none"},
            7,
        ],
    )
    content["interviews"] += [{"id": "none", "body": good}, {"id": str(uuid4())}, None]

    reply = read(lead, file(content, mine))

    assert told(reply) == ["not taken"] * 4 + ["stored", "parked", "parked", "stored"] + ["not taken"] * 3
    assert "class or round that does not fit" in reply.text
    assert len(stored(database)) == 2


def test_each_interview_goes_in_the_name_of_the_phone_it_began_on(
    lead: TestClient, visit: Visit, study: SmallStudy, database: Database, clock: TestClock, mine: int
) -> None:
    visit(study.other_student)
    his = phone_of(database, study.other_student)

    read(lead, file(lists(snapshot(study, clock.now(), phone=his), snapshot(study, clock.now())), mine))

    assert {one.interviewer_id for one in stored(database)} == {study.student.id, study.other_student.id}


def test_a_file_of_a_phone_that_nobody_knows_is_taken_only_where_we_know_whose_it_is(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock, mine: int
) -> None:
    held = lists(snapshot(study, clock.now()), snapshot(study, clock.now()))
    put(phone, held["interviews"][0]["body"], held["interviews"][0]["id"])
    for one in held["interviews"]:
        one["body"] |= {"revision": 2}

    assert told(read(lead, file(held, None))) == ["stored", "not taken"]
    foreign = read(lead, file(held, 4242))
    assert told(foreign) == ["not taken", "not taken"]
    assert "not know the phone" in foreign.text
    assert len(stored(database)) == 1


GOOD: dict[str, Any] = {"interviews": [], "refusals": []}
REFUSED: list[tuple[bytes, str]] = [
    (b"", "not a file of unsent interviews"),
    (b"[1, 2", "not a file of unsent interviews"),
    (b"PK\x03\x04\xff\xfe", "not a file of unsent interviews"),
    (b"[" * 100_000, "not a file of unsent interviews"),
    (b'{"format": "geojson"}', "not a file of unsent interviews"),
    (b"[]", "not a file of unsent interviews"),
    (file(GOOD, 1)[:-40], "damaged or not complete"),
    (file(GOOD, 1, format_version=2), "newer Aloud"),
    (file(GOOD, 1, key=OTHER), "the key “other”"),
    (file(GOOD, 1, sealed="hpke1.test." + "A" * 200), "damaged or not complete"),
    (file(GOOD, 1, sealed=7), "damaged or not complete"),
    (file(GOOD, 1, sealed=seal("[]", "aloud unsent file")), "damaged or not complete"),
    (file(GOOD, 1, sealed=seal("{}", "another place")), "damaged or not complete"),
    (file({"interviews": {}}, 1), "damaged or not complete"),
    (file({"interviews": [{}] * 10_000}, 1), "10000 entries"),
]


@pytest.mark.parametrize(("content", "words"), REFUSED, ids=range(len(REFUSED)))
def test_a_file_that_is_none_is_refused_in_clear_words(
    lead: TestClient, study: SmallStudy, database: Database, content: bytes, words: str
) -> None:
    reply = read(lead, content)

    assert (reply.status_code, words in reply.json()["error"]) == (422, True), reply.text
    assert stored(database) == []


def test_an_empty_file_of_a_phone_says_so(lead: TestClient, study: SmallStudy, mine: int) -> None:
    assert "everything on that phone had been sent" in read(lead, file(GOOD, mine)).text


def test_nothing_chosen_and_no_form_at_all_are_sentences(lead: TestClient, study: SmallStudy) -> None:
    replies = [lead.post("/parked/files"), lead.post("/parked/files", data={"file": "text"}), read(lead, b"")]

    assert {reply.status_code for reply in replies} == {422}
    assert all("not a file" in reply.json()["error"] for reply in replies)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_only_this_one_way_takes_large_bodies_and_it_has_an_end_too(
    app: FastAPI, lead: TestClient, phone: TestClient, study: SmallStudy
) -> None:
    large, huge = b"x" * (1 << 20), b"x" * (9 << 20)

    assert read(lead, large).status_code == 422
    too_large = [
        read(lead, huge),
        lead.post("/parked/files", content=(huge[: 1 << 16] for _ in range(160)), headers={"content-type": "x"}),
    ]
    assert [(reply.status_code, "8 MB" in reply.json()["error"]) for reply in too_large] == [(413, True)] * 2
    assert lead.post("/parked/1/voiding", content=large).status_code == 413
    assert phone.put(f"/interviews/{uuid4()}", content=large).status_code == 413


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_two_hundred_interviews_are_read_while_phones_go_on(
    lead: TestClient, phone: TestClient, study: SmallStudy, database: Database, clock: TestClock, mine: int
) -> None:
    bodies = [snapshot(study, clock.now()) for _ in range(200)]

    assert told(read(lead, file(lists(*bodies), mine))) == ["stored"] * 200
    assert len(stored(database)) == 200


def test_a_fault_of_ours_at_one_entry_is_told_and_the_others_are_stored(
    lead: TestClient,
    study: SmallStudy,
    database: Database,
    clock: TestClock,
    mine: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = lists(*(snapshot(study, clock.now()) for _ in range(3)))
    receive = interviews.receive

    def stumble(session: Any, interview: Any, *rest: Any, **more: Any) -> Any:
        if str(interview) == held["interviews"][1]["id"]:
            raise OSError("disk")
        return receive(session, interview, *rest, **more)

    monkeypatch.setattr(interviews, "receive", stumble)

    assert told(read(lead, file(held, mine))) == ["stored", "not taken", "stored"]
    assert len(stored(database)) == 2
