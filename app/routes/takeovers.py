"""A student goes on, reading aloud, with what somebody began alone."""

import json
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app import i18n
from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me, SealerDep
from app.services import fieldwork, takeovers
from app.templating import build, page

router = APIRouter()


@router.post("/activities/{activity_id}/takeover", name="look_up")
def look_up(
    request: Request, session: SessionDep, me: Me, activity_id: RowId, code: str = Form("", max_length=20)
) -> Response:
    """Whose code this is: since when, in which language, how far; nothing of what was answered."""
    occasion = fieldwork.occasion(session, activity_id, person=me)
    found = takeovers.look_up(session, activity_id, code, by=me)
    return page(request, "takeover.html", block="found", occasion=occasion, found=found, record=None)


@router.post("/activities/{activity_id}/takeover/{interview_id}", name="take_over")
def take_over(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    sealer: SealerDep,
    me: Me,
    activity_id: RowId,
    interview_id: UUID,
) -> Response:
    """It is hers from here on: her phone takes it in, and the other one is told to be put away."""
    handed = takeovers.take_over(
        session, sealer, activity_id, interview_id, by=me, phone=request.state.phone_id, now=clock.now()
    )
    paper = request.url_for(
        "interview_print", name=handed.instrument, version=handed.version, language=i18n.current(), release=build()
    )
    occasion = fieldwork.occasion(session, activity_id, person=me)
    return page(
        request,
        "takeover.html",
        occasion=occasion,
        found=None,
        record=json.dumps(handed.record),
        goes_to=f"{paper.path}#{handed.place}",
    )
