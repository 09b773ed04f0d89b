"""One occasion, with everything that can be done at it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me
from app.services import evenings, fieldwork
from app.templating import page

router = APIRouter()


@router.get("/activities/{activity_id}", name="activity")
def activity(request: Request, session: SessionDep, clock: ClockDep, me: Me, activity_id: RowId) -> Response:
    """What can be done here besides reading aloud, and how far those are who fill it in alone."""
    occasion = fieldwork.occasion(session, activity_id, person=me)
    alone = evenings.alone(session, activity_id)
    return page(request, "activity.html", block="alone", occasion=occasion, alone=alone, now=clock.now())
