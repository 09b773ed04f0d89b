"""Regression with respondents in classes in schools; what each activity adds to the reference, the report-card talk.

As in the regressions of the thesis (appendices 7.3.4 to 7.3.7), in plain steps: an empty model, the same with one
dummy per activity, and how much less is left to explain at each level. Two optimizers fail on some studies of this
size where a third succeeds, so all are tried; where none comes to an end there is no estimate.
"""

import math
import warnings
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
from statsmodels.regression.mixed_linear_model import MixedLM

OPTIMIZERS = ("lbfgs", "powell", "nm")
FEW_SITES = 10  # with fewer schools a variance between them is a guess: intervals come from drawing schools again
DRAWS = 2000
SEED = 2012
FEWEST = 30  # respondents


def model(rows: list[dict[str, Any]], reference: str, covariates: list[str]) -> dict[str, Any]:
    """What each activity adds.

    Args:
        rows: Per respondent `y`, `site`, `group`, `activity` and each covariate.
        reference: The activity that the others are compared with.
        covariates: Names of further predictors, as categories.
    """
    frame = pd.DataFrame(rows)
    activities = sorted({str(row["activity"]) for row in rows} - {reference})
    if len(rows) < FEWEST or not activities or reference not in {row["activity"] for row in rows}:
        return {"converged": False, "why": "few", "n": len(rows)}
    predictors = _predictors(frame, activities, covariates)
    counted = {"n": len(frame), "sites": frame.site.nunique(), "groups": frame.group.nunique(), "reference": reference}
    if np.linalg.matrix_rank(predictors.to_numpy()) < predictors.shape[1]:
        return {"converged": False, "why": "same", **counted}
    if counted["sites"] < FEW_SITES:
        return {"converged": True, "method": "bootstrap", **counted, "effects": _drawn(frame, predictors, activities)}
    empty = _fitted(frame, predictors[["const"]])
    full = _fitted(frame, predictors)
    if empty is None or full is None:
        return {"converged": False, "why": "no_end", **counted}
    return {
        "converged": True,
        "method": full[1],
        **counted,
        "effects": _effects(frame, predictors, full[0], activities),
        "icc": _share(_variances(empty[0])),
        "explained": _explained(_variances(empty[0]), _variances(full[0])),
    }


def _predictors(frame: pd.DataFrame, activities: list[str], covariates: list[str]) -> pd.DataFrame:
    columns = {"const": np.ones(len(frame))}
    columns |= {name: (frame.activity == name).to_numpy(float) for name in activities}
    for covariate in covariates:
        known = frame[covariate].astype(str)
        for value in sorted(known.unique())[1:]:
            columns[f"{covariate}={value}"] = (known == value).to_numpy(float)
    return pd.DataFrame(columns)


def _fitted(frame: pd.DataFrame, predictors: pd.DataFrame) -> tuple[Any, str] | None:
    """The likeliest of what the optimizers come to. Some say that they ended where the likelihood has no bounds."""
    classes = {"group": "0 + C(group)"} if frame.group.nunique() > frame.site.nunique() else {}
    held = frame[["y", "site", "group"]].reset_index(drop=True).join(predictors.add_prefix("x_").rename(columns=_safe))
    formula = "y ~ 0 + " + " + ".join(_safe(f"x_{name}") for name in predictors.columns)
    ended = [(found, name) for name in OPTIMIZERS if (found := _ended(formula, classes, held, name)) is not None]
    return max(ended, key=lambda one: float(one[0].llf), default=None)


