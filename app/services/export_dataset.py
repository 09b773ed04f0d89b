"""The data file out of the database: one row per finished interview, never a name or a number.

Drafts are no interviews yet, what was voided counts nowhere, rehearsals never become interviews, and whoever stopped is
gone. Reading is the cost of a large file: contexts are looked up once, the answers of an interview come as one text
that the database made, and where each goes is worked out once per version.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic_core import from_json
from sqlmodel import Session, col, select

from app.clock import local
from app.db import together
from app.export.model import Cell, Dataset, Level, Variable
from app.export.wanted import Wanted
from app.instrument.schema import Instrument
from app.models import (
    Activity,
    Answer,
    Condition,
    Group,
    Intervention,
    Interview,
    InterviewStatus,
    Respondent,
    Site,
    Stratum,
    Study,
    Wave,
)
from app.services import conditions, instruments, waves
from app.services.codebook import variables
from app.services.export_cells import NO_VALUE, Plan, plan

EXPORTED = (InterviewStatus.COMPLETE, InterviewStatus.PARTIAL, InterviewStatus.BROKEN_OFF)
CHUNK = 1000  # interviews
STRATA = {stratum: number for number, stratum in enumerate(Stratum, 1)}
PERSON = 13  # where her code stands in what `interviews` finds
NOTHING: Mapping[str, str | None] = {}
CONTROLS = 10  # is added to the number of a context of controls


@dataclass(frozen=True)
class Occasion:
    """What every interview at an activity has in common."""

    site: str
    stratum: str
    condition: str
    intervention: str
    condition_planned: str
    quickscan: float | None
    collective: int
    context: int
    site_number: int


@dataclass(frozen=True)
class Source:
    """What rows are made of, read once."""

    columns: tuple[Variable, ...]
    plans: Mapping[int, Plan]
    occasions: Mapping[int, Occasion]
    groups: Mapping[int, tuple[str, str]]
    rounds: Mapping[int, str]


def dataset(session: Session, wanted: Wanted, *, now: datetime) -> Dataset:
    """What was asked for, at the internal level, one row per interview; to be read while the session is open."""
    versions = {row: one for row, one in instruments.by_row(session).items() if is_wanted(one, wanted)}
    used = in_order(session, versions)
    columns = variables(used, waves.further(session))
    study = session.exec(select(Study)).first()
    source = Source(
        columns=columns,
        plans={row: plan(one, [column for column in columns if column.item]) for row, one in versions.items()},
        occasions=_occasions(session),
        groups={one.id: (one.name, one.year or "") for one in session.exec(select(Group))},
        rounds={one.id: one.name for one in session.exec(select(Wave))},
    )
    query = interviews(wanted, versions)
    return Dataset(
        name="aloud",
        title={"en": study.name if study else ""},
        variables=columns,
        rows=partial(_rows, session, query, source),
        count=session.execute(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())).scalar_one(),
        language=wanted.language,
        languages=tuple(dict.fromkeys(tag for one in used for tag in one.languages)),
        level=Level.INTERNAL,
        snapshot_at=now,
        release=release(),
        instruments=tuple(dict.fromkeys((one.name, one.version) for one in used)),
        notes=() if wanted.synthetic else ("Invented answers were left out.",),
    )


def people(session: Session, wanted: Wanted) -> int:
    """How many respondents are in the file that was asked for."""
    versions = {row: one for row, one in instruments.by_row(session).items() if is_wanted(one, wanted)}
    held = interviews(wanted, versions).order_by(None).subquery()
    return int(session.execute(sa.select(sa.func.count(sa.distinct(held.c.code)))).scalar_one())


def in_order(session: Session, versions: Mapping[int, Instrument]) -> list[Instrument]:
    """By round; within it the parents' main list first, then as they were put to use."""
    used = [wave.instrument for wave in session.exec(select(Wave).order_by(col(Wave.id)))]
    order = {name: turn for turn, name in enumerate(used)}
    return sorted(versions.values(), key=lambda one: (one.wave, order.get(one.name, len(order)), one.name))


def release() -> str:
    """Which Aloud wrote the file."""
    with suppress(PackageNotFoundError):  # a tree that was never installed
        return version("aloud")
    return ""


def is_wanted(instrument: Instrument, wanted: Wanted) -> bool:
    """Whether a questionnaire is among those that were asked for."""
    of = ((wanted.waves, instrument.wave), (wanted.roles, instrument.role), (wanted.instruments, instrument.name))
    return all(one in some for some, one in of if some)


