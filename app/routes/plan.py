"""Setting a study up: step by step, or with a file that holds all of it."""

from typing import Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.db import SessionDep
from app.errors import FieldworkError
from app.i18n import current
from app.plan.sheets import heading, word
from app.routes.doors import POLICY
from app.routes.policy import ClockDep, Me
from app.routes.uploads import SentDep
from app.services import plan_begin, plan_clearing, plan_files
from app.templating import page, translated

router = APIRouter()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Where each step is done by hand, if this release has the page.
BY_HAND = {
    "interventions": "study",
    "schools": "schools",
    "classes": "schools",
    "activities": "schools",
    "targets": "schools",
    "people": "team",
}


@router.get("/plan", name="plan")
def plan(request: Request, session: SessionDep, clock: ClockDep, _: Me) -> Response:
    """How far the study is set up, by hand or by file."""
    return _plan(request, session, clock)


@router.get("/plan/template.xlsx", name="plan_template")
def plan_template(_: Me) -> Response:
    """An empty plan to fill in."""
    return _file(plan_files.template(language=current()), "aloud-plan.xlsx")


@router.get("/plan/example.xlsx", name="plan_example")
def plan_example(_: Me) -> Response:
    """Two invented schools."""
    return _file(plan_files.example(language=current()), "aloud-plan-example.xlsx")


@router.get("/plan/study.xlsx", name="export_plan")
def export_plan(session: SessionDep, clock: ClockDep, _: Me) -> Response:
    """The study as it is now, in the same columns."""
    return _file(plan_files.written(session, language=current()), f"aloud-plan-{clock.today():%Y-%m-%d}.xlsx")


@router.post("/plan/files", name="preview_plan")
def preview_plan(request: Request, session: SessionDep, clock: ClockDep, _: Me, sent: SentDep) -> Response:
    """What a file would change, or everything that is to be mended in it; nothing is kept yet."""
    shown = plan_files.preview(session, sent.file, now=clock.now())
    status = 422 if shown.problems else 200
    return page(request, "plan/file.html", status=status, shown=shown, heading=heading, word=word)


@router.post("/plan/files/taken", name="take_plan")
def take_plan(request: Request, session: SessionDep, clock: ClockDep, me: Me, sent: SentDep) -> Response:
    """Keep what was shown, all of it."""
    taken = plan_files.take(session, sent["text"], sent["mark"], by=me, now=clock.now())
    return RedirectResponse(f"{request.url_for('plan').path}?taken={taken.changes}", 303)


@router.post("/plan/demo/removal", name="remove_demo")
def remove_demo(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    name: str = Form("", max_length=200),
    sure: str = Form("", max_length=3),
) -> Response:
    """Take the invented study out, and begin an empty one."""
    try:
        plan_clearing.remove(session, name=name, sure=sure == "yes", by=me, now=clock.now())
    except FieldworkError as refusal:
        return _plan(request, session, clock, error=refusal)
    return RedirectResponse(f"{request.url_for('plan').path}?emptied=1", 303)


def _plan(request: Request, session: Session, clock: Any, *, error: FieldworkError | None = None) -> Response:
    taken = request.query_params.get("taken", "")
    return page(
        request,
        "plan/plan.html",
        status=error.status if error else 200,
        study=plan_begin.study(session),
        steps=plan_begin.steps(session),
        by_hand={step: name for step, name in BY_HAND.items() if name in POLICY},
        newcomers=plan_begin.without_way_in(session, now=clock.now()),
        is_demo=plan_clearing.is_demo(session),
        error=translated(error) if error else "",
        taken=int(taken) if taken.isdecimal() and len(taken) < 7 else None,
        emptied="emptied" in request.query_params,
    )


def _file(content: bytes, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=XLSX, headers=headers)
