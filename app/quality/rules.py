"""What stands out in one interview. Every rule has its threshold here, and is silent where there is little to go by.

None of them proves anything: a rule finds what is worth asking about.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import time, timedelta

from app.quality.talks import NO_ANSWER, Flag, Talk

Figures = dict[str, float]

#: Items that must have been measured before anything is said about an interview: with fewer, one slip decides.
LEAST_ITEMS = 8
#: Half of the items read faster than four words a second, faster than anybody reads aloud to be understood
#: (Kelley 2020, ISER: that pace finds 87 per cent of misread questions). `least` holds that pace per language.
FAST_SHARE = 0.5
#: One point for a whole block of ten or more statements that measure at least two things (long string: Johnson 2005,
#: Curran 2016; we wait for the whole block, because parents after a good talk do agree with much).
BLOCK, SCALES = 10, 2
#: A third of what was asked without an answer: three times what the published interviews had at most.
UNKNOWN_SHARE = 0.33
#: A second language in three answers and in a seventh of them: more than a word of courtesy.
SECOND_LANGUAGE, SECOND_SHARE = 3, 1 / 7
#: Parents come before a talk and linger after it; beyond that the interview belongs to another hour.
BEFORE, AFTER = timedelta(hours=1), timedelta(hours=2)
#: Nobody is called or spoken to in these hours (the callback round ends at 21:00; an evening at a school at 22:30).
NIGHT_FROM, NIGHT_UNTIL = time(22, 30), time(7, 30)
#: Four answers in one second are not four questions that were read.
AT_ONCE = 4
#: Corrections by the lead in one interview, or changes by the phone after its end.
CORRECTED, REOPENED = 3, 1


def fast(talk: Talk) -> Figures | None:
    """Too fast for the words: items read aloud in less time than reading them takes."""
    if not talk.is_read_aloud:
        return None
    read = [one for one in talk.given if one.least is not None and one.seconds > 0 and one.by != "respondent"]
    short = sum(one.seconds < one.least for one in read if one.least is not None)
    return {"count": short, "of": len(read)} if _share(short, len(read)) >= FAST_SHARE else None


def straight(talk: Talk) -> Figures | None:
    """The same point for every statement of a block, across what they measure."""
    blocks: dict[str, list[tuple[int, str]]] = {}
    for one in talk.given:
        if one.point is not None and one.list is not None and one.scale is not None:
            blocks.setdefault(one.list, []).append((one.point, one.scale))
    for block in blocks.values():
        points, scales = {point for point, _ in block}, {scale for _, scale in block}
        if len(block) >= BLOCK and len(scales) >= SCALES and len(points) == 1:
            return {"count": len(block), "point": points.pop()}
    return None


def unknown(talk: Talk) -> Figures | None:
    """Many a "does not know" or "rather not say"."""
    none = sum(one.missing in NO_ANSWER for one in talk.given)
    return {"count": none, "of": len(talk.given)} if _share(none, len(talk.given)) >= UNKNOWN_SHARE else None


def languages(talk: Talk) -> Figures | None:
    """More than one language, and more than a courtesy."""
    counted = Counter(one.language for one in talk.given if one.point is not None or one.missing)
    second = sorted(counted.values())[-2] if len(counted) > 1 else 0
    enough = second >= SECOND_LANGUAGE and _share(second, counted.total()) >= SECOND_SHARE
    return {"languages": len(counted), "count": second} if enough else None


def hours(talk: Talk) -> Figures | None:
    """At night, or far from the hours of the activity at which it was held."""
    if not talk.is_read_aloud:
        return None
    clock = talk.began.time()
    if clock >= NIGHT_FROM or clock < NIGHT_UNTIL:
        return {"hour": talk.began.hour}
    if talk.starts is None or talk.ends is None or talk.starts - BEFORE <= talk.began <= talk.ends + AFTER:
        return None
    return {"hour": talk.began.hour}


def at_once(talk: Talk) -> Figures | None:
    """Several answers within one second."""
    if not talk.is_read_aloud:
        return None
    seconds = Counter(one.at_ms // 1000 for one in talk.given if one.at_ms > 0 and one.by != "respondent")
    most = max(seconds.values(), default=0)
    return {"count": most} if most >= AT_ONCE else None


def after_end(talk: Talk) -> Figures | None:
    """Changed after its end: by the phone, or by many corrections."""
    if talk.reopened < REOPENED and talk.corrected < CORRECTED:
        return None
    return {"count": talk.reopened + talk.corrected}


def child(talk: Talk) -> Figures | None:
    """A child interpreted for a parent."""
    return {} if talk.interpreter == "child" else None


RULES: dict[str, Callable[[Talk], Figures | None]] = {
    "fast": fast,
    "straight": straight,
    "unknown": unknown,
    "languages": languages,
    "hours": hours,
    "at_once": at_once,
    "after_end": after_end,
    "child": child,
}


def of(talk: Talk) -> Iterator[Flag]:
    """Everything that stands out in one interview."""
    for name, rule in RULES.items():
        figures = rule(talk)
        if figures is not None:
            yield Flag(name, talk.interviewer, talk.id, tuple(figures.items()))


def of_all(talks: Iterable[Talk]) -> list[Flag]:
    """The same for many."""
    return [flag for talk in talks for flag in of(talk)]


def _share(some: int, total: int) -> float:
    return some / total if total >= LEAST_ITEMS else 0.0
