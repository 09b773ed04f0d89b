"""The lead's board."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.clock import Clock
from app.db import SessionDep
from app.pictures.funnel import funnel
from app.pictures.heat import square
from app.routes.policy import ClockDep, Me
from app.services import charts, counts, expecting, parking, watching
from app.services.fieldwork import REASONS
from app.templating import page

router = APIRouter()


@router.get("/board", name="board")
def board(request: Request, session: SessionDep, clock: ClockDep, _: Me) -> Response:
    """How many, enough, where not, what tonight."""
    return page(request, "board.html", block="figures", **_seen(session, clock))


@router.get("/board/big", name="board_projector")
def board_projector(request: Request, session: SessionDep, clock: ClockDep, _: Me) -> Response:
    """The same for the wall of a team room: few figures, large, and nobody's name."""
    return page(request, "board_big.html", block="figures", **_seen(session, clock))


def _seen(session: Session, clock: Clock) -> dict[str, Any]:
    today, shown = clock.today(), counts.board(session, today=clock.today())
    schools = expecting.schools(session, today)
    return {
        "board": shown,
        "schools": schools,
        "curve": charts.curve(shown, expecting.path(session, shown.study.minimum)),
        "funnel": funnel(shown.funnel),
        "square": square,
        "watched": watching.of(session, clock.now()),
        "reasons": REASONS,
        "parked": parking.count(session),
        "now": clock.now(),
    }
