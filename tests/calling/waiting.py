"""Parents waiting for a call on Thursday 4 March 2027 at 18:00, in the order in which they are to be called.

Written out by hand from method 1.8, before any program sorted them. The numbers of the cases are drawn, so that they
help nobody. Three callers speak Dutch, two Arabic, one Turkish; English is spoken by two.
"""

from datetime import datetime, timedelta

from app.calling.days import EVENING, MORNING, day_part
from app.calling.events import Promise
from app.calling.machine import Held, Try
from app.calling.states import CaseState
from app.clock import TIME_ZONE

NOW = datetime(2027, 3, 4, 18, tzinfo=TIME_ZONE)
ON_SHIFT = {"nl": 3, "ar": 2, "en": 2, "tr": 1}
PREFERS = {"-": (), "evening": (EVENING,), "morning": (MORNING,), "both": (MORNING, EVENING)}

# number, language, prefers, closes; then what happened: a promise (firm, part), asked, calls in vain, "rather not"
IN_ORDER = """
# 0: a promised hour, from five minutes before to fifteen after; or they asked to be called now, in the last 24 hours
 71 nl -       03-31 asked 03-03T18:30
 12 nl -       03-31 asked 03-04T09:10; call 03-03T19:00
 66 ar -       03-31 firm 03-04T17:45
 35 tr -       03-31 firm 03-04T17:50
 18 ar -       03-31 firm 03-04T17:50
 93 nl -       03-31 firm 03-04T17:50
 54 nl evening 03-31 firm 03-04T18:00; call 03-02T19:00
 27 tr -       03-04 firm 03-04T18:05

# 1: a promised hour that went by
 80 nl -       03-31 firm 03-02T19:00
 31 tr -       03-31 firm 03-03T18:00
 16 nl -       03-31 firm 03-04T17:44

# 2: a part of the day that was agreed
 45 nl -       03-31 part 03-04T12:00 03-04T18:00
 62 tr -       03-31 part 03-04T16:30 03-04T20:30
 88 nl -       03-31 part 03-04T16:30 03-04T20:30
 29 nl -       03-31 part 03-04T16:30 03-04T20:30; call 03-02T19:00
 50 nl -       03-31 part 03-04T18:00 03-04T20:30

# 3: three days are left on which we call, today included; Sunday is none
 91 tr -       03-06
 14 tr evening 03-07; call 03-01T19:00
 38 ar -       03-05
 83 en -       03-06
 47 nl -       03-04; call 02-24T10:00; call 02-26T10:00
 60 nl morning 03-05
 22 nl -       03-05; call 03-02T10:00
 79 nl -       03-07
 33 nl -       03-04; call 03-01T19:00
 96 nl -       03-05; call 02-22T19:00; rather-not 02-24T19:00

# 4: never called, and this is when they like it
 10 tr evening 03-30
 74 ar both    03-20
 25 ar evening 03-21
 69 nl evening 03-08
 42 nl both    03-31

# 5: called before, and this is when they like it
 57 tr evening 03-31; call 02-24T19:00; call 03-01T19:00
 19 nl evening 03-31; call 03-01T10:00; call 03-02T10:00
 86 nl both    03-12; call 03-02T19:00
 30 nl evening 03-31; call 03-02T19:00
 64 nl evening 03-12; call 03-01T19:00; call 03-02T19:00

# 6: never called, and they did not say when they like it; the last four differ in nothing but their lot of the day
 94 tr -       03-31
 53 en -       03-25
 76 nl -       03-08
 21 nl -       03-31
  7 nl -       03-31
 40 nl -       03-31
 58 nl -       03-31

# 7: called before, and they did not say when they like it
 89 nl -       03-31; call 03-01T10:00
 26 nl -       03-31; call 03-02T10:00
 13 nl -       03-31; call 02-24T10:00; call 02-26T10:00
 72 nl -       03-15; call 03-01T19:00
 55 nl -       03-31; call 02-27T11:00; call 03-01T19:00; inbound 03-03T19:00
 37 nl -       03-31; call 03-01T19:00; call 03-02T10:00

# 8: they like another part of the week
 65 ar morning 03-12
 98 nl morning 03-12
 24 nl morning 03-12; call 03-01T10:00

# 9: "rather not", more than a week ago
 81 tr -       03-31; rather-not 02-24T19:00
 48 nl morning 03-18; rather-not 02-22T10:00
 17 nl evening 03-12; call 02-22T19:00; rather-not 02-24T19:00
"""


def waiting() -> list[Held]:
    """They all, in that order."""
    return [parent(line) for line in IN_ORDER.splitlines() if line.strip() and not line.startswith("#")]


def ranks() -> dict[int, int]:
    """The class of each case, as the headings say."""
    found, rank = {}, 0
    for line in IN_ORDER.splitlines():
        if line.startswith("#"):
            rank = int(line[2])
        elif line.strip():
            found[int(line.split()[0])] = rank
    return found


def parent(line: str) -> Held:
    """One line as a case."""
    facts, *events = (part.split() for part in line.split(";"))
    number, language, prefers, closes, *promised = facts
    happened = [promised, *events] if promised else events
    tries = tuple(_try(one) for one in happened if one[0] in {"call", "inbound", "rather-not"})
    is_cooling = any(one[0] == "rather-not" for one in happened)
    return Held(
        id=int(number),
        state=CaseState.COOLING if is_cooling else CaseState.RETRY if tries else CaseState.SCHEDULED,
        language=language,
        best_times=PREFERS[prefers],
        interviewed_on=_at("2026-11-24").date(),
        due_on=_at("2027-02-22").date(),
        first_on=_at("2027-02-22").date(),
        opens_on=_at("2027-02-15").date(),
        closes_on=_at(f"2027-{closes}").date(),
        next_try_at=None,
        promise=next((_promise(*one) for one in happened if one[0] in {"firm", "part"}), None),
        wanted_until=next((_at(one[1]) + timedelta(hours=24) for one in happened if one[0] == "asked"), None),
        lease=None,
        attempts=tries,
        extra_attempts=0,
        redials=0,
        refused_to=1 if is_cooling else None,
        assigned_to=None,
        numbers=("phone",),
        bad_numbers=(),
        number="phone",
        closed_by=None,
        code=None,
    )


def _try(event: list[str]) -> Try:
    at = _at(event[1])
    disposition = "soft_refusal" if event[0] == "rather-not" else "no_answer"
    return Try(at, 1, disposition, day_part(at) or "", "phone", event[0] == "inbound")


def _promise(kind: str, start: str, end: str | None = None) -> Promise:
    at = _at(start)
    return Promise(at, _at(end) if end else at + timedelta(minutes=30), firm=kind == "firm")


def _at(text: str) -> datetime:
    full = text if text.startswith("20") else f"2027-{text}"
    return datetime.fromisoformat(full).replace(tzinfo=TIME_ZONE)
