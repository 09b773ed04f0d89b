"""How a call can end, as the lead sees it: every row, and her own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.db import SessionDep
from app.errors import FieldworkError
from app.routes.policy import ClockDep, Me
from app.services import disposition_forms
from app.services.disposition_forms import Typed
from app.templating import page, translated

router = APIRouter()


def typed_row(
    key: str = Form("", max_length=64),
    label: str = Form("", max_length=300),
    code: str = Form("", max_length=10),
    then: str = Form("", max_length=10),
    amount: str = Form("", max_length=20),
    unit: str = Form("", max_length=10),
    note_required: bool = Form(False),
    other_number: bool = Form(False),
) -> Typed:
    """The form of one row."""
    return Typed(key, label, code, then, amount, unit, note_required, other_number)


@router.get("/callbacks/dispositions", name="dispositions")
def dispositions(request: Request, session: SessionDep, _: Me, edit: str = Query("", max_length=64)) -> Response:
    """All of them, with what comes after each."""
    form = disposition_forms.typed(session, edit) if edit else Typed()
    return _page(request, session, form)


@router.post("/callbacks/dispositions", name="save_disposition")
def save_disposition(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, form: Annotated[Typed, Depends(typed_row)]
) -> Response:
    """One more, or one as it should be; what was typed stays when it cannot be."""
    try:
        disposition_forms.save(session, form, by=me, now=clock.now())
    except FieldworkError as refusal:
        if refusal.status == 404:
            raise
        return _page(request, session, form, refusal)
    return RedirectResponse(f"{request.url_for('dispositions').path}?done=saved", 303)


@router.post("/callbacks/dispositions/{key}/removal", name="take_back_disposition")
def take_back_disposition(request: Request, session: SessionDep, me: Me, clock: ClockDep, key: str) -> Response:
    """Her own row goes, or a shipped one is as it was."""
    gone = disposition_forms.take_back(session, key, by=me, now=clock.now())
    return RedirectResponse(f"{request.url_for('dispositions').path}?done={'gone' if gone else 'kept'}", 303)


def _page(request: Request, session: Session, form: Typed, refusal: FieldworkError | None = None) -> Response:
    return page(
        request,
        "callbacks/dispositions.html",
        status=refusal.status if refusal else 200,
        lines=disposition_forms.lines(session),
        codes=disposition_forms.CODES,
        typed=form,
        done=request.query_params.get("done", ""),
        error=translated(refusal) if refusal else None,
    )