def _ended(formula: str, classes: dict[str, str], held: pd.DataFrame, optimizer: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            made = MixedLM.from_formula(formula, groups="site", re_formula="1", vc_formula=classes, data=held)
            found = made.fit(reml=True, method=[optimizer])
        except (ValueError, np.linalg.LinAlgError):
            return None
    is_whole = found.converged and math.isfinite(found.llf) and np.isfinite(np.asarray(found.bse_fe)).all()
    return found if is_whole else None


def _safe(name: str) -> str:
    return "".join(sign if sign.isalnum() else "_" for sign in name)


def _effects(frame: pd.DataFrame, predictors: pd.DataFrame, found: Any, activities: list[str]) -> list[dict[str, Any]]:
    estimates = np.asarray(found.fe_params)
    errors = _errors(frame, predictors.to_numpy(float), _variances(found))
    return [
        _effect(name, float(estimates[at]), float(errors[at]), 1.959964 * float(errors[at]))
        for at, name in enumerate(activities, start=1)
    ]


def _errors(frame: pd.DataFrame, x: np.ndarray, variances: dict[str, float]) -> np.ndarray:
    """Standard errors as lme4, nlme, SPSS and Stata give them: (X′ V⁻¹ X)⁻¹ with these variances in V."""
    inside = np.zeros((x.shape[1], x.shape[1]))
    for rows in (np.flatnonzero((frame.site == site).to_numpy()) for site in frame.site.unique()):
        groups = frame.group.to_numpy()[rows]
        together = variances["site"] + variances["group"] * (groups[:, None] == groups[None, :])
        inside += x[rows].T @ np.linalg.solve(together + variances["respondent"] * np.eye(len(rows)), x[rows])
    return np.sqrt(np.diag(np.linalg.inv(inside)))


def _effect(name: str, estimate: float, error: float, half: float) -> dict[str, Any]:
    return {"activity": name, "b": estimate, "se": error, "low": estimate - half, "high": estimate + half}


def _variances(found: Any) -> dict[str, float]:
    classes = float(found.vcomp[0]) if len(found.vcomp) else 0.0
    return {"site": float(np.asarray(found.cov_re)[0, 0]), "group": classes, "respondent": float(found.scale)}


def _share(variances: dict[str, float]) -> dict[str, float]:
    whole = sum(variances.values())
    return {level: variance / whole for level, variance in variances.items() if level != "respondent"}


def _explained(before: dict[str, float], after: dict[str, float]) -> dict[str, float | None]:
    """The drop in variance as a share of what there was, per level; as in the thesis it may be below zero.

    A level that held less than a hundredth of the variance has nothing to explain.
    """
    whole = sum(before.values())
    parts = {name: (held - after[name]) / held if held > whole / 100 else None for name, held in before.items()}
    return {**parts, "total": (whole - sum(after.values())) / whole}


def _drawn(frame: pd.DataFrame, predictors: pd.DataFrame, activities: list[str]) -> list[dict[str, Any]]:
    """Ordinary least squares, with percentile intervals over schools drawn again and again."""
    y, x = frame.y.to_numpy(float), predictors.to_numpy(float)
    estimates = np.asarray(sm.OLS(y, x).fit().params)
    members = [np.flatnonzero((frame.site == site).to_numpy()) for site in sorted(frame.site.unique())]
    dice = np.random.default_rng(SEED)
    drawn = []
    for _ in range(DRAWS):
        rows = np.concatenate([members[at] for at in dice.integers(len(members), size=len(members))])
        if np.linalg.matrix_rank(x[rows]) == x.shape[1]:
            drawn.append(np.linalg.lstsq(x[rows], y[rows], rcond=None)[0])
    if len(drawn) < DRAWS / 2:
        return [
            {"activity": name, "b": float(estimates[at]), "se": None, "low": None, "high": None}
            for at, name in enumerate(activities, 1)
        ]
    spread = np.asarray(drawn)
    return [
        {
            "activity": name,
            "b": float(estimates[at]),
            "se": float(spread[:, at].std(ddof=1)),
            "low": float(np.quantile(spread[:, at], 0.025)),
            "high": float(np.quantile(spread[:, at], 0.975)),
        }
        for at, name in enumerate(activities, start=1)
        if math.isfinite(estimates[at])
    ]
