"""The end of typing a sheet: it becomes an interview by the road of all interviews, or is compared with the first."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app import i18n
from app.clock import local
from app.errors import N_, FieldworkError
from app.models import PaperEntry, PaperSheet, Person, PersonRole
from app.security.sealing import Sealer
from app.services import audit, batches, interviews, keyed, second_entries
from app.services.batches import Place
from app.services.entries import Screen, look, save
from app.services.keyed import Line

EARLY, LATE = timedelta(days=14), timedelta(days=120)  # around its activity, within which paper is filled in
NO_DATE = N_("Type the day on which it was filled in, such as 24-11-2026.")
FUTURE = N_("That day is still to come. Type the day on which it was filled in.")
FAR = N_("That is far from %(day)s, the day of the activity. Look at the year; ask the lead if it is right.")
NO_PLACE = N_("Choose the activity and the class where it was filled in.")
NO_CONSENT = N_(
    "Nobody crossed whether she takes part. Without that yes her answers may not be used: "
    "ask her, or type 0 and only her refusal is counted."
)
WRONG = N_("One or more answers are not possible; they are marked.")
OPEN = N_("Something was not typed yet. If it is empty on paper too, use the second button.")
NOT_TAKEN = N_("The study has no place for this interview as it is. What you typed is kept; ask the lead.")


def finish(
    session: Session,
    sealer: Sealer,
    sheet: PaperSheet,
    fields: Mapping[str, str],
    *,
    rest_is_empty: bool,
    by: Person,
    now: datetime,
) -> Screen:
    """Everything was typed: it becomes an interview, or is compared with what was typed before.

    What is in the way stands in `obstacles`; then everything is kept and nothing else happened.
    """
    entry = save(session, sheet, fields, by=by, now=now)
    if sheet.activity_id is None and fields.get("_place"):
        place = batches.chosen(session, fields["_place"], person=by, today=local(now).date())
        sheet.activity_id, sheet.group_id = place.activity.id, place.group.id
    screen = look(session, sheet, by=by, now=now, again=True)
    found = [row.line for row in screen.rows]
    if obstacles := _obstacles(screen, entry, found, rest_is_empty=rest_is_empty, by=by, today=local(now).date()):
        return replace(screen, obstacles=tuple(obstacles))
    if entry.turn == 1:
        try:
            with session.begin_nested():
                _take(session, sealer, screen, entry, found, now=now)
        except FieldworkError:
            return replace(screen, obstacles=(i18n.gettext(NOT_TAKEN),))
    entry.finished_at = now
    session.flush()
    audit.record(session, "paper.enter", by=by, now=now, thing=f"{sheet.code} {entry.turn}")
    if entry.turn == 2:
        second_entries.compare(session, sheet, by=by, now=now)
    return look(session, sheet, by=by, now=now)


def _obstacles(
    screen: Screen, entry: PaperEntry, found: list[Line], *, rest_is_empty: bool, by: Person, today: date
) -> list[str]:
    consent = next((line for line in found if line.item.consent == "interview"), None)
    reasons = [_day_problem(screen.place, entry.filled_on, by=by, today=today)]
    if screen.place is None:
        reasons.append(i18n.gettext(NO_PLACE))
    if any(line.reading.problem and line.is_asked for line in found):
        reasons.append(i18n.gettext(WRONG))
    if consent is not None and consent.reading.value is None and not consent.reading.problem:
        reasons.append(i18n.gettext(NO_CONSENT))
    elif not rest_is_empty and any(line.is_asked and not line.reading.is_typed for line in found):
        reasons.append(i18n.gettext(OPEN))
    return [reason for reason in reasons if reason]


def _day_problem(place: Place | None, day: date | None, *, by: Person, today: date) -> str:
    if day is None:
        return i18n.gettext(NO_DATE)
    if day > today:
        return i18n.gettext(FUTURE)
    held_on = place.activity.held_on if place else day
    if not held_on - EARLY <= day <= held_on + LATE and by.role != PersonRole.LEAD:
        return i18n.gettext(FAR, day=i18n.day(held_on, "d MMMM y"))
    return ""


def _take(
    session: Session, sealer: Sealer, screen: Screen, entry: PaperEntry, found: list[Line], *, now: datetime
) -> None:
    assert screen.place is not None  # noqa: S101 - an obstacle before
    sent = keyed.snapshot(screen.sheet, screen.instrument, screen.place, entry, found, revision=1)
    by = session.get_one(Person, entry.person_id)
    interviews.receive(session, screen.sheet.interview_id, sent, by=by, sealer=sealer, now=now)
    screen.sheet.entered_at = now
