"""Why a parent is to be called now, in one line of words: the same on the page and on the command line."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from babel.lists import format_list

from app import i18n
from app.calling.days import AFTERNOON, EVENING, MORNING, SATURDAY
from app.calling.order import Reason, Why
from app.clock import local
from app.errors import N_
from app.services.by_link import Sent, Way

PREFERRED = {
    MORNING: N_("mornings"),
    AFTERNOON: N_("afternoons"),
    EVENING: N_("evenings"),
    SATURDAY: N_("Saturdays"),
}
LINES = {
    Why.ASKED: N_("Asked to be called now"),
    Why.PROMISED: N_("Promised %(day)s %(time)s"),
    Why.MISSED: N_("Missed promise: apologise"),
    Why.AGREED: N_("Agreed for today, from %(time)s"),
    Why.CLOSING: N_("Window closes %(day)s"),
    Why.PREFERS: N_("First call · prefers %(parts)s"),
    Why.FIRST: N_("First call, due since %(day)s"),
    Why.AGAIN: N_("Call %(attempt)s · %(outcome)s, %(day)s %(time)s"),
    Why.OTHERWISE: N_("First call · rather %(parts)s"),
    Why.CONVERSION: N_("Rather not, on %(day)s: try once more, kindly"),
}


WEEKDAYS = timedelta(days=6)  # so near that the name of the weekday says which day


def line(reason: Reason, labels: Mapping[str, str], *, now: datetime) -> str:
    """The reason in the language of whoever reads it.

    Args:
        reason: Why she stands where she stands.
        labels: The words for how a call ended, by disposition.
        now: This moment; days near it are told by their name.
    """
    return i18n.gettext(
        LINES[reason.kind],
        day=_day(reason, now),
        time=i18n.clock_time(reason.at) if reason.at else "",
        parts=preferred(reason.parts),
        attempt=i18n.number(reason.attempt),
        outcome=i18n.gettext(labels.get(reason.disposition, reason.disposition)),
    )


def beside(sent: Sent | None) -> str:
    """How far they are with a personal link, after the reason; nothing where they have none."""
    if sent is None or sent.way in {Way.DONE, Way.REVOKED}:
        return ""
    if not sent.of:
        return " · " + i18n.gettext(N_("link not opened yet"))
    return " · " + i18n.gettext(N_("link opened, %(answered)s of %(all)s"), answered=sent.answered, all=sent.of)


def preferred(parts: Sequence[str]) -> str:
    """Parts of the week as a list: mornings and Saturdays."""
    known = [i18n.gettext(PREFERRED[part]) for part in parts if part in PREFERRED]
    return format_list(known, locale=i18n.locale()) if known else ""


def _day(reason: Reason, now: datetime) -> str:
    if reason.kind in {Why.FIRST, Why.CONVERSION}:
        return i18n.day(reason.day or reason.at or now, "d MMMM")
    day = local(reason.at).date() if reason.at else reason.day
    if day is None:
        return ""
    near = abs(day - local(now).date()) <= WEEKDAYS
    return i18n.day(day, "EEE d MMM" if not near else "EEEE" if reason.kind == Why.CLOSING else "EEE")
