"""Rounds are data: the lead adds one, or changes one that nobody was called in yet.

A round follows an earlier one of the same role: so many calendar months after the respondent's interview or after the
activity, with one questionnaire, by telephone or filled in alone. No code knows a third round.
"""

import re
from datetime import datetime

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Session, col, select

from app.clock import local
from app.errors import N_, FieldworkError, NotFound
from app.instrument.schema import Instrument
from app.models import AuditEntry, Case, InstrumentVersion, Person, Role, Study, Wave
from app.services import cases, instruments, wave_plans, waves

NAME = re.compile(r"w[1-9][0-9]?")
MODES = ("cati", "self")
ANCHORS = ("interview", "activity")
MONTHS, WINDOW, BEFORE = (1, 60), (1, 180), (0, 60)  # from, to
OUT_OF_RANGE = N_("Months: 1 to 60. Days to try: 1 to 180. Days before: 0 to 60, or empty.")


class Wish(BaseModel):
    """A round as the lead typed it."""

    name: str = ""
    follows: str = waves.FIRST
    instrument: str = ""
    mode: str = "cati"
    anchor: str = "interview"
    months: str = "12"
    window_days: str = "28"
    days_before: str = ""


def lists(session: Session) -> list[Instrument]:
    """The questionnaires that a round can use."""
    names = session.exec(select(InstrumentVersion.name).distinct()).all()
    found = instruments.newest_of(session, names).values()
    return sorted(
        (one for one in found if not one.is_script), key=lambda one: (waves.ORDER.index(Role(one.role)), one.name)
    )


def wave_of(session: Session, wish: Wish, *, instead_of: int | None = None) -> Wave:
    """The round that was typed, not yet kept.

    Raises:
        FieldworkError: Naming what has to be mended.
    """
    instrument = next((one for one in lists(session) if one.name == wish.instrument), None)
    if instrument is None:
        raise FieldworkError(N_("Choose a questionnaire."))
    role = Role(instrument.role)
    _check_name(session, wish, instrument, instead_of)
    before = select(Wave).where(Wave.name == wish.follows, Wave.role == role)
    if wish.follows >= wish.name or session.exec(before).first() is None:
        raise FieldworkError(N_("Choose a round that comes before it, and in which the same people were asked."))
    if wish.mode not in MODES or wish.anchor not in ANCHORS:
        raise FieldworkError
    if role == Role.MENTOR and wish.mode != "self":
        raise FieldworkError(N_("Mentors have given no number. Their rounds are filled in alone."))
    return Wave(
        study_id=session.exec(select(Study.id)).one(),
        name=wish.name,
        role=role,
        instrument=instrument.name,
        mode=wish.mode,
        follows=wish.follows,
        months=_within(wish.months, MONTHS),
        anchor=wish.anchor,
        window_days=_within(wish.window_days, WINDOW),
        days_before=_within(wish.days_before, BEFORE) if wish.days_before.strip() else None,
    )


def _check_name(session: Session, wish: Wish, instrument: Instrument, instead_of: int | None) -> None:
    if not NAME.fullmatch(wish.name):
        raise FieldworkError(N_("A round is called w2 to w99."))
    same = select(Wave).where(Wave.name == wish.name, Wave.role == instrument.role)
    if any(row.id != instead_of for row in session.exec(same)):
        raise FieldworkError(N_("There is a round of this name already. Choose the next number."))


def _within(text: str, bounds: tuple[int, int]) -> int:
    if not text.strip().isdecimal() or not bounds[0] <= int(text) <= bounds[1]:
        raise FieldworkError(OUT_OF_RANGE)
    return int(text)


def add(session: Session, wish: Wish, *, by: Person, now: datetime) -> Wave:
    """From now on this round is part of the study; whoever was interviewed before it stands in it already.

    Raises:
        FieldworkError: Something has to be mended first.
    """
    wave = wave_of(session, wish)
    session.add(wave)
    session.flush()
    _open_all(session, wave, now=now)
    session.add(AuditEntry(at=now, person_id=by.id, verb="wave.add", object=wave.name))
    return wave


def change(session: Session, wave_id: int, wish: Wish, *, by: Person, now: datetime) -> Wave:
    """A round as it is from now on; its cases are opened anew.

    Raises:
        NotFound: There is no such round, or it is the first.
        FieldworkError: Somebody was called in it, or something has to be mended first.
    """
    wave = _still_open(session, wave_id)
    wanted = wave_of(session, wish, instead_of=wave_id)
    _close_all(session, wave_id)
    for name in ("name", "role", "instrument", "mode", "follows", "months", "anchor", "window_days", "days_before"):
        setattr(wave, name, getattr(wanted, name))
    session.flush()
    _open_all(session, wave, now=now)
    session.add(AuditEntry(at=now, person_id=by.id, verb="wave.change", object=wave.name))
    return wave


def remove(session: Session, wave_id: int, *, by: Person, now: datetime) -> None:
    """Take a round out again that nobody was called in, and that no other follows.

    Raises:
        NotFound: There is no such round, or it is the first.
        FieldworkError: Somebody was called in it, or a later round follows it.
    """
    wave = _still_open(session, wave_id)
    later = select(Wave.id).where(Wave.follows == wave.name, Wave.role == wave.role)
    if session.exec(later).first() is not None:
        raise FieldworkError(N_("A later round follows this one. Take that one out first."))
    _close_all(session, wave_id)
    session.add(AuditEntry(at=now, person_id=by.id, verb="wave.remove", object=wave.name))
    session.delete(wave)
    session.flush()


def get(session: Session, wave_id: int) -> Wave:
    """A round that follows another.

    Raises:
        NotFound: There is none.
    """
    wave = session.get(Wave, wave_id)
    if wave is None or wave.follows is None:
        raise NotFound
    return wave


def as_typed(wave: Wave) -> Wish:
    """A round as it would have been typed."""
    return Wish(
        name=wave.name,
        follows=wave.follows or waves.FIRST,
        instrument=wave.instrument,
        mode=wave.mode,
        anchor=wave.anchor,
        months=str(wave.months),
        window_days=str(wave.window_days),
        days_before="" if wave.days_before is None else str(wave.days_before),
    )


def _still_open(session: Session, wave_id: int) -> Wave:
    wave = get(session, wave_id)
    if wave_plans.is_touched(session, wave_id):
        raise FieldworkError(N_("Somebody was called in this round already, so it stays as it is. Add another one."))
    return wave


def _open_all(session: Session, wave: Wave, *, now: datetime) -> None:
    today = local(now).date()
    for interview, instrument, snapshot in list(wave_plans.finished(session, wave)):
        is_in_time = wave_plans.closes_on(session, interview, wave) >= today
        if is_in_time and cases.is_reachable(session, interview, wave, instrument, snapshot):
            cases.open_case(session, interview, wave, snapshot)


def _close_all(session: Session, wave_id: int) -> None:
    session.execute(sa.delete(Case).where(col(Case.wave_id) == wave_id))
