"""How a study calls: its settings and its calendar, as the rules of the callback round want them."""

from datetime import timedelta
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import SessionTransaction, SessionTransactionOrigin, UOWTransaction
from sqlmodel import Session, col, select

from app.calling.rules import Rules
from app.calling.spans import Span, calendar
from app.models import CallSettings, Closure, Study

KEPT = "rules of the round"  # in the session, so that one request asks once


def settings(session: Session) -> CallSettings:
    """The settings of the study; as they are shipped where nobody changed them."""
    study = session.exec(select(Study.id)).one()
    return session.get(CallSettings, study) or CallSettings(study_id=study)


def rules(session: Session) -> Rules:
    """What the round keeps to now, in one query; asked again in the same transaction it costs nothing."""
    kept: Rules | None = session.info.get(KEPT)
    if kept is None:
        kept = session.info[KEPT] = _rules(session)
    return kept


def span(row: Closure) -> Span:
    """What a row says."""
    return Span(
        row.kind,
        row.effect,
        row.name,
        row.starts_on,
        row.ends_on,
        row.from_time,
        row.to_time,
        row.site_id,
        row.source,
    )


def _rules(session: Session) -> Rules:
    query = (
        sa.select(col(Study.id), CallSettings, Closure)
        .select_from(Study)
        .outerjoin(CallSettings, col(CallSettings.study_id) == col(Study.id))
        .outerjoin(Closure, col(Closure.study_id) == col(Study.id))
        .order_by(col(Closure.id))
    )
    rows = session.execute(query).all()
    study, own, _ = rows[0]
    held = own or CallSettings(study_id=study)
    closures = [span(row) for _, _, row in rows if row is not None]
    return Rules(
        calendar=calendar(closures, (held.weekday_from, held.weekday_to), (held.saturday_from, held.saturday_to)),
        days_before=held.days_before,
        most_attempts=held.most_attempts,
        most_a_week=held.most_a_week,
        lease=timedelta(minutes=held.lease_minutes),
    )


@sa.event.listens_for(Session, "after_flush")
def _forget_what_changed(session: Session, _flush: UOWTransaction) -> None:
    """Whoever changes the calendar goes on with the changed one."""
    touched: chain[Any] = chain(session.new, session.dirty, session.deleted)
    if any(isinstance(row, CallSettings | Closure) for row in touched):
        session.info.pop(KEPT, None)


@sa.event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    """Another transaction may find another calendar; a flush is a part of this one."""
    if transaction.origin is not SessionTransactionOrigin.SUBTRANSACTION:
        session.info.pop(KEPT, None)
