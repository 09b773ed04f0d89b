"""A mentor's own link: for one class at one activity, opened on his own phone, ended by its date or by the team."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import segno
from sqlmodel import Session, col, select

from app.clock import TIME_ZONE, local
from app.errors import N_, FieldworkError, LinkNotValid, NotFound
from app.models import (
    Activity,
    AuditEntry,
    Group,
    Intervention,
    MentorLink,
    Person,
    SignInTry,
    Site,
)
from app.security.tokens import fingerprint, new_token
from app.services import people
from app.services.fieldwork import Occasion

MOST = 12  # links in one browser: a mentor has one or two classes, a coordinator of a year has more
#: The ends of the parts of a school year; the study of three months later ends with the last.
PARTS = (
    (N_("the end of December"), (12, 31)),
    (N_("the end of April"), (4, 30)),
    (N_("the end of the school year"), (7, 31)),
)


class LinkUnknown(LinkNotValid):
    """No link of a mentor, or cut off on its way."""

    sentence = N_("This link does not work. Open the whole link, or ask whoever sent it for a new one.")


class LinkEnded(LinkNotValid):
    """A mentor's link whose time is over."""

    sentence = N_("This link has ended. What you filled in is kept. Ask whoever sent it for a new one.")


class LinkRevoked(LinkNotValid):
    """A mentor's link that the team took back."""

    sentence = N_("This link was withdrawn. What you filled in is kept. Ask whoever sent it for a new one.")


@dataclass(frozen=True)
class Way:
    """A link as it is handed out, once: its address, and the same as a picture for a camera."""

    address: str
    picture: str


@dataclass(frozen=True)
class Until:
    """An end that can be chosen for a link."""

    on: date
    words: str


@dataclass(frozen=True)
class Shown:
    """A link on the team's list."""

    link: MentorLink
    group: Group
    by: Person
    state: str  # open, waits (never opened), ended, revoked

    @property
    def last_day(self) -> date:
        """The last day on which it works."""
        return last_day(self.link)


@dataclass(frozen=True)
class Place:
    """Where a link leads."""

    link: MentorLink
    activity: Activity
    site: Site
    intervention: Intervention
    group: Group

    @property
    def last_day(self) -> date:
        """The last day on which it works."""
        return last_day(self.link)


def last_day(link: MentorLink) -> date:
    """The last day on which a link works, by the schools' calendar; it ends with the midnight after it."""
    return local(link.expires_at - timedelta(seconds=1)).date()


def ends(today: date) -> list[Until]:
    """The ends that can be chosen, the nearest first."""
    found = []
    for words, (month, day) in PARTS:
        on = date(today.year, month, day)
        found.append(Until(on if on > today else date(today.year + 1, month, day), words))
    return sorted(found, key=lambda one: one.on)


def make(
    session: Session, occasion: Occasion, group_id: int, *, name: str, until: date, by: Person, now: datetime
) -> tuple[MentorLink, str]:
    """A new link for the mentor of a class; returns it with its token, which is kept nowhere.

    Raises:
        NotFound: The activity is not for this class.
        FieldworkError: The date is none of those that can be chosen.
    """
    if group_id not in {group.id for group in occasion.groups}:
        raise NotFound
    if until not in {one.on for one in ends(local(now).date())}:
        raise FieldworkError(N_("Choose until when the link works."))
    token = new_token()
    link = MentorLink(
        activity_id=occasion.activity.id,
        group_id=group_id,
        name=name.strip(),
        fingerprint=fingerprint(token),
        made_by=by.id,
        made_at=now,
        expires_at=datetime.combine(until + timedelta(days=1), time(), TIME_ZONE).astimezone(UTC),
    )
    session.add(link)
    session.flush()
    session.add(AuditEntry(at=now, person_id=by.id, verb="mentor.invite", object=str(link.id)))
    return link, token


def way(base: str, token: str) -> Way:
    """The address of a link on this server; the token stands in the fragment, which no log ever sees."""
    address = f"{base}/mentor#{token}"
    code = segno.make(address, error="m", micro=False)
    return Way(address, code.svg_data_uri(border=4, light="#ffffff", dark="#1d2329"))


def of_activity(session: Session, activity_id: int, *, now: datetime) -> list[Shown]:
    """The links of an activity, by class, the newest first."""
    query = (
        select(MentorLink, Group, Person)
        .join(Group, col(Group.id) == col(MentorLink.group_id))
        .join(Person, col(Person.id) == col(MentorLink.made_by))
        .where(MentorLink.activity_id == activity_id)
        .order_by(col(Group.name), col(MentorLink.id).desc())
    )
    return [Shown(link, group, by, _state(link, now)) for link, group, by in session.exec(query)]


def _state(link: MentorLink, now: datetime) -> str:
    if link.revoked_at is not None:
        return "revoked"
    if link.expires_at <= now:
        return "ended"
    return "waits" if link.opened_at is None else "open"


def revoke(session: Session, activity_id: int, link_id: int, *, by: Person, now: datetime) -> None:
    """End a link of this activity at once.

    Raises:
        NotFound: It has no such link.
    """
    link = session.get(MentorLink, link_id)
    if link is None or link.activity_id != activity_id:
        raise NotFound
    link.revoked_at = link.revoked_at or now
    session.add(AuditEntry(at=now, person_id=by.id, verb="mentor.revoke", object=str(link_id)))


def exchange(session: Session, token: str, *, origin: str, now: datetime) -> MentorLink | None:
    """Open a link; None for an unknown one, which counts as a failed try and must be kept, so it is no error.

    Raises:
        TooManyTries: From this address in the last quarter of an hour.
        LinkEnded, LinkRevoked: It worked once.
    """
    people.brake(session, origin, code=False, now=now)
    link = session.exec(select(MentorLink).where(MentorLink.fingerprint == fingerprint(token.strip()))).one_or_none()
    if link is None:
        session.add(SignInTry(origin=origin, at=now))
        return None
    _check(link, now)
    link.opened_at = link.opened_at or now
    return link


def opened(session: Session, tokens: list[str], link_id: int | None, *, now: datetime) -> Place | None:
    """Where the link of this browser leads; the newest one when none is named. None: it has no such link.

    Raises:
        LinkEnded, LinkRevoked: It worked once.
    """
    query = select(MentorLink).where(col(MentorLink.fingerprint).in_([fingerprint(token) for token in tokens]))
    held = {link.fingerprint: link for link in session.exec(query)}
    found = [link for token in tokens if (link := held.get(fingerprint(token))) and link_id in {None, link.id}]
    if not found:
        return None
    link = next((one for one in found if _state(one, now) in {"open", "waits"}), found[0])
    _check(link, now)
    activity = session.get_one(Activity, link.activity_id)
    return Place(
        link=link,
        activity=activity,
        site=session.get_one(Site, activity.site_id),
        intervention=session.get_one(Intervention, activity.intervention_id),
        group=session.get_one(Group, link.group_id),
    )


def _check(link: MentorLink, now: datetime) -> None:
    if link.revoked_at is not None:
        raise LinkRevoked
    if link.expires_at <= now:
        raise LinkEnded
