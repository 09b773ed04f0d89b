"""One school by hand: itself, its classes, quotas, people, arms, and what it is going to do."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.clock import Clock
from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me
from app.routes.trying import Refused, attempt, kept
from app.services import conditions, groups, postings, schedule, site_pages, sites, studies
from app.services.conditions import ArmForm
from app.services.groups import YEARS, GroupForm, GroupsForm
from app.services.schedule import ActivityForm
from app.services.sites import QuotasForm, SiteForm
from app.services.turnout import STRATA
from app.templating import page

router = APIRouter()
HERE = "/study/schools/{site_id}"


@router.get(HERE, name="school")
def school(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    _: Me,
    site_id: RowId,
    kept: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """A school with everything that belongs to it."""
    return _school(request, session, clock, site_id, done=kept)


@router.post(HERE, name="change_school")
def change_school(
    request: Request, session: SessionDep, clock: ClockDep, me: Me, site_id: RowId, sent: Annotated[SiteForm, Form()]
) -> Response:
    """Another code, name, type or language."""
    change = partial(sites.change, session, site_id, sent, by=me, now=clock.now())
    return _tried(request, session, clock, site_id, attempt("the-school", change, sent), "the-school")


@router.post(f"{HERE}/removal", name="remove_school")
def remove_school(request: Request, session: SessionDep, clock: ClockDep, me: Me, site_id: RowId) -> Response:
    """Out of the study, as long as nothing was planned or noted."""
    if refused := attempt("the-school", partial(sites.remove, session, site_id, by=me, now=clock.now())):
        return _school(request, session, clock, site_id, refused=refused)
    return RedirectResponse(request.url_for("schools").path, 303)


@router.post(f"{HERE}/groups", name="add_groups")
def add_groups(
    request: Request, session: SessionDep, clock: ClockDep, me: Me, site_id: RowId, sent: Annotated[GroupsForm, Form()]
) -> Response:
    """More classes, several at once."""
    change = partial(groups.add, session, site_id, sent, by=me, now=clock.now())
    return _tried(request, session, clock, site_id, attempt("groups", change, sent), "groups")


@router.post(f"{HERE}/groups/{{group_id}}", name="change_group")
def change_group(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    site_id: RowId,
    group_id: RowId,
    sent: Annotated[GroupForm, Form()],
) -> Response:
    """Another name or school year of a class."""
    at = f"group-{group_id}"
    change = partial(groups.change, session, site_id, group_id, sent, by=me, now=clock.now())
    return _tried(request, session, clock, site_id, attempt(at, change, sent), at)


@router.post(f"{HERE}/groups/{{group_id}}/removal", name="remove_group")
def remove_group(
    request: Request, session: SessionDep, clock: ClockDep, me: Me, site_id: RowId, group_id: RowId
) -> Response:
    """A class goes, as long as nothing belongs to it."""
    change = partial(groups.remove, session, site_id, group_id, by=me, now=clock.now())
    return _tried(request, session, clock, site_id, attempt(f"group-{group_id}", change), "groups")


@router.post(f"{HERE}/quotas", name="save_quotas")
def save_quotas(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    site_id: RowId,
    sent: Annotated[QuotasForm, Form()],
) -> Response:
    """How many interviews this school should hold."""
    change = partial(sites.want, session, site_id, sent, by=me, now=clock.now())
    return _tried(request, session, clock, site_id, attempt("quotas", change, sent), "quotas")


@router.post(f"{HERE}/people", name="staff_school")
def staff_school(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    site_id: RowId,
    person: Annotated[list[RowId], Form(max_length=1000)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Who works here: expected at whatever this school plans."""
    postings.staff(session, site_id, person, by=me, now=clock.now())
    return kept(request, "school", "people", site_id=site_id)


@router.post(f"{HERE}/condition", name="reassign_school")
def reassign_school(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    site_id: RowId,
    sent: Annotated[ArmForm, Form()],
) -> Response:
    """All that this school does, or one activity of it, is analysed in another arm, with a reason."""
    change = partial(conditions.reassign, session, site_id, **sent.model_dump(), by=me, now=clock.now())
    return _tried(request, session, clock, site_id, attempt("arms", change, sent), "arms")


@router.post(f"{HERE}/activities", name="plan_activity")
def plan_activity(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    site_id: RowId,
    sent: Annotated[ActivityForm, Form()],
) -> Response:
    """One more activity; whoever works here sees it on home at once."""
    change = partial(schedule.plan, session, site_id, sent, by=me, now=clock.now())
    return _tried(request, session, clock, site_id, attempt("plan", change, sent), "plan")


def _tried(
    request: Request, session: Session, clock: Clock, site_id: int, refused: Refused | None, at: str
) -> Response:
    """Back to where it stands now, or the page again with why not."""
    if refused:
        return _school(request, session, clock, site_id, refused=refused)
    return kept(request, "school", at, site_id=site_id)


def _school(
    request: Request, session: Session, clock: Clock, site_id: int, *, refused: Refused | None = None, done: str = ""
) -> Response:
    held = site_pages.school(session, site_id, today=clock.today())
    return page(
        request,
        "study/school.html",
        status=refused.status if refused else 200,
        school=held,
        interventions=studies.interventions(session),
        students=postings.students(session),
        here={one.id for one in held.people},
        years=YEARS,
        strata=STRATA,
        refused=refused,
        kept=done,
        today=clock.today(),
    )
