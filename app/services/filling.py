"""A sheet that comes back: read, kept, and what comes next.

The server keeps what a phone keeps otherwise. Each sheet becomes a snapshot with the next revision and goes through
`interviews.receive`, in the name of who showed the link; so there is one way in, and one place that projects answers.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.instrument.schema import Instrument, Item
from app.instrument.sheets import asked
from app.models import Person
from app.security.sealing import Sealer
from app.services import contacts, interviews, selves, typed
from app.services.going import Going
from app.services.leaves import Leaf, leaf
from app.services.snapshots import Snapshot
from app.services.typed import NOT, TAKE_OUT, Given, Typed

LONGEST_LOOK = 3600.0  # seconds that a sheet can have been read; a phone may lie in a pocket, or for days in a drawer


@dataclass(frozen=True)
class Wish:
    """Which button was tapped: onwards, back, or another language. Only onwards must everything be answered."""

    moves: bool = True
    back: bool = False
    language: str = ""


@dataclass(frozen=True)
class Turn:
    """What came of a sheet: the number of the next one to open, or the same one to be shown again."""

    going: Going
    to: int = 1
    leaf: Leaf | None = None
    mends: bool = False  # something was left open on it


def fill_in(
    session: Session,
    sealer: Sealer,
    interview_id: UUID,
    number: int,
    sent: Typed,
    *,
    wish: Wish,
    now: datetime,
    browser: int = 1,
) -> Turn:
    """Keep what stands on a sheet, and say what comes next. What cannot be taken is named; the rest is kept.

    The same sheet twice, at once or later, changes nothing the second time.

    Raises:
        StartAgain: There is no such questionnaire.
        TakenOver: The student goes on with it.
        EveningOver, OwnLinkOver: The evening has ended, or the personal link.
        WentOnElsewhere: Another browser took it up.
    """
    before = selves.going(session, interview_id, now=now, changes=True, browser=browser)
    if before.is_over:
        return Turn(before, number)
    if not before.on(number):
        return _finish(session, sealer, before, number, wish, now=now)
    completion = before.completion
    completion.language = _language(before, sent)
    contact = kept(session, sealer, before)
    given = _read(before, before.on(number), sent, contact)
    at = _merged(before, before.on(number), given, now=now)
    filled = _contact(at, sent, given, contact)
    stays = not wish.moves or any(one.problem for one in given.values())
    following = number if stays else next((one for one in at.reachable() if one > number), at.end)
    is_over = not stays and at.is_declined
    if (at.answers, filled, is_over, completion.language) != (before.answers, contact, False, before.language):
        _send(session, sealer, at, filled, is_over=is_over, now=now)
    completion.saved_at, completion.finished_at = now, now if is_over else None
    completion.sheet = max(completion.sheet, following)
    if not stays:
        return Turn(at, following)
    return _stay(at, number, given, filled, wish)


def _finish(session: Session, sealer: Sealer, at: Going, number: int, wish: Wish, *, now: datetime) -> Turn:
    """The last tap; it leads back where something is open, because an earlier answer was changed."""
    if wish.language in at.place.languages:
        at.completion.language = wish.language
    if not wish.moves or number != at.end:
        return Turn(at, max(at.reachable(), default=at.end) if wish.back else at.end)
    contact = kept(session, sealer, at)
    left = at.open_sheet(frozenset(contact))
    if left is None:
        _send(session, sealer, at, contact, is_over=True, now=now)
        at.completion.saved_at = at.completion.finished_at = now
    return Turn(at, left or at.end)


def _stay(at: Going, number: int, given: dict[str, Given], contact: dict[str, str], wish: Wish) -> Turn:
    """The same sheet again, or the one before; who goes nowhere yet is told nothing that must be mended."""
    if wish.language in at.place.languages:
        at.completion.language = wish.language
    if not wish.moves:
        given = {name: replace(one, problem=None) for name, one in given.items()}
    shown = leaf(at, number, given, keeps=contact)
    if wish.back and shown.back:
        return Turn(at, shown.back)
    if not any(one.typed and (one.is_empty or not one.value) for one in given.values()):
        return Turn(at, number, mends=wish.moves)  # all that stands on it is kept: it can be opened and reloaded
    return Turn(at, number, shown)


def kept(session: Session, sealer: Sealer, at: Going) -> dict[str, str]:
    """Name and number that were given before: sent along with every snapshot, and never shown again."""
    return contacts.held(session, sealer, at.completion.respondent_id) if at.held.get("contact") else {}


def _language(at: Going, sent: Typed) -> str:
    """In which the sheet was read; another tab may have changed it since."""
    read = next(iter(sent.get("in", ())), "")
    return read if read in at.place.languages else at.completion.language


def _read(at: Going, items: list[Item], sent: Typed, contact: dict[str, str]) -> dict[str, Given]:
    values, given = dict(at.values), {}
    for item in items:
        one = typed.read(at.place.instrument, item, sent, values)
        if item.contact in contact and not any(sent.get(item.name, ())):
            one = Given(problem=one.problem) if _is_taken_out(item, sent) else Given()
        given[item.name] = one
        values[item.name] = one.value
    return given


def _merged(at: Going, items: list[Item], given: dict[str, Given], *, now: datetime) -> Going:
    """With what was taken from this sheet, and without what is not asked any more."""
    answers: dict[str, Any] = dict(at.answers)
    new = {item.name: given[item.name] for item in items if not (item.contact or given[item.name].problem)}
    changed = {
        name: one
        for name, one in new.items()
        if not one.is_empty
        and (
            (one.value, one.missing) != (_part(answers, name, "value"), _part(answers, name, "missing"))
            or at.is_elsewhere(name)
        )
    }
    passed = min((now - at.completion.saved_at).total_seconds(), LONGEST_LOOK)
    for name, one in changed.items():
        answers[name] = {
            "value": one.value,
            "missing": one.missing,
            "language": at.completion.language,
            "by": "respondent",
            "at_ms": at.latest_ms + max(round(passed * 1000), 1),
            "seconds": round(passed / len(changed), 1),
            "changes": _part(answers, name, "changes") + 1 if name in answers else 0,
        }
    for name, one in new.items():
        if one.is_empty:
            answers.pop(name, None)
    values = {name: sent["value"] for name, sent in answers.items()}
    names = {item.name for item in asked(at.place.instrument, values)}
    return replace(at, held={**at.held, "answers": {name: sent for name, sent in answers.items() if name in names}})


def _part(answers: dict[str, Any], name: str, part: str) -> Any:
    return answers.get(name, {}).get(part)


def _contact(at: Going, sent: Typed, given: dict[str, Given], contact: dict[str, str]) -> dict[str, str]:
    """Name and number as they are now; those of questions that are not asked any more are gone."""
    filled = {}
    for item in asked(at.place.instrument, at.values):
        if item.contact is None:
            continue
        new = given.get(item.name)
        if new is not None and new.value:
            filled[item.contact] = new.value
        elif item.contact in contact and not _is_taken_out(item, sent):
            filled[item.contact] = contact[item.contact]
    return filled


def _is_taken_out(item: Item, sent: Typed) -> bool:
    return NOT + TAKE_OUT in sent.get(item.name + NOT, ())


def _send(
    session: Session, sealer: Sealer, at: Going, contact: dict[str, str], *, is_over: bool, now: datetime
) -> None:
    """The snapshot that a phone would have sent."""
    instrument: Instrument = at.place.instrument
    snapshot = Snapshot.model_validate(
        {
            "revision": at.held.get("revision", 0) + 1,
            "status": ("stopped" if at.is_declined else "complete") if is_over else "draft",
            "stop_reason": "refused" if is_over and at.is_declined else None,
            "respondent": at.completion.respondent_id,
            "case": at.place.link.case_id,
            "wave": at.place.wave,
            "instrument": instrument.name,
            "version": instrument.version,
            "activity": at.completion.activity_id,
            "group": at.completion.group_id,
            "mode": "self",
            "language": at.completion.language,
            "device_started_at": at.completion.started_at,
            "device_sent_at": now,
            "answers": at.answers,
            "contact": contact or None,
        }
    )
    by = session.get_one(Person, at.place.link.person_id)
    interviews.receive(session, at.completion.interview_id, snapshot, by=by, sealer=sealer, now=now)
