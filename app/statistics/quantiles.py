"""The points of Student's t, for intervals in a process that holds no numerical library.

The share below a point comes from the incomplete beta function by its continued fraction (Lentz's method; Numerical
Recipes 6.4 describes it); the point is found by halving. Good to nine decimals; tests compare it with other software.
"""

from functools import lru_cache
from math import exp, lgamma, log
from statistics import NormalDist

TINY = 1e-300
CLOSE = 1e-15
TERMS = 500


def normal(share: float) -> float:
    """The point of the normal distribution below which this share lies."""
    return NormalDist().inv_cdf(share)


@lru_cache(maxsize=256)
def student(share: float, df: int) -> float:
    """The point of Student's t with so many degrees of freedom below which this share lies; share above one half."""
    low, high = 0.0, 2.0
    while below(high, df) < share:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle, df) < share else (low, middle)
    return (low + high) / 2


def below(point: float, df: int) -> float:
    """The share of Student's t that lies below a point of zero or more."""
    return 1 - _beta(df / (df + point * point), df / 2, 0.5) / 2


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, _away(1 - (a + b) * x / (a + 1))
    whole = d = 1 / d
    for m in range(1, TERMS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 / _away(1 + term * d), _away(1 + term / c)
            whole *= c * d
        if abs(c * d - 1) < CLOSE:
            break
    return whole


def _away(number: float) -> float:
    """Not quite zero, so that one can divide by it."""
    return number if abs(number) > TINY else TINY
