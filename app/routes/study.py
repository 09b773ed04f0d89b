"""The study by hand: its name and minimum, what schools do, and the list of schools."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from app.clock import Clock
from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me
from app.routes.trying import Refused, attempt, kept
from app.services import site_pages, sites, studies
from app.services.sites import SiteForm
from app.services.studies import InterventionForm, StudyForm
from app.services.turnout import STRATA
from app.templating import page

router = APIRouter()
Kept = Annotated[str, Query(max_length=40)]


@router.get("/study", name="study")
def study(request: Request, session: SessionDep, clock: ClockDep, _: Me, kept: Kept = "") -> Response:
    """The study, what its schools do, and the way to everything else that is set up."""
    return _study(request, session, clock, done=kept)


@router.post("/study", name="change_study")
def change_study(
    request: Request, session: SessionDep, clock: ClockDep, me: Me, sent: Annotated[StudyForm, Form()]
) -> Response:
    """Another name or minimum."""
    change = partial(studies.change, session, sent, by=me, now=clock.now())
    if refused := attempt("the-study", change, sent):
        return _study(request, session, clock, refused=refused)
    return kept(request, "study", "the-study")


@router.post("/study/interventions", name="add_intervention")
def add_intervention(
    request: Request, session: SessionDep, clock: ClockDep, me: Me, sent: Annotated[InterventionForm, Form()]
) -> Response:
    """Something else that schools do."""
    change = partial(studies.add_intervention, session, sent, by=me, now=clock.now())
    if refused := attempt("new-intervention", change, sent):
        return _study(request, session, clock, refused=refused)
    return kept(request, "study", "new-intervention")


@router.post("/study/interventions/{intervention_id}", name="change_intervention")
def change_intervention(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    intervention_id: RowId,
    sent: Annotated[InterventionForm, Form()],
) -> Response:
    """What schools do goes by another name, or differs from what was noted."""
    at = f"intervention-{intervention_id}"
    change = partial(studies.change_intervention, session, intervention_id, sent, by=me, now=clock.now())
    if refused := attempt(at, change, sent):
        return _study(request, session, clock, refused=refused)
    return kept(request, "study", at)


@router.post("/study/interventions/{intervention_id}/removal", name="remove_intervention")
def remove_intervention(
    request: Request, session: SessionDep, clock: ClockDep, me: Me, intervention_id: RowId
) -> Response:
    """No school does it after all."""
    change = partial(studies.remove_intervention, session, intervention_id, by=me, now=clock.now())
    if refused := attempt(f"intervention-{intervention_id}", change):
        return _study(request, session, clock, refused=refused)
    return kept(request, "study", "interventions")


@router.get("/study/schools", name="schools")
def schools(request: Request, session: SessionDep, clock: ClockDep, _: Me) -> Response:
    """Every school at a glance, and a form for one more."""
    return _schools(request, session, clock)


@router.post("/study/schools", name="add_school")
def add_school(
    request: Request, session: SessionDep, clock: ClockDep, me: Me, sent: Annotated[SiteForm, Form()]
) -> Response:
    """One more school, with the usual quotas; its own page comes next."""
    added: list[int] = []
    if refused := attempt(
        "new-school", lambda: added.append(sites.add(session, sent, by=me, now=clock.now()).id), sent
    ):
        return _schools(request, session, clock, refused=refused)
    return kept(request, "school", "groups", site_id=added[0])


def _study(
    request: Request, session: SessionDep, clock: Clock, *, refused: Refused | None = None, done: str = ""
) -> Response:
    lines = site_pages.overview(session, today=clock.today())
    return page(
        request,
        "study/study.html",
        status=refused.status if refused else 200,
        study=studies.study(session),
        interventions=studies.interventions(session),
        wanted=sites.total_wanted(session),
        schools=len(lines),
        to_come=sum(one.to_come for one in lines),
        refused=refused,
        kept=done,
    )


def _schools(request: Request, session: SessionDep, clock: Clock, *, refused: Refused | None = None) -> Response:
    lines = site_pages.overview(session, today=clock.today())
    return page(
        request,
        "study/schools.html",
        status=refused.status if refused else 200,
        lines=lines,
        wanted=sites.total_wanted(session),
        minimum=studies.study(session).minimum,
        strata=STRATA,
        refused=refused,
        typed=refused.typed if refused else SiteForm(),
    )
