"""Two figures beside one another, by the rules of tables 7.3.14 and 7.3.15.

Own answers on 1 to 5 are doubled to stand beside a mark out of ten. That maps 1 to 5 onto 2 to 10, not 1 to 10, so it
flatters low answers. A difference in a table is that of the means as printed, so that a reader can check it.
"""

from fractions import Fraction

from app.statistics.description import Number, unweighted
from app.statistics.rounding import exact, half_up

TIMES = 2


def doubled(mean: Number) -> Fraction:
    """A mean of 1 to 5 on the scale of a mark: 2 to 10."""
    return exact(mean) * TIMES


def as_mark(mean: Number, highest: Number = 10, own_highest: int = 5) -> Fraction:
    """A mean of 1 to `own_highest`, stretched so that both scales end alike; the low end does not follow."""
    return exact(mean) * exact(highest) / own_highest


def difference(later: Number, earlier: Number, digits: int = 1) -> Fraction:
    """Later minus earlier, each rounded first: a difference of printed means."""
    return half_up(later, digits) - half_up(earlier, digits)


def over_items(means: list[Fraction], digits: int = 1) -> Fraction | None:
    """The mean of the items' printed means, rounded: the last line of table 7.3.14."""
    mean = unweighted(half_up(one, digits) for one in means)
    return None if mean is None else half_up(mean, digits)