def interviews(wanted: Wanted, versions: Mapping[int, Instrument]) -> sa.Select[Any]:
    """Finished interviews by respondent and round; a public file in an order that no code on a card tells."""
    columns: tuple[Any, ...] = (
        col(Interview.id),
        col(Interview.status),
        col(Interview.instrument_version_id),
        col(Interview.activity_id),
        col(Interview.group_id),
        col(Interview.wave_id),
        col(Interview.mode),
        col(Interview.language),
        col(Interview.interviewer_id),
        col(Interview.started_at),
        col(Interview.seconds),
        col(Interview.synthetic),
        col(Interview.interpreter),
        col(Respondent.code),
        col(Respondent.role),
    )
    query: sa.Select[Any] = (
        sa.select(*columns)
        .join(Respondent, col(Interview.respondent_id) == col(Respondent.id))
        .join(Wave, col(Interview.wave_id) == col(Wave.id))
        .where(col(Interview.status).in_(EXPORTED))
    )
    if wanted.waves or wanted.roles or wanted.instruments:
        query = query.where(col(Interview.instrument_version_id).in_(list(versions)))
    if wanted.waves:
        query = query.where(col(Wave.name).in_(wanted.waves))
    if wanted.roles:
        query = query.where(col(Respondent.role).in_(wanted.roles))
    if not wanted.synthetic:
        query = query.where(sa.not_(col(Interview.synthetic)))
    first = col(Respondent.id) if wanted.level == Level.PUBLIC else col(Respondent.code)
    return query.order_by(first, col(Wave.name), col(Interview.received_at), col(Interview.id))


def _occasions(session: Session) -> dict[int, Occasion]:
    arm = conditions.analysed()
    query = (
        sa.select(Activity, Site, Intervention, arm.c.condition)
        .join(Site, col(Activity.site_id) == col(Site.id))
        .join(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .join(arm, arm.c.id == col(Activity.id))
    )
    return {
        activity.id: Occasion(
            site=site.code,
            stratum=site.stratum,
            condition=analysed,
            intervention=intervention.key,
            condition_planned=activity.condition,
            quickscan=None if site.quickscan is None else round(site.quickscan, 1),
            collective=int(intervention.collective),
            context=STRATA[Stratum(site.stratum)] + CONTROLS * (analysed == Condition.CONTROL),
            site_number=site.id,
        )
        for activity, site, intervention, analysed in session.execute(query)
    }


def _rows(session: Session, query: sa.Select[Any], source: Source) -> Iterator[Sequence[Cell]]:
    number, last = 0, None
    for chunk in session.execute(query.execution_options(yield_per=CHUNK)).partitions():
        given = answered(session, [row[0] for row in chunk])
        for row in chunk:
            number, last = number + (row[PERSON] != last), row[PERSON]
            yield _row(tuple(row), given.get(row[0], NOTHING), source, number)


def answered(session: Session, interviews: Sequence[UUID]) -> dict[UUID, dict[str, str | None]]:
    """The answers of these interviews by item; a reason for none under the item's name with a sign before it."""
    is_reason = col(Answer.value).is_(None)
    name = sa.case((is_reason, sa.literal(NO_VALUE) + col(Answer.item)), else_=col(Answer.item))
    text = together(name, sa.func.coalesce(col(Answer.value), col(Answer.missing)))
    of_these = col(Answer.interview_id).in_(interviews)
    query = sa.select(col(Answer.interview_id), text).where(of_these).group_by(col(Answer.interview_id))
    return {interview: from_json(found) for interview, found in session.execute(query)}


def _row(found: tuple[Any, ...], given: Mapping[str, str | None], source: Source, number: int) -> list[Cell]:
    """One row: the context in the order of `context.yaml`, the answers, what came of it, and the numbers."""
    _, status, version, activity, group, wave, mode, language, interviewer, started, seconds = found[: PERSON - 2]
    synthetic, interpreter, code, role = found[PERSON - 2 :]
    place, held = source.occasions[activity], source.plans[version]
    name, year = source.groups[group]
    return [
        code,
        role,
        place.site,
        place.stratum,
        f"{place.site}-{name}",
        place.condition,
        place.intervention,
        activity,
        source.rounds[wave],
        mode,
        language,
        interviewer,
        local(started).isoformat(timespec="seconds"),
        round(seconds / 60, 1),
        held.instrument.name,
        held.instrument.version,
        *held.cells(given, finished=status == InterviewStatus.COMPLETE),
        status,
        year or None,
        int(synthetic),
        interpreter or "unknown",
        place.condition_planned,
        place.quickscan,
        place.collective,
        place.context,
        place.site_number,
        group,
        number,
    ]
