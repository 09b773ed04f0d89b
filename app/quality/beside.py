"""An interviewer whose interviews differ from those of all others together.

The robust z of Iglewicz and Hoaglin (1993): 0.6745 · (x - median) / MAD, notable beyond 3.5. It stays silent with fewer
than five interviewers of ten interviews each, where they do not differ at all, and below a difference that matters.
"""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, median

from app.quality.talks import NO_ANSWER, Flag, Talk

PEOPLE, INTERVIEWS = 5, 10
NOTABLE = 3.5
TO_SD = 0.6745  # a MAD is that part of a standard deviation where figures are spread normally
MATTERS = {"minutes": 3.0, "none": 0.10, "scale": 0.5}  # minutes, share, points of five


def of_all(talks: Iterable[Talk]) -> list[Flag]:
    """Who is far from the others: in minutes, in answers that were not given, in the mean of a scale."""
    hers: dict[tuple[int, str], list[Talk]] = {}
    for talk in talks:
        hers.setdefault((talk.interviewer, talk.mode), []).append(talk)
    flags = []
    for mode in sorted({mode for _, mode in hers}):
        enough = {who: some for (who, how), some in hers.items() if how == mode and len(some) >= INTERVIEWS}
        flags += _compared(enough)
    return flags


def _compared(hers: Mapping[int, Sequence[Talk]]) -> list[Flag]:
    figures = {
        "minutes": {who: median(talk.minutes for talk in some) for who, some in hers.items()},
        "none": {who: fmean(map(_none, some)) for who, some in hers.items()},
    }
    scales = sorted({one.scale for some in hers.values() for talk in some for one in talk.given if one.scale})
    means = {scale: {who: mean for who, some in hers.items() if (mean := _mean(some, scale))} for scale in scales}
    flags = [flag for name, of in figures.items() for flag in _far(f"far_{name}", of, MATTERS[name])]
    told: set[int] = set()
    for of in means.values():
        new = [flag for flag in _far("far_scale", of, MATTERS["scale"]) if flag.interviewer not in told]
        told |= {flag.interviewer for flag in new}
        flags += new
    return flags


def _far(rule: str, figures: Mapping[int, float], matters: float) -> list[Flag]:
    """Those beyond the bound, with their figure and that of the others."""
    if len(figures) < PEOPLE:
        return []
    flags = []
    for who, own in sorted(figures.items()):
        z = robust_z(own, list(figures.values()))
        others = median(value for one, value in figures.items() if one != who)
        if z is not None and abs(z) > NOTABLE and abs(own - others) >= matters:
            flags.append(Flag(rule, who, None, (("own", own), ("others", others))))
    return flags


def robust_z(own: float, all_of_them: Sequence[float]) -> float | None:
    """How far a figure is from the middle; None where more than half of them are the same."""
    middle = median(all_of_them)
    spread = median(abs(one - middle) for one in all_of_them)
    return TO_SD * (own - middle) / spread if spread else None


def _none(talk: Talk) -> float:
    return sum(one.missing in NO_ANSWER for one in talk.given) / len(talk.given) if talk.given else 0.0


def _mean(some: Sequence[Talk], scale: str) -> float | None:
    points = [one.point for talk in some for one in talk.given if one.scale == scale and one.point is not None]
    return fmean(points) if points else None
