"""Every refusal becomes a reply here: a sentence for a person, a fragment for htmx, JSON for the outbox."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from app import i18n
from app.errors import FieldworkError, NotFound, SignInNeeded
from app.templating import page, translated


class Unreadable(FieldworkError):
    """A form with something missing or ill-formed."""

    status = 422


def answer(request: Request, error: FieldworkError) -> Response:
    """The reply to a refused request, in the form that the asker can use."""
    reply = _reply(request, error)
    reply.headers.update(error.headers)
    return reply


def _reply(request: Request, error: FieldworkError) -> Response:
    is_alone = request.url.path in {"/s", "/stop"} or request.url.path.startswith(("/s/", "/f/", "/card/", "/stop/"))
    i18n.speak_alone(getattr(request.state, "speaks", i18n.current()))
    sentence = translated(error)
    if request.headers.get("hx-request") == "true":
        return page(request, "refused_part.html", status=error.status, sentence=sentence)
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"error": sentence, "item": error.item}, error.status, {"cache-control": "no-store"})
    if isinstance(error, SignInNeeded) and request.method == "GET":
        return RedirectResponse("/signin", 303)
    return page(request, "self/sorry.html" if is_alone else "refused.html", status=error.status, sentence=sentence)


def install(app: FastAPI) -> None:
    """Let this app answer with sentences instead of stack traces."""

    @app.exception_handler(FieldworkError)
    async def refused(request: Request, error: FieldworkError) -> Response:
        return answer(request, error)

    @app.exception_handler(RequestValidationError)
    async def unreadable(request: Request, _: RequestValidationError) -> Response:
        return answer(request, Unreadable())

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> Response:
        refusal = NotFound() if error.status_code == 404 else FieldworkError()
        refusal.status = error.status_code
        return answer(request, refusal)
