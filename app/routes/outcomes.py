"""What came of the callback round, for the lead."""

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.db import SessionDep
from app.routes.policy import ClockDep, Me
from app.services import composition, outcomes
from app.templating import page

router = APIRouter()


@router.get("/callbacks/outcomes", name="outcomes")
def show_outcomes(
    request: Request,
    session: SessionDep,
    _: Me,
    clock: ClockDep,
    wave: int | None = Query(None, ge=1, le=2**31 - 1),
) -> Response:
    """Where parents were lost, the rates beside what they divide, and whom the round leaves out."""
    chosen = outcomes.chosen(session, wave)
    return page(
        request,
        "callbacks/outcomes.html",
        rounds=outcomes.rounds(session),
        found=outcomes.of_round(session, chosen, today=clock.today()) if chosen else None,
        variables=composition.of_round(session, chosen) if chosen else [],
        now=clock.now(),
    )
