"""Pictures to take out: as SVG that stands on its own, or as PNG for slides."""

from enum import StrEnum

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.db import SessionDep
from app.routes.policy import ClockDep
from app.services import pictures

router = APIRouter()


class Kind(StrEnum):
    """The kinds of file."""

    SVG = "svg"
    PNG = "png"


@router.get("/pictures/{name}.{form}", name="picture")
def picture(request: Request, session: SessionDep, clock: ClockDep, name: str, form: Kind) -> Response:
    """One of the charts of results and reports; what it shows is asked in the address."""
    drawing = pictures.drawing(session, name, request.query_params, now=clock.now())
    headers = {"cache-control": "no-store", "content-disposition": f'inline; filename="{name}.{form}"'}
    if form == Kind.PNG:
        return Response(pictures.png(drawing), media_type="image/png", headers=headers)
    return Response(drawing, media_type="image/svg+xml", headers=headers)
