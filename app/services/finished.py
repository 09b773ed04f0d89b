"""Finished interviews with their context and answers, as results, reports and talks about quality look at them.

Rehearsals never become interviews, what was voided counts nowhere, and whoever withdrew is not there any more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

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
) -> list[Finished]:
    """Every interview that counts, of one round, role, school or list where that is asked, by respondent and round.

    With other `statuses` those that do not count, to say which they are.
    """
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
    found = session.execute(query).all()
    given = _answers(session, [row[0].id for row in found])
    return [
        Finished(
            id=interview.id,
            respondent_id=respondent.id,
            code=respondent.code,
            role=Role(respondent.role),
            wave=round_.name,
            instrument=versions[interview.instrument_version_id].name,
            version=versions[interview.instrument_version_id].version,
            site_id=site.id,
            site=site.code,
            stratum=site.stratum,
            group_id=group.id,
            group=group.name,
            year=group.year,
            activity_id=activity.id,
            intervention=intervention.key,
            collective=intervention.collective,
            condition=condition,
            mode=interview.mode,
            language=interview.language,
            interviewer_id=interview.interviewer_id,
            started_at=interview.started_at,
            seconds=interview.seconds,
            status=InterviewStatus(interview.status),
            answers=given.get(interview.id, {}),
            planned=activity.condition,
            intervention_name=intervention.name,
            site_name=site.name,
        )
        for interview, respondent, site, group, activity, intervention, round_, condition in found
    ]


def _answers(session: Session, ids: Sequence[UUID]) -> dict[UUID, dict[str, Given]]:
    held: dict[UUID, dict[str, Given]] = {}
    columns = (Answer.interview_id, Answer.item, Answer.value, Answer.missing, Answer.language, Answer.remark)
    for start in range(0, len(ids), CHUNK):
        query = sa.select(*map(col, columns)).where(col(Answer.interview_id).in_(ids[start : start + CHUNK]))
        for interview, item, value, missing, language, remark in session.execute(query):
            why = Missing(missing) if missing else None
            held.setdefault(interview, {})[item] = Given(value, why, language, remark)
    return held
