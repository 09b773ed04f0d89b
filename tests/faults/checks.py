"""Whether the database holds everything that was confirmed, whole, and nothing that nobody sent."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.db import Database
from app.models import Answer, Case, Consent, Contact, Interview, InterviewStatus, ParkedSnapshot, Refusal, Respondent
from app.security.sealing import Sealer
from app.services import contacts
from app.services.snapshots import Snapshot
from tests.faults import model

STATUSES = {
    "draft": {InterviewStatus.DRAFT},
    "stopped": {InterviewStatus.PARTIAL, InterviewStatus.BROKEN_OFF},
    "complete": {InterviewStatus.COMPLETE},
}
AMCHECK = """
SELECT c.relname || ': ' || v.msg FROM pg_class c, LATERAL verify_heapam(c.oid) v
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
"""
INDEXES = """
SELECT count(bt_index_check(c.oid, true)::text) FROM pg_class c JOIN pg_am a ON a.oid = c.relam
WHERE a.amname = 'btree' AND c.relkind = 'i' AND c.relnamespace = 'public'::regnamespace
"""


def damage(session: Session) -> list[str]:
    """What the database itself finds wrong with its files."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text(INDEXES))  # raises when an index and its table differ
        return [str(line) for line in session.scalars(sa.text(AMCHECK))]
    said = [str(line) for line in session.scalars(sa.text("PRAGMA integrity_check"))]
    return [line for line in said if line != "ok"] + [
        f"{row[0]} names a {row[2]} that is not there" for row in session.execute(sa.text("PRAGMA foreign_key_check"))
    ]


def prepare(database: Database) -> None:
    """What the checks need in the database."""
    with database.writing() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.text("CREATE EXTENSION IF NOT EXISTS amcheck"))


def lost(database: Database, sealer: Sealer, phones: Iterable[model.Phone], ids: Collection[UUID] | None) -> list[str]:
    """Every way in which the database differs from what phones were told; `ids`: only these, None: all there is."""
    held = {one.id: one for phone in phones for one in phone.interviews.values() if ids is None or one.id in ids}
    refusals = {one.id: one for phone in phones for one in phone.refusals.values() if ids is None or one.id in ids}
    with database.reading() as session:
        found = damage(session) + _strangers(session, phones)
        rows = Rows(session, held.values())
        for one in held.values():
            found += [f"{one.id}: {problem}" for problem in rows.wrong(one, sealer)]
        found += _wrong_refusals(session, refusals) + _unparked(session, phones)
    return found + [problem for phone in phones for problem in phone.broken]


class Rows:
    """What stands in the tables about some interviews."""

    def __init__(self, session: Session, interviews: Iterable[model.Interview]) -> None:
        ids = [one.id for one in interviews]
        people = [UUID(one.newest["respondent"]) for one in interviews]
        self.interviews = {row.id: row for row in _those(session, Interview, Interview.id, ids)}
        self.respondents = {row.id for row in _those(session, Respondent, Respondent.id, people)}
        self.answers = _grouped(_those(session, Answer, Answer.interview_id, ids), "interview_id")
        self.consents = _grouped(_those(session, Consent, Consent.respondent_id, people), "respondent_id")
        self.contacts = _grouped(_those(session, Contact, Contact.respondent_id, people), "respondent_id")
        self.cases = _grouped(_those(session, Case, Case.respondent_id, people), "respondent_id")

    def wrong(self, one: model.Interview, sealer: Sealer) -> list[str]:
        """How the rows of an interview differ from what its phone sent last, as far as the server had it."""
        respondent = UUID(one.newest["respondent"])
        row = self.interviews.get(one.id)
        if row is None:
            left = [self.answers[one.id], self.consents[respondent], self.contacts[respondent], self.cases[respondent]]
            half = ["half an interview without its head"] if any(left) or respondent in self.respondents else []
            return [f"confirmed {one.confirmed}, lost", *half] if one.confirmed else half
        if row.revision < one.confirmed or row.revision not in one.sent:
            return [f"confirmed {one.confirmed}, held {row.revision}, sent {sorted(one.sent)}"]
        body = one.sent[row.revision]
        parts = {
            "snapshot": _kept(row.snapshot) == Snapshot.model_validate(body).body,
            "status": row.status in STATUSES[body["status"]],
            "respondent": row.respondent_id == respondent and respondent in self.respondents,
            "answers": _answers(self.answers[one.id]) == _sent_answers(body),
            "consents": self._consents(respondent) >= _sent_consents(body),
            "contact": self._contact(respondent, sealer) == _sent_contact(body),
            "case": len(self.cases[respondent]) == bool(_sent_contact(body)),
        }
        return [f"the {name} is not that of revision {row.revision}" for name, right in parts.items() if not right]

    def _consents(self, respondent: UUID) -> set[tuple[str, bool]]:
        return {(row.purpose, row.given) for row in self.consents[respondent]}

    def _contact(self, respondent: UUID, sealer: Sealer) -> dict[str, str]:
        place = f"contact:{respondent}:"
        return {row.field: sealer.open(row.sealed, place + row.field) for row in self.contacts[respondent]}


