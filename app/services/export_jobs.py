"""A data file is made in a process of its own, from a snapshot, while phones save on.

A job holds a lock on a file as long as its process lives, however it ends: a job that says it is running while nobody
holds its lock has died, and can be tried again. Jobs are made one at a time. Files are swept away after `KEPT`.
"""

import errno
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session

from app.clock import Clock, local
from app.config import Settings
from app.db import Database
from app.errors import N_, FieldworkError, NotFound
from app.export.model import Level
from app.export.wanted import Wanted
from app.models import Export, ExportStatus
from app.services import export_formats, export_making
from app.services.export_making import Made

KEPT = timedelta(days=14)
TO_BEGIN = timedelta(seconds=60)  # a process that has not begun by then never will
FOLDER = "exports"
CHILDREN: list[subprocess.Popen[bytes]] = []  # of this process: they are asked now and then whether they are done
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DISK_FULL = N_("The disk is full. Nothing was written and earlier files are as they were. Make room and try again.")
DIED = N_("The process that made this file stopped before it was done. Nothing half is left; try again.")
BROKEN = N_("This file could not be made. Nothing half is left. Try again; if it stays, tell whoever runs the server.")


def folder(data_dir: Path) -> Path:
    """Where files are kept; only we may look into it."""
    there = data_dir / FOLDER
    there.mkdir(mode=0o700, parents=True, exist_ok=True)
    return there


def start(settings: Settings, number: int) -> subprocess.Popen[bytes]:
    """Make the file of a job in a process of its own, which outlives a request but is nobody's to wait for."""
    command = [sys.executable, "-m", "app.cli", "export", "--job", str(number)]
    environment = {
        **os.environ,
        "ALOUD_DATABASE_URL": settings.database_url,
        "ALOUD_DATA_DIR": str(settings.data_dir),
        "ALOUD_PRODUCTION": "false",  # it signs and seals nothing
    }
    CHILDREN[:] = [child for child in CHILDREN if child.poll() is None]
    child = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603
    CHILDREN.append(child)
    return child


def run(database: Database, there: Path, number: int, *, clock: Clock) -> ExportStatus:
    """Make the file of a job: what the process does that `start` began."""
    with _locked(there, str(number)), _locked(there, "one"):
        with database.writing() as session:
            job = _job(session, number)
            wanted = Wanted.model_validate_json(job.wanted)
            job.status = ExportStatus.RUNNING
        sweep(there, clock.now())
        for stale in there.glob(".*-*"):  # of a process that died: whoever holds the lock is the only one at work
            shutil.rmtree(stale, ignore_errors=True)
        try:
            file = _make(database, there, number, wanted, clock)
        except (OSError, FieldworkError, MemoryError) as problem:
            return _end(database, number, ExportStatus.FAILED, clock, problem=sentence(problem))
        except Exception:
            _end(database, number, ExportStatus.FAILED, clock, problem=BROKEN)
            raise
        return _end(database, number, ExportStatus.DONE, clock, file=file)


def sweep(there: Path, now: datetime) -> int:
    """Remove files that are older than `KEPT`; what is written down about them stays."""
    old = [file for file in there.iterdir() if file.is_file() and file.stat().st_mtime < (now - KEPT).timestamp()]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _job(session: Session, number: int) -> Export:
    job = session.get(Export, number)
    if job is None:
        raise NotFound
    return job


def _make(database: Database, there: Path, number: int, wanted: Wanted, clock: Clock) -> Path:
    now, last = clock.now(), clock.now()

    def progress(done: int) -> None:
        nonlocal last
        if (moment := clock.now()) - last >= timedelta(seconds=0.5):
            last = moment
            _tell(database, number, done=done)

    with database.standing_still() as session, TemporaryDirectory(dir=there, prefix=f".{number}-") as making:
        count = export_making.expected(session, wanted, now=now)
        _tell(database, number, done=0, total=count)
        stem = f"aloud-{local(now):%Y-%m-%d}-{number}"
        out = Path(making) / f"{stem}.{export_formats.chosen(wanted.format).ending}"
        made = export_making.make(session, wanted, out, now=now, progress=progress, beside=_goes_along(wanted))
        whole = _bound(made, Path(making) / f"{stem}.zip") if len(made.files) > 1 else made.files[0]
        beside(whole).write_text(json.dumps(made.told(), ensure_ascii=False), "utf-8")
        beside(whole).replace(beside(there / whole.name))  # to rename needs no room on a disk
        return whole.replace(there / whole.name)


def beside(file: Path) -> Path:
    """Where it is written what whoever takes a file should know: its rows, notes, and how hidden people are."""
    return file.with_name(f"{file.name}.json")


def _goes_along(wanted: Wanted) -> bool:
    """A file that a script reads is one file; whoever wants more than the data gets them bound together."""
    if export_formats.chosen(wanted.format).is_package:
        return True
    return wanted.has_paradata or (wanted.level != Level.INTERNAL and wanted.format != "csv")


def _bound(made: Made, out: Path) -> Path:
    """Several files as one, with their digests; no clock in it."""
    sums = "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in made.files)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bound:
        for file in made.files:
            with bound.open(zipfile.ZipInfo(file.name), "w") as inside, file.open("rb") as outside:
                while block := outside.read(1 << 20):
                    inside.write(block)
        bound.writestr(zipfile.ZipInfo("SHA256SUMS"), sums)
        bound.writestr(zipfile.ZipInfo("NOTES.txt"), "\n".join(made.notes) + "\n")
    return out


def _tell(database: Database, number: int, *, done: int, total: int | None = None) -> None:
    with database.writing() as session:
        job = _job(session, number)
        job.done, job.total = done, job.total if total is None else total


def _end(
    database: Database, number: int, status: ExportStatus, clock: Clock, *, problem: str = "", file: Path | None = None
) -> ExportStatus:
    with database.writing() as session:
        job = _job(session, number)
        job.status, job.problem, job.ended_at = status, problem, clock.now()
        if file is not None:
            job.file, job.size, job.done = file.name, file.stat().st_size, job.total
            job.digest = _digest(file)
    return status


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def sentence(problem: Exception) -> str:
    """What went wrong, for whoever asked for the file."""
    if isinstance(problem, FieldworkError):
        return str(problem)
    return DISK_FULL if isinstance(problem, OSError) and problem.errno in FULL else BROKEN


@contextmanager
def _locked(there: Path, name: str) -> Iterator[None]:
    """Hold a lock that ends with this process, whatever happens to it."""
    with (there / f"{name}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def is_locked(there: Path, name: str) -> bool:
    """Whether a process that is alive holds this lock."""
    try:
        with (there / f"{name}.lock").open() as held:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
