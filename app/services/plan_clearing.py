"""Taking the demo out: everything that was invented goes, and an empty study stays."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.errors import N_, FieldworkError
from app.models import Approval, AuditEntry, Interview, Person, PersonRole, Study
from app.services import demo_releases
from app.services.plan_begin import named

#: What is no part of the demo: the questionnaires with their texts and sounds, how the study calls, and who leads it.
STAYS = {
    "studies",
    "waves",
    "people",
    "sign_ins",
    "sign_in_tries",
    "phones",
    "invitations",
    "audit_entries",
    "instrument_versions",
    "instrument_drafts",
    "recordings",
    "recording_files",
    "languages",
    "wanted_languages",
    "translations",
    "translators",
    "translator_notes",
    "remarks",
    "approvals",
    "closures",
    "call_settings",
    "disposition_entries",
}


class DemoStays(FieldworkError):
    """It is no demo, or something real was collected in it."""

    status = 409
    sentence = N_("This is no demo: it holds interviews with real people. Nothing was removed.")


def is_demo(session: Session) -> bool:
    """Whether everything in this study is invented."""
    real = session.exec(select(Interview.id).where(col(Interview.synthetic).is_(False)).limit(1)).first()
    return real is None and bool(session.exec(select(Study.synthetic)).first())


def remove(session: Session, *, name: str, sure: bool, by: Person | None, now: datetime) -> None:
    """Remove the demo; an empty study of this name stays, with its leads.

    Raises:
        DemoStays: The study is a real one, or there is a real interview in it.
        FieldworkError: No name was given, or she is not sure.
    """
    if not sure:
        raise FieldworkError(N_("Tick the box as well: nothing of the demo comes back."))
    wanted = named(name)
    if not is_demo(session):
        raise DemoStays
    leads = set(session.scalars(sa.select(col(Person.id)).where(col(Person.role) == PersonRole.LEAD)))
    tables = list(reversed(SQLModel.metadata.sorted_tables))
    for table in tables:
        if table.name in STAYS:
            _let_go(session, table, leads)
    for table in tables:
        if table.name not in STAYS:
            session.execute(sa.delete(table))
    session.execute(sa.delete(Person).where(col(Person.id).not_in(leads)))
    invented = (demo_releases.REVIEWER, demo_releases.RELEASER)
    session.execute(
        sa.delete(Approval).where(
            sa.or_(col(Approval.reviewed_by).in_(invented), col(Approval.released_by).in_(invented))
        )
    )
    session.expire_all()
    study = session.exec(select(Study)).one()
    study.name, study.synthetic = wanted, False
    session.add(AuditEntry(at=now, person_id=by.id if by else None, verb="demo.remove", object=str(study.id)))
    session.flush()


def _let_go(session: Session, table: sa.Table, leads: set[int]) -> None:
    """What stays points at nothing that goes: the pointer is emptied where it can be, else the row goes too."""
    for column in table.columns:
        for key in column.foreign_keys:
            gone = key.column.table.name
            if gone == "people":
                those = sa.and_(column.is_not(None), column.not_in(leads))
            elif gone not in STAYS:
                those = column.is_not(None)
            else:
                continue
            emptied = column.nullable and gone == "people"
            statement = sa.update(table).values({column.name: None}) if emptied else sa.delete(table)
            session.execute(statement.where(those))
