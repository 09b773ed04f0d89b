"""What the pages of every day cost in a study of 100,000 interviews, against one of 338: they depend on today.

The schools, activities and languages are the same; only how many interviews there are differs. Each page is asked for
in turn, in one process, and the middle of its times is told as a ratio.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.db import Database
from app.models import Case, Consent, Interview, Person, PersonRole, Refusal, Respondent
from app.security.sealing import Sealer
from app.services import counts, demo_study, due_page, expecting, fieldwork, tallies, watching, waves

FEW, MANY = 338, 100_000
TURNS = 15
NOW = datetime(2012, 2, 7, 18, 0, tzinfo=UTC)
PORTION = 5_000


def study(folder: Path, interviews: int) -> Database:
    """The published year, with copies of its interviews until there are so many; their calls are long over."""
    database = Database(f"sqlite:///{folder}/aloud-{interviews}.db")
    SQLModel.metadata.create_all(database.engine)
    with database.writing() as session:
        demo_study.fill(session, Sealer({"bench": b"b" * 32}), today=None, now=NOW)
    for start in range(FEW, interviews, PORTION):
        with database.writing() as session:
            _copy(session, start, min(start + PORTION, interviews))
    with database.writing() as session:
        tallies.recount(session)
        session.execute(sa.text("ANALYZE"))
    return database


def _copy(session: Session, first: int, last: int) -> None:
    known = session.exec(select(Interview).where(Interview.wave_id == 1).order_by(col(Interview.id)).limit(FEW)).all()
    rows = [(number, known[number % len(known)]) for number in range(first, last)]
    respondents = {one.id: one for one in session.exec(select(Respondent))}
    session.execute(
        sa.insert(Respondent),
        [
            {name: getattr(respondents[one.respondent_id], name) for name in Respondent.model_fields}
            | {"id": UUID(int=number), "code": f"R-{number:06}"}
            for number, one in rows
        ],
    )
    session.execute(
        sa.insert(Interview),
        [
            {name: getattr(one, name) for name in Interview.model_fields}
            | {"id": UUID(int=number), "respondent_id": UUID(int=number), "snapshot": "{}"}
            for number, one in rows
        ],
    )
    session.execute(
        sa.insert(Consent),
        [
            {
                "respondent_id": UUID(int=number),
                "purpose": "recontact",
                "given": number % 4 > 0,
                "language": one.language,
                "instrument_version_id": one.instrument_version_id,
                "at": NOW,
            }
            for number, one in rows
        ],
    )
    cases = [_case(number, one) for number, one in rows if number % 4]
    session.execute(sa.insert(Case), cases)
    session.execute(sa.insert(Refusal), [_refusal(number, one) for number, one in rows if number % 3 == 0])


def _case(number: int, one: Interview) -> dict[str, object]:
    held = one.started_at.date()
    return {
        "respondent_id": UUID(int=number),
        "wave_id": 2,
        "state": "complete" if number % 2 else "noncontact",
        "language": one.language,
        "best_times": "",
        "interviewed_on": held,
        "due_on": held - timedelta(days=200),
        "closes_on": held - timedelta(days=170),
        "closed_by": "complete" if number % 2 else "no_contact",
        "closed_at": NOW - timedelta(days=170),
        "extra_attempts": 0,
        "redials": 0,
        "number": "phone",
        "bad_numbers": "",
        "appointment_is_firm": True,
    }


def _refusal(number: int, one: Interview) -> dict[str, object]:
    return {
        "id": UUID(int=number),
        "activity_id": one.activity_id,
        "interviewer_id": one.interviewer_id,
        "revision": 1,
        "reason": ("no_time", "language", "refused")[number % 9 // 3],
        "at": NOW,
        "synthetic": True,
    }


def board(session: Session) -> None:
    """What the lead sees."""
    counts.board(session, today=NOW.date())
    expecting.schools(session, NOW.date())
    expecting.path(session, 200)
    watching.of(session, NOW)


def home(session: Session) -> None:
    """What a student sees who is expected somewhere today."""
    student = session.exec(select(Person).where(Person.role == PersonRole.STUDENT)).first()
    assert student is not None
    fieldwork.coming(session, person=student, today=NOW.date())
    waves.lists(session)


def due(session: Session) -> None:
    """What a caller sees."""
    caller = session.exec(select(Person).where(Person.role == PersonRole.CALLER)).first()
    assert caller is not None
    due_page.of(session, caller, NOW)


def _times(database: Database, look: Callable[[Session], None]) -> float:
    held = []
    for _ in range(TURNS):
        with database.reading() as session:
            begun = time.perf_counter()
            look(session)
            held.append(time.perf_counter() - begun)
    return statistics.median(held)


def main() -> None:
    """Each page on both studies."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = (study(Path(folder), number) for number in (FEW, MANY))
        for name, look in (("board", board), ("home of a student", home), ("due list", due)):
            one, other = _times(small, look), _times(large, look)
            print(f"{name:18} {one * 1000:6.1f} ms at {FEW}, {other * 1000:6.1f} ms at {MANY:,}: {other / one:.2f}×")
        small.close()
        large.close()


if __name__ == "__main__":
    main()
