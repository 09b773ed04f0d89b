"""Addresses that a script pulls a fresh data file from, without anybody at a screen, until a day or until revoked."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pydantic import Field
from sqlmodel import Session, col, select

from app.clock import TIME_ZONE
from app.errors import N_, FieldworkError, NotFound
from app.export.wanted import Wanted
from app.models import Export, Person, PullLink
from app.security.links import PullLinkSigner, PullPass
from app.services import audit, export_formats, export_list
from app.services.export_jobs import beside

LONGEST = timedelta(days=366)


class PullEnded(FieldworkError):
    """An address that expired or was revoked; a script gets this as JSON, with status 410."""

    status = 410
    sentence = N_("This address has ended, by its date or because it was revoked. Ask the lead for a new one.")


class PullBusy(FieldworkError):
    """Too many files are being made for scripts at once."""

    status = 503
    sentence = N_("Other files are being made right now. Try again in a few minutes.")


class PullFailed(FieldworkError):
    """The file could not be made; the sentence of the job says why."""

    status = 503


class NoName(FieldworkError):
    """An address without a name cannot be told from others when it is to be revoked."""

    status = 422
    sentence = N_("Give the address a name, so that you know later whose it is.")


class NoSuchDay(FieldworkError):
    """An address that would have ended already, or would never end."""

    status = 422
    sentence = N_("Choose a last day between tomorrow and a year from now.")


class PullAsked(Wanted):
    """What an address gives, what it is called and until when it works."""

    format: str = Field(pattern=r"^[a-z-]{2,16}$")  # a form that says nothing asks for nothing
    name: str = Field("", max_length=80)
    until: date | None = None

    def wanted(self) -> Wanted:
        """The choice of data alone."""
        return Wanted.model_validate(self.model_dump(exclude={"name", "until"}))


@dataclass(frozen=True)
class Pulling:
    """An address in the list."""

    link: PullLink
    wanted: Wanted
    by: str
    is_alive: bool


def make(
    session: Session, signer: PullLinkSigner, asked: PullAsked, *, by: Person, now: datetime
) -> tuple[PullLink, str]:
    """A new address, and the token that is shown once.

    Raises:
        NoName: It has none.
        NoSuchDay: It would have ended already, or works longer than a year.
        NoSuchFormat: Nobody writes that format here.
    """
    if not asked.name.strip():
        raise NoName
    ends = datetime.combine(asked.until, time.max, TIME_ZONE) if asked.until else now
    if not now < ends <= now + LONGEST + timedelta(days=1):
        raise NoSuchDay
    export_formats.chosen(asked.format)
    link = PullLink(
        name=asked.name.strip(),
        wanted=asked.wanted().kept(),
        person_id=by.id,
        made_at=now,
        expires_at=ends.replace(microsecond=0),
    )
    session.add(link)
    session.flush()
    audit.record(session, "pull_link.make", by=by, now=now, thing=str(link.id))
    return link, signer.sign(PullPass(link.id, link.expires_at))


def listed(session: Session, *, now: datetime) -> list[Pulling]:
    """Every address, the newest first."""
    query = (
        select(PullLink, Person)
        .join(Person, col(Person.id) == col(PullLink.person_id))
        .order_by(col(PullLink.id).desc())
    )
    return [
        Pulling(link, Wanted.model_validate_json(link.wanted), by.name, _is_alive(link, by, now))
        for link, by in session.exec(query)
    ]


def revoke(session: Session, number: int, *, by: Person, now: datetime) -> None:
    """End an address at once.

    Raises:
        NotFound: There is none of this number.
    """
    link = session.get(PullLink, number)
    if link is None:
        raise NotFound
    if link.revoked_at is None:
        link.revoked_at = now
        audit.record(session, "pull_link.revoke", by=by, now=now, thing=str(number))


def begin(session: Session, permit: PullPass, *, now: datetime) -> int:
    """Somebody's script asks: the number of a job for a fresh file. Counted, and written down in the lead's name.

    Raises:
        PullEnded: It expired, was revoked, or whoever made it is no longer in the team.
    """
    link = session.get(PullLink, permit.link)
    by = session.get(Person, link.person_id) if link else None
    if link is None or by is None or not _is_alive(link, by, now):
        raise PullEnded
    link.pulls, link.pulled_at = link.pulls + 1, now
    job = export_list.ask(session, Wanted.model_validate_json(link.wanted), by=by, now=now, link=link)
    return job.id


def made(session: Session, there: Path, number: int, *, now: datetime) -> tuple[Path, Export]:
    """The file of a job that is over.

    Raises:
        PullFailed: It was not made, and why.
    """
    held = export_list.one(session, there, number, now=now)
    if held.path is None:
        raise PullFailed(held.problem or None)
    return held.path, held.export


def forget(file: Path) -> None:
    """Remove a file that went out."""
    file.unlink(missing_ok=True)
    beside(file).unlink(missing_ok=True)


def _is_alive(link: PullLink, by: Person, now: datetime) -> bool:
    return link.revoked_at is None and now < link.expires_at and by.left_at is None
