"""How long a large data file takes, beside what pandas and pyreadstat need to write the same table alone.

100,000 interviews of 40 questions are put into a database past the phones. Each turn runs in a process of its own, so
that its memory is its own. Each is told twice: from the database to the disk, and the writing alone.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, select

from app.clock import Clock
from app.config import Settings, with_keys
from app.db import Database
from app.export import csv
from app.export.wanted import Wanted
from app.instrument.schema import Instrument
from app.models import Activity, ActivityGroup, Answer, Export, Interview, Person, Respondent
from app.services import export_dataset, export_making, instruments, waves
from benchmarks import saves
from benchmarks.serving import serving

INTERVIEWS = int(os.environ.get("BENCH_INTERVIEWS", "100000"))
ITEMS, CHUNK = 40, 2000
BEGUN = datetime(2026, 9, 1, 19, tzinfo=UTC)
KILOBYTES = 1024
NAME = "large"
LABELS = {str(code): {"nl": words} for code, words in enumerate(("oneens", "eens", "weet niet", "soms", "altijd"), 1)}
TURNS = ("csv", "writing", "pandas", "sav", "spss", "pyreadstat")
WANTED = Wanted(instruments=(NAME,), language="nl")


def questionnaire() -> Instrument:
    """Forty statements with five answers each."""
    choices = {"agree5": [{"name": code, "label": label} for code, label in LABELS.items()]}
    items = [
        {
            "name": f"statement_{n}",
            "type": "select_one",
            "choice_list": "agree5",
            "label": {"nl": f"Stelling {n}"},
            "variable_label": f"Statement {n}",
        }
        for n in range(1, ITEMS + 1)
    ]
    return Instrument.model_validate(
        {
            "instrument": NAME,
            "title": {"nl": "Groot"},
            "role": "parent",
            "wave": "w1",
            "languages": ["nl"],
            "source": "a benchmark",
            "choices": choices,
            "survey": [{"section": "all", "label": {"nl": "Alles"}, "items": items}],
        }
    )


def fill(session: Session) -> None:
    """Interviews and their answers, as rows; a tenth of the answers is a reason for none."""
    version = instruments.publish(session, questionnaire(), now=BEGUN)
    wave = waves.put_to_use(session, questionnaire(), mode="capi")
    activity = session.exec(select(Activity)).first()
    student = session.exec(select(Person)).first()
    if activity is None or student is None:
        raise RuntimeError("there is no study")
    group = session.exec(select(ActivityGroup.group_id).where(ActivityGroup.activity_id == activity.id)).first()
    place = {"activity_id": activity.id, "group_id": group}
    for begin in range(0, INTERVIEWS, CHUNK):
        numbers = range(begin, min(begin + CHUNK, INTERVIEWS))
        people = [{"id": UUID(int=n + 1), "code": f"P-{n:06}", "role": "parent", **place} for n in numbers]
        held = [
            {"id": UUID(int=n + 10**9), "respondent_id": UUID(int=n + 1), "wave_id": wave.id, **place}
            | {"instrument_version_id": version.id, "interviewer_id": student.id, "mode": "capi", "language": "nl"}
            | {"status": "complete", "revision": 1, "snapshot": "{}", "started_at": BEGUN + timedelta(minutes=n)}
            | {"received_at": BEGUN, "saved_at": BEGUN, "clock_offset": 0.0, "seconds": 240.0, "synthetic": True}
            for n in numbers
        ]
        session.execute(sa.insert(Respondent), people)
        session.execute(sa.insert(Interview), held)
        session.execute(sa.insert(Answer), list(_answers(numbers)))


def _answers(numbers: range) -> Iterator[dict[str, Any]]:
    for n in numbers:
        for item in range(1, ITEMS + 1):
            missing = (n + item) % 10 == 0
            value, why = (None, "dont_know") if missing else (str((n * 7 + item) % 5 + 1), None)
            where = {"interview_id": UUID(int=n + 10**9), "item": f"statement_{item}"}
            yield {**where, "value": value, "missing": why, "language": "nl", "seconds": 4.0, "by": "interviewer"}


def turn(what: str, folder: Path) -> dict[str, float]:
    """One measurement, in this process; what it took, and the most memory that it held beyond what it began with."""
    works = {"csv": _ours, "writing": _writing, "pandas": _pandas, "sav": _ours, "spss": _writing}
    works |= {"pyreadstat": _pyreadstat}
    work, before = works[what](what, folder), _memory()
    begun = time.perf_counter()
    work()
    return {"seconds": time.perf_counter() - begun, "megabytes": _memory() - before, "frame": before}


def _memory() -> float:
    """The most memory of this process so far; what `getrusage` tells begins with the process that made this one."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / KILOBYTES


