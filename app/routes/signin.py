"""Signing in and out, and the language of the interface."""

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app import i18n
from app.db import SessionDep
from app.errors import LinkNotValid
from app.models import Person, PersonRole
from app.routes.policy import ClockDep, Guest, session_cookie, session_token
from app.services import people
from app.templating import page, translated

router = APIRouter()
LANDING = {PersonRole.STUDENT: "home", PersonRole.LEAD: "board", PersonRole.CALLER: "due_calls"}
A_YEAR = 365 * 24 * 3600


@router.get("/", name="start")
def start(request: Request, me: Guest) -> Response:
    """Everybody's own first page."""
    name = LANDING[PersonRole(me.role)] if me else "sign_in_page"
    return RedirectResponse(request.url_for(name).path, 303)


@router.get("/signin", name="sign_in_page")
def sign_in_page(request: Request, _: Guest) -> Response:
    """A code to type; a link brings its token in the fragment, which no log ever sees."""
    return page(request, "signin.html", error=None)


@router.post("/signin", name="sign_in")
def sign_in(request: Request, session: SessionDep, clock: ClockDep, secret: str = Form("", max_length=100)) -> Response:
    """Exchange a link or code for a session."""
    origin = people.origin(request.client.host if request.client else "", request.app.state.settings.secrets[0])
    device = request.headers.get("user-agent", "")
    found = people.sign_in(session, secret, origin=origin, device=device, now=clock.now())
    if found is None:
        return page(request, "signin.html", status=LinkNotValid.status, error=translated(LinkNotValid()))
    return _welcome(request, *found)


def _welcome(request: Request, person: Person, token: str) -> Response:
    reply = RedirectResponse(request.url_for(LANDING[PersonRole(person.role)]).path, 303)
    seconds = int(people.SESSION_LIVES.total_seconds())
    signed = request.app.state.signer.sign(token)
    secure = request.app.state.settings.secure
    reply.set_cookie(session_cookie(request), signed, max_age=seconds, httponly=True, samesite="lax", secure=secure)
    if i18n.COOKIE not in request.cookies:
        reply.set_cookie(i18n.COOKIE, person.languages.split()[0], max_age=A_YEAR, samesite="lax", secure=secure)
    return reply


@router.post("/signout", name="sign_out")
def sign_out(request: Request, session: SessionDep, clock: ClockDep) -> Response:
    """End this session on the server as well as here."""
    people.sign_out(session, session_token(request), now=clock.now())
    reply = RedirectResponse(request.url_for("sign_in_page").path, 303)
    secure = request.app.state.settings.secure
    reply.delete_cookie(session_cookie(request), secure=secure, httponly=True, samesite="lax")
    return reply


@router.post("/language", name="choose_language")
def choose_language(
    request: Request, language: str = Form(max_length=16), back: str = Form("/", max_length=200)
) -> Response:
    """The interface in another language, on this device, from here on."""
    here = back if back.startswith("/") and not back.startswith("//") and "\\" not in back else "/"
    reply = RedirectResponse(here, 303)
    if language in i18n.INTERFACE:
        reply.set_cookie(
            i18n.COOKIE, language, max_age=A_YEAR, samesite="lax", secure=request.app.state.settings.secure
        )
    return reply
