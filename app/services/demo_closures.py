"""How the demo study calls: its number, its name, and the days that come with Aloud."""

from datetime import datetime

from sqlmodel import Session, select

from app.clock import local
from app.models import CallSettings, Study
from app.services import closures

NUMBER = "+31660000900"  # invented; no telephone has it
NAME = "Onderzoek Ouders & School"


def fill(session: Session, *, now: datetime) -> None:
    """Settings and calendar, as a lead would have them before the first call."""
    study = session.exec(select(Study.id)).one()
    session.add(CallSettings(study_id=study, number=NUMBER, caller_name=NAME))
    session.flush()
    closures.ship(session, now=now, today=local(now).date())
