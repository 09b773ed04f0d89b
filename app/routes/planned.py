"""One activity by hand: its date, its classes, and who is expected there."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.clock import Clock
from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me
from app.routes.trying import Refused, attempt, kept
from app.services import appointments, held_dates, postings, schedule, site_pages, studies
from app.services.appointments import Change, Slot
from app.services.schedule import ActivityForm
from app.templating import page

router = APIRouter()
HERE = "/study/schools/{site_id}/activities/{activity_id}"


@router.get(HERE, name="planned_activity")
def planned_activity(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    _: Me,
    site_id: RowId,
    activity_id: RowId,
    kept: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """An activity with everything that can be changed about it."""
    return _activity(request, session, clock, site_id, activity_id, done=kept)


@router.post(HERE, name="change_planned")
def change_planned(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    site_id: RowId,
    activity_id: RowId,
    sent: Annotated[ActivityForm, Form()],
) -> Response:
    """Other classes, another intervention, another planned arm."""
    change = partial(schedule.change, session, site_id, activity_id, sent, by=me, now=clock.now())
    return _tried(request, session, clock, (site_id, activity_id), attempt("what", change, sent), "what")


@router.post(f"{HERE}/appointment", name="move_planned")
def move_planned(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    site_id: RowId,
    activity_id: RowId,
    sent: Annotated[Change, Form()],
) -> Response:
    """Cancelled with a reason, or held at another time; the students' pages show it at once."""
    schedule.activity(session, site_id, activity_id)
    change = partial(appointments.change, session, activity_id, sent, by=me, now=clock.now())
    return _tried(request, session, clock, (site_id, activity_id), attempt("when", change, sent), "when")


@router.post(f"{HERE}/correction", name="correct_date")
def correct_date(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    site_id: RowId,
    activity_id: RowId,
    sent: Annotated[Change, Form()],
) -> Response:
    """It was on another day than was noted; with a reason, written down."""
    schedule.activity(session, site_id, activity_id)
    slot = Slot(sent.on.strip(), sent.starts.strip(), sent.ends.strip())
    change = partial(held_dates.correct, session, activity_id, slot, sent.because, by=me, now=clock.now())
    return _tried(request, session, clock, (site_id, activity_id), attempt("correction", change, sent), "when")


@router.post(f"{HERE}/people", name="expect_people")
def expect_people(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    site_id: RowId,
    activity_id: RowId,
    person: Annotated[list[RowId], Form(max_length=1000)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Exactly these are expected here."""
    schedule.activity(session, site_id, activity_id)
    postings.expect(session, activity_id, person, by=me, now=clock.now())
    return kept(request, "planned_activity", "people", site_id=site_id, activity_id=activity_id)


@router.post(f"{HERE}/removal", name="remove_activity")
def remove_activity(
    request: Request, session: SessionDep, clock: ClockDep, me: Me, site_id: RowId, activity_id: RowId
) -> Response:
    """Entered by mistake, and nothing was done at it yet."""
    change = partial(schedule.remove, session, site_id, activity_id, by=me, now=clock.now())
    if refused := attempt("removal", change):
        return _activity(request, session, clock, site_id, activity_id, refused=refused)
    return RedirectResponse(request.url_for("school", site_id=site_id).path, 303)


def _tried(
    request: Request, session: Session, clock: Clock, where: tuple[int, int], refused: Refused | None, at: str
) -> Response:
    """Back to where it stands now, or the page again with why not."""
    site_id, activity_id = where
    if refused:
        return _activity(request, session, clock, site_id, activity_id, refused=refused)
    return kept(request, "planned_activity", at, site_id=site_id, activity_id=activity_id)


def _activity(
    request: Request,
    session: Session,
    clock: Clock,
    site_id: int,
    activity_id: int,
    *,
    refused: Refused | None = None,
    done: str = "",
) -> Response:
    held = site_pages.occasion(session, site_id, activity_id, today=clock.today())
    return page(
        request,
        "study/activity.html",
        status=refused.status if refused else 200,
        occasion=held,
        interventions=studies.interventions(session),
        refused=refused,
        kept=done,
        today=clock.today(),
    )
