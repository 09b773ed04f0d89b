"""One case as its caller sees it: who it is in the study, and what happened before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import CaseClosed, NotFound
from app.instrument.schema import Instrument
from app.models import (
    Activity,
    CallAttempt,
    Case,
    Group,
    Intervention,
    Person,
    Respondent,
    Site,
    Wave,
)
from app.services import releases
from app.services.dispositions import BY_HAND, DISPOSITIONS, Disposition


@dataclass(frozen=True)
class DueCall:
    """A case with where it comes from; no name and no number."""

    case: Case
    respondent: Respondent
    site: Site
    intervention: Intervention
    attempts: int
    last: CallAttempt | None

    @property
    def outcome(self) -> Disposition | None:
        """How the last call ended."""
        return DISPOSITIONS[self.last.disposition] if self.last else None


@dataclass(frozen=True)
class OpenCase:
    """A case as its caller sees it, without the number."""

    call: DueCall
    group: Group
    activity: Activity
    wave: Wave
    attempts: Sequence[tuple[CallAttempt, Person]]
    outcomes: Sequence[Disposition] = BY_HAND

    @property
    def closed(self) -> Disposition | None:
        """How it ended, if it did."""
        key = self.call.case.closed_by
        return DISPOSITIONS.get(key) if key else None

    def label(self, attempt: CallAttempt) -> str:
        """How an earlier attempt ended, in words."""
        return DISPOSITIONS[attempt.disposition].label


def case(session: Session, case_id: int, *, today: date) -> OpenCase:  # noqa: ARG001
    """One case with what happened before.

    Raises:
        NotFound: There is no such case.
    """
    calls = _calls(session, col(Case.id) == case_id)
    if not calls:
        raise NotFound
    call = calls[0]
    group = session.get_one(Group, call.respondent.group_id)
    activity = session.get_one(Activity, call.respondent.activity_id)
    wave = session.get_one(Wave, call.case.wave_id)
    earlier = (
        select(CallAttempt, Person)
        .join(Person, col(CallAttempt.caller_id) == col(Person.id))
        .where(CallAttempt.case_id == case_id)
        .order_by(sa.desc(col(CallAttempt.at)))
    )
    return OpenCase(call, group, activity, wave, session.exec(earlier).all())


def _calls(session: Session, which: sa.ColumnElement[bool]) -> list[DueCall]:
    rows = session.exec(
        select(Case, Respondent, Site, Intervention)
        .join(Respondent, col(Case.respondent_id) == col(Respondent.id))
        .join(Activity, col(Respondent.activity_id) == col(Activity.id))
        .join(Site, col(Activity.site_id) == col(Site.id))
        .join(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .where(which)
    ).all()
    tried = _attempts(session, [case.id for case, *_ in rows])
    return [
        DueCall(*row, attempts=len(tries), last=tries[-1] if tries else None)
        for row in rows
        for tries in [tried.get(row[0].id, [])]
    ]


def _attempts(session: Session, cases: list[int]) -> dict[int, list[CallAttempt]]:
    tried: dict[int, list[CallAttempt]] = {}
    query = select(CallAttempt).where(col(CallAttempt.case_id).in_(cases)).order_by(col(CallAttempt.at))
    for attempt in session.exec(query):
        tried.setdefault(attempt.case_id, []).append(attempt)
    return tried


def context(session: Session, opened: OpenCase, instrument: Instrument) -> dict[str, str | int]:
    """What the phone needs to begin the interview of a case with this list.

    Raises:
        CaseClosed: There is nothing to call for any more.
    """
    call = opened.call
    if call.case.closed_by is not None:
        raise CaseClosed
    return {
        "wave": opened.wave.name,
        "activity": call.respondent.activity_id,
        "group": call.respondent.group_id,
        "kind": call.intervention.kind,
        "language": call.case.language,
        "languages": " ".join(releases.usable(session, instrument)),
        "mode": opened.wave.mode,
        "respondent": str(call.respondent.id),
        "case": call.case.id,
    }
