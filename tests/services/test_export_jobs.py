"""A job makes its file in a process of its own: it moves, it ends well or with a sentence, and a dead one is told."""

import errno
import hashlib
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.config import Settings
from app.db import Database
from app.export.wanted import Wanted
from app.models import AuditEntry, Export, ExportStatus, Role, Withdrawal
from app.services import export_jobs, export_list
from app.services.export_list import FileGone, Standing
from tests.conftest import TestClock
from tests.factories import SmallStudy, finished
from tests.routes.phones import put

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def there(settings: Settings) -> Path:
    return export_jobs.folder(settings.data_dir)


@pytest.fixture
def told(phone: TestClient, study: SmallStudy, clock: TestClock) -> None:
    """Two parents told something."""
    for _ in range(2):
        put(phone, finished(study, clock.now()))


def asked(database: Database, study: SmallStudy, clock: TestClock, **choice: object) -> int:
    with database.writing() as session:
        wanted = Wanted.model_validate(choice)
        return export_list.ask(session, wanted, by=study.lead, now=clock.now()).id


def standing(database: Database, there: Path, number: int, clock: TestClock) -> Standing:
    with database.reading() as session:
        return export_list.one(session, there, number, now=clock.now())


@pytest.mark.usefixtures("told")
def test_a_job_leaves_a_file_and_its_digest(
    database: Database, there: Path, study: SmallStudy, clock: TestClock
) -> None:
    number = asked(database, study, clock)

    assert export_jobs.run(database, there, number, clock=clock) == ExportStatus.DONE

    held = standing(database, there, number, clock)
    assert held.path is not None
    content = held.path.read_bytes()
    assert content.count(b"\r\n") == 3
    assert (held.export.size, held.export.digest) == (len(content), hashlib.sha256(content).hexdigest())
    assert (held.export.done, held.export.total, held.told["rows"], held.by) == (2, 2, 2, "Marieke")
    assert {file.suffix for file in there.iterdir()} == {".csv", ".json", ".lock"}


@pytest.mark.usefixtures("told")
def test_several_files_are_bound_together_with_their_digests(
    database: Database, there: Path, study: SmallStudy, clock: TestClock
) -> None:
    number = asked(database, study, clock, format="csv", level="restricted", paradata=True)

    export_jobs.run(database, there, number, clock=clock)

    held = standing(database, there, number, clock)
    assert held.path is not None
    assert held.told["anonymity"]["respondents"] == 2
    with zipfile.ZipFile(held.path) as bound:
        sums = [line.split("  ") for line in bound.read("SHA256SUMS").decode().splitlines()]
        assert [hashlib.sha256(bound.read(name)).hexdigest() for _, name in sums] == [digest for digest, _ in sums]
        assert len(sums) == 4


