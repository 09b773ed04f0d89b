"""How many calls are to be expected in the coming weeks, and whether there are callers for them.

A parent is called until it comes to something or the attempts are used up. Every call ends that with the same chance,
so that fewer and fewer parents need a second call, a third, and so on; one a day, and at most so many a week.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.calling.days import SATURDAY, open_hours
from app.calling.rules import Rules
from app.calling.sharing import share

WEEKS = 16
SUNDAY = 6
ANY = "any"  # the part of the week of a parent who has no preference
WEEK, DAY = timedelta(days=7), timedelta(days=1)
Place = tuple[str, str]  # a part of the week and a language


@dataclass(frozen=True)
class Coming:
    """A parent who is to be called from one day to another, and how often we may still try."""

    language: str
    starts: date
    closes: date
    tries_left: int
    prefers: tuple[str, ...] = ()  # parts of the week
    promised: str | None = None  # the part of the week of the first call, as was agreed


@dataclass(frozen=True)
class Pace:
    """How many minutes a call takes, with dialling and writing down, and how many calls a parent."""

    minutes: float
    attempts: float


@dataclass(frozen=True)
class Cell:
    """What is expected in a part of a week and a language: calls, for how many there is room, minutes of speakers."""

    calls: float = 0
    room: float = 0
    staffed: int = 0

    @property
    def short(self) -> int:
        """For how many calls, whole ones, there is nobody."""
        return max(0, round(self.calls) - round(self.room))


@dataclass(frozen=True)
class Week:
    """A week from its Monday on; of the first, what is left of it."""

    monday: date
    cells: Mapping[Place, Cell]
    due: Mapping[str, int]  # parents whose first day lies in it, by language
    staffed: int  # minutes, of all callers together
    spoken: Mapping[str, int]  # minutes of those who speak a language

    @property
    def number(self) -> int:
        """Its number in the year, as schools count (ISO 8601)."""
        return self.monday.isocalendar().week

    @property
    def calls(self) -> float:
        """All calls that are expected in it."""
        return sum(cell.calls for cell in self.cells.values())

    def cell(self, part: str, language: str) -> Cell:
        """What is expected in a part of it, in a language."""
        return self.cells.get((part, language), Cell())


@dataclass
class Staff:
    """Minutes of callers, by Monday, part of the week and caller, and what they speak."""

    minutes: Counter[tuple[date, str, int]] = field(default_factory=Counter)
    languages: dict[int, frozenset[str]] = field(default_factory=dict)

    def of(self, monday: date) -> list[tuple[str, int, int]]:
        """The parts of a week in which somebody is there: part, caller, minutes."""
        return sorted((part, who, held) for (week, part, who), held in self.minutes.items() if week == monday)


def forecast(cases: Sequence[Coming], staff: Staff, pace: Pace, rules: Rules, today: date) -> list[Week]:
    """Sixteen weeks from a day on, from a Sunday on the next: what is expected, and for how much there are callers."""
    first = first_monday(today)
    again = chance_of_another(pace.attempts, rules.most_attempts)
    expected: dict[date, dict[Place, float]] = {first + WEEK * turn: defaultdict(float) for turn in range(WEEKS)}
    due: dict[date, Counter[str]] = {monday: Counter() for monday in expected}
    for case in cases:
        begins = max(case.starts, first)
        due.get(begins - DAY * begins.weekday(), Counter())[case.language] += 1
        for monday, part, calls in calls_of(case, again, rules, max(today, first)):
            if monday in expected:
                expected[monday][part, case.language] += calls
    return [_week(monday, wanted, due[monday], staff, pace.minutes) for monday, wanted in expected.items()]


def _week(monday: date, wanted: Mapping[Place, float], due: Mapping[str, int], staff: Staff, minutes: float) -> Week:
    there = staff.of(monday)
    spoken: Counter[str] = Counter()
    for _, who, held in there:
        spoken.update(dict.fromkeys(staff.languages[who], held))
    return Week(monday, _divided(wanted, staff, there, spoken, minutes), due, sum(held for *_, held in there), spoken)


def first_monday(today: date) -> date:
    """Of this week; on its Sunday, when nobody calls any more, of the next."""
    return today - DAY * today.weekday() + (WEEK if today.weekday() == SUNDAY else DAY * 0)


def chance_of_another(attempts: float, most: int) -> float:
    """The chance that a call is followed by another, when a parent needs so many on average and gets `most` at most."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(middle**turn for turn in range(most)) < attempts else (low, middle)
    return low


def calls_of(case: Coming, again: float, rules: Rules, today: date) -> Iterator[tuple[date, str, float]]:
    """The calls to be expected to one parent: Monday of the week, part of the week, how many."""
    starts = max(case.starts, today)
    monday, left, chance = starts - DAY * starts.weekday(), case.tries_left, 1.0
    promised = case.promised
    while left > 0 and monday <= case.closes:
        days = _callable(max(starts, monday), min(case.closes, monday + DAY * 6), rules)
        turns = min(left, rules.most_a_week, len(days))
        for _ in range(turns):
            for part, weight in [(promised, 1.0)] if promised else _parts(case.prefers, days):
                yield monday, part, chance * weight
            promised, chance = None, chance * again
        left, monday = left - turns, monday + WEEK


def _callable(first: date, last: date, rules: Rules) -> list[date]:
    days = (first + DAY * turn for turn in range((last - first).days + 1))
    return [day for day in days if open_hours(day, rules.calendar)]


def _parts(prefers: Sequence[str], days: Sequence[date]) -> list[tuple[str, float]]:
    """Evenly over the parts that were asked for and still come; else over any."""
    saturdays = [day.weekday() == 5 for day in days]
    possible = [part for part in prefers if (any if part == SATURDAY else lambda held: not all(held))(saturdays)]
    return [(part, 1 / len(possible)) for part in possible] or [(ANY, 1.0)]


def _divided(
    wanted: Mapping[Place, float],
    staff: Staff,
    there: Sequence[tuple[str, int, int]],
    spoken: Mapping[str, int],
    minutes: float,
) -> dict[Place, Cell]:
    """Callers divided over what is wanted: the language with the fewest hours first, and who asked for a time."""
    places = sorted(wanted, key=lambda place: (spoken.get(place[1], 0), place[1], place[0] == ANY, place))
    wishes = [(f"{part} {tag}", round(wanted[part, tag] * minutes)) for part, tag in places]
    callers = [
        (frozenset(f"{where} {tag}" for tag in staff.languages[who] for where in (part, ANY)), held)
        for part, who, held in there
    ]
    speakers = {wish: sum(held for keys, held in callers if wish in keys) for wish, _ in wishes}
    met = share(wishes, callers)
    return {
        place: Cell(wanted[place], wanted[place] * got / minutes_wanted if minutes_wanted else 0.0, speakers[wish])
        for place, got, (wish, minutes_wanted) in zip(places, met, wishes, strict=True)
    }
