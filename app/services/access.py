"""Everything that we hold of one person, for herself: what she may ask for, and nobody else may have."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.instrument.schema import Instrument
from app.models import (
    Activity,
    Answer,
    AuditEntry,
    CallAttempt,
    Case,
    Consent,
    FollowUpLink,
    Group,
    Interview,
    PaperEntry,
    PaperSheet,
    ParkedSnapshot,
    Respondent,
    SelfCompletion,
    Site,
    Wave,
    Withdrawal,
)
from app.security.sealing import Sealer
from app.services import case_codes, contacts, instruments, parking
from app.services.stopping import UnknownCode

HIDDEN = {"fingerprint", "phone_id"}
READ = "contact.access"  # in the audit: everything was written out for her


@dataclass(frozen=True)
class Held:
    """What we hold, in the order in which somebody reads it; all of it plain values that JSON knows."""

    who: dict[str, Any]
    contact: dict[str, str]
    consents: list[dict[str, Any]]
    interviews: list[dict[str, Any]]
    calls: list[dict[str, Any]]
    more: list[dict[str, Any]]  # parked, on paper, begun alone

    def as_json(self) -> str:
        """The same as text for a machine."""
        return json.dumps(self.__dict__, ensure_ascii=False, indent=1)


def everything(session: Session, sealer: Sealer, typed: str, *, now: datetime) -> Held:
    """All data of whoever has this code; that somebody looked is written down.

    Raises:
        NoCode: It cannot be one.
        UnknownCode: Nobody has it.
    """
    met = case_codes.find(session, typed)
    if met is None:
        raise UnknownCode(code=case_codes.read(typed))
    session.add(AuditEntry(at=now, verb=READ, object=str(met.id)))
    return Held(
        who=_who(session, met),
        contact=contacts.opened_all(session, sealer, met.id),
        consents=_plain(session.exec(select(Consent).where(Consent.respondent_id == met.id))),
        interviews=_interviews(session, met.id),
        calls=_calls(session, met.id),
        more=_more(session, sealer, met.id),
    )


def _who(session: Session, met: Respondent) -> dict[str, Any]:
    activity = session.get_one(Activity, met.activity_id)
    stopped = select(Withdrawal).where(Withdrawal.respondent_id == met.id)
    looked = select(AuditEntry.at).where(AuditEntry.object == str(met.id), col(AuditEntry.verb).startswith("contact."))
    return {
        "code": met.code,
        "number": str(met.id),
        "role": met.role,
        "school": session.get_one(Site, activity.site_id).name,
        "class": session.get_one(Group, met.group_id).name,
        "activity on": activity.held_on.isoformat(),
        "name and number were opened": [at.isoformat() for at in session.exec(looked.order_by(col(AuditEntry.at)))],
        "stopped": _plain(session.exec(stopped)),
    }


def _interviews(session: Session, respondent_id: UUID) -> list[dict[str, Any]]:
    versions = instruments.by_row(session)
    mine = select(Interview).where(Interview.respondent_id == respondent_id).order_by(col(Interview.started_at))
    found = []
    for one in session.exec(mine):
        asked = versions[one.instrument_version_id]
        rows = session.exec(select(Answer).where(Answer.interview_id == one.id)).all()
        facts = _plain([one])[0]
        del facts["snapshot"]  # the same answers once more
        wave = session.get_one(Wave, one.wave_id).name
        found.append({**facts, "round": wave, "answers": _in_words(asked, one.language, rows)})
    return found


def _in_words(asked: Instrument, language: str, rows: Sequence[Answer]) -> list[dict[str, Any]]:
    """Questions in their order and in the language in which they were asked, each with what was answered."""
    held = {row.item: row for row in rows}
    told = []
    for item in asked.items():
        row = held.get(item.name)
        if row is None:
            continue
        labels = {choice.name: choice.label.get(language, choice.name) for choice in asked.choices_of(item)}
        value = row.value or ""
        chosen = [labels.get(part, part) for part in (value.split() if labels else [value]) if part]
        words = {"question": item.label.get(language, item.name), "answer": ", ".join(chosen) or row.missing or ""}
        told.append({**words, **_plain([row])[0]})
    return told


def _calls(session: Session, respondent_id: UUID) -> list[dict[str, Any]]:
    mine = session.exec(select(Case).where(Case.respondent_id == respondent_id).order_by(col(Case.id)))
    found = []
    for case in mine:
        tried = select(CallAttempt).where(CallAttempt.case_id == case.id).order_by(col(CallAttempt.at))
        links = select(FollowUpLink).where(FollowUpLink.case_id == case.id)
        more = {"attempts": _plain(session.exec(tried)), "links": _plain(session.exec(links))}
        found.append({**_plain([case])[0], **more})
    return found


def _more(session: Session, sealer: Sealer, respondent_id: UUID) -> list[dict[str, Any]]:
    hers = sa.select(col(Interview.id)).where(col(Interview.respondent_id) == respondent_id)
    named = sa.or_(
        col(ParkedSnapshot.respondent_id) == respondent_id, col(ParkedSnapshot.interview_id).in_(hers.scalar_subquery())
    )
    parked = [
        {"kept as": "parked", "at": one.arrived_at.isoformat(), "content": parking.body_of(one, sealer)}
        for one in session.exec(select(ParkedSnapshot).where(named))
    ]
    on_paper = select(PaperEntry).join(PaperSheet).where(PaperSheet.respondent_id == respondent_id)
    alone = select(SelfCompletion).where(SelfCompletion.respondent_id == respondent_id)
    typed = [{"kept as": "typed from paper", **one} for one in _plain(session.exec(on_paper))]
    return [*parked, *typed, *({"kept as": "filled in alone", **one} for one in _plain(session.exec(alone)))]


def _plain(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows as values that JSON knows; keyed prints and whose phone it was say nothing to her."""
    return [_facts(row) for row in rows]


def _facts(row: SQLModel) -> dict[str, Any]:
    held = {column.key: getattr(row, column.key) for column in sa.inspect(type(row)).columns}
    return {name: _value(value) for name, value in held.items() if name not in HIDDEN and value is not None}


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else str(value) if isinstance(value, UUID) else value
