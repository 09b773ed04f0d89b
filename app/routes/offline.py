"""What phones may keep, and whether the server is well."""

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from app.errors import NotFound
from app.templating import BUILT, page

router = APIRouter()
FOR_EVER = "public, max-age=31536000, immutable"


@router.get("/static/{release}/{name}", name="static")
def static(release: str, name: str) -> Response:  # noqa: ARG001 - only names the release in the address
    """A built file; its address changes with every release."""
    file = BUILT / name
    if file.parent != BUILT or not file.is_file():
        raise NotFound
    return FileResponse(file, headers={"cache-control": FOR_EVER})


@router.get("/healthz", name="healthz")
def healthz(request: Request) -> Response:
    """200 when the database answers."""
    return Response("ok" if request.app.state.database.answers() else "no", media_type="text/plain")


@router.get("/patterns", name="patterns")
def patterns(request: Request) -> Response:
    """Every control on one page; in development only."""
    if request.app.state.settings.production:
        raise NotFound
    return page(request, "patterns.html")
