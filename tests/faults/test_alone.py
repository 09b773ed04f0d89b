"""People who fill it in alone tap twice, at once, while the network and the server do what they like."""

import json
from concurrent.futures import ThreadPoolExecutor

from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.main import create_app
from app.models import SelfCompletion
from app.services.interviews import settle
from tests.alone import HTML, Visitor, all_languages, link
from tests.conftest import ORIGIN, TestClock, Visit
from tests.factories import SmallStudy
from tests.routes.phones import stored

AT_ONCE = 6


def copies(app: FastAPI, of: TestClient) -> list[TestClient]:
    """The same browser several times, as a network that repeats itself makes it look."""
    made = [TestClient(app, base_url=str(of.base_url), headers=ORIGIN, follow_redirects=False) for _ in range(AT_ONCE)]
    for one in made:
        one.cookies.update(dict(of.cookies))
    return made


def test_the_same_sheet_sent_at_once_by_an_impatient_thumb_is_one_sheet(
    visit: Visit, app: FastAPI, database: Database, study: SmallStudy, clock: TestClock
) -> None:
    all_languages(database, study.w1)
    parent = Visitor(visit(None)).scan(link(app, study, clock)).until("info_progress")
    before = stored(database)[0].revision
    fields = parent.fields() | parent.middle() | {"go": "next"}

    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = [pool.submit(one.post, "/s/mine/3", data=fields, headers=HTML) for one in copies(app, parent.browser)]
        replies = [one.result() for one in sent]

    assert {(one.status_code, one.headers.get("location")) for one in replies} == {(303, "/s/mine/4")}
    (interview,) = stored(database)
    assert interview.revision == before + 1
    assert {held["changes"] for held in json.loads(interview.snapshot)["answers"].values()} == {0}


def test_the_last_tap_sent_at_once_ends_it_once(
    visit: Visit, app: FastAPI, database: Database, study: SmallStudy, clock: TestClock
) -> None:
    all_languages(database, study.w1)
    parent = Visitor(visit(None)).scan(link(app, study, clock))
    while parent.items:
        parent.send(**parent.middle())

    address = str(parent.form["action"])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = [
            pool.submit(one.post, address, data={"go": "next"}, headers=HTML) for one in copies(app, parent.browser)
        ]
        assert {one.result().status_code for one in sent} == {303}
    assert [one.status for one in stored(database)] == ["complete"]


def test_a_hall_that_begins_at_once_is_counted_right(
    visit: Visit, app: FastAPI, database: Database, study: SmallStudy, clock: TestClock
) -> None:
    all_languages(database, study.w1)
    qr = link(app, study, clock)
    visitors = [Visitor(visit(None)).open(qr) for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for one in [pool.submit(one.post, one.fields() | {"language": "tr"}) for one in visitors]:
            one.result()

    with database.reading() as session:
        begun = session.exec(select(SelfCompletion)).all()
    assert len({one.interview_id for one in begun}) == len({one.code for one in begun}) == AT_ONCE


def test_a_server_that_was_replaced_in_the_middle_goes_on_with_the_same_cookie(
    visit: Visit, app: FastAPI, database: Database, study: SmallStudy, clock: TestClock
) -> None:
    all_languages(database, study.w1)
    parent = Visitor(visit(None)).scan(link(app, study, clock)).until("satisfaction")
    newer = create_app(app.state.settings, clock=clock)
    parent.browser = copies(newer, parent.browser)[0]
    parent.open("/s/mine/7").finish()
    newer.state.database.close()

    assert [one.status for one in stored(database)] == ["complete"]


def test_what_nobody_finishes_is_settled_a_day_later(
    visit: Visit, app: FastAPI, database: Database, study: SmallStudy, clock: TestClock
) -> None:
    all_languages(database, study.w1)
    qr = link(app, study, clock)
    Visitor(visit(None)).scan(qr).until("satisfaction")
    Visitor(visit(None)).scan(qr).until("info_progress")
    Visitor(visit(None)).scan(qr)
    clock.forward(hours=25)
    with database.writing() as session:
        settle(session, now=clock.now())

    assert sorted(one.status for one in stored(database)) == ["broken_off", "partial"]
