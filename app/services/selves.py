"""Somebody fills it in alone: where a link leads, who begins with it, how far she is. `filling` keeps the sheets."""

import json
import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import for_update
from app.errors import (
    EveningOver,
    FieldworkError,
    NotYet,
    OwnLinkOver,
    StartAgain,
    TakenBack,
    TakenOver,
    TooManyStarts,
    UnknownLink,
    WentOnElsewhere,
)
from app.models import (
    Activity,
    ActivityGroup,
    Case,
    FollowUpLink,
    Group,
    Intervention,
    Interview,
    Respondent,
    SelfCompletion,
    SelfLink,
    Site,
    Wave,
)
from app.security.links import LinkSigner
from app.services import evenings, instruments, releases, withdrawn
from app.services.going import Going, Place, is_own

MOST_STARTS = 300  # with one link: a school's largest evening, twice
MOST_A_MINUTE = 20  # a hall that scans the projector at once, from the one address of its wifi
MINUTE = timedelta(minutes=1)
SIGNS = "ACDEFHJKMNPRTWXY3479"  # of a code that is read off one screen and typed on another: none looks like another
CODE = 4


def place(session: Session, signer: LinkSigner, token: str, *, now: datetime) -> Place:
    """Where a link leads, while its evening lasts.

    Raises:
        UnknownLink: No link of ours.
        EveningOver: It has expired.
        NotYet: Its day has not come.
    """
    permit = signer.read(token)
    link = evenings.find(session, permit) if permit else None
    if link is None:
        raise UnknownLink
    return _open(session, link, now=now)


def _open(session: Session, link: SelfLink, *, now: datetime, version: str | None = None) -> Place:
    if is_own(link):
        _check_own(session, link, now=now)
    elif now >= link.expires_at:
        raise EveningOver
    activity = session.get_one(Activity, link.activity_id)
    if now < evenings.begins(activity):
        raise NotYet
    found = (
        instruments.version(session, link.instrument, version)
        if version
        else instruments.newest(session, link.instrument)
    )
    groups = (
        select(Group)
        .join(ActivityGroup, col(ActivityGroup.group_id) == col(Group.id))
        .where(ActivityGroup.activity_id == activity.id)
        .order_by(col(Group.name))
    )
    return Place(
        link=link,
        activity=activity,
        site=session.get_one(Site, activity.site_id),
        kind=session.get_one(Intervention, activity.intervention_id).kind,
        groups=tuple(session.exec(groups)),
        instrument=found,
        languages=releases.usable(session, found),
        wave=_wave(session, link.case_id) or found.wave,
    )


def _check_own(session: Session, link: SelfLink, *, now: datetime) -> None:
    alive = (col(FollowUpLink.revoked_at).is_(None), FollowUpLink.expires_at > now)
    mine = select(FollowUpLink.id).where(FollowUpLink.case_id == link.case_id, *alive)
    if session.exec(mine).first() is None:
        raise OwnLinkOver


def _wave(session: Session, case_id: int | None) -> str | None:
    query = select(Wave.name).join(Case, col(Case.wave_id) == col(Wave.id)).where(Case.id == case_id)
    return session.exec(query).first() if case_id is not None else None


def begin(
    session: Session, signer: LinkSigner, token: str, *, wanted: UUID, language: str, group: str, now: datetime
) -> tuple[SelfCompletion, Place]:
    """Somebody begins. A double tap begins once; who begins again after the first answer is somebody new.

    Raises:
        UnknownLink: The link is not ours, or has no such class or language.
        EveningOver: It has expired.
        TooManyStarts: More than an evening has.
    """
    here = place(session, signer, token, now=now)
    chosen = next((one for one in here.groups if str(one.id) == group), None)
    if language not in here.languages or chosen is None:
        raise UnknownLink
    held = session.get(SelfCompletion, wanted)
    is_empty = session.get(Interview, wanted) is None
    if held is not None and held.link_id == here.link.id and is_empty:
        held.language, held.group_id = language, chosen.id
        return held, here
    _brake(session, here.link, now=now)
    fresh = wanted if held is None and is_empty else uuid4()
    return started(session, here.link, chosen.id, here.instrument.version, language, interview=fresh, now=now), here


