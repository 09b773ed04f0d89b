"""Marks that schools publish of themselves, beside what their parents told us; by hand and from a file."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.db import SessionDep
from app.errors import FieldworkError
from app.routes.policy import ClockDep, Me
from app.routes.uploads import SentDep
from app.services import results_mark_fields, results_marks, results_schools
from app.services.results_mark_fields import Typed
from app.services.results_words import decimal, signed
from app.templating import page

router = APIRouter()


def typed_mark(
    school: str = Form("", max_length=40),
    key: str = Form("", max_length=60),
    period: str = Form("", max_length=20),
    value: str = Form("", max_length=20),
    highest: str = Form("", max_length=20),
    answered: str = Form("", max_length=20),
    source: str = Form("", max_length=1000),
) -> Typed:
    """The form of one mark."""
    return Typed(school, key, period, value, highest, answered, source)


@router.get("/results/schools", name="results_schools")
def show_schools(request: Request, session: SessionDep, _: Me, kept: int | None = None) -> Response:
    """Schools' marks beside the answers of their parents, doubled, per activity."""
    return _schools(request, session, kept=kept)


@router.post("/results/schools", name="keep_school_figure")
def keep_mark(
    request: Request, session: SessionDep, clock: ClockDep, me: Me, typed: Annotated[Typed, Depends(typed_mark)]
) -> Response:
    """Write one mark down; what cannot be comes back as it was typed."""
    try:
        about = results_mark_fields.known(session)
        mark = results_mark_fields.read(typed, about, by=me, now=clock.now())
    except FieldworkError as refusal:
        return _schools(request, session, typed=typed, error=refusal)
    return _kept(request, results_schools.keep(session, [mark], by=me, now=clock.now()))


@router.get("/results/schools/template.csv", name="school_figures_template")
def template(session: SessionDep, _: Me) -> Response:
    """A table to fill in, with a row per school."""
    headers = {"content-disposition": 'attachment; filename="aloud-school-marks.csv"'}
    return Response("\ufeff" + results_marks.template(session), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/results/schools/files", name="preview_school_figures")
def preview_marks(request: Request, session: SessionDep, clock: ClockDep, me: Me, sent: SentDep) -> Response:
    """What a file would add, row by row; nothing is kept yet."""
    try:
        shown = results_marks.preview(session, sent.file, by=me, now=clock.now())
    except FieldworkError as refusal:
        return _schools(request, session, file_error=refusal)
    return page(request, "results/marks_file.html", shown=shown, decimal=decimal)


@router.post("/results/schools/files/taken", name="take_school_figures")
def take_marks(request: Request, session: SessionDep, clock: ClockDep, me: Me, sent: SentDep) -> Response:
    """Keep what was shown, all of it."""
    return _kept(request, results_marks.take(session, sent["text"], by=me, now=clock.now()))


def _kept(request: Request, count: int) -> Response:
    return RedirectResponse(f"{request.url_for('results_schools').path}?kept={count}", 303)


def _schools(
    request: Request,
    session: Session,
    *,
    kept: int | None = None,
    typed: Typed | None = None,
    error: FieldworkError | None = None,
    file_error: FieldworkError | None = None,
) -> Response:
    wrong = error or file_error
    return page(
        request,
        "results/schools.html",
        status=wrong.status if wrong else 200,
        shown=results_schools.overview(session),
        typed=typed or Typed(),
        error=error,
        file_error=file_error,
        kept=kept,
        decimal=decimal,
        signed=signed,
    )
