"""One interview as the lead sees it: where it was held, what was answered and how, and what was changed since."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import i18n
from app.errors import NotFound
from app.instrument.schema import Instrument, Item
from app.instrument.sheets import asked
from app.models import (
    Activity,
    Amending,
    Amendment,
    Answer,
    Group,
    Intervention,
    Interview,
    InterviewStatus,
    Person,
    Respondent,
    Site,
    Wave,
)
from app.services import amend_answers, amend_context, amend_merge, amended, cases, comparing, instruments
from app.services import quality_context as context
from app.services.amend_merge import Twin
from app.services.comparing import Said

MOST = 60  # on the list of interviews


@dataclass(frozen=True)
class Listed:
    """An interview on a list, by its code."""

    interview: Interview
    code: str
    site: Site
    activity: Activity
    intervention: Intervention
    group: Group
    wave: Wave
    interviewer: Person


@dataclass(frozen=True)
class Line:
    """An item: what was answered, how that came about, and how it may be corrected."""

    item: Item
    label: str
    said: Said | None
    answer: Answer | None
    expected: str  # names what stands there
    choices: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]
    is_asked: bool
    is_corrected: bool

    @property
    def is_open(self) -> bool:
        """Whether it may be corrected here; consent is not."""
        return not self.item.consent


@dataclass(frozen=True)
class Change:
    """A line of the trail, in words."""

    row: Amendment
    person: Person
    label: str  # of the item; empty where it is about the whole
    was: Any
    became: Any
    other: str  # the code of the interview that it was merged with
    may_undo: bool


@dataclass(frozen=True)
class Page:
    """Everything about one interview but name and number."""

    listed: Listed
    instrument: Instrument
    language: str  # of the labels
    lines: tuple[Line, ...]
    trail: tuple[Change, ...]
    misses: tuple[str, ...]
    places: tuple[context.Place, ...]
    twins: tuple[Twin, ...]
    is_called: bool

    @property
    def may_change(self) -> bool:
        """Whether it may be amended now."""
        return self.listed.interview.status not in {InterviewStatus.DRAFT, InterviewStatus.VOIDED}

    @property
    def place(self) -> str:
        """Names where it stands."""
        return amend_context.place(self.listed.activity.id, self.listed.group.id)


def look(session: Session, interview_id: UUID) -> Page:
    """One interview.

    Raises:
        NotFound: There is no such interview.
    """
    found = _listed(session, col(Interview.id) == interview_id)
    if not found:
        raise NotFound
    [listed] = found
    held = listed.interview
    instrument = instruments.by_number(session, held.instrument_version_id)
    trail = _trail(session, held, instrument)
    page = Page(
        listed=listed,
        instrument=instrument,
        language=comparing.language_of(instrument),
        lines=_lines(session, held, instrument, {one.row.what for one in trail}),
        trail=trail,
        misses=tuple(context.of(session, held)),
        places=tuple(context.choices(session, listed.site.id)),
        twins=(),
        is_called=cases.open_case_of(session, held.respondent_id) is not None,
    )
    return Page(**{**page.__dict__, "twins": tuple(amend_merge.candidates(session, held))}) if page.may_change else page


def newest(session: Session, code: str = "") -> list[Listed]:
    """The interviews of the code on a card, or the newest of all."""
    return _listed(session, col(Respondent.code) == code if code else sa.true())


def _listed(session: Session, which: sa.ColumnElement[bool]) -> list[Listed]:
    query = (
        select(Interview, Respondent.code, Site, Activity, Intervention, Group, Wave, Person)  # type: ignore[call-overload]
        .join(Respondent, col(Interview.respondent_id) == col(Respondent.id))
        .join(Activity, col(Interview.activity_id) == col(Activity.id))
        .join(Site, col(Activity.site_id) == col(Site.id))
        .join(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .join(Group, col(Interview.group_id) == col(Group.id))
        .join(Wave, col(Interview.wave_id) == col(Wave.id))
        .join(Person, col(Interview.interviewer_id) == col(Person.id))
        .where(which, Interview.status != InterviewStatus.DRAFT)
        .order_by(col(Interview.started_at).desc(), col(Interview.id))
        .limit(MOST)
    )
    return [Listed(*row) for row in session.exec(query)]


def _lines(session: Session, held: Interview, instrument: Instrument, corrected: set[str]) -> tuple[Line, ...]:
    rows = {row.item: row for row in session.exec(select(Answer).where(Answer.interview_id == held.id))}
    values = {name: row.value for name, row in rows.items() if row.value is not None or row.missing}
    are_asked = {item.name for item in asked(instrument, values)}
    return tuple(
        _line(instrument, item, rows.get(item.name), item.name in are_asked, item.name in corrected)
        for item in instrument.items()
        if item.type != "note" and not item.contact
    )


def _line(instrument: Instrument, item: Item, row: Answer | None, is_asked: bool, is_corrected: bool) -> Line:
    words = comparing.language_of(instrument)
    choices = [(one.name, one.label.get(words, "")) for one in instrument.choices_of(item) if not one.retired]
    return Line(
        item=item,
        label=comparing.label(instrument, item.name),
        said=comparing.said(instrument, item, amended.plain(row)),
        answer=row,
        expected=amend_answers.state(amended.said(row)),
        choices=tuple(choices),
        chosen=tuple((row.value or "").split()) if row else (),
        is_asked=is_asked,
        is_corrected=is_corrected,
    )


def _trail(session: Session, held: Interview, instrument: Instrument) -> tuple[Change, ...]:
    rows = amended.of(session, held.id)
    people = {
        one.id: one for one in session.exec(select(Person).where(col(Person.id).in_({r.person_id for r in rows})))
    }
    last = {(_part(row), row.what): row.id for row in rows}
    return tuple(
        Change(
            row=row,
            person=people[row.person_id],
            label=comparing.label(instrument, row.what) if row.what and row.kind in amended.OF_ITEMS else "",
            **_differs(session, instrument, row),
            other=_code(session, row.other_id),
            may_undo=_may_undo(held, row, last),
        )
        for row in reversed(rows)
    )


def _part(row: Amendment) -> str:
    return {Amending.RESTORE: "void", Amending.MERGE: "answer"}.get(row.kind, str(row.kind))


def _may_undo(held: Interview, row: Amendment, last: Mapping[tuple[str, str], int]) -> bool:
    """The last change of each part; while an interview is voided, only that."""
    is_last = last[_part(row), row.what] == row.id and bool(row.what or row.kind in {Amending.VOID, Amending.RESTORE})
    return is_last and (held.status != InterviewStatus.VOIDED or row.kind == Amending.VOID)


def _differs(session: Session, instrument: Instrument, row: Amendment) -> dict[str, Any]:
    if row.kind in amended.OF_ITEMS and row.what:
        item = instrument.items_by_name.get(row.what)
        both = [json.loads(text) | {"remark": None} if text else None for text in (row.was, row.became)]
        words = [comparing.said(instrument, item, one) if item else None for one in both]
        return dict(zip(("was", "became"), words, strict=True))
    if row.what == amend_context.PLACE:
        return {"was": _named(session, row.was), "became": _named(session, row.became)}
    if row.what == amend_context.LANGUAGE:
        return {"was": i18n.language(str(row.was)).own_name, "became": i18n.language(str(row.became)).own_name}
    if row.what == amend_context.INTERVIEWER:
        return {"was": _name(session, row.was), "became": _name(session, row.became)}
    return {"was": None, "became": None}


def _name(session: Session, person: str | None) -> str:
    return session.get_one(Person, int(person or 0)).name


def _named(session: Session, text: str | None) -> str:
    place = amend_context.places(text)
    activity = session.get(Activity, place[0]) if place else None
    group = session.get(Group, place[1]) if place else None
    if activity is None or group is None:
        return text or ""
    intervention = session.get_one(Intervention, activity.intervention_id)
    return f"{intervention.name}, {i18n.day(activity.held_on, 'd MMM')}, {group.name}"


def _code(session: Session, other: UUID | None) -> str:
    query = select(Respondent.code).join(Interview, col(Interview.respondent_id) == col(Respondent.id))
    return session.exec(query.where(Interview.id == other)).first() or "" if other else ""
