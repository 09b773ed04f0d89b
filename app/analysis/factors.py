"""How well one factor, and how well the scales as designed, explain the answers: a preview.

Maximum likelihood treats the five points as if they were measured, so these figures are for looking only; the R script
of the export fits the same models for ordered categories (WLSMV), and those are the ones to publish.
"""

import math
import warnings
from typing import Any

import numpy as np
import pandas as pd
import semopy

FEWEST = 100  # complete cases; below that the fit of a model with a dozen items is noise
INDICES = ("chi2", "DoF", "CFI", "TLI", "RMSEA")


def fits(scales: dict[str, list[str]], rows: list[dict[str, int]]) -> list[dict[str, Any]]:
    """The fit of one factor and of the scales as designed, over complete cases.

    Args:
        scales: The items of each scale.
        rows: The points of each respondent, by item; only those who answered every item.
    """
    items = [item for members in scales.values() for item in members]
    frame = pd.DataFrame(rows, columns=items, dtype=float)
    if len(frame) < FEWEST or len(items) < 4:
        return []
    models = {"one": {"factor": items}}
    if len(scales) > 1 and all(len(members) > 1 for members in scales.values()):
        models["designed"] = scales
    return [
        {"model": name, "n": len(frame), "factors": len(wanted), **_fit(wanted, frame)}
        for name, wanted in models.items()
    ]


def _fit(scales: dict[str, list[str]], frame: pd.DataFrame) -> dict[str, Any]:
    wanted = "\n".join(f"{name} =~ {' + '.join(members)}" for name, members in scales.items())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            model = semopy.Model(wanted)
            ended = model.fit(frame)
            found = semopy.calc_stats(model)
        except (ValueError, np.linalg.LinAlgError):
            return {"converged": False}
    figures = {name: float(found[name].iloc[0]) for name in INDICES}
    if not ended.success or not all(map(math.isfinite, figures.values())):
        return {"converged": False}
    figures["CFI"] = min(figures["CFI"], 1.0)  # Bentler's definition; the library does not cut it off
    return {"converged": True, **{name.lower(): figure for name, figure in figures.items()}}