def started(
    session: Session,
    link: SelfLink,
    group_id: int,
    version: str,
    language: str,
    *,
    interview: UUID,
    now: datetime,
    respondent: UUID | None = None,
) -> SelfCompletion:
    """Write down that somebody begins with a link; the respondent is new, unless it is somebody we met before."""
    new = SelfCompletion(
        interview_id=interview,
        respondent_id=respondent or uuid4(),
        link_id=link.id,
        activity_id=link.activity_id,
        group_id=group_id,
        version=version,
        language=language,
        code=_free_code(session, link.activity_id),
        started_at=now,
        saved_at=now,
    )
    session.add(new)
    session.flush()
    return new


def _brake(session: Session, link: SelfLink, *, now: datetime) -> None:
    """Rows are counted, so that every server and every restart knows the same; both looks are in one index."""
    mine = sa.select(sa.func.count()).where(col(SelfCompletion.link_id) == link.id)
    lately = session.scalar(mine.where(col(SelfCompletion.started_at) > now - MINUTE)) or 0
    if lately >= MOST_A_MINUTE or (session.scalar(mine) or 0) >= MOST_STARTS:
        raise TooManyStarts


def _free_code(session: Session, activity_id: int) -> str:
    open_ones = select(SelfCompletion.code).where(
        SelfCompletion.activity_id == activity_id, col(SelfCompletion.finished_at).is_(None)
    )
    used = set(session.exec(open_ones))
    while (code := "".join(secrets.choice(SIGNS) for _ in range(CODE))) in used:
        pass
    return code


def going(
    session: Session, interview_id: UUID | None, *, now: datetime, changes: bool = False, browser: int = 1
) -> Going:
    """The questionnaire of a cookie; who `changes` it has it alone until the commit.

    Raises:
        StartAgain: There is none.
        TakenBack: She does not take part any more.
        TakenOver: The student goes on with it.
        WentOnElsewhere: Another browser took it up.
        EveningOver, OwnLinkOver: It was not finished in time.
    """
    query = select(SelfCompletion).where(SelfCompletion.interview_id == interview_id)
    completion = session.exec(for_update(session, query) if changes else query).one_or_none()
    if completion is None:
        raise StartAgain
    if withdrawn.reach(session, completion.respondent_id) is not None:
        raise TakenBack
    if completion.taken_at is not None:
        raise TakenOver
    if completion.browser != browser:
        raise WentOnElsewhere
    return loaded(session, completion, now=now)


def loaded(session: Session, completion: SelfCompletion, *, now: datetime) -> Going:
    """A questionnaire with everything that its sheets need.

    Raises:
        EveningOver, OwnLinkOver: It was not finished in time.
    """
    here = _open(session, session.get_one(SelfLink, completion.link_id), now=now, version=completion.version)
    held = session.get(Interview, completion.interview_id)
    return Going(here, completion, json.loads(held.snapshot) if held else {}, held.status if held else "draft")


def code_of(session: Session, at: Going) -> str | None:
    """What somebody needs to withdraw later, once she has finished."""
    met = session.get(Respondent, at.completion.respondent_id)
    return met.code if met and at.status != "refused" else None


def still_going(session: Session, interview_id: UUID, here: Place, *, now: datetime) -> Going | None:
    """What this browser has not finished at this activity; None when a new questionnaire simply begins."""
    try:
        at = going(session, interview_id, now=now)
    except FieldworkError:  # another evening, or somebody helped
        return None
    is_here = at.completion.activity_id == here.activity.id and not at.is_own
    return at if is_here and not at.is_over else None
