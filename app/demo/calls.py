"""The callback round: a case for everyone who agreed, and every dialling. Invented, except that 81 were reached.

A case is due three calendar months after the first interview and closes four weeks later; at most eight attempts,
three in seven days, and a week of rest after a soft refusal. After a call in vain a Saturday that was asked for passes
by first, though these callers only have evenings. An attempt never ends as `exhausted`: a case does, when its attempts
or its window are used up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from app.calling.days import EVENING, Calendar, next_time
from app.clock import local
from app.demo.records import Activity, CallAttempt, Case, Contact, Respondent
from app.demo.rota import Rota
from app.demo.schoolyear import ZONE, three_months_after

WINDOW = timedelta(days=28)
ATTEMPTS = 8
CALENDAR = Calendar()
LAST_CALL, NEXT_TRY = time(20, 20), timedelta(hours=20)
TEMPORARY = {"no_answer": 6, "voicemail": 3, "busy": 1}
BAD_NUMBER = ("wrong_number", "dead_number")
NOT_REACHED = {"refusal": 22, "wrong_number": 8, "dead_number": 17}  # all others: exhausted
EARLIER = {0: 40, 1: 25, 2: 16, 3: 12, 4: 7}  # attempts in vain before someone is reached, and how usual
SOFT_REFUSAL_SHARE = {"complete": 0.07, "refusal": 0.4}
LANGUAGE_SHARE = 0.4  # of those with another language than Dutch, who first get a caller who does not speak it

NOTES = {
    "soft_refusal": (
        "Nu geen tijd, misschien volgende week.",
        "Druk met de kinderen, liever een andere keer.",
        "Weet niet meer dat er ja is gezegd; wil erover nadenken.",
    ),
    "refusal": (
        "Wil niet meer meedoen.",
        "De partner had ja gezegd; heeft zelf geen belangstelling.",
        "Vindt één keer genoeg.",
    ),
}


@dataclass(frozen=True)
class Try:
    """What one attempt will come to, on which of the two numbers."""

    disposition: str
    phone: int = 1


def in_vain(count: int, rng: Random) -> list[Try]:
    """Attempts at which nobody could be spoken to."""
    return [Try(rng.choices(list(TEMPORARY), list(TEMPORARY.values()))[0]) for _ in range(count)]


def hurdles(outcome: str, contact: Contact, rng: Random) -> list[Try]:
    """What comes between the last attempt in vain and the outcome: another language, a soft refusal, a bad number."""
    if outcome in BAD_NUMBER:
        return [Try(outcome)] if contact.second_phone else []
    tries = []
    if contact.language != "nl" and rng.random() < LANGUAGE_SHARE:
        tries.append(Try("language"))
    if rng.random() < SOFT_REFUSAL_SHARE.get(outcome, 0.0):
        tries.append(Try("soft_refusal"))
    return tries


def script(outcome: str, contact: Contact, rng: Random) -> list[Try]:
    """All attempts of a case, before the calendar has its say."""
    between = hurdles(outcome, contact, rng)
    if outcome == "exhausted":
        return [*between, *in_vain(ATTEMPTS - len(between), rng)]
    earlier = rng.choices(list(EARLIER), list(EARLIER.values()))[0]
    last = Try(outcome, phone=2 if outcome in BAD_NUMBER and contact.second_phone else 1)
    return [*in_vain(earlier, rng), *between, last]


def rest(day: date, after: Try, best_times: tuple[str, ...], rng: Random) -> date:
    """From which day on the next attempt may be: over a week after a soft refusal, else at most three a week."""
    if after.disposition == "soft_refusal":
        return day + timedelta(days=8)  # a week later, whatever the hour
    last = datetime.combine(day, LAST_CALL, ZONE) + NEXT_TRY
    asked_for = next_time(last, CALENDAR, avoid=EVENING, prefer=best_times)
    return max(day + timedelta(days=rng.randint(3, 5)), local(asked_for).date())


def evenings(tries: Sequence[Try], due_on: date, contact: Contact, rota: Rota, rng: Random) -> list[date]:
    """The evening of every attempt, holidays skipped; some may lie beyond the window."""
    days = [rota.evening_from(due_on)]
    for one in tries[:-1]:
        days.append(rota.evening_from(rest(days[-1], one, contact.best_times, rng)))
    return days


def fit(
    outcome: str, tries: list[Try], due_on: date, contact: Contact, rota: Rota, rng: Random
) -> list[tuple[Try, date]]:
    """Attempts within the window. A case that exhausts it just ends; others had fewer attempts in vain."""
    days = evenings(tries, due_on, contact, rota, rng)
    if outcome == "exhausted":
        return [(one, day) for one, day in zip(tries, days, strict=True) if day <= due_on + WINDOW]
    if days[-1] > due_on + WINDOW and len(tries) > 1:
        return fit(outcome, tries[1:], due_on, contact, rota, rng)
    return list(zip(tries, days, strict=True))


def attempts(planned: Sequence[tuple[Try, date]], rota: Rota, rng: Random) -> Iterator[CallAttempt]:
    """The attempts as they are made, each by whoever has time."""
    not_by = None
    for one, day in planned:
        at, caller = rota.book(day, not_by)
        note = rng.choice(NOTES[one.disposition]) if one.disposition in NOTES else None
        yield CallAttempt(at, caller, one.phone, one.disposition, note)
        not_by = caller if one.disposition in {"soft_refusal", "language"} else None


def outcomes(contacts: Sequence[Contact], reached: set[int], rng: Random) -> dict[int, str]:
    """How each case ends."""
    others = [contact.respondent for contact in contacts if contact.respondent not in reached]
    rng.shuffle(others)
    ends = [outcome for outcome, count in NOT_REACHED.items() for _ in range(count)]
    ends += ["exhausted"] * (len(others) - len(ends))
    return dict.fromkeys(reached, "complete") | dict(zip(others, ends, strict=True))


def cases(
    respondents: Sequence[Respondent],
    activities: Sequence[Activity],
    contacts: Sequence[Contact],
    reached: set[int],
    rng: Random,
) -> list[Case]:
    """A case for every contact, in the order in which they are due."""
    met_on = {activity.number: activity.date for activity in activities}
    due = {one.number: three_months_after(met_on[one.activity]) for one in respondents}
    ends, rota, found = outcomes(contacts, reached, rng), Rota(rng), []
    for contact in sorted(contacts, key=lambda contact: (due[contact.respondent], contact.respondent)):
        due_on, outcome = due[contact.respondent], ends[contact.respondent]
        planned = fit(outcome, script(outcome, contact, rng), due_on, contact, rota, rng)
        found.append(Case(contact.respondent, due_on, tuple(attempts(planned, rota, rng)), outcome))
    return found
