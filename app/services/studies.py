"""The study itself, and what its schools do: its name, its minimum, its interventions."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from app.db import for_update
from app.errors import N_, FieldworkError, NotFound
from app.i18n import plain_digits
from app.models import Activity, Intervention, Interview, Kind, Person, Study
from app.services import audit
from app.services.snapshots import NO_NUL
from app.services.used import StillUsed, pointing_at

LONGEST = 120  # letters of a name
MOST = 100_000
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
Said = Annotated[str, Field(max_length=2000, pattern=NO_NUL)]  # what somebody typed; whether it fits is said later


class Unfit(FieldworkError):
    """Something typed that cannot be; the sentence says what to look at, and `item` which field."""

    status = 422


class StudyForm(BaseModel):
    """The study as somebody typed it."""

    name: Said = ""
    minimum: Said = ""


class InterventionForm(BaseModel):
    """Something that schools do, as somebody typed it."""

    key: Said = ""
    name: Said = ""
    kind: Said = Kind.TALK
    collective: bool = False


@dataclass(frozen=True)
class Offered:
    """Something that schools do, with how often it is planned or was held."""

    intervention: Intervention
    activities: int


def named(typed: str, *, most: int = LONGEST) -> str:
    """A name without the spaces around and with single ones within.

    Raises:
        Unfit: It is empty, or longer than any page could show.
    """
    name = " ".join(typed.split())
    if not name:
        raise Unfit(N_("Give a name."), item="name")
    if len(name) > most:
        raise Unfit(N_("This name is longer than %(most)s letters. Shorten it."), item="name", most=most)
    return name


def counted(typed: str, *, item: str, most: int = MOST) -> int:
    """A whole number as somebody typed it, in the digits of any script; nothing typed is 0.

    Raises:
        Unfit: It is no whole number, or more than can be meant.
    """
    plain = plain_digits(typed.strip() or "0")
    if not (plain.isascii() and plain.isdecimal()):
        raise Unfit(N_("Only whole numbers, please, such as 0 or 18."), item=item)
    if len(plain.lstrip("0")) > len(str(most)) or int(plain) > most:
        raise Unfit(N_("At most %(most)s. Look at the number again."), item=item, most=most)
    return int(plain)


def study(session: Session) -> Study:
    """The study of this house."""
    return session.exec(select(Study).order_by(col(Study.id)).limit(1)).one()


def hold(session: Session) -> Study:
    """The study, in the hands of whoever changes its plan: the same button tapped twice is one after the other."""
    return session.exec(for_update(session, select(Study).order_by(col(Study.id)).limit(1))).one()


def change(session: Session, sent: StudyForm, *, by: Person, now: datetime) -> Study:
    """Another name or minimum of the study.

    Raises:
        Unfit: It has no name, or its minimum is no number.
    """
    held, name, minimum = hold(session), named(sent.name), counted(sent.minimum, item="minimum")
    if (held.name, held.minimum) != (name, minimum):
        held.name, held.minimum = name, minimum
        audit.record(session, "study.change", by=by, now=now, thing=str(held.id))
        session.flush()
    return held


def interventions(session: Session) -> list[Offered]:
    """What schools of the study do, by name."""
    planned = sa.select(sa.func.count()).where(col(Activity.intervention_id) == col(Intervention.id))
    query = sa.select(Intervention, planned.scalar_subquery()).order_by(col(Intervention.name), col(Intervention.id))
    return [Offered(one, count) for one, count in session.execute(query)]


def intervention(session: Session, intervention_id: int) -> Intervention:
    """One of them.

    Raises:
        NotFound: There is none of this number.
    """
    found = session.get(Intervention, intervention_id)
    if found is None:
        raise NotFound
    return found


def add_intervention(session: Session, sent: InterventionForm, *, by: Person, now: datetime) -> Intervention:
    """Something else that schools do.

    Raises:
        Unfit: A field cannot be, or its key is in use.
    """
    new = Intervention(study_id=hold(session).id, **_read(session, sent, None))
    session.add(new)
    session.flush()
    audit.record(session, "intervention.add", by=by, now=now, thing=str(new.id))
    return new


def change_intervention(
    session: Session, intervention_id: int, sent: InterventionForm, *, by: Person, now: datetime
) -> Intervention:
    """What schools do goes by another name, or differs from what was noted.

    What was read aloud stays true: key and word stay as soon as an interview was held about it.

    Raises:
        Unfit: A field cannot be, or its key is in use.
        StillUsed: Interviews were held about it.
    """
    held = intervention(session, intervention_id)
    wanted = _read(session, sent, held)
    if all(getattr(held, name) == value for name, value in wanted.items()):
        return held
    if (held.key, held.kind) != (wanted["key"], wanted["kind"]) and _was_asked_about(session, held):
        raise StillUsed(
            N_("Interviews were held about it, so its key and its word stay. Change its name, or add another one."),
            item="key",
        )
    for name, value in wanted.items():
        setattr(held, name, value)
    audit.record(session, "intervention.change", by=by, now=now, thing=str(held.id))
    session.flush()
    return held


def remove_intervention(session: Session, intervention_id: int, *, by: Person, now: datetime) -> None:
    """No school does it after all.

    Raises:
        StillUsed: An activity is planned or was held with it, or it was rated.
    """
    held = intervention(session, intervention_id)
    if pointing_at(session, held):
        raise StillUsed(N_("Schools have activities with it, so it stays. Remove or change those first."))
    session.delete(held)
    audit.record(session, "intervention.remove", by=by, now=now, thing=str(intervention_id))
    session.flush()


def _read(session: Session, sent: InterventionForm, held: Intervention | None) -> dict[str, Any]:
    key, name = sent.key.strip().lower(), named(sent.name)
    if not (KEY.fullmatch(key) or (held and held.key == sent.key.strip())):
        raise Unfit(
            N_("A key is a short word for the data: letters without accents, digits and _, a letter first."), item="key"
        )
    if sent.kind not in list(Kind):
        raise Unfit(N_("Is it a talk or a meeting? Choose one."), item="kind")
    taken = select(Intervention).where(Intervention.key == key)
    if (held is None or held.key != key) and session.exec(taken).first() is not None:
        raise Unfit(N_("The key %(key)s is in use already. Choose another one."), item="key", key=key)
    return {
        "key": held.key if held and held.key == sent.key.strip() else key,
        "name": name,
        "kind": Kind(sent.kind),
        "collective": sent.collective,
    }


def _was_asked_about(session: Session, held: Intervention) -> bool:
    query = select(Interview.id).join(Activity, col(Activity.id) == col(Interview.activity_id))
    return session.exec(query.where(Activity.intervention_id == held.id).limit(1)).first() is not None