def _kept(snapshot: str) -> Any:
    return {name: part for name, part in json.loads(snapshot).items() if name != "contact"}


def _answers(rows: list[Answer]) -> dict[str, Any]:
    return {row.item: row.model_dump(exclude={"interview_id", "item"}) for row in rows}


def _sent_answers(body: model.Body) -> dict[str, Any]:
    nothing = Answer(interview_id=UUID(int=0), item="", language="")  # what a phone may leave out
    unsaid = nothing.model_dump(exclude={"interview_id", "item"})
    return {name: {**unsaid, **sent} for name, sent in body["answers"].items()}


def _sent_consents(body: model.Body) -> set[tuple[str, bool]]:
    purposes = {"consent": "interview", "recontact": "recontact"}
    return {(purposes[name], sent["value"] == "1") for name, sent in body["answers"].items() if name in purposes}


def _sent_contact(body: model.Body) -> dict[str, str]:
    return contacts.checked(body["contact"]) if body["contact"] else {}


def _strangers(session: Session, phones: Iterable[model.Phone]) -> list[str]:
    """Rows of interviews that nobody sent, and more rows than there are respondents."""
    known = {one.id for phone in phones for one in phone.interviews.values()}
    there = set(session.exec(select(Interview.id)))
    orphans = select(Answer.interview_id).where(col(Answer.interview_id).not_in(select(Interview.id)))
    lonely = select(Respondent.id).where(col(Respondent.id).not_in(select(Interview.respondent_id)))
    return [f"{one} was sent by nobody" for one in there - known] + [
        f"{one} is half an interview" for one in [*session.exec(orphans), *session.exec(lonely)]
    ]


def _wrong_refusals(session: Session, refusals: dict[UUID, model.DoorRefusal]) -> list[str]:
    rows = {row.id: row for row in _those(session, Refusal, Refusal.id, list(refusals))}
    states = {one.id: (rows[one.id].undone_at is not None if one.id in rows else None) for one in refusals.values()}
    return [
        f"refusal {one.id}: confirmed {one.confirmed}, held {states[one.id]}, sent {one.sent}"
        for one in refusals.values()
        if states[one.id] not in ({one.confirmed} if one.confirmed == one.undone else one.sent | {one.confirmed})
    ]


def _unparked(session: Session, phones: Iterable[model.Phone]) -> list[str]:
    """What was refused and said to be kept for the lead, and is not."""
    kept = {str(number) for number in session.exec(select(ParkedSnapshot.id))}
    return [f"parked {number} is not there" for phone in phones for number in phone.parked if number not in kept]


def _those(session: Session, table: type[SQLModel], column: Any, ids: list[UUID]) -> list[Any]:
    few = [ids[start : start + 400] for start in range(0, len(ids), 400)]
    return [row for some in few for row in session.exec(select(table).where(col(column).in_(some)))]


def _grouped(rows: list[Any], name: str) -> defaultdict[UUID, list[Any]]:
    grouped: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, name)].append(row)
    return grouped
