"""Somebody fills it in alone: where a link leads, who begins with it, how far she is. `filling` keeps the sheets."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import for_update
from app.errors import EveningOver, FieldworkError, NotYet, StartAgain, TakenOver, TooManyStarts, UnknownLink
from app.instrument.schema import Instrument, Item
from app.instrument.sheets import asked, sheets
from app.models import (
    Activity,
    ActivityGroup,
    Group,
    Intervention,
    Interview,
    Respondent,
    SelfCompletion,
    SelfLink,
    Site,
)
from app.security.links import LinkSigner
from app.services import evenings, instruments

MOST_STARTS = 300  # with one link: a school's largest evening, twice
MOST_A_MINUTE = 20  # a hall that scans the projector at once, from the one address of its wifi
MINUTE = timedelta(minutes=1)
SIGNS = "ACDEFHJKMNPRTWXY3479"  # of a code that is read off one screen and typed on another: none looks like another
CODE = 4


@dataclass(frozen=True)
class Place:
    """Where a link leads: the activity, its school and classes, and the questionnaire in the languages it may have."""

    link: SelfLink
    activity: Activity
    site: Site
    kind: str
    groups: tuple[Group, ...]
    instrument: Instrument
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Going:
    """A questionnaire that somebody is filling in, with everything that its sheets need."""

    place: Place
    completion: SelfCompletion
    held: dict[str, Any]  # the snapshot that we hold; empty before the first answer
    status: str = "draft"

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered so far, item by item."""
        found: dict[str, Any] = self.held.get("answers", {})
        return found

    @property
    def values(self) -> dict[str, str | None]:
        """The values that expressions look at."""
        return {name: held["value"] for name, held in self.answers.items()}

    @property
    def language(self) -> str:
        """In which it was read when it was kept last."""
        return str(self.held.get("language", self.completion.language))

    @property
    def is_declined(self) -> bool:
        """Whether somebody answered that she does not take part."""
        return any(
            item.consent == "interview" and self.values.get(item.name) == "0" for item in self.place.instrument.items()
        )

    @property
    def is_over(self) -> bool:
        """Whether it was finished, or declined."""
        return self.completion.finished_at is not None

    def on(self, number: int) -> list[Item]:
        """What is asked on a sheet, given the answers."""
        laid = sheets(self.place.instrument)
        names = {item.name for item in (laid[number - 1] if 0 < number <= len(laid) else ())}
        return [item for item in asked(self.place.instrument, self.values) if item.name in names]

    def numbers(self) -> list[int]:
        """The sheets on which something is asked, in order."""
        return [number for number in range(1, len(sheets(self.place.instrument)) + 1) if self.on(number)]

    def open_sheet(self, keeps: frozenset[str] = frozenset()) -> int | None:
        """The first sheet with a required item that is neither answered nor among the contacts that are kept."""
        return next(
            (number for number in self.numbers() if any(self._is_open(one, keeps) for one in self.on(number))), None
        )

    def _is_open(self, item: Item, keeps: frozenset[str]) -> bool:
        if not item.required or item.type == "note":
            return False
        if item.contact:
            return item.contact not in keeps
        sent = self.answers.get(item.name)
        return sent is None or (sent["value"] is None and sent["missing"] is None)


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
    if now >= link.expires_at:
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
        languages=evenings.usable(session, found),
    )


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
    new = SelfCompletion(
        interview_id=wanted if held is None and is_empty else uuid4(),
        respondent_id=uuid4(),
        link_id=here.link.id,
        activity_id=here.activity.id,
        group_id=chosen.id,
        version=here.instrument.version,
        language=language,
        code=_free_code(session, here.activity.id),
        started_at=now,
        saved_at=now,
    )
    session.add(new)
    session.flush()
    return new, here


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


def going(session: Session, interview_id: UUID | None, *, now: datetime, changes: bool = False) -> Going:
    """The questionnaire of a cookie; who `changes` it has it alone until the commit.

    Raises:
        StartAgain: There is none.
        TakenOver: The student goes on with it.
        EveningOver: It was not finished in time.
    """
    query = select(SelfCompletion).where(SelfCompletion.interview_id == interview_id)
    completion = session.exec(for_update(session, query) if changes else query).one_or_none()
    if completion is None:
        raise StartAgain
    if completion.taken_at is not None:
        raise TakenOver
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
    return None if at.is_over or at.completion.activity_id != here.activity.id else at
