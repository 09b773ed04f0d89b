"""The rounds of a plan: which questionnaire is used in which of them, and when."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from app.errors import N_, FieldworkError
from app.instrument.problems import Sentence, of_refusal, say
from app.models import AuditEntry, Person, Wave
from app.plan.comparing import Change
from app.plan.rows import Problem, Row
from app.services import wave_changes, wave_plans, waves
from app.services.wave_changes import Wish

FIRST_STAYS = N_("The first round stays as it is. Only months and days of later rounds can change here.")
TOUCHED = N_("Somebody was called in this round already, so it stays as it is. Add another one.")
NO_LIST = N_("There is no questionnaire “%(name)s” for this round. Look at its name on the page of the questionnaires.")


def rows(session: Session) -> Iterator[Row]:
    """The rounds as they are; the first has no months and no days."""
    for wave in session.exec(select(Wave).order_by(col(Wave.name), col(Wave.id))):
        later = {"months": wave.months, "window": wave.window_days} if wave.follows else {}
        said = {"wave": wave.name, "questionnaire": wave.instrument, "mode": wave.mode, **later}
        yield Row("waves", 0, said, wave.id)


def problems(session: Session, one: Change) -> Iterator[Problem]:
    """What stands in the way of a round."""
    if (one.held is None or one.parts) and one.row["wave"] and one.row["questionnaire"] and one.after("mode"):
        sentence = _problem(session, one)
        if sentence is not None:
            yield Problem(sentence, one.row.sheet, one.row.number)


def keep(session: Session, one: Change, *, by: Person, now: datetime) -> None:
    """A round as the plan has it; its cases follow."""
    if one.held is not None:
        wave_changes.change(session, one.held.id, _wish(session, one), by=by, now=now)
    elif one.row["wave"] == waves.FIRST:
        list_ = next(list_ for list_ in wave_changes.lists(session) if list_.name == one.row["questionnaire"])
        wave = waves.put_to_use(session, list_, mode=one.row["mode"])
        session.add(AuditEntry(at=now, person_id=by.id, verb="wave.add", object=wave.name))
    else:
        wave_changes.add(session, _wish(session, one), by=by, now=now)


def _problem(session: Session, one: Change) -> Sentence | None:
    first = one.row["wave"] == waves.FIRST
    if one.held is not None and first:
        return say(FIRST_STAYS)
    if one.held is not None and wave_plans.is_touched(session, one.held.id):
        return say(TOUCHED)
    lists = {list_.name: list_.wave for list_ in wave_changes.lists(session)}
    if one.row["questionnaire"] not in lists or (first and lists[one.row["questionnaire"]] != waves.FIRST):
        return say(NO_LIST, name=one.row["questionnaire"])
    if first:
        return None
    try:
        wave_changes.wave_of(session, _wish(session, one), instead_of=one.held.id if one.held else None)
    except FieldworkError as refusal:
        return of_refusal(refusal)
    return None


def _wish(session: Session, one: Change) -> Wish:
    held = session.get(Wave, one.held.id) if one.held else None
    wish = wave_changes.as_typed(held) if held else Wish(name=one.row["wave"], instrument=one.row["questionnaire"])
    said = {"mode": one.row["mode"], "months": one.row["months"], "window_days": one.row["window"]}
    return wish.model_copy(update={key: str(value) for key, value in said.items() if value is not None})
