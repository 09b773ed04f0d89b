"""The lead's desk for what was refused: look, accept or void."""

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me, SealerDep
from app.services import looking, parked
from app.templating import page

router = APIRouter()


@router.get("/parked", name="parked")
def show_parked(request: Request, session: SessionDep, _: Me) -> Response:
    """What waits for a decision, and what was decided last."""
    return page(request, "parked/list.html", waiting=looking.waiting(session), decided=looking.decided(session))


@router.get("/parked/{parked_id}", name="parked_one")
def parked_one(request: Request, session: SessionDep, sealer: SealerDep, _: Me, parked_id: RowId) -> Response:
    """One of them, beside what we hold."""
    return page(request, "parked/one.html", look=looking.look(session, sealer, parked_id))


@router.post("/parked/{parked_id}/acceptance", name="accept_parked")
def accept_parked(
    request: Request,
    session: SessionDep,
    sealer: SealerDep,
    me: Me,
    clock: ClockDep,
    parked_id: RowId,
    because: str = Form("", max_length=500),
    compared: str = Form("", max_length=64),
) -> Response:
    """It counts after all; back to the list."""
    parked.accept(session, sealer, parked_id, because=because, compared=compared, by=me, now=clock.now())
    return RedirectResponse(request.url_for("parked").path, 303)


@router.post("/parked/{parked_id}/voiding", name="void_parked")
def void_parked(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    parked_id: RowId,
    because: str = Form("", max_length=500),
) -> Response:
    """It does not count; back to the list."""
    parked.void(session, parked_id, because=because, by=me, now=clock.now())
    return RedirectResponse(request.url_for("parked").path, 303)