def _ours(what: str, folder: Path) -> Any:
    database = Database(f"sqlite:///{folder}/aloud.db")

    def work() -> None:
        with database.standing_still() as session:
            wanted = WANTED.model_copy(update={"format": what})
            export_making.make(session, wanted, folder / f"ours.{what}", now=Clock().now(), beside=False)

    return work


def _writing(what: str, folder: Path) -> Any:
    database = Database(f"sqlite:///{folder}/aloud.db")
    with database.standing_still() as session:
        held = export_dataset.dataset(session, WANTED, now=Clock().now())
        rows = list(held.rows())
    table = replace(held, rows=lambda: iter(rows))
    if what == "writing":
        return lambda: csv.write(table, folder / "again.csv")
    from app.export import spss  # noqa: PLC0415 - loads pyreadstat in the process of this turn alone

    return lambda: spss.write(table, folder / "again.sav")


def _pandas(_: str, folder: Path) -> Any:
    import pandas as pd  # noqa: PLC0415 - loaded in the process of this turn alone

    frame = pd.read_csv(folder / "ours.csv")
    return lambda: frame.to_csv(folder / "pandas.csv", index=False)


def _pyreadstat(_: str, folder: Path) -> Any:
    import pyreadstat  # noqa: PLC0415 - as above

    frame, about = pyreadstat.read_sav(folder / "ours.sav", user_missing=True, disable_datetime_conversion=True)
    return lambda: pyreadstat.write_sav(frame, folder / "bare.sav", column_labels=about.column_names_to_labels)


def in_its_own_process(what: str, folder: Path) -> dict[str, float]:
    """A turn, and what it told."""
    command = [sys.executable, "-m", "benchmarks.exports", what, str(folder)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(told)
    print(f"{what:>10}  {found['seconds']:6.2f} s   {found['megabytes']:5.0f} MB more")
    return found


def saving(folder: Path, settings: Settings, cookie: str, bodies: list[bytes]) -> None:
    """How long a save takes at the slow end, without and with a file being made."""
    environment = {"ALOUD_DATABASE_URL": settings.database_url, "ALOUD_DATA_DIR": str(folder)}
    slow: list[float] = []
    with serving(saves.ALOUD, factory=True, **environment) as port:
        for name in ("alone", "beside"):
            job = _making(settings, folder) if name == "beside" else None
            tally = asyncio.run(saves.crowd(port, cookie, bodies))
            tally.report(name)
            slow.append(statistics.quantiles(tally.seconds, n=20)[-1] * 1000)
            if job is not None:
                print(f"{'':>10}  the export was {'done' if job.poll() is not None else 'still running'} at the end")
                job.wait()
    print(f"A save at the slow end: {slow[0]:.1f} ms, and {slow[1]:.1f} ms while a file is made")


def _making(settings: Settings, folder: Path) -> "subprocess.Popen[bytes]":
    database = Database(settings.database_url)
    with database.writing() as session:
        job = Export(wanted=WANTED.kept(), made_at=Clock().now())
        session.add(job)
        session.flush()
        number = job.id
    database.close()
    command = [sys.executable, "-m", "app.cli", "export", "--job", str(number)]
    environment = {"ALOUD_DATABASE_URL": settings.database_url, "ALOUD_DATA_DIR": str(folder)}
    return subprocess.Popen(command, env={**os.environ, **environment})


def main() -> None:
    """Fill a database once, then measure each in turn."""
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        settings = with_keys(Settings(database_url=f"sqlite:///{folder}/aloud.db", data_dir=folder))
        cookie, bodies = saves.prepare(settings)
        database = Database(settings.database_url)
        with database.writing() as session:
            fill(session)
        database.close()
        took = {what: in_its_own_process(what, folder) for what in TURNS}
        seconds = {what: found["seconds"] for what, found in took.items()}
        print(f"{INTERVIEWS} interviews of {ITEMS} questions")
        print(f"CSV: {seconds['csv'] / seconds['pandas']:.1f} × pandas.to_csv from the database to the disk,")
        print(f"     {seconds['writing'] / seconds['pandas']:.1f} × for the writing alone")
        print(
            f"SPSS: {seconds['sav'] / seconds['pyreadstat']:.1f} × pyreadstat.write_sav from the database to the disk,"
        )
        print(f"     {seconds['spss'] / seconds['pyreadstat']:.1f} × for the writing alone")
        saving(folder, settings, cookie, bodies)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(turn(sys.argv[1], Path(sys.argv[2]))))
    else:
        main()
