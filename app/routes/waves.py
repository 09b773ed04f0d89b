"""The rounds of the study, for the lead: which there are, what one more would open, adding and changing."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me
from app.services import wave_changes, wave_plans
from app.services.wave_changes import Wish
from app.templating import page

router = APIRouter()


@router.get("/waves", name="waves")
def waves(
    request: Request,
    session: SessionDep,
    _: Me,
    clock: ClockDep,
    wish: Annotated[Wish, Query()],
) -> Response:
    """Every round, and a form for the next one; a round that was typed is reckoned through before it is kept."""
    typed = wave_changes.wave_of(session, wish) if wish.name else None
    shown = wave_plans.plan(session, typed, now=clock.now()) if typed else None
    agreed = wave_plans.agreement(session, typed) if typed else None
    return _page(request, session, wish=wish, plan=shown, agreed=agreed, edited=None)


@router.post("/waves", name="add_wave")
def add_wave(request: Request, session: SessionDep, me: Me, clock: ClockDep, wish: Annotated[Wish, Form()]) -> Response:
    """One more round; its cases are there at once."""
    wave_changes.add(session, wish, by=me, now=clock.now())
    return RedirectResponse(request.url_for("waves").path, 303)


@router.get("/waves/{wave_id}", name="wave")
def wave(
    request: Request,
    session: SessionDep,
    _: Me,
    clock: ClockDep,
    wave_id: RowId,
    wish: Annotated[Wish, Query()],
) -> Response:
    """A round that may still be changed; what was typed is reckoned through before it is kept."""
    held = wave_changes.get(session, wave_id)
    typed = wave_changes.wave_of(session, wish, instead_of=wave_id) if wish.name else held
    shown = wave_plans.plan(session, typed, now=clock.now(), known=wave_id)
    now = wish if wish.name else wave_changes.as_typed(held)
    agreed = wave_plans.agreement(session, typed)
    return _page(request, session, wish=now, plan=shown, agreed=agreed, edited=held)


@router.post("/waves/{wave_id}", name="change_wave")
def change_wave(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, wave_id: RowId, wish: Annotated[Wish, Form()]
) -> Response:
    """Another length, list or way of asking, as long as nobody was called; its cases are opened anew."""
    wave_changes.change(session, wave_id, wish, by=me, now=clock.now())
    return RedirectResponse(request.url_for("waves").path, 303)


@router.post("/waves/{wave_id}/removal", name="remove_wave")
def remove_wave(request: Request, session: SessionDep, me: Me, clock: ClockDep, wave_id: RowId) -> Response:
    """Out of the study again, as long as nobody was called."""
    wave_changes.remove(session, wave_id, by=me, now=clock.now())
    return RedirectResponse(request.url_for("waves").path, 303)


def _page(request: Request, session: SessionDep, **shown: Any) -> Response:
    return page(
        request,
        "callbacks/waves.html",
        rounds=wave_plans.rounds(session),
        lists=wave_changes.lists(session),
        **shown,
    )
