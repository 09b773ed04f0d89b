"""Finished interviews with their context and answers, as results, reports and talks about quality look at them.

Rehearsals never become interviews, what was voided counts nowhere, and whoever withdrew is not there any more.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.instrument.schema import Instrument
from app.models import (
    Activity,
    Answer,
    Group,
    Intervention,
    Interview,
    InterviewStatus,
    Missing,
    Respondent,
    Role,
    Site,
    Wave,
)
from app.services import conditions, instruments

COUNTED = (InterviewStatus.COMPLETE, InterviewStatus.PARTIAL)
CHUNK = 500


@dataclass(frozen=True)
class Given:
    """An answer: a value, or the reason that there is none."""

    value: str | None
    missing: Missing | None
    language: str
    remark: str | None


@dataclass(frozen=True)
class Finished:
    """One interview that counts, with where it was held and by whom."""

    id: UUID
    respondent_id: UUID
    code: str
    role: Role
    wave: str
    instrument: str
    version: str
    site_id: int
    site: str
    stratum: str
    group_id: int
    group: str
    year: str | None
    activity_id: int
    intervention: str
    collective: bool
    condition: str  # as analysed
    mode: str
    language: str
    interviewer_id: int
    started_at: datetime
    seconds: float
    status: InterviewStatus
    answers: Mapping[str, Given]
    planned: str = ""  # the condition before any reassignment
    intervention_name: str = ""
    site_name: str = ""

    def point(self, item: str) -> int | None:
        """The answer as a whole number; None where there is none, or where it is no number."""
        given = self.answers.get(item)
        return int(given.value) if given and given.value and given.value.lstrip("-").isdecimal() else None


def interviews(
    session: Session,
    *,
    wave: str | None = None,
    role: Role | None = None,
    site_id: int | None = None,
    instrument: str | None = None,
    statuses: Iterable[InterviewStatus] = COUNTED,
    items: Collection[str] | None = None,
) -> list[Finished]:
    """Every interview that counts, of one round, role, school or list where that is asked, by respondent and round.

    With other `statuses` those that do not count, to say which they are; with `items` only the answers to these.
    """
    arm = conditions.analysed()
    query = (
        sa.select(*_columns(arm.c.condition))
        .join(Respondent, col(Interview.respondent_id) == col(Respondent.id))
        .join(Activity, col(Interview.activity_id) == col(Activity.id))
        .join(arm, arm.c.id == col(Activity.id))
        .join(Site, col(Activity.site_id) == col(Site.id))
        .join(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .join(Group, col(Interview.group_id) == col(Group.id))
        .join(Wave, col(Interview.wave_id) == col(Wave.id))
        .where(col(Interview.status).in_(list(statuses)))
        .order_by(col(Respondent.code), col(Wave.name), col(Interview.received_at), col(Interview.id))
    )
    if wave is not None:
        query = query.where(col(Wave.name) == wave)
    if role is not None:
        query = query.where(col(Respondent.role) == role)
    if site_id is not None:
        query = query.where(col(Activity.site_id) == site_id)
    versions = instruments.by_row(session)
    if instrument is not None:
        rows = [row for row, held in versions.items() if held.name == instrument]
        query = query.where(col(Interview.instrument_version_id).in_(rows))
    found = [dict(row._mapping) for row in session.execute(query)]
    given = _answers(session, [row["id"] for row in found], items)
    return [_finished(row, versions[row.pop("version_id")], given.get(row["id"], {})) for row in found]


def _columns(condition: sa.ColumnElement[str]) -> list[sa.ColumnElement[Any]]:
    """What is read of each, by its name in `Finished`; not the snapshot, which is long."""
    held = {
        "id": Interview.id,
        "respondent_id": Interview.respondent_id,
        "code": Respondent.code,
        "role": Respondent.role,
        "wave": Wave.name,
        "version_id": Interview.instrument_version_id,
        "site_id": Site.id,
        "site": Site.code,
        "site_name": Site.name,
        "stratum": Site.stratum,
        "group_id": Group.id,
        "group": Group.name,
        "year": Group.year,
        "activity_id": Activity.id,
        "intervention": Intervention.key,
        "intervention_name": Intervention.name,
        "collective": Intervention.collective,
        "planned": Activity.condition,
        "mode": Interview.mode,
        "language": Interview.language,
        "interviewer_id": Interview.interviewer_id,
        "started_at": Interview.started_at,
        "seconds": Interview.seconds,
        "status": Interview.status,
    }
    return [*(col(one).label(name) for name, one in held.items()), condition.label("condition")]


def _finished(row: dict[str, Any], held: Instrument, answers: Mapping[str, Given]) -> Finished:
    told = row | {"role": Role(row["role"]), "status": InterviewStatus(row["status"])}
    return Finished(**told, instrument=held.name, version=held.version, answers=answers)


def _answers(session: Session, ids: Sequence[UUID], items: Collection[str] | None) -> dict[UUID, dict[str, Given]]:
    """By interview and item; what is said alike is held once, and an id is made once, as there are many answers."""
    held: dict[UUID, dict[str, Given]] = {}
    alike: dict[tuple[str | None, ...], Given] = {}
    columns = [col(one) for one in (Answer.item, Answer.value, Answer.missing, Answer.language, Answer.remark)]
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        known: dict[str | UUID, UUID] = {one.hex: one for one in chunk} | {one: one for one in chunk}
        query = sa.select(sa.type_coerce(Answer.interview_id, sa.types.NullType()), *columns)
        query = query.where(col(Answer.interview_id).in_(chunk))
        if items is not None:
            query = query.where(col(Answer.item).in_(items))
        for raw, item, *said in session.execute(query):
            key = tuple(said)
            if key not in alike:
                value, missing, language, remark = said
                alike[key] = Given(value, Missing(missing) if missing else None, language, remark)
            held.setdefault(known[raw], {})[item] = alike[key]
    return held
