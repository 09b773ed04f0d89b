"""The rota of the callback round: who calls when, in which languages, and whether that is enough."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.clock import Clock
from app.db import RowId, SessionDep
from app.models import Person
from app.routes.policy import ClockDep, Me
from app.services import call_pace, callers, forecast_picture, forecasting, rota, shift_calendar, shifts
from app.services.shift_forms import ShiftRefused, Typed
from app.services.shifts import Entered, Removal
from app.templating import page

router = APIRouter()
Count = Annotated[int, Query(ge=0, le=9999)]
Number = Annotated[str, Form(max_length=12)]


@router.get("/callbacks/rota", name="rota")
def show_rota(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    week: date | None = None,
    person: str = Query("", max_length=12),
    day: str = Query("", max_length=20),
    kept: Count | None = None,
    closed: Count = 0,
    taken: Count = 0,
) -> Response:
    """One week: who calls when, which languages are covered, and a form for more."""
    told = {"kept": kept, "closed": closed, "taken": taken} if kept is not None else None
    return _page(request, session, me, clock, week or rota.day(day), told=told, person=person, day=day)


@router.get("/callbacks/forecast", name="forecast")
def show_forecast(request: Request, session: SessionDep, clock: ClockDep, _: Me) -> Response:
    """Sixteen weeks ahead: how many calls are expected, and where there are too few hours for them."""
    outlook = forecasting.outlook(session, now=clock.now())
    pictures = forecast_picture.pictures(outlook)
    return page(request, "callbacks/forecast.html", outlook=outlook, pictures=pictures, enough=call_pace.ENOUGH)


@router.get("/callbacks/rota/hours.ics", name="my_hours")
def my_hours(session: SessionDep, me: Me, clock: ClockDep) -> Response:
    """A caller's own hours from today on, for the calendar on her phone."""
    return Response(
        shift_calendar.of(session, me, now=clock.now()),
        media_type="text/calendar",
        headers={"content-disposition": 'attachment; filename="aloud.ics"', "cache-control": "no-store"},
    )


@router.post("/callbacks/rota", name="add_shift")
def add_shift(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    typed: Annotated[Typed, Form()],
) -> Response:
    """Enter hours, once or every week; what cannot be is said above the form, which keeps what was typed."""
    entered = shifts.enter(session, typed, by=me, now=clock.now())
    if entered.problem is not None:
        return _page(request, session, me, clock, rota.day(typed.week), typed=typed, problem=entered.problem)
    return _back(request, entered.kept[0], entered)


@router.post("/callbacks/rota/copies", name="copy_week")
def copy_week(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, week: date = Form(), person: Number = ""
) -> Response:
    """The hours of the week before, once more."""
    entered = shifts.copy_week(session, week, person=person, by=me, now=clock.now())
    if entered.problem is not None:
        return _page(request, session, me, clock, week, problem=entered.problem)
    return _back(request, week, entered)


@router.post("/callbacks/rota/shifts/{shift_id}/removal", name="remove_shift")
def remove_shift(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, shift_id: RowId, sure: bool = Form(False)
) -> Response:
    """Take hours out; when promises hang on them, it says which and asks."""
    removal = shifts.remove(session, shift_id, sure=sure, by=me, now=clock.now())
    if removal.hangs:
        return _page(request, session, me, clock, removal.shift.day, removal=removal)
    return _back(request, removal.shift.day)


@router.post("/callbacks/rota/languages", name="choose_call_languages")
def choose_call_languages(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    week: date = Form(),
    person: Number = "",
    languages: Annotated[list[str] | None, Form(max_length=100)] = None,
) -> Response:
    """In which languages somebody calls."""
    callers.speak(session, person, languages or [], by=me, now=clock.now())
    return _back(request, week)


def _back(request: Request, day: date, entered: Entered | None = None) -> Response:
    told = f"&kept={len(entered.kept)}&closed={len(entered.closed)}&taken={len(entered.taken)}" if entered else ""
    return RedirectResponse(f"{request.url_for('rota').path}?week={day}{told}#week", 303)


def _page(
    request: Request,
    session: Session,
    me: Person,
    clock: Clock,
    shown: date | None,
    *,
    typed: Typed | None = None,
    told: Mapping[str, int | None] | None = None,
    removal: Removal | None = None,
    problem: ShiftRefused | None = None,
    person: str = "",
    day: str = "",
) -> Response:
    return page(
        request,
        "callbacks/rota.html",
        status=problem.status if problem else 200,
        week=rota.week(session, shown, by=me, now=clock.now(), person=person, day=day),
        typed=typed,
        told=told,
        removal=removal,
        problem=problem,
    )
