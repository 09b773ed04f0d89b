"""The classes of a school."""

import re
from datetime import datetime

from pydantic import BaseModel
from sqlmodel import Session, col, select

from app.errors import N_, NotFound
from app.models import Group, Person, Site, Stratum
from app.services import audit, studies
from app.services.sites import site
from app.services.studies import Said, Unfit
from app.services.used import StillUsed, pointing_at

LONGEST, MOST = 20, 40  # letters of a name, classes at once
YEARS = ("1", "2", "3", "4", "5", "6", "mbo1", "mbo2", "mbo3", "mbo4")


class GroupsForm(BaseModel):
    """Classes as somebody typed them, with commas or lines between; `year` is empty where the names tell it."""

    names: Said = ""
    year: Said = ""


class GroupForm(BaseModel):
    """One class as somebody typed it."""

    name: Said = ""
    year: Said = ""


def of_site(session: Session, site_id: int) -> list[Group]:
    """The classes of a school, by name."""
    return list(session.exec(select(Group).where(Group.site_id == site_id).order_by(col(Group.name))))


def group(session: Session, site_id: int, group_id: int) -> Group:
    """A class of this school.

    Raises:
        NotFound: There is none, or it is another school's.
    """
    found = session.get(Group, group_id)
    if found is None or found.site_id != site_id:
        raise NotFound
    return found


def add(session: Session, site_id: int, sent: GroupsForm, *, by: Person, now: datetime) -> list[Group]:
    """More classes of a school: all that were typed, or none when one of them cannot be.

    Raises:
        Unfit: None was typed, one is there already, or its year cannot be told.
    """
    studies.hold(session)
    held = site(session, site_id)
    names = [name for typed in re.split(r"[,;\n]", sent.names) if (name := " ".join(typed.split()))]
    if not names or len(names) > MOST:
        raise Unfit(N_("Type the classes, such as: 1A, 1B, 2A."), item="names")
    known = {one.name.lower() for one in of_site(session, site_id)}
    new = []
    for name in names:
        new.append(Group(site_id=site_id, name=_group_name(name, known), year=_year(held, name, sent.year)))
        known.add(name.lower())
    session.add_all(new)
    session.flush()
    for one in new:
        audit.record(session, "group.add", by=by, now=now, thing=str(one.id))
    return new


def change(session: Session, site_id: int, group_id: int, sent: GroupForm, *, by: Person, now: datetime) -> Group:
    """A class with another name or school year.

    Raises:
        Unfit: The name is in use at this school, or there is no such year.
    """
    studies.hold(session)
    held = group(session, site_id, group_id)
    others = {one.name.lower() for one in of_site(session, site_id) if one is not held}
    name, year = _group_name(" ".join(sent.name.split()), others), held.year
    if sent.year != (held.year or ""):
        year = _year(site(session, site_id), name, sent.year)
    if (held.name, held.year) != (name, year):
        held.name, held.year = name, year
        audit.record(session, "group.change", by=by, now=now, thing=str(group_id))
        session.flush()
    return held


def remove(session: Session, site_id: int, group_id: int, *, by: Person, now: datetime) -> None:
    """A class that is not in the study after all.

    Raises:
        StillUsed: An activity is for it, or interviews or counts belong to it.
    """
    held = group(session, site_id, group_id)
    used = pointing_at(session, held)
    if used == {"activity_groups"}:
        raise StillUsed(N_("An activity is for this class. Take the class off that activity first."))
    if used:
        raise StillUsed(N_("Interviews or counts belong to this class, so it stays. You can give it another name."))
    session.delete(held)
    audit.record(session, "group.remove", by=by, now=now, thing=str(group_id))
    session.flush()


def _group_name(name: str, known: set[str]) -> str:
    if not name or len(name) > LONGEST:
        raise Unfit(
            N_("The name of a class has at most %(most)s letters: %(name)s."), item="names", most=LONGEST, name=name
        )
    if name.lower() in known:
        raise Unfit(N_("Class %(name)s stands there already. Nothing was added."), item="names", name=name)
    return name


def _year(held: Site, name: str, chosen: str) -> str:
    """The school year of a class: as chosen, else the first digit of its name."""
    if chosen in YEARS:
        return chosen
    digit = re.search(r"[1-6]", name)
    year = f"{'mbo' if held.stratum == Stratum.MBO else ''}{digit[0]}" if digit else ""
    if chosen or year not in YEARS:
        raise Unfit(N_("In which school year is class %(name)s? Choose one."), item="year", name=name)
    return year
