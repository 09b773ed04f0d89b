"""What the lead asked for and what came of it: the list of data files, and a file on its way out."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from app.errors import N_, FieldworkError, NotFound
from app.export.wanted import Wanted
from app.models import Export, ExportStatus, Person, PullLink, Withdrawal
from app.services import audit, export_formats
from app.services.export_jobs import DIED, TO_BEGIN, beside, is_locked
from app.services.withdrawn import ANSWERS

SHOWN = 20


class FileGone(FieldworkError):
    """A file that was swept away, or never came to be."""

    status = 410
    sentence = N_("This file is not on the server any more. Make it again: it takes as long as before.")


@dataclass(frozen=True)
class Standing:
    """A job as the lead sees it."""

    export: Export
    wanted: Wanted
    status: ExportStatus
    problem: str
    share: int  # per cent
    by: str
    path: Path | None = None  # where the file is, if it is there
    told: dict[str, Any] = field(default_factory=dict)  # rows, notes, and how hidden people are

    @property
    def is_moving(self) -> bool:
        """Whether it is worth looking again."""
        return self.status in {ExportStatus.WAITING, ExportStatus.RUNNING}


def ask(session: Session, wanted: Wanted, *, by: Person, now: datetime, link: PullLink | None = None) -> Export:
    """A job for this file; who asked and what is kept.

    Raises:
        NoSuchFormat: Nobody writes that format.
        NeedsAnalysis: What it needs is not installed.
    """
    export_formats.chosen(wanted.format)
    job = Export(
        person_id=None if link else by.id, pull_link_id=link.id if link else None, wanted=wanted.kept(), made_at=now
    )
    session.add(job)
    session.flush()
    audit.record(session, "export.pull" if link else "export.make", by=by, now=now, thing=str(job.id))
    return job


def again(session: Session, number: int, *, by: Person, now: datetime) -> Export:
    """The same choice once more, as a job of its own; the one that failed stays in the list.

    Raises:
        NotFound: There is no such job.
    """
    return ask(session, Wanted.model_validate_json(_job(session, number).wanted), by=by, now=now)


def standing(session: Session, there: Path, *, now: datetime) -> list[Standing]:
    """The newest jobs of people, with how far they are."""
    query = (
        select(Export, Person)
        .join(Person, col(Person.id) == col(Export.person_id))
        .order_by(col(Export.id).desc())
        .limit(SHOWN)
    )
    last = _last_stop(session)
    return [_standing(job, by.name, there, now, last) for job, by in session.exec(query)]


def one(session: Session, there: Path, number: int, *, now: datetime) -> Standing:
    """One job.

    Raises:
        NotFound: There is none of this number.
    """
    job = _job(session, number)
    by = session.get(Person, job.person_id) if job.person_id else None
    return _standing(job, by.name if by else "", there, now, _last_stop(session))


def fetch(session: Session, there: Path, number: int, *, by: Person, now: datetime) -> Standing:
    """A file that is whole, on its way out.

    Raises:
        NotFound: There is no such job.
        FileGone: It was swept away, or was never made.
    """
    held = one(session, there, number, now=now)
    if held.path is None:
        raise FileGone
    audit.record(session, "export.download", by=by, now=now, thing=held.export.file)
    return held


def clear(session: Session, there: Path) -> int:
    """Remove every file that may hold what somebody told who took it back since; the server does it now and then."""
    last = _last_stop(session)
    told = session.exec(select(Export).where(Export.file != "", Export.made_at <= last)).all() if last else []
    gone = [there / job.file for job in told if (there / job.file).is_file()]
    for file in gone:
        file.unlink(missing_ok=True)
        beside(file).unlink(missing_ok=True)
    return len(gone)


def _last_stop(session: Session) -> datetime | None:
    """When somebody last took back what she had answered: no file from before it goes out any more."""
    stops = select(Withdrawal.at).where(Withdrawal.reach == ANSWERS)
    return session.exec(stops.order_by(col(Withdrawal.at).desc()).limit(1)).first()


def _standing(job: Export, by: str, there: Path, now: datetime, last: datetime | None) -> Standing:
    status, problem = ExportStatus(job.status), job.problem
    late = status == ExportStatus.WAITING and now - job.made_at > TO_BEGIN
    if (late or status == ExportStatus.RUNNING) and not is_locked(there, str(job.id)):
        status, problem = ExportStatus.FAILED, DIED
    path = there / job.file
    is_there = status == ExportStatus.DONE and bool(job.file) and path.is_file() and not (last and job.made_at <= last)
    share = min(99, 100 * job.done // job.total) if job.total else 0
    told = json.loads(beside(path).read_text("utf-8")) if is_there and beside(path).is_file() else {}
    wanted = Wanted.model_validate_json(job.wanted)
    return Standing(job, wanted, status, problem, share, by, path if is_there else None, told)


def _job(session: Session, number: int) -> Export:
    job = session.get(Export, number)
    if job is None:
        raise NotFound
    return job
