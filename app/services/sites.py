"""Schools, and how many interviews each of them should hold."""

import re
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Session, col, delete, select

from app.errors import N_, NotFound
from app.i18n import INTERFACE
from app.models import Group, Person, Posting, Quota, Role, Site, Stratum
from app.services import audit, studies
from app.services.studies import Said, Unfit, counted, named
from app.services.used import StillUsed, pointing_at

WANTED = {Role.PARENT: 15, Role.PUPIL: 15, Role.MENTOR: 5}  # what a school begins with (chapter 5)
MOST_WANTED = 1000
LONGEST_CODE = 12
CODE = re.compile(r"\w[\w.-]*")


class SiteForm(BaseModel):
    """A school as somebody typed it."""

    code: Said = ""
    name: Said = ""
    stratum: Said = Stratum.VMBO
    language: Said = "nl"


class QuotasForm(BaseModel):
    """How many interviews a school should hold, as somebody typed it."""

    parent: Said = ""
    pupil: Said = ""
    mentor: Said = ""


def site(session: Session, site_id: int) -> Site:
    """One school.

    Raises:
        NotFound: There is none of this number.
    """
    found = session.get(Site, site_id)
    if found is None:
        raise NotFound
    return found


def add(session: Session, sent: SiteForm, *, by: Person, now: datetime) -> Site:
    """One more school, with the usual quotas.

    Raises:
        Unfit: A field cannot be, or its code is in use.
    """
    new = Site(study_id=studies.hold(session).id, **_read(session, sent, None))
    session.add(new)
    session.flush()
    session.add_all(Quota(site_id=new.id, role=role, wanted=wanted) for role, wanted in WANTED.items())
    audit.record(session, "site.add", by=by, now=now, thing=str(new.id))
    session.flush()
    return new


def change(session: Session, site_id: int, sent: SiteForm, *, by: Person, now: datetime) -> Site:
    """A school with another code, name, type or language.

    Raises:
        Unfit: A field cannot be, or its code is in use.
    """
    studies.hold(session)
    held = site(session, site_id)
    wanted = _read(session, sent, held)
    if any(getattr(held, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(held, name, value)
        audit.record(session, "site.change", by=by, now=now, thing=str(site_id))
        session.flush()
    return held


def remove(session: Session, site_id: int, *, by: Person, now: datetime) -> None:
    """A school that is not in the study after all, with its classes and quotas.

    Raises:
        StillUsed: It has activities, ratings or figures.
    """
    held = site(session, site_id)
    if pointing_at(session, held, apart=("groups", "quotas", "postings")) or any(
        pointing_at(session, group) for group in session.exec(select(Group).where(Group.site_id == site_id))
    ):
        raise StillUsed(
            N_("This school has activities, or something was noted about it, so it stays. Remove its activities first.")
        )
    for table in (Group, Quota, Posting):
        session.execute(delete(table).where(col(table.site_id) == site_id))
    session.delete(held)
    audit.record(session, "site.remove", by=by, now=now, thing=str(site_id))
    session.flush()


def _read(session: Session, sent: SiteForm, held: Site | None) -> dict[str, Any]:
    code, name = "".join(sent.code.split()), named(sent.name)
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        raise Unfit(
            N_("A code is short, such as A3: at most %(most)s letters and digits."), item="code", most=LONGEST_CODE
        )
    if sent.stratum not in list(Stratum):
        raise Unfit(N_("Which type of school is it? Choose one."), item="stratum")
    if sent.language not in INTERFACE:
        raise Unfit(N_("In which language do we write to this school? Choose one."), item="language")
    same = session.exec(select(Site).where(sa.func.lower(col(Site.code)) == code.lower())).first()
    if same is not None and same is not held:
        raise Unfit(
            N_("The code %(code)s belongs to %(name)s already. Choose another one."),
            item="code",
            code=same.code,
            name=same.name,
        )
    return {"code": code, "name": name, "stratum": Stratum(sent.stratum), "language": sent.language}


def quotas(session: Session, site_id: int) -> dict[Role, int]:
    """How many interviews a school should hold, per role."""
    return {Role(one.role): one.wanted for one in session.exec(select(Quota).where(Quota.site_id == site_id))}


def want(session: Session, site_id: int, sent: QuotasForm, *, by: Person, now: datetime) -> dict[Role, int]:
    """Other quotas of a school; nothing typed, or 0, is none.

    Raises:
        Unfit: One is no whole number.
    """
    studies.hold(session)
    held = quotas(session, site(session, site_id).id)
    typed = {Role(role): said for role, said in sent.model_dump().items()}
    wanted = {role: counted(said, item=role, most=MOST_WANTED) for role, said in typed.items()}
    after = {role: count for role, count in (held | wanted).items() if count}
    if after != held:
        session.execute(delete(Quota).where(col(Quota.site_id) == site_id))
        session.add_all(Quota(site_id=site_id, role=role, wanted=count) for role, count in after.items())
        audit.record(session, "quota.change", by=by, now=now, thing=str(site_id))
        session.flush()
    return after


def total_wanted(session: Session, role: Role = Role.PARENT) -> int:
    """The quotas of all schools together, of one role."""
    return (
        session.scalar(sa.select(sa.func.coalesce(sa.func.sum(col(Quota.wanted)), 0)).where(col(Quota.role) == role))
        or 0
    )
