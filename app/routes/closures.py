"""The calendar of the calls, and how the study calls: the lead decides both."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.db import RowId, SessionDep
from app.errors import FieldworkError
from app.routes.policy import ClockDep, Me
from app.routes.uploads import SentDep
from app.services import call_settings, closure_files, closure_forms, closure_pages, closures, rounds
from app.templating import page, translated

router = APIRouter()


def typed_closure(
    kind: str = Form("", max_length=20),
    name: str = Form("", max_length=200),
    starts_on: str = Form("", max_length=20),
    ends_on: str = Form("", max_length=20),
    from_time: str = Form("", max_length=20),
    to_time: str = Form("", max_length=20),
    effect: str = Form("", max_length=20),
    school: str = Form("", max_length=40),
    source: str = Form("", max_length=1000),
) -> closure_forms.Typed:
    """The form of one closure."""
    return closure_forms.Typed(kind, name, starts_on, ends_on, from_time, to_time, effect, school, source).stripped()


TypedDep = Annotated[closure_forms.Typed, Depends(typed_closure)]
MonthQuery = Annotated[str, Query(alias="from", max_length=10)]


@router.get("/callbacks/calendar", name="call_calendar")
def call_calendar(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    _: Me,
    start: MonthQuery = "",
    edit: int = Query(0, ge=0, le=2**31 - 1),
) -> Response:
    """Months with what closes them or puts others first, and where that was read."""
    return _calendar(request, session, clock.today(), start=start, edit=edit)


@router.post("/callbacks/calendar", name="save_closure")
def save_closure(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    typed: TypedDep,
    start: MonthQuery = "",
    edit: int = Form(0, ge=0, le=2**31 - 1),
) -> Response:
    """Days more, or a row with other words, days or hours; what was typed stays when they cannot be."""
    try:
        span = closure_pages.read(session, typed, today=clock.today())
        kept = closures.save(session, edit, span, by=me, now=clock.now())
    except FieldworkError as refusal:
        return _calendar(request, session, clock.today(), start=start, edit=edit, typed=typed, error=refusal)
    return _kept(request, kept, span.starts_on)


@router.post("/callbacks/calendar/shipped", name="add_shipped")
def add_shipped(request: Request, session: SessionDep, clock: ClockDep, me: Me) -> Response:
    """Of what is missing, everything that comes with Aloud."""
    kept = closures.add_all(session, closures.offered(session, clock.today()), by=me, now=clock.now())
    return _kept(request, kept, clock.today())


@router.get("/callbacks/calendar/template.csv", name="closures_template")
def closures_template(_: Me) -> Response:
    """An empty file to fill in."""
    return _file(closure_files.template(), "aloud-calendar.csv")


@router.get("/callbacks/calendar/days.csv", name="export_closures")
def export_closures(session: SessionDep, clock: ClockDep, _: Me) -> Response:
    """The whole calendar in the same columns."""
    return _file(closure_files.written(session), f"aloud-calendar-{clock.today():%Y-%m-%d}.csv")


@router.post("/callbacks/calendar/files", name="preview_closures")
def preview_closures(request: Request, session: SessionDep, clock: ClockDep, _: Me, sent: SentDep) -> Response:
    """What a file would add, row by row; nothing is kept yet."""
    try:
        shown = closure_files.preview(session, sent.file, today=clock.today())
    except FieldworkError as refusal:
        return _calendar(request, session, clock.today(), file_error=refusal)
    return page(request, "callbacks/calendar_file.html", shown=shown)


@router.post("/callbacks/calendar/files/taken", name="take_closures")
def take_closures(request: Request, session: SessionDep, clock: ClockDep, me: Me, sent: SentDep) -> Response:
    """Keep what was shown, all of it."""
    kept = closure_files.take(session, sent["text"].encode(), by=me, now=clock.now(), today=clock.today())
    return _kept(request, kept, min((row.starts_on for row in kept.closures), default=clock.today()))


@router.post("/callbacks/calendar/{closure_id}/removal", name="remove_closure")
def remove_closure(
    request: Request, session: SessionDep, clock: ClockDep, me: Me, closure_id: RowId, start: MonthQuery = ""
) -> Response:
    """These days are like all others again."""
    kept = closures.remove(session, closure_id, by=me, now=clock.now())
    return _kept(request, kept, closure_pages.month(start, clock.today()))


@router.get("/callbacks/settings", name="call_settings")
def show_settings(request: Request, session: SessionDep, _: Me) -> Response:
    """The number that shows, the name, the hours, how often."""
    return _settings(request, call_settings.Typed.of(rounds.settings(session)))


@router.post("/callbacks/settings", name="save_call_settings")
def save_settings(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    number: str = Form("", max_length=40),
    caller_name: str = Form("", max_length=200),
    weekday_from: str = Form("", max_length=20),
    weekday_to: str = Form("", max_length=20),
    saturday_from: str = Form("", max_length=20),
    saturday_to: str = Form("", max_length=20),
    most_attempts: str = Form("", max_length=20),
    most_a_week: str = Form("", max_length=20),
    lease_minutes: str = Form("", max_length=20),
    days_before: str = Form("", max_length=20),
) -> Response:
    """Keep them; what was typed stays when it cannot be."""
    typed = call_settings.Typed(
        number,
        caller_name,
        weekday_from,
        weekday_to,
        saturday_from,
        saturday_to,
        most_attempts,
        most_a_week,
        lease_minutes,
        days_before,
    ).stripped()
    try:
        moved = call_settings.save(session, typed, by=me, now=clock.now())
    except FieldworkError as refusal:
        return _settings(request, typed, error=refusal)
    return RedirectResponse(f"{request.url_for('call_settings').path}?saved=1&moved={moved}", 303)


def _calendar(
    request: Request,
    session: Session,
    today: date,
    *,
    start: str = "",
    edit: int = 0,
    typed: closure_forms.Typed | None = None,
    error: FieldworkError | None = None,
    file_error: FieldworkError | None = None,
) -> Response:
    refused = error or file_error
    shown = closure_pages.calendar(session, today=today, start=start, edit=edit, typed=typed)
    return page(
        request,
        "callbacks/calendar.html",
        status=refused.status if refused else 200,
        shown=shown,
        error=translated(error) if error else "",
        file_error=translated(file_error) if file_error else "",
        done=_done(request),
    )


def _settings(request: Request, typed: call_settings.Typed, *, error: FieldworkError | None = None) -> Response:
    return page(
        request,
        "callbacks/settings.html",
        status=error.status if error else 200,
        typed=typed,
        bounds=call_settings.BOUNDS,
        error=translated(error) if error else "",
        done=_done(request),
    )


def _done(request: Request) -> dict[str, int]:
    """What the change before this page did; anything else in the address says nothing."""
    told = {name: request.query_params.get(name, "0") for name in ("saved", "moved")}
    return {name: int(said) if said.isdecimal() and len(said) < 6 else 0 for name, said in told.items()}


def _kept(request: Request, kept: closures.Kept, around: date) -> Response:
    told = urlencode({"from": f"{around:%Y-%m}", "saved": 1, "moved": kept.moved})
    return RedirectResponse(f"{request.url_for('call_calendar').path}?{told}", 303)


def _file(text: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response("\ufeff" + text, media_type="text/csv; charset=utf-8", headers=headers)
