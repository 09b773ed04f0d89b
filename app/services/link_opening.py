"""A parent opens her personal link: what she finds behind it, and how she begins or goes on.

A messenger that fetches a preview opens the page too, so only a tap begins. The link leads on as often as she likes
until it ends; her answers it shows to nobody. They stay with the browser in which they were given: whoever opens the
link elsewhere goes on with the first question that is open, and the other browser is told so.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session, select

from app.calling.states import CaseState
from app.db import for_update
from app.errors import TooManyStarts
from app.models import Case, FollowUpLink, Interview, Respondent, SelfCompletion, SelfLink, Wave
from app.security.links import OwnLinkSigner, claimed_language
from app.security.sealing import Sealer
from app.security.tokens import fingerprint
from app.services import evenings, filling, instruments, link_door, releases, selves
from app.services.going import Going
from app.services.link_door import Behind, Door

MOST_BROWSERS = 100  # that take up one questionnaire; a family needs five, a script wants thousands


@dataclass(frozen=True)
class Taken:
    """She began, or went on: which questionnaire, in which browser, at which sheet."""

    completion: SelfCompletion
    sheet: int
    link: FollowUpLink


def look(
    session: Session,
    signer: OwnLinkSigner,
    token: str,
    *,
    language: str = "",
    mine: tuple[UUID, int] | None = None,
    now: datetime,
) -> Door:
    """What somebody finds who opens a link; looking changes nothing.

    Args:
        session: Reads only.
        signer: Of personal links.
        token: As it stands in the address.
        language: In which she wants to read, where she chose one.
        mine: The questionnaire that this browser is filling in, and the how-manieth browser of it that is.
        now: This moment.
    """
    link = find(session, signer, token)
    if link is None:
        return link_door.door(session, Behind.UNKNOWN, claimed_language(token))
    held = session.get_one(Case, link.case_id)
    completion = of_case(session, held.id)
    behind = _behind(link, held, completion, now)
    languages = _languages(session, held, completion)
    chosen = language if language in languages else completion.language if completion else link.language
    is_here = completion is not None and mine == (completion.interview_id, completion.browser)
    sheet = completion.sheet if completion is not None and is_here else None
    return link_door.door(session, behind, chosen, link=link, held=held, languages=languages, sheet=sheet)


def begin(
    session: Session,
    signer: OwnLinkSigner,
    sealer: Sealer,
    token: str,
    *,
    language: str,
    mine: tuple[UUID, int] | None,
    now: datetime,
) -> Taken | None:
    """A tap: she begins, or goes on where she or another browser stopped; None where the link leads nowhere now.

    Raises:
        TooManyStarts: More browsers took it up than a family has.
    """
    found = find(session, signer, token)
    if found is None:
        return None
    link = session.exec(for_update(session, select(FollowUpLink).where(FollowUpLink.id == found.id))).one()
    held = session.get_one(Case, link.case_id)
    completion = of_case(session, held.id)
    if _behind(link, held, completion, now) not in {Behind.READY, Behind.BEGUN}:
        return None
    usable = _languages(session, held, completion)
    spoken = language if language in usable else link.language
    link.opened_at = link.opened_at or now
    if completion is None:
        completion = _started(session, link, held, spoken, now=now)
    elif mine != (completion.interview_id, completion.browser):
        _take_up(session, completion)
    completion.language, link.interview_id = spoken, completion.interview_id
    session.get_one(SelfLink, completion.link_id).expires_at = link.expires_at
    session.flush()
    at = selves.loaded(session, completion, now=now)
    return Taken(completion, _goes_on(at, filling.kept(session, sealer, at)), link)


def find(session: Session, signer: OwnLinkSigner, token: str) -> FollowUpLink | None:
    """The row of a token, if it is one of ours."""
    if signer.read(token) is None:
        return None
    return session.exec(select(FollowUpLink).where(FollowUpLink.fingerprint == fingerprint(token))).one_or_none()


def of_case(session: Session, case_id: int) -> SelfCompletion | None:
    """What was begun with the links of a case; all of them lead to the same."""
    query = select(SelfCompletion).join(SelfLink, SelfLink.id == SelfCompletion.link_id)  # type: ignore[arg-type]
    return session.exec(query.where(SelfLink.case_id == case_id)).first()


def _behind(link: FollowUpLink, held: Case, completion: SelfCompletion | None, now: datetime) -> Behind:
    """The first of these that is so. Whatever became of a case meanwhile, what she still has to say is kept."""
    asked = (
        (Behind.WITHDRAWN, held.state == CaseState.WITHDRAWN),
        (Behind.DONE, completion is not None and completion.finished_at is not None),
        (Behind.CLOSED, held.state == CaseState.COMPLETE),  # by telephone
        (Behind.REVOKED, link.revoked_at is not None),
        (Behind.ENDED, link.expires_at <= now),
        (Behind.BEGUN, completion is not None),
        (Behind.CLOSED, held.closed_by is not None),
    )
    return next((behind for behind, is_so in asked if is_so), Behind.READY)


def _languages(session: Session, held: Case, completion: SelfCompletion | None) -> tuple[str, ...]:
    name = session.get_one(Wave, held.wave_id).instrument
    if completion is not None:
        return releases.usable(session, instruments.version(session, name, completion.version))
    return releases.usable(session, instruments.newest(session, name))


def _started(session: Session, link: FollowUpLink, held: Case, language: str, *, now: datetime) -> SelfCompletion:
    met = session.get_one(Respondent, held.respondent_id)
    wave = session.get_one(Wave, held.wave_id)
    way_in = SelfLink(
        fingerprint=fingerprint(
            f"case/{held.id}"
        ),  # no pass is written like this, so no token of an evening leads here
        code=evenings.free_code(session),
        activity_id=met.activity_id,
        instrument=wave.instrument,
        role=met.role,
        person_id=link.made_by,
        case_id=held.id,
        made_at=now,
        expires_at=link.expires_at,
    )
    session.add(way_in)
    session.flush()
    version = instruments.newest(session, wave.instrument).version
    return selves.started(
        session, way_in, met.group_id, version, language, interview=uuid4(), now=now, respondent=met.id
    )


def _take_up(session: Session, completion: SelfCompletion) -> None:
    """Another browser goes on. As long as nothing was answered there is nothing that it must not show."""
    interview = session.get(Interview, completion.interview_id)
    if interview is None:
        return
    if completion.browser >= MOST_BROWSERS:
        raise TooManyStarts
    given = json.loads(interview.snapshot)["answers"].values()
    completion.browser += 1
    completion.elsewhere_ms = max((one["at_ms"] for one in given), default=-1)


def _goes_on(at: Going, contact: dict[str, str]) -> int:
    """The first sheet with something open, never behind the furthest; the last page when nothing is."""
    start = min(at.open_sheet(frozenset(contact)) or at.end, at.completion.sheet)
    return next((number for number in at.reachable() if number >= start), at.end)
