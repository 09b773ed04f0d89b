"""An evening at which people fill it in themselves: the links that it shows, and how far everybody is."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clock import TIME_ZONE
from app.errors import N_, FieldworkError, NotFound
from app.instrument.schema import Instrument
from app.instrument.sheets import sheets
from app.models import (
    Activity,
    Answer,
    Interview,
    InterviewStatus,
    Person,
    Role,
    SelfCompletion,
    SelfLink,
)
from app.security.links import LinkSigner, Pass
from app.security.tokens import fingerprint, new_code
from app.services import fieldwork, instruments, releases, waves

AFTER = timedelta(hours=2)  # whoever is still filling in when the activity ends gets so long
BEFORE = timedelta(days=7)  # a QR may be printed so long before
ROLES = (Role.PARENT, Role.PUPIL)


class NotAround(FieldworkError):
    """An activity that is over, or too far ahead."""

    status = 409
    sentence = N_("People can fill it in themselves from a week before an activity until two hours after its end.")


@dataclass(frozen=True)
class Shown:
    """A link as it is shown: its token for the QR, and its code for who types."""

    link: SelfLink
    token: str

    @property
    def spoken(self) -> str:
        """The code in two threes, as it is read out."""
        return f"{self.link.code[:3]} {self.link.code[3:]}"


@dataclass(frozen=True)
class Unfinished:
    """Somebody who is still busy, or left: since when, in which language, how far."""

    interview_id: str
    started_at: datetime
    saved_at: datetime
    language: str
    answered: int
    sheet: int
    of: int
    section: dict[str, str]  # the heading under which it stopped, in every language


@dataclass
class Alone:
    """How far everybody is who fills it in alone at an activity."""

    started: int = 0
    finished: int = 0
    declined: int = 0
    taken: int = 0
    unfinished: list[Unfinished] = field(default_factory=list)


def ends(activity: Activity) -> datetime:
    """When an activity ends, by the schools' clocks; after midnight is the day after."""
    on = activity.held_on + timedelta(days=activity.ends_at <= activity.starts_at)
    return datetime.combine(on, activity.ends_at, TIME_ZONE).astimezone(UTC)


def closes(activity: Activity) -> datetime:
    """When its links end."""
    return ends(activity) + AFTER


def begins(activity: Activity) -> datetime:
    """From when its links open: the day itself, whenever people come in."""
    return datetime.combine(activity.held_on, time(), TIME_ZONE).astimezone(UTC)


def offered(session: Session) -> list[Instrument]:
    """What somebody can fill in alone at an activity: the first wave's questionnaires of parents and pupils."""
    return [one.instrument for one in waves.in_use(session) if one.wave.role in ROLES]


def is_around(activity: Activity, now: datetime) -> bool:
    """Whether links for it may be shown now."""
    return begins(activity) - BEFORE <= now < closes(activity)


def open_link(
    session: Session, signer: LinkSigner, activity_id: int, *, instrument: str, by: Person, now: datetime
) -> Shown:
    """A link for everybody at an activity; the same again when it is there already.

    Raises:
        NotFound: There is no such activity or questionnaire for her.
        NotAround: It is over, or too far ahead.
    """
    activity = fieldwork.occasion(session, activity_id, person=by).activity
    chosen = next((one for one in offered(session) if one.name == instrument), None)
    if chosen is None:
        raise NotFound
    if not is_around(activity, now):
        raise NotAround
    permit = Pass(activity.id, by.id, closes(activity), chosen.role, chosen.name)
    held = find(session, permit)
    if held is None:
        held = SelfLink(
            fingerprint=fingerprint(permit.written()),
            code=free_code(session),
            activity_id=activity.id,
            instrument=chosen.name,
            role=Role(chosen.role),
            person_id=by.id,
            made_at=now,
            expires_at=permit.until,
        )
        session.add(held)
        session.flush()
    return Shown(held, signer.sign(permit))


def shown(session: Session, signer: LinkSigner, activity_id: int, *, instrument: str, by: Person) -> Shown | None:
    """The link of this questionnaire that she shows, if she opened one."""
    mine = select(SelfLink).where(
        SelfLink.activity_id == activity_id, SelfLink.instrument == instrument, SelfLink.person_id == by.id
    )
    held = session.exec(mine.order_by(sa.desc(col(SelfLink.id)))).first()
    return Shown(held, signer.sign(pass_of(held))) if held else None


def languages(session: Session, shown: Shown | None) -> tuple[str, ...]:
    """What people can choose behind a link."""
    return releases.usable(session, instruments.newest(session, shown.link.instrument)) if shown else ()


def pass_of(link: SelfLink) -> Pass:
    """What the token of a link says."""
    return Pass(link.activity_id, link.person_id, link.expires_at, link.role, link.instrument)


def find(session: Session, permit: Pass) -> SelfLink | None:
    """The row of a pass, if somebody opened it."""
    return session.exec(select(SelfLink).where(SelfLink.fingerprint == fingerprint(permit.written()))).one_or_none()


def by_code(session: Session, code: str) -> SelfLink | None:
    """The link that a typed code belongs to."""
    return session.exec(select(SelfLink).where(SelfLink.code == code)).one_or_none()


def token_of(session: Session, signer: LinkSigner, code: str) -> str | None:
    """The token that a typed code stands for."""
    link = by_code(session, code)
    return signer.sign(pass_of(link)) if link else None


def alone(session: Session, activity_id: int) -> Alone:
    """How many began and finished by themselves, and where the others are."""
    query = (
        select(SelfCompletion, SelfLink.instrument, Interview.status)
        .join(SelfLink, col(SelfLink.id) == col(SelfCompletion.link_id))
        .outerjoin(Interview, col(Interview.id) == col(SelfCompletion.interview_id))
        .where(SelfCompletion.activity_id == activity_id, col(SelfLink.role).in_(ROLES))
        .where(col(SelfLink.case_id).is_(None))
        .order_by(col(SelfCompletion.started_at))
    )
    rows = session.exec(query).all()
    answered = _answered(session, activity_id)
    found = Alone(started=len(rows))
    for completion, instrument, status in rows:
        if completion.taken_at is not None:
            found.taken += 1
        elif status == InterviewStatus.REFUSED:
            found.declined += 1
        elif completion.finished_at is not None:
            found.finished += 1
        else:
            questionnaire = instruments.version(session, instrument, completion.version)
            found.unfinished.append(_unfinished(questionnaire, completion, answered))
    return found


def _unfinished(instrument: Instrument, completion: SelfCompletion, answered: dict[object, int]) -> Unfinished:
    laid = sheets(instrument)
    at = min(completion.sheet, len(laid))
    first = laid[at - 1][0]
    section = next(section for section in instrument.survey if first in section.items)
    return Unfinished(
        interview_id=str(completion.interview_id),
        started_at=completion.started_at,
        saved_at=completion.saved_at,
        language=completion.language,
        answered=answered.get(completion.interview_id, 0),
        sheet=at,
        of=len(laid),
        section=section.label,
    )


def _answered(session: Session, activity_id: int) -> dict[object, int]:
    counted = (
        sa.select(col(Answer.interview_id), sa.func.count())
        .join(SelfCompletion, col(SelfCompletion.interview_id) == col(Answer.interview_id))
        .where(col(SelfCompletion.activity_id) == activity_id)
        .group_by(col(Answer.interview_id))
    )
    return dict(map(tuple, session.execute(counted)))


def free_code(session: Session) -> str:
    """Six digits that lead nowhere yet."""
    while by_code(session, code := new_code()) is not None:
        pass
    return code
