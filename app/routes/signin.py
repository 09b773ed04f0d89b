"""Signing in and out, and the language of the interface."""

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app import i18n
from app.db import SessionDep
from app.errors import LinkNotValid
from app.models import PersonRole
from app.routes.cookies import forget_session, phone_tokens, remember_phone, remember_session, session_token
from app.routes.policy import ClockDep, Guest
from app.services import people, phones, plan_begin
from app.templating import page, translated

router = APIRouter()
LANDING = {PersonRole.STUDENT: "home", PersonRole.LEAD: "board", PersonRole.CALLER: "due_calls"}
A_YEAR = 365 * 24 * 3600
YES_NO = {"1": True, "0": False}  # what the page's script filled in; without it, nobody knows


@router.get("/", name="start")
def start(request: Request, session: SessionDep, me: Guest) -> Response:
    """Everybody's own first page; the lead of a study without schools sets it up."""
    name = LANDING[PersonRole(me.role)] if me else "sign_in_page"
    name = "plan" if name == "board" and plan_begin.is_empty(session) else name
    return RedirectResponse(request.url_for(name).path, 303)


@router.get("/signin", name="sign_in_page")
def sign_in_page(request: Request, _: Guest) -> Response:
    """A code to type; a link brings its token in the fragment, which no log ever sees."""
    return page(request, "signin.html", error=None)


@router.post("/signin", name="sign_in")
def sign_in(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    secret: str = Form("", max_length=100),
    installed: str = Form("", max_length=1),
    persisted: str = Form("", max_length=1),
) -> Response:
    """Exchange a link or code for a session, on a phone that is known from here on."""
    origin = people.origin(request.client.host if request.client else "", request.app.state.settings.secrets[0])
    device = request.headers.get("user-agent", "")
    found = people.sign_in(session, secret, origin=origin, device=device, now=clock.now())
    if found is None:
        return page(request, "signin.html", status=LinkNotValid.status, error=translated(LinkNotValid()))
    person, token = found
    kept = phones.enrol(
        session,
        person,
        phone_tokens(request),
        signed_in=token,
        device=device,
        now=clock.now(),
        installed=YES_NO.get(installed),
        persisted=YES_NO.get(persisted),
    )
    reply = RedirectResponse(request.url_for(LANDING[PersonRole(person.role)]).path, 303)
    remember_session(reply, request, token)
    remember_phone(reply, request, kept)
    if i18n.COOKIE not in request.cookies:
        _speak(reply, request, person.languages.split()[0])
    return reply


@router.post("/signout", name="sign_out")
def sign_out(request: Request, session: SessionDep, clock: ClockDep) -> Response:
    """End this session on the server as well as here."""
    people.sign_out(session, session_token(request), now=clock.now())
    reply = RedirectResponse(request.url_for("sign_in_page").path, 303)
    forget_session(reply, request)
    return reply


@router.post("/language", name="choose_language")
def choose_language(
    request: Request, language: str = Form(max_length=16), back: str = Form("/", max_length=200)
) -> Response:
    """The interface in another language, on this device, from here on."""
    here = back if back.startswith("/") and not back.startswith("//") and "\\" not in back else "/"
    reply = RedirectResponse(here, 303)
    if language in i18n.INTERFACE:
        _speak(reply, request, language)
    return reply


def _speak(reply: Response, request: Request, language: str) -> None:
    secure = request.app.state.settings.secure
    reply.set_cookie(i18n.COOKIE, language, max_age=A_YEAR, samesite="lax", secure=secure)
