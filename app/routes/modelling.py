"""Results that a process of its own computes: they come when they are there."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.db import SessionDep
from app.routes.policy import Me
from app.services import analysing, modelling
from app.templating import page

router = APIRouter()
Named = Annotated[str, Query(max_length=80)]
Chosen = Annotated[list[str], Query(max_length=5)]


@router.get("/results/models", name="results_models")
def models(request: Request, session: SessionDep, _: Me, outcome: Named = "", covariate: Chosen = []) -> Response:  # noqa: B006
    """Choose what a model explains; its figures follow."""
    offered = modelling.outcomes(session)
    chosen = outcome or (offered[0].key if offered else "")
    return page(
        request,
        "results/models.html",
        outcomes=offered,
        chosen=chosen,
        covariates=modelling.COVARIATES,
        with_them=covariate,
        is_possible=analysing.is_possible(),
    )


@router.get("/results/models/effects", name="results_effects")
def effects(request: Request, session: SessionDep, _: Me, outcome: Named = "", covariate: Chosen = []) -> Response:  # noqa: B006
    """What each activity adds."""
    return page(request, "results/effects.html", model=modelling.of_outcome(session, outcome, covariate))


@router.get("/results/models/factors", name="results_factors")
def factors(request: Request, session: SessionDep, _: Me) -> Response:
    """How well the scales as designed explain the answers."""
    return page(request, "results/factors.html", fits=modelling.fits(session))


@router.get("/results/lists/{name}/reliability", name="results_reliability")
def reliability(request: Request, session: SessionDep, _: Me, name: str, wave: Named = "") -> Response:
    """The interval around each alpha of a list, and omega."""
    return page(request, "results/reliability.html", scales=modelling.reliability(session, name, wave or None))
