"""Sheets of paper that were handed out, and what somebody types from them."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session

from app.instrument import boxes
from app.instrument.schema import Instrument
from app.models import PaperEntry, PaperSheet
from app.services import instruments
from tests.factories import SmallStudy

BATCH = UUID("11111111-2222-4333-8444-555555555555")


def sheet(
    session: Session,
    study: SmallStudy,
    *,
    now: datetime,
    code: str = "P-111111",
    slip: str = "N-111111",
    language: str = "nl",
    placed: bool = True,
) -> PaperSheet:
    """A sheet with a number that is easy to remember."""
    held = PaperSheet(
        code=code,
        slip=slip,
        batch=BATCH,
        instrument_version_id=instruments.row_of(session, study.w1),
        language=language,
        activity_id=study.talk.id if placed else None,
        group_id=study.group.id if placed else None,
        made_by=study.lead.id,
        made_at=now,
        respondent_id=uuid4(),
        interview_id=uuid4(),
    )
    session.add(held)
    session.flush()
    return held


def typed_twice(session: Session, study: SmallStudy, held: PaperSheet, *, now: datetime) -> None:
    """Two finished entries of a sheet that differ in nothing."""
    for turn, person in ((1, study.student), (2, study.other_student)):
        entry = PaperEntry(
            sheet_id=held.id, turn=turn, person_id=person.id, began_at=now, saved_at=now, finished_at=now
        )
        session.add(entry)
    session.flush()


def keys(instrument: Instrument, **other: str) -> dict[str, str]:
    """What is typed from a sheet that was filled in whole; the fourth box is crossed where there is one."""
    typed = {"_filled_on": "24-11-2026", "_turn": "1"}
    for item in boxes.on_paper(instrument):
        offered = [box.key for box in boxes.boxes(instrument, item)]
        usual = {"text": "Alles ging goed.", "integer": "16", "decimal": "3", "date": "24-11-2026"}.get(item.type, "")
        middle = "4" if "4" in offered else (offered or [usual])[0]
        typed[item.name] = "1" if item.consent else " ".join(offered) if item.type == "rank" else middle
    return typed | other
