"""Sheets with numbers: made for a class at an activity, or for any; printed together, and again after a paper jam."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import i18n
from app.errors import N_, FieldworkError, NotFound
from app.instrument.schema import Instrument
from app.models import (
    Activity,
    ActivityGroup,
    Assignment,
    Group,
    InstrumentVersion,
    Intervention,
    PaperSheet,
    Person,
    PersonRole,
    Site,
    Study,
    Wave,
)
from app.services import audit, instruments, paper_codes, releases, respondents
from app.services.school_order import by_school

MOST = 150  # sheets made at once
BEFORE, AFTER = timedelta(days=200), timedelta(days=60)  # activities that paper is for
HOW_MANY = N_("Say how many: at least 1, at most 150 in all.")
NOT_RELEASED = N_("This translation has not been released, so it cannot be given to people yet.")
NOT_IN_USE = N_("This questionnaire is not asked on paper: this study asks it by telephone, or not at all.")


@dataclass(frozen=True)
class Place:
    """A class at an activity."""

    activity: Activity
    site: Site
    intervention: Intervention
    group: Group

    @property
    def key(self) -> str:
        """Both in one value of a form."""
        return f"{self.activity.id}.{self.group.id}"

    @property
    def context(self) -> list[str]:
        """What is printed at the top of each page: never the name of a school."""
        return [self.site.code, self.group.name, self.activity.held_on.strftime("%d-%m-%Y")]


@dataclass
class Batch:
    """What was made together, and how much of it was entered."""

    id: UUID
    made_at: datetime
    place: Place | None
    languages: Counter[str] = field(default_factory=Counter)
    entered: int = 0

    @property
    def count(self) -> int:
        """How many sheets."""
        return self.languages.total()


def places(session: Session, *, person: Person, today: date, activity: int | None = None) -> list[Place]:
    """Where paper may come from: a student's own activities, the lead's all; the latest first."""
    query = _placed().where(col(Activity.held_on).between(today - BEFORE, today + AFTER))
    if activity is not None:
        query = query.where(col(Activity.id) == activity)
    if person.role != PersonRole.LEAD:
        mine = sa.select(col(Assignment.activity_id)).where(col(Assignment.person_id) == person.id)
        query = query.where(col(Activity.id).in_(mine))
    query = query.order_by(sa.desc(col(Activity.held_on)), *by_school(), col(Group.name))
    return [Place(*row) for row in session.execute(query)]


def place_of(session: Session, activity_id: int | None, group_id: int | None) -> Place | None:
    """The class and activity of a sheet; None where it is not known yet."""
    if activity_id is None:
        return None
    here = _placed().where(col(Activity.id) == activity_id, col(Group.id) == group_id)
    return next((Place(*row) for row in session.execute(here)), None)


def chosen(session: Session, key: str, *, person: Person, today: date) -> Place:
    """The place that was chosen in a form.

    Raises:
        NotFound: There is none, or it is not hers.
    """
    found = next((one for one in places(session, person=person, today=today) if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def is_in_use(session: Session, instrument: Instrument) -> bool:
    """Whether a round asks it otherwise than by telephone, so that what is on paper can become an interview."""
    asked = select(Wave).where(Wave.name == instrument.wave, Wave.instrument == instrument.name)
    return any(not respondents.is_called(wave) for wave in session.exec(asked))


def make(
    session: Session,
    instrument: Instrument,
    place: Place | None,
    copies: Mapping[str, int],
    *,
    by: Person,
    now: datetime,
    by_hand: bool = False,
) -> list[PaperSheet]:
    """Give out numbers, language by language.

    Raises:
        FieldworkError: Too few or too many, a language that is not released, or a questionnaire that is not in use.
    """
    wanted = {tag: copies.get(tag, 0) for tag in instrument.languages if copies.get(tag, 0)}
    if not 1 <= sum(wanted.values()) <= MOST or min(wanted.values()) < 0:
        raise FieldworkError(HOW_MANY)
    if not is_in_use(session, instrument):
        raise FieldworkError(NOT_IN_USE)
    if not set(wanted) <= set(releases.usable(session, instrument)):
        raise FieldworkError(NOT_RELEASED)
    batch, version = uuid4(), instruments.row_of(session, instrument)
    taken = set(session.exec(select(PaperSheet.code)).all()) | set(session.exec(select(PaperSheet.slip)).all())
    made = [
        PaperSheet(
            code=_free(paper_codes.SHEET, taken),
            slip=_free(paper_codes.SLIP, taken),
            batch=batch,
            instrument_version_id=version,
            language=tag,
            activity_id=place.activity.id if place else None,
            group_id=place.group.id if place else None,
            by_hand=by_hand,
            made_by=by.id,
            made_at=now,
            respondent_id=uuid4(),
            interview_id=uuid4(),
        )
        for tag, count in wanted.items()
        for _ in range(count)
    ]
    session.add_all(made)
    session.flush()
    audit.record(session, "paper.make", by=by, now=now, thing=f"{batch} {len(made)} {instrument.name}")
    return made


def counted(languages: Sequence[str], copies: Sequence[str]) -> dict[str, int]:
    """How many in which language, as they stood in a form.

    Raises:
        FieldworkError: One is no number.
    """
    typed = [i18n.plain_digits(text.strip()) or "0" for text in copies]
    if not all(text.isdecimal() and len(text) <= 4 for text in typed):
        raise FieldworkError(HOW_MANY)
    return {tag: int(text) for tag, text in zip(languages, typed, strict=False)}


def of(session: Session, batch: UUID) -> list[PaperSheet]:
    """The sheets of a batch in the order in which they are printed.

    Raises:
        NotFound: There is no such batch.
    """
    found = list(session.exec(select(PaperSheet).where(PaperSheet.batch == batch).order_by(col(PaperSheet.id))))
    if not found:
        raise NotFound
    return found


def made(session: Session, name: str, *, person: Person) -> list[Batch]:
    """What was printed of a questionnaire, the newest first; a student sees what she made herself."""
    query = (
        select(PaperSheet)
        .join(InstrumentVersion, col(PaperSheet.instrument_version_id) == col(InstrumentVersion.id))
        .where(InstrumentVersion.name == name, col(PaperSheet.by_hand).is_(False))
        .order_by(sa.desc(col(PaperSheet.id)))
    )
    if person.role != PersonRole.LEAD:
        query = query.where(PaperSheet.made_by == person.id)
    found: dict[UUID, Batch] = {}
    for one in session.exec(query):
        if one.batch not in found:
            found[one.batch] = Batch(one.batch, one.made_at, place_of(session, one.activity_id, one.group_id))
        found[one.batch].languages[one.language] += 1
        found[one.batch].entered += one.entered_at is not None
    return list(found.values())


def context(session: Session, sheet: PaperSheet, instrument: Instrument) -> str:
    """What the code on a sheet says beside its number: study, questionnaire, version, language, activity, class."""
    study = session.exec(select(Study.id)).first()
    parts = (study, instrument.name, instrument.version, sheet.language, sheet.activity_id, sheet.group_id)
    return ".".join("" if part is None else str(part) for part in parts)


def _free(kind: str, taken: set[str]) -> str:
    while (code := paper_codes.new(kind)) in taken:
        pass
    taken.add(code)
    return code


def _placed() -> sa.Select[Activity, Site, Intervention, Group]:
    return (
        sa.select(Activity, Site, Intervention, Group)
        .join(Site, col(Activity.site_id) == col(Site.id))
        .join(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .join(ActivityGroup, col(ActivityGroup.activity_id) == col(Activity.id))
        .join(Group, col(ActivityGroup.group_id) == col(Group.id))
    )
