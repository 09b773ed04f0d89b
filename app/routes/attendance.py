"""Who came: the sheet of an activity, and the lead's page."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.db import RowId, SessionDep
from app.routes.downloads import download
from app.routes.policy import ClockDep, Me
from app.services import attendance, attendance_files, audit, fieldwork, turnout
from app.services.attendance import Sheet
from app.templating import page

router = APIRouter()


@router.get("/activities/{activity_id}/attendance", name="attendance_sheet")
def attendance_sheet(
    request: Request, session: SessionDep, me: Me, activity_id: RowId, kept: int | None = None
) -> Response:
    """All classes of an activity on one page."""
    occasion = fieldwork.occasion(session, activity_id, person=me)
    lines = attendance.sheet(session, activity_id, occasion.groups)
    return page(request, "attendance/sheet.html", occasion=occasion, lines=lines, reasons=attendance.REASONS, kept=kept)


@router.post("/activities/{activity_id}/attendance", name="enter_attendance")
def enter_attendance(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, activity_id: RowId, sent: Annotated[Sheet, Form()]
) -> Response:
    """Keep what was counted; what cannot be is said at its class, and nothing is kept until it is right."""
    occasion = fieldwork.occasion(session, activity_id, person=me)
    lines = attendance.sheet(session, activity_id, occasion.groups)
    kept = attendance.enter(session, lines, sent, activity_id=activity_id, by=me, now=clock.now())
    if attendance.is_refused(lines):
        return page(
            request,
            "attendance/sheet.html",
            status=attendance.Impossible.status,
            occasion=occasion,
            lines=lines,
            reasons=attendance.REASONS,
            kept=None,
        )
    there = request.url_for("attendance_sheet", activity_id=activity_id).path
    return RedirectResponse(f"{there}?kept={kept}", 303)


@router.get("/attendance", name="attendance")
def show_attendance(request: Request, session: SessionDep, clock: ClockDep, _: Me) -> Response:
    """What is missing, and what came out so far."""
    shown = turnout.overview(session, now=clock.now())
    return page(request, "attendance/overview.html", overview=shown, strata=turnout.STRATA)


@router.post("/export/attendance.csv", name="export_attendance")
def export_attendance(session: SessionDep, clock: ClockDep, me: Me) -> Response:
    """One row per class that was counted; corrections stand before what counts."""
    audit.record(session, "export.download", by=me, now=clock.now(), thing="attendance.csv")
    return download(attendance_files.attendance(session), f"aloud-{clock.today():%Y-%m-%d}-attendance.csv")
