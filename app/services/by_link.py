"""Who is reached by a link instead of a call: who waits for one, how far the others are, and which mentors are due."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clock import local
from app.errors import NotFound
from app.instrument.schema import Instrument
from app.instrument.sheets import asked
from app.models import (
    Activity,
    Case,
    FollowUpLink,
    Group,
    Interview,
    Person,
    PersonRole,
    Respondent,
    Role,
    SelfCompletion,
    SelfLink,
    Site,
    Wave,
)
from app.services import instruments


class Way(StrEnum):
    """How far a link is."""

    SENT = "sent"
    BEGUN = "begun"
    DONE = "done"
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Sent:
    """The newest link of a case, and how far the questionnaire behind it is."""

    link: FollowUpLink
    by: str
    way: Way
    answered: int = 0
    of: int = 0

    @property
    def is_open(self) -> bool:
        """Whether something can still be filled in with it."""
        return self.way in {Way.SENT, Way.BEGUN}


@dataclass(frozen=True)
class Line:
    """A case that is reached by a link; no name and no number."""

    case: Case
    code: str
    site: str
    wave: Wave
    group: str
    sent: Sent | None = None
    is_begun: bool = False

    @property
    def is_alone(self) -> bool:
        """Whether its round is filled in alone by everybody."""
        return self.wave.mode == "self"


@dataclass
class Overview:
    """Everything of the page."""

    waiting: list[Line] = field(default_factory=list)  # for a link
    under_way: list[Line] = field(default_factory=list)
    filled_in: int = 0  # parents who came to the end by themselves
    mentors: list[Line] = field(default_factory=list)  # due, and not filled in yet
    mentors_done: int = 0
    mentors_over: int = 0  # their weeks passed without it
    mentors_later: int = 0


def overview(session: Session, *, now: datetime) -> Overview:
    """The lists of the page, the window that closes first on top."""
    today, shown = local(now).date(), Overview()
    spoken = _spoken(session)
    lines = _lines(session, _reached_by_link(spoken), now=now)
    for line in lines:
        is_due = line.case.due_on <= today
        if line.wave.role == Role.MENTOR:
            _mentor(shown, line, is_due=is_due)
        elif line.sent is not None and line.sent.way is Way.DONE:
            shown.filled_in += 1
        elif line.case.closed_by is not None:
            continue
        elif line.sent is not None and line.sent.is_open:
            shown.under_way.append(line)
        elif is_due and (line.is_alone or line.case.language not in spoken):
            shown.waiting.append(line)
    return shown


def _mentor(shown: Overview, line: Line, *, is_due: bool) -> None:
    if line.case.closed_by == "complete":
        shown.mentors_done += 1
    elif line.case.closed_by is not None:
        shown.mentors_over += 1
    elif is_due:
        shown.mentors.append(line)
    else:
        shown.mentors_later += 1


def about(session: Session, case_id: int, *, now: datetime) -> Line:
    """One case.

    Raises:
        NotFound: There is none.
    """
    lines = _lines(session, col(Case.id) == case_id, now=now)
    if not lines:
        raise NotFound
    return lines[0]


def waiting(session: Session, *, now: datetime) -> int:
    """How many parents wait for a link, and mentors for a reminder; they are no calls.

    The same as on the page of the links, but counted without reading what anybody filled in.
    """
    spoken = _spoken(session)
    by_link = sa.or_(col(Wave.mode) == "self", col(Case.language).not_in(spoken))
    mine = col(FollowUpLink.case_id) == col(Case.id)
    is_live = sa.exists().where(mine, col(FollowUpLink.revoked_at).is_(None), col(FollowUpLink.expires_at) > now)
    finished = sa.exists().where(
        col(SelfLink.case_id) == col(Case.id),
        col(SelfCompletion.link_id) == col(SelfLink.id),
        col(SelfCompletion.finished_at).is_not(None),
    )
    is_done = sa.and_(sa.exists().where(mine), finished)
    query = (
        sa.select(sa.func.count())
        .select_from(Case)
        .join(Wave, col(Wave.id) == col(Case.wave_id))
        .where(
            col(Case.closed_by).is_(None),
            col(Case.due_on) <= local(now).date(),
            _reached_by_link(spoken),
            sa.or_(col(Wave.role) == Role.MENTOR, sa.and_(by_link, ~is_live, ~is_done)),
        )
    )
    return session.scalars(query).one()


def sent(session: Session, cases: Sequence[int], *, now: datetime) -> dict[int, Sent]:
    """The newest link of each of these cases that has one."""
    newest = sa.select(sa.func.max(col(FollowUpLink.id))).where(col(FollowUpLink.case_id).in_(cases))
    query = (
        select(FollowUpLink, Person.name)
        .join(Person, col(Person.id) == col(FollowUpLink.made_by))
        .where(col(FollowUpLink.id).in_(newest.group_by(col(FollowUpLink.case_id))))
    )
    begun = _begun(session, cases)
    ids = [completion.interview_id for completion, _ in begun.values()]
    held = {one.id: one for one in session.exec(select(Interview).where(col(Interview.id).in_(ids)))} if ids else {}
    return {
        link.case_id: _sent(session, link, by, begun.get(link.case_id), held, now) for link, by in session.exec(query)
    }


def _begun(session: Session, cases: Sequence[int]) -> dict[int, tuple[SelfCompletion, str]]:
    query = (
        select(SelfLink.case_id, SelfCompletion, SelfLink.instrument)
        .join(SelfCompletion, col(SelfCompletion.link_id) == col(SelfLink.id))
        .where(col(SelfLink.case_id).in_(cases))
    )
    return {case: (completion, name) for case, completion, name in session.exec(query) if case is not None}


def _sent(
    session: Session,
    link: FollowUpLink,
    by: str,
    begun: tuple[SelfCompletion, str] | None,
    held: Mapping[UUID, Interview],
    now: datetime,
) -> Sent:
    is_done = begun is not None and begun[0].finished_at is not None
    asked_in_turn = (
        (Way.DONE, is_done),
        (Way.REVOKED, link.revoked_at is not None),
        (Way.ENDED, link.expires_at <= now),
        (Way.BEGUN, begun is not None),
    )
    way = next((way for way, is_so in asked_in_turn if is_so), Way.SENT)
    return Sent(link, by, way, *(_how_far(session, *begun, held) if begun else (0, 0)))


def _how_far(
    session: Session, completion: SelfCompletion, name: str, held: Mapping[UUID, Interview]
) -> tuple[int, int]:
    """How many questions were answered, and how many are asked given those answers."""
    interview = held.get(completion.interview_id)
    given = json.loads(interview.snapshot)["answers"] if interview else {}
    instrument: Instrument = instruments.version(session, name, completion.version)
    values = {item: said["value"] for item, said in given.items()}
    countable = [one for one in asked(instrument, values) if one.type != "note" and not one.contact]
    return sum(one.name in given for one in countable), len(countable)


def _spoken(session: Session) -> set[str]:
    callers = session.exec(
        select(Person.languages).where(Person.role == PersonRole.CALLER, col(Person.left_at).is_(None))
    )
    return {tag for languages in callers for tag in languages.split()}


def _reached_by_link(spoken: set[str]) -> sa.ColumnElement[bool]:
    has_link = sa.exists().where(col(FollowUpLink.case_id) == col(Case.id))
    return sa.or_(has_link, col(Wave.mode) == "self", col(Case.language).not_in(spoken))


def _lines(session: Session, which: sa.ColumnElement[bool], *, now: datetime) -> list[Line]:
    query = (
        select(Case, Respondent.code, Site.code, Wave, Group.name)  # type: ignore[call-overload]
        .join(Wave, col(Wave.id) == col(Case.wave_id))
        .join(Respondent, col(Respondent.id) == col(Case.respondent_id))
        .join(Activity, col(Activity.id) == col(Respondent.activity_id))
        .join(Site, col(Site.id) == col(Activity.site_id))
        .join(Group, col(Group.id) == col(Respondent.group_id))
        .where(which)
        .order_by(col(Case.closes_on), col(Case.id))
    )
    rows = session.exec(query).all()
    cases = [row[0].id for row in rows]
    links, begun = sent(session, cases, now=now), _begun(session, cases)
    return [
        Line(case, code, site, wave, group, links.get(case.id), case.id in begun)
        for case, code, site, wave, group in rows
    ]
