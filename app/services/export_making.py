"""Files made of what was asked for: the data, and what goes beside them. All of them, or none."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col

from app.export import csv, levels, study, wide
from app.export.csv import silent, told
from app.export.levels import Anonymity
from app.export.model import Cell, Dataset, Level
from app.export.wanted import Names, Shape, Wanted
from app.instrument.schema import Instrument
from app.models import Wave
from app.services import export_beside, export_dataset, export_formats, instruments
from app.services.export_dataset import dataset, in_order, is_wanted
from app.services.modelling import REFERENCE

PART = ".part"  # of a name: not yet whole
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Made:
    """What there is now."""

    files: tuple[Path, ...]  # the data first
    notes: tuple[str, ...]
    anonymity: Anonymity | None
    rows: int

    def told(self) -> dict[str, object]:
        """What whoever takes the file should know, as plain values."""
        return {
            "rows": self.rows,
            "notes": self.notes,
            "anonymity": self.anonymity.told() if self.anonymity else None,
        }


@dataclass(frozen=True)
class Prepared:
    """A data set at its level and in its shape, and how hidden people are in it."""

    dataset: Dataset
    anonymity: Anonymity | None


def expected(session: Session, wanted: Wanted, *, now: datetime) -> int:
    """How many interviews will be read, for whoever watches: twice where people are counted first."""
    return dataset(session, wanted, now=now).count * (1 if wanted.level == Level.INTERNAL else 2)


def prepare(session: Session, wanted: Wanted, *, now: datetime, progress: Progress = silent) -> Prepared:
    """The data as they were asked for, to be written while the session is open.

    Progress counts the interviews that were read: the restricted and the public level read them twice.
    """
    used = _used(session, wanted)
    held = _counted(dataset(session, wanted, now=now), progress)
    held, anonymity = _at(held, wanted, [item.name for one in used for item in one.items() if item.special])
    if wanted.names == Names.STUDY:
        held = study.renamed(held, {one.name: _asked(one) for one in reversed(used)})
    if wanted.shape == Shape.WIDE:
        people = anonymity.respondents - anonymity.left_out if anonymity else export_dataset.people(session, wanted)
        held = wide.wide(held, _rounds(session, used), people)
    return Prepared(held, anonymity)


def make(
    session: Session, wanted: Wanted, out: Path, *, now: datetime, progress: Progress = silent, beside: bool = True
) -> Made:
    """Write the file, and beside it what belongs to it; what was there before stays until all of it is whole.

    Raises:
        OSError: The disk is full, or refuses otherwise; nothing half is left behind.
    """
    kind = export_formats.chosen(wanted.format)
    prepared = prepare(session, wanted, now=now, progress=progress)
    parts: list[Path] = []
    try:
        others = list(_others(session, wanted, prepared.dataset, packed=kind.is_package)) if beside else []
        if kind.is_package:
            hidden = prepared.anonymity.told() if prepared.anonymity else None
            packed = {"beside": others, "anonymity": hidden, "reference": REFERENCE}
            notes = kind.writer()(prepared.dataset, _part(out, parts), **packed)
        else:
            notes = kind.writer()(prepared.dataset, _part(out, parts))
            _beside(wanted, prepared, out, parts, others if beside else None)
        whole = tuple(part.replace(part.with_name(part.name.removesuffix(PART))) for part in parts)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return Made(whole, (*prepared.dataset.notes, *notes), prepared.anonymity, prepared.dataset.count)


def _part(out: Path, parts: list[Path]) -> Path:
    part = out.with_name(out.name + PART)
    parts.append(part)
    return part


def _others(session: Session, wanted: Wanted, held: Dataset, *, packed: bool) -> Iterator[Dataset]:
    """The tables that go along: how answers came about where that was asked for, and what was amended."""
    if wanted.has_paradata:
        yield levels.narrowed(export_beside.paradata(session, wanted, held), wanted.level)
    if wanted.has_paradata or packed:
        amended = export_beside.amendments(session, wanted, held)
        yield from [amended] if amended else []


def _beside(wanted: Wanted, prepared: Prepared, out: Path, parts: list[Path], others: Sequence[Dataset] | None) -> None:
    """What belongs to a file that is no package, each as a file beside it; None: nothing at all."""
    if others is None:
        return
    if wanted.format.startswith("csv"):
        entries = csv.codebook(prepared.dataset.variables, wanted.language)
        csv.write_table(_part(_named(out, "codebook"), parts), csv.CODEBOOK, entries)
    for one in others:
        csv.write(one, _part(_named(out, one.name.rpartition("-")[2]), parts))
    if prepared.anonymity is not None:
        told_how = json.dumps(prepared.anonymity.told(), indent=2, ensure_ascii=False)
        _part(_named(out, "anonymity").with_suffix(".json"), parts).write_text(told_how + "\n", "utf-8")


def _named(out: Path, what: str) -> Path:
    return out.with_name(f"{out.stem}-{what}.csv")


def _at(held: Dataset, wanted: Wanted, special: Sequence[str]) -> tuple[Dataset, Anonymity | None]:
    match wanted.level:
        case Level.INTERNAL:
            return held, None
        case Level.RESTRICTED:
            held = levels.narrowed(held, Level.RESTRICTED)
            return held, levels.measured(held, special)
        case _:
            return levels.hidden(levels.narrowed(held, Level.PUBLIC), special)


def _counted(held: Dataset, progress: Progress) -> Dataset:
    before = 0

    def rows() -> Iterator[Sequence[Cell]]:
        nonlocal before
        done = before
        yield from told(held.rows(), lambda now: progress(done + now))
        before = done + held.count

    return replace(held, rows=rows)


def _used(session: Session, wanted: Wanted) -> list[Instrument]:
    versions = {row: one for row, one in instruments.by_row(session).items() if is_wanted(one, wanted)}
    return in_order(session, versions)


def _rounds(session: Session, used: Sequence[Instrument]) -> dict[str, list[str]]:
    """Every round that any of these questionnaires is for, with those that it asks."""
    of: dict[str, list[str]] = {}
    for one in sorted(used, key=lambda one: one.wave):
        of.setdefault(one.wave, []).append(one.name)
    for name, wave in session.execute(sa.select(col(Wave.instrument), col(Wave.name)).order_by(col(Wave.name))):
        if any(one.name == name for one in used) and name not in of.setdefault(wave, []):
            of[wave].append(name)
    return of


def _asked(instrument: Instrument) -> study.Asked:
    scales: dict[str, list[str]] = {}
    for item in instrument.items():
        if item.scale:
            scales.setdefault(item.scale, []).append(item.name)
    return study.Asked(instrument.role, scales)
