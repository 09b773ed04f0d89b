"""The interval around Cronbach's alpha (Feldt, 1965) and McDonald's omega of one factor."""

import math
import warnings
from typing import Any

import numpy as np
from scipy.stats import f
from statsmodels.multivariate.factor import Factor

CONFIDENCE = 0.95
ENOUGH = 30  # people; below that a factor model of a handful of items says little

Rows = list[list[int]]


def of_scales(scales: dict[str, Rows]) -> dict[str, dict[str, Any]]:
    """For each scale the ends of the interval around alpha, and omega; null where it cannot be told.

    Args:
        scales: Per scale its complete cases, one list of points per respondent.
    """
    return {name: {**_interval(rows), "omega": omega(rows)} for name, rows in scales.items()}


def interval(alpha: float, n: int, items: int) -> tuple[float, float]:
    """The 95 % interval of an alpha over n people: (1 − alpha) times quantiles of F."""
    free = (n - 1, (n - 1) * (items - 1))
    rest = (1 - CONFIDENCE) / 2
    return 1 - (1 - alpha) * float(f.isf(rest, *free)), 1 - (1 - alpha) * float(f.isf(1 - rest, *free))


def omega(rows: Rows) -> float | None:
    """The share of the variance of the sum that one common factor explains (maximum likelihood).

    None below 30 people or three items, and where the model does not come to an end or is improper.
    """
    points = np.asarray(rows, dtype=float)
    if points.ndim != 2 or points.shape[0] < ENOUGH or points.shape[1] < 3 or not points.std(axis=0).all():
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fitted = Factor(points, n_factor=1, method="ml").fit()
        except (ValueError, np.linalg.LinAlgError):
            return None
    loadings = np.asarray(fitted.loadings)[:, 0] * points.std(axis=0, ddof=1)
    unique = np.asarray(fitted.uniqueness) * points.var(axis=0, ddof=1)
    common = float(loadings.sum()) ** 2
    found = common / (common + float(unique.sum()))
    return found if math.isfinite(found) and (np.asarray(fitted.uniqueness) > 0).all() else None


def alpha_of(rows: Rows) -> float | None:
    """Cronbach's alpha of complete cases; null where nobody differs."""
    points = np.asarray(rows, dtype=float)
    if points.ndim != 2 or min(points.shape) < 2:
        return None
    items = points.shape[1]
    whole = points.sum(axis=1).var(ddof=1)
    return float(items / (items - 1) * (1 - points.var(axis=0, ddof=1).sum() / whole)) if whole else None


def _interval(rows: Rows) -> dict[str, float | None]:
    value = alpha_of(rows)
    low, high = interval(value, len(rows), len(rows[0])) if value is not None else (None, None)
    return {"alpha": value, "low": low, "high": high}