@on_sqlite
@pytest.mark.usefixtures("told")
def test_a_full_disk_is_a_sentence_and_earlier_files_stay(
    database: Database, there: Path, study: SmallStudy, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = asked(database, study, clock), asked(database, study, clock)
    export_jobs.run(database, there, first, clock=clock)
    earlier = {file.name: file.read_bytes() for file in there.glob("aloud*")}

    def full(path: Path, *arguments: object, **named: object) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        assert export_jobs.run(database, there, second, clock=clock) == ExportStatus.FAILED

    held = standing(database, there, second, clock)
    assert held.problem.startswith("The disk is full.")
    assert {file.name: file.read_bytes() for file in there.glob("aloud*")} == earlier
    assert not list(there.glob(".*"))


@on_sqlite
@pytest.mark.usefixtures("told")
def test_a_process_that_may_write_no_more_says_so(
    settings: Settings, database: Database, there: Path, study: SmallStudy, clock: TestClock
) -> None:
    """The real process, at the end of its disk: no file of it may be larger than what the database needs."""
    number = asked(database, study, clock, format="csv", paradata=True)
    database.scrub()
    script = (
        "import resource, signal, sys; from pathlib import Path; from app.db import Database;"
        "from app.clock import Clock; from app.services import export_jobs, export_making;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "write = export_making.csv.write;\n"
        "def bounded(*arguments, **named):\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (512, resource.RLIM_INFINITY))\n"
        "    try: return write(*arguments, **named)\n"
        "    finally: resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "export_making.csv.write = bounded\n"
        "export_jobs.run(Database(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), clock=Clock())"
    )
    subprocess.run([sys.executable, "-c", script, settings.database_url, str(there), str(number)], check=True)

    held = standing(database, there, number, clock)
    assert (held.status, held.problem[:17]) == (ExportStatus.FAILED, "The disk is full.")
    assert not list(there.glob("aloud*"))
    assert not list(there.glob(".*"))


@on_sqlite
def test_a_process_that_died_is_told_and_can_be_tried_again(
    database: Database, there: Path, study: SmallStudy, clock: TestClock
) -> None:
    number = asked(database, study, clock)
    with database.writing() as session:
        session.get_one(Export, number).status = ExportStatus.RUNNING

    held = standing(database, there, number, clock)

    assert held.status == ExportStatus.FAILED
    assert "stopped before it was done" in held.problem
    with database.writing() as session:
        again = export_list.again(session, number, by=study.lead, now=clock.now())
        assert again.id != number
    assert export_jobs.run(database, there, again.id, clock=clock) == ExportStatus.DONE


@on_sqlite
def test_a_process_that_works_is_not_taken_for_dead(
    database: Database, there: Path, study: SmallStudy, clock: TestClock
) -> None:
    number = asked(database, study, clock)
    assert standing(database, there, number, clock).is_moving  # it may still begin
    with database.writing() as session:
        session.get_one(Export, number).status = ExportStatus.RUNNING
    script = (
        "import fcntl, sys; held = open(sys.argv[1], 'w'); fcntl.flock(held, fcntl.LOCK_EX); print(flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(there / f"{number}.lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert standing(database, there, number, clock).is_moving
        process.kill()

    assert standing(database, there, number, clock).status == ExportStatus.FAILED


@on_sqlite
def test_files_are_swept_away_after_two_weeks(
    database: Database, there: Path, study: SmallStudy, clock: TestClock
) -> None:
    number = asked(database, study, clock)
    export_jobs.run(database, there, number, clock=clock)
    made = datetime.now(UTC)

    assert export_jobs.sweep(there, made + timedelta(days=13)) == 0
    assert export_jobs.sweep(there, made + timedelta(days=15)) > 0

    held = standing(database, there, number, clock)
    assert (held.path, held.status) == (None, ExportStatus.DONE)
    with database.writing() as session, pytest.raises(FileGone):
        export_list.fetch(session, there, number, by=study.lead, now=clock.now())


@on_sqlite
def test_who_asked_and_who_fetched_is_written_down(
    database: Database, there: Path, study: SmallStudy, clock: TestClock
) -> None:
    number = asked(database, study, clock)
    export_jobs.run(database, there, number, clock=clock)
    with database.writing() as session:
        export_list.fetch(session, there, number, by=study.lead, now=clock.now())

    with database.reading() as session:
        acts = [(one.verb, one.person_id) for one in session.exec(select(AuditEntry)) if one.verb.startswith("export")]
    assert acts == [("export.make", study.lead.id), ("export.download", study.lead.id)]


@on_sqlite
@pytest.mark.usefixtures("told")
def test_what_somebody_took_back_is_in_no_file_any_more(
    database: Database, there: Path, study: SmallStudy, clock: TestClock
) -> None:
    before = asked(database, study, clock)
    export_jobs.run(database, there, before, clock=clock)
    clock.forward(minutes=1)
    with database.writing() as session:
        session.add(
            Withdrawal(respondent_id=uuid4(), role=Role.PARENT, reach="answers", channel="code", at=clock.now())
        )
    clock.forward(minutes=1)
    after = asked(database, study, clock)
    export_jobs.run(database, there, after, clock=clock)

    assert standing(database, there, before, clock).path is None  # at once

    with database.reading() as session:
        assert (export_list.clear(session, there), export_list.clear(session, there)) == (1, 0)
    held = standing(database, there, after, clock).path
    assert held is not None
    assert [file.name for file in there.glob("aloud*.csv")] == [held.name]
