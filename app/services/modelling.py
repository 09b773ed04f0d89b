"""Which models the analysis is asked for, and what their figures mean on a page.

Respondents stand in classes, classes in schools; the reference is the ordinary talk of the control schools
(rapportgesprek), as in the regressions of the thesis (appendices 7.3.4 to 7.3.7). A scale is a score over complete
cases. An activity with fewer than five of them is left out: its figure would be about persons.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, select

from app.errors import N_, NotFound
from app.instrument.schema import Instrument, Texts
from app.models import Intervention, Role
from app.services import analysing, finished, rates, results, waves
from app.services.analysing import Reliability
from app.services.finished import Finished
from app.services.results import ScaleFigure
from app.statistics.reliability import complete
from app.statistics.suppression import FEW

REFERENCE = "report_talk"
COVARIATES = {"stratum": N_("School type"), "level": N_("Lower or upper school"), "language": N_("Language")}
#: Why there is no estimate.
WHY = {
    "few": N_("There is no estimate: fewer than 30 parents, or nobody at the talk that the others are compared with."),
    "same": N_("There is no estimate: two of these columns say the same, so nobody can tell which of them did it."),
    "no_end": N_("There is no estimate: the model came to no end. Nothing is shown rather than a guess."),
}


@dataclass(frozen=True)
class Explained:
    """What a model explains: a scale or an item of the parents' main list."""

    key: str
    label: Texts


@dataclass(frozen=True)
class Effect:
    """What one activity adds to the reference, on the points of the items; the interval is 95 %."""

    name: str
    b: float
    se: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Modelled:
    """A model of one outcome, or the reason that there is no estimate."""

    n: int
    sites: int
    groups: int
    reference: str
    method: str
    effects: list[Effect]
    icc: dict[str, float]
    explained: dict[str, float | None]
    why: str | None = None
    left_out: tuple[str, ...] = ()  # activities of fewer than five parents

    @property
    def is_drawn(self) -> bool:
        """Whether the intervals come from drawing schools again, because there are few."""
        return self.method == "bootstrap"


@dataclass(frozen=True)
class Fit:
    """How well so many factors explain the answers; figures are missing where the model came to no end."""

    factors: int
    n: int
    converged: bool
    chi2: float | None = None
    dof: float | None = None
    cfi: float | None = None
    tli: float | None = None
    rmsea: float | None = None


def outcomes(session: Session) -> list[Explained]:
    """The scales of the parents' main list, then its items; nothing before there is one."""
    instrument = _list(session)
    if instrument is None:
        return []
    scales = [Explained(f"scale:{name}", instrument.scales[name].label) for name in results.scales_of(instrument)]
    return scales + [Explained(f"item:{item.name}", item.label) for item in results.measured(instrument)]


def of_outcome(session: Session, outcome: str, covariates: Sequence[str]) -> Modelled:
    """What each activity adds to this outcome, the first where none is named, over the parents of the first round.

    Raises:
        NotFound: There is no such outcome.
        NoAnalysis: This machine lacks the libraries.
    """
    instrument = _list(session)
    if instrument is None:
        return _nothing()
    offered = [one.key for one in outcomes(session)]
    outcome = outcome or offered[0]
    if outcome not in offered:
        raise NotFound
    held = finished.interviews(session, wave=waves.FIRST, role=Role.PARENT, instrument=instrument.name)
    rows = [row for one in held if (row := _row(one, instrument, outcome)) is not None]
    counts = Counter(row["activity"] for row in rows)
    enough = [row for row in rows if counts[row["activity"]] >= FEW]
    names = dict(session.exec(select(Intervention.key, Intervention.name)).all())
    if not enough:
        return _nothing()
    chosen = [name for name in COVARIATES if name in covariates]
    found = analysing.ask("multilevel", rows=enough, reference=REFERENCE, covariates=chosen)
    left_out = tuple(names.get(key, key) for key, count in sorted(counts.items()) if count < FEW)
    return replace(_modelled(found, names), left_out=left_out)


def fits(session: Session) -> list[Fit]:
    """One factor beside the scales as designed, over parents who answered every item of every scale.

    Raises:
        NoAnalysis: This machine lacks the libraries.
    """
    instrument = _list(session)
    if instrument is None:
        return []
    scales = {
        name: [item.name for item in results.items_of(instrument, name)] for name in results.scales_of(instrument)
    }
    items = [item for members in scales.values() for item in members]
    held = finished.interviews(session, wave=waves.FIRST, role=Role.PARENT, instrument=instrument.name)
    points = [{item: one.point(item) for item in items} for one in held]
    rows = [row for row in points if None not in row.values()]
    return [_fit(one) for one in analysing.ask("factors", scales=scales, rows=rows)] if scales else []


def reliability(session: Session, name: str, wave: str | None) -> list[tuple[ScaleFigure, Reliability]]:
    """The scales of a list with enough complete cases, each with the interval around its alpha, and omega.

    Raises:
        NotFound: Nobody filled it in, in that round.
        NoAnalysis: This machine lacks the libraries.
    """
    held = results.of_list(session, name, wave)
    rows = {
        scale.name: complete(results.row(one, scale.items) for one in held.interviews)
        for scale in held.scales
        if scale.alpha is not None
    }
    found = analysing.reliability(rows)
    return [(scale, found[scale.name]) for scale in held.scales if scale.name in found]


def _list(session: Session) -> Instrument | None:
    held = [one for one in results.lists(session) if one.wave == waves.FIRST and one.role == Role.PARENT]
    return max(held, key=lambda one: one.n).instrument if held else None


def _row(one: Finished, instrument: Instrument, outcome: str) -> dict[str, Any] | None:
    kind, _, name = outcome.partition(":")
    score = results.score(one, results.items_of(instrument, name)) if kind == "scale" else one.point(name)
    if score is None:
        return None
    return {
        "y": float(score),
        "site": one.site,
        "group": f"{one.site}-{one.group}",
        "activity": one.intervention,
        "stratum": one.stratum,
        "level": rates.level(one.year) or "none",
        "language": one.language,
    }


def _nothing() -> Modelled:
    return Modelled(0, 0, 0, REFERENCE, "", [], {}, {}, why=WHY["few"])


def _modelled(found: dict[str, Any], names: dict[str, str]) -> Modelled:
    return Modelled(
        n=found["n"],
        sites=found.get("sites", 0),
        groups=found.get("groups", 0),
        reference=names.get(REFERENCE, REFERENCE),
        method=found.get("method", ""),
        effects=[
            Effect(names.get(one["activity"], one["activity"]), one["b"], one["se"], one["low"], one["high"])
            for one in found.get("effects", [])
        ],
        icc=found.get("icc", {}),
        explained=found.get("explained", {}),
        why=WHY[found["why"]] if not found["converged"] else None,
    )


def _fit(found: dict[str, Any]) -> Fit:
    return Fit(**{name: value for name, value in found.items() if name != "model"})
