"""How a study calls: its settings and its calendar, as the rules of the callback round want them."""

from datetime import timedelta

from sqlmodel import Session, select

from app.calling.days import Calendar
from app.calling.rules import Rules
from app.models import CallSettings, Study


def settings(session: Session) -> CallSettings:
    """The settings of the study; as they are shipped where nobody changed them."""
    study = session.exec(select(Study.id)).one()
    return session.get(CallSettings, study) or CallSettings(study_id=study)


def rules(session: Session) -> Rules:
    """What the round keeps to now."""
    held = settings(session)
    calendar = Calendar(weekday=(held.weekday_from, held.weekday_to), saturday=(held.saturday_from, held.saturday_to))
    return Rules(
        calendar=calendar,
        most_attempts=held.most_attempts,
        most_a_week=held.most_a_week,
        lease=timedelta(minutes=held.lease_minutes),
    )
