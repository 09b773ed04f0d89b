"""The data file: one row per interview, one codebook, never a name or a number."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clock import local
from app.instrument.schema import Instrument
from app.models import (
    MISSING_CODES,
    Activity,
    Answer,
    Group,
    Intervention,
    Interview,
    InterviewStatus,
    Missing,
    Respondent,
    Site,
    Wave,
)
from app.services import answers, conditions, instruments, waves
from app.services.codebook import Variable, variables

BOM = "\ufeff"  # without it Excel reads Turkish and Arabic as nonsense
DANGEROUS = tuple("=+-@＝＋－＠\t\r\n")  # a spreadsheet would run a text that begins like this
CHUNK = 500
EXPORTED = (InterviewStatus.COMPLETE, InterviewStatus.PARTIAL, InterviewStatus.BROKEN_OFF)
CODEBOOK = ("variable", "type", "label", "value", "meaning", "text", "scale", "source", "asked")

Found = Any  # interview, respondent, site, group, activity, intervention, wave, condition as analysed


@dataclass(frozen=True)
class Sheet:
    """A table on its way out: a header and its rows."""

    header: list[str]
    rows: Iterator[list[str]]

    def csv(self) -> Iterator[str]:
        """The table as CSV, line by line; the same data give the same bytes."""
        yield BOM + _line(self.header)
        for row in self.rows:
            yield _line(row)


def data(session: Session) -> Sheet:
    """One row per finished interview, ordered by respondent and wave."""
    versions = instruments.by_row(session)
    columns = variables(_in_order(session, versions), waves.further(session))
    return Sheet([column.name for column in columns], _rows(session, columns, versions))


def codebook(session: Session) -> Sheet:
    """What every column and every code in it means; one row per variable and value."""
    columns = variables(_in_order(session, instruments.by_row(session)), waves.further(session))
    return Sheet(list(CODEBOOK), (row for column in columns for row in _entries(column)))


def _in_order(session: Session, versions: Mapping[int, Instrument]) -> list[Instrument]:
    """By round; within it the parents' main list first, then as they were put to use."""
    used = [wave.instrument for wave in session.exec(select(Wave).order_by(col(Wave.id)))]
    order = {name: turn for turn, name in enumerate(used)}
    return sorted(versions.values(), key=lambda one: (one.wave, order.get(one.name, len(order)), one.name))


def _entries(column: Variable) -> Iterator[list[str]]:
    meanings = column.meanings or {"": ""}
    for value, meaning in meanings.items():
        yield [
            column.name,
            column.type,
            column.label,
            value,
            meaning,
            column.text,
            column.scale,
            column.source,
            column.asked,
        ]


def _rows(session: Session, columns: list[Variable], versions: Mapping[int, Instrument]) -> Iterator[list[str]]:
    arm = conditions.analysed()
    query = (
        sa.select(Interview, Respondent, Site, Group, Activity, Intervention, Wave, arm.c.condition)
        .join(Respondent, col(Interview.respondent_id) == col(Respondent.id))
        .join(Activity, col(Interview.activity_id) == col(Activity.id))
        .join(arm, arm.c.id == col(Activity.id))
        .join(Site, col(Activity.site_id) == col(Site.id))
        .join(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .join(Group, col(Interview.group_id) == col(Group.id))
        .join(Wave, col(Interview.wave_id) == col(Wave.id))
        .where(col(Interview.status).in_(EXPORTED))
        .order_by(col(Respondent.code), col(Wave.name), col(Interview.received_at), col(Interview.id))
    )
    for chunk in session.execute(query).partitions(CHUNK):
        given = _answers(session, [row[0].id for row in chunk])
        for row in chunk:
            yield _row(row, columns, versions[row[0].instrument_version_id], given.get(row[0].id, {}))


def _answers(session: Session, interviews: list[UUID]) -> dict[UUID, dict[str, Answer]]:
    given: dict[UUID, dict[str, Answer]] = {}
    for answer in session.exec(select(Answer).where(col(Answer.interview_id).in_(interviews))):
        given.setdefault(answer.interview_id, {})[answer.item] = answer
    return given


def _row(found: Found, columns: list[Variable], instrument: Instrument, given: dict[str, Answer]) -> list[str]:
    context = _context(found, instrument)
    finished = found[0].status == InterviewStatus.COMPLETE
    asked = _asked(instrument, {name: answer.value for name, answer in given.items()})
    return [
        _cell(column, given.get(column.item), asked=column.item in asked, finished=finished)
        if column.item
        else context[column.name]
        for column in columns
    ]


def _context(found: Found, instrument: Instrument) -> dict[str, str]:
    interview, respondent, site, group, activity, intervention, wave, analysed = found
    return {
        "respondent": respondent.code,
        "role": respondent.role,
        "site": site.code,
        "stratum": site.stratum,
        "group": f"{site.code}-{group.name}",
        "condition": analysed,
        "intervention": intervention.key,
        "activity": str(activity.id),
        "wave": wave.name,
        "mode": interview.mode,
        "language": interview.language,
        "interviewer": str(interview.interviewer_id),
        "started": local(interview.started_at).isoformat(timespec="seconds"),
        "minutes": f"{interview.seconds / 60:.1f}",
        "instrument": instrument.name,
        "version": instrument.version,
        "status": interview.status,
        "year": group.year or "",
        "synthetic": str(int(interview.synthetic)),
        "interpreter": interview.interpreter or "unknown",
        "condition_planned": activity.condition,
        "quickscan": "" if site.quickscan is None else f"{site.quickscan:.1f}",
    }


def _asked(instrument: Instrument, given: dict[str, str | None]) -> set[str]:
    return {item.name for item in instrument.items() if answers.is_relevant(instrument, item, given)}


def _cell(column: Variable, answer: Answer | None, *, asked: bool, finished: bool) -> str:
    left_open = answer is not None and answer.value == "" and not column.choice
    if answer is None or left_open or (answer.value is None and answer.missing is None):
        if not column.coded:
            return ""
        return str(MISSING_CODES[Missing.BROKEN_OFF if asked and not finished else Missing.NOT_ASKED])
    if answer.value is None:
        return str(MISSING_CODES[Missing(str(answer.missing))]) if column.coded else ""
    if column.choice:
        return str(int(column.choice in answer.value.split()))
    return harmless(answer.value) if column.type == "text" else answer.value


def harmless(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text


def _line(cells: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)  # lines end as RFC 4180 has it; only so is a lone carriage return quoted too
    return buffer.getvalue()
