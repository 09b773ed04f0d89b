"""Who may open what: every route of the house, walked as every role and as nobody."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from app.db import Database
from app.models import Export, ExportStatus, FollowUpLink, InstrumentDraft, Lease, PersonRole
from app.routes.doors import POLICY
from app.security import tokens
from app.services import recordings
from app.services.spoken import fingerprint
from app.services.translators import Worker
from app.sound.apart import Made
from tests import papers
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy, finished
from tests.routes.house import EVERYBODY, OWN_TOKEN, SAFE, UUID, WAYS, Way, allowed, somebody
from tests.routes.phones import put

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
TRUST = "item:trust_mentor:label"
every_way = pytest.mark.parametrize("way", WAYS, ids=str)

NAMELESS = ("picture", "results_figure", "results_change")  # they are asked which figure


def test_every_route_has_a_row_in_the_table_and_every_row_a_route() -> None:
    assert {way.name for way in WAYS} == set(POLICY)


def test_a_name_stands_for_one_way_only() -> None:
    assert len({way.name for way in WAYS}) == len(WAYS) >= 25


@on_sqlite
@pytest.mark.parametrize("role", EVERYBODY, ids=str)
@every_way
def test_a_door_opens_for_its_roles_and_for_nobody_else(
    visit: Visit, study: SmallStudy, way: Way, role: PersonRole | None
) -> None:
    reply = visit(somebody(study, role)).request(way.method, way.address(study))

    if way.roles is None or role in way.roles:
        assert reply.status_code not in {401, 403, 405, 500}
    else:
        assert reply.status_code == (401 if role is None else 403)
        assert len(reply.json()["error"]) > 20


@on_sqlite
@pytest.mark.parametrize("way", [way for way in WAYS if way.roles is not None and way.method == "GET"], ids=str)
def test_a_browser_without_a_session_is_led_to_the_door(visit: Visit, study: SmallStudy, way: Way) -> None:
    reply = visit(None).get(way.address(study), headers={"accept": "text/html"})

    assert (reply.status_code, reply.headers["location"]) == (303, "/signin")


@on_sqlite
def test_a_route_that_nobody_put_in_the_table_opens_for_nobody(
    visit: Visit, study: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(POLICY, "board")

    assert [visit(somebody(study, role)).get("/board").status_code for role in EVERYBODY] == [401, 403, 403, 403]


def everything(database: Database) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(str(tuple(row)) for row in connection.execute(sa.select(table)))
            for table in SQLModel.metadata.sorted_tables
        }


@on_sqlite
def test_looking_changes_nothing(
    visit: Visit, phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    """A page that is opened twice, reloaded or fetched ahead by a browser must have no consequences."""
    put(phone, finished(study, clock.now()), UUID)
    put(phone, finished(study, clock.now()) | {"revision": 0})  # parked
    with database.writing() as session:
        recorded = recordings.Reading("parent-w1", "nl", TRUST, fingerprint(study.w1.item("trust_mentor").label["nl"]))
        made = Made(3, -20, 0, {"ogg": b"spoken"})
        recordings.keep(session, recorded, made=made, by=Worker("Fatima"), now=clock.now())
        papers.typed_twice(session, study, papers.sheet(session, study, now=clock.now()), now=clock.now())
    phone.post(f"/activities/{study.talk.id}/links", data={"list": "parent-w1"})
    with database.writing() as session:
        session.add(
            FollowUpLink(
                case_id=1,
                fingerprint=tokens.fingerprint(OWN_TOKEN),
                language="nl",
                made_by=study.caller.id,
                made_at=clock.now(),
                expires_at=clock.now() + timedelta(hours=4),
            )
        )
        hers = timedelta(hours=1)
        session.add(Lease(case_id=1, caller_id=study.caller.id, taken_at=clock.now(), expires_at=clock.now() + hers))
        session.add(Export(person_id=study.lead.id, wanted="{}", status=ExportStatus.FAILED, made_at=clock.now()))
        session.add(
            InstrumentDraft(
                name=study.w1.name,
                version=study.w1.version,
                document=study.w1.model_dump_json(exclude_defaults=True),
                file="parents.xlsx",
                remarks="[]",
                brought_by=study.lead.id,
                brought_at=clock.now(),
            )
        )
    looks = [way for way in WAYS if way.method in SAFE]
    browsers = {way: visit(allowed(study, way)) for way in looks}
    before = everything(database)

    replies = {str(way): browsers[way].get(way.address(study)).status_code for way in looks}

    assert everything(database) == before
    assert replies.pop("GET pull") == 404  # no address of ours; a good one makes a file and is counted
    assert {replies.pop(f"GET {way}") for way in NAMELESS} == {422}
    assert {way: status for way, status in replies.items() if status not in {200, 303}} == {}
