"""Cookies: the session; the phone, for what it began; mentors', translators' and lone fillers'."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.security.staying import BETWEEN
from app.security.tokens import CookieSigner
from app.services.mentors import MOST as MOST_LINKS
from app.services.people import SESSION_LIVES
from app.services.phones import PHONE_LIVES

LOCK = "lock"
LOCK_LIVES = timedelta(days=90)


def named(purpose: str, *, secure: bool) -> str:
    """Over HTTPS a cookie that no other host and no plain connection can set (ASVS 5.0, 3.3)."""
    return f"__Host-{purpose}" if secure else purpose


def _name(request: Request, purpose: str) -> str:
    return named(purpose, secure=request.app.state.settings.secure)


def session_token(request: Request) -> str | None:
    """The token in the signed session cookie, if nobody touched it."""
    signer: CookieSigner = request.app.state.signer
    return signer.read(request.cookies.get(_name(request, "session")))


def phone_tokens(request: Request) -> list[str]:
    """The tokens in the signed phone cookie, the newest first, if nobody touched it."""
    signer: CookieSigner = request.app.state.phone_signer
    held = signer.read(request.cookies.get(_name(request, "phone")))
    return held.split(".") if held else []


def remember_session(reply: Response, request: Request, token: str) -> None:
    """Let this browser in until the session ends."""
    _remember(reply, request, "session", request.app.state.signer.sign(token), int(SESSION_LIVES.total_seconds()))


def remember_phone(reply: Response, request: Request, tokens: Sequence[str]) -> None:
    """Let this browser send what it began, for as long as it comes back."""
    if tokens:
        signed = request.app.state.phone_signer.sign(".".join(tokens))
        _remember(reply, request, "phone", signed, int(PHONE_LIVES.total_seconds()))


def translator_token(request: Request) -> str | None:
    """The token of a personal link in the translator's signed cookie, if nobody touched it."""
    signer: CookieSigner = request.app.state.translator_signer
    return signer.read(request.cookies.get(_name(request, "translator")))


def remember_translator(reply: Response, request: Request, token: str, *, seconds: int) -> None:
    """Let this browser work at the desk until the link ends."""
    _remember(reply, request, "translator", request.app.state.translator_signer.sign(token), seconds)


def forget_translator(reply: Response, request: Request) -> None:
    """Take the translator's cookie back; her link works as before."""
    secure = request.app.state.settings.secure
    reply.delete_cookie(_name(request, "translator"), secure=secure, httponly=True, samesite="lax")


def forget_session(reply: Response, request: Request) -> None:
    """Take the session's cookie back; the phone's stays, for what still waits here."""
    secure = request.app.state.settings.secure
    reply.delete_cookie(_name(request, "session"), secure=secure, httponly=True, samesite="lax")


def mentor_tokens(request: Request) -> list[str]:
    """The tokens of the mentors' links that this browser opened, the newest first, if nobody touched the cookie."""
    signer: CookieSigner = request.app.state.mentor_signer
    held = signer.read(request.cookies.get(_name(request, "mentor")))
    return held.split(".") if held else []


def remember_mentor(reply: Response, request: Request, token: str, lives: timedelta) -> None:
    """Let this browser open a mentor's pages, until the link ends; what it opened before stays."""
    tokens = list(dict.fromkeys([token, *mentor_tokens(request)]))[:MOST_LINKS]
    signed = request.app.state.mentor_signer.sign(".".join(tokens))
    _remember(reply, request, "mentor", signed, int(lives.total_seconds()))


def _remember(reply: Response, request: Request, purpose: str, signed: str, seconds: int) -> None:
    secure = request.app.state.settings.secure
    reply.set_cookie(_name(request, purpose), signed, max_age=seconds, httponly=True, samesite="lax", secure=secure)


@dataclass(frozen=True)
class Alone:
    """What the browser of somebody who is alone with it carries: which questionnaire, its language, how many before."""

    interview: UUID
    starts: int
    language: str
    browser: int = 1  # the how-manieth that took it up


def alone(request: Request) -> Alone | None:
    """The questionnaire that this browser is filling in, if nobody touched the cookie."""
    signer: CookieSigner = request.app.state.self_signer
    match (signer.read(request.cookies.get(_name(request, "self"))) or "").split("."):
        case [interview, starts, language, *more]:
            return Alone(UUID(interview), int(starts), language, int(more[0]) if more else 1)
    return None


def remember_alone(reply: Response, request: Request, held: Alone, lives: timedelta) -> None:
    """Let this browser go on with its questionnaire, until the evening ends."""
    signed = request.app.state.self_signer.sign(f"{held.interview}.{held.starts}.{held.language}.{held.browser}")
    _remember(reply, request, "self", signed, int(lives.total_seconds()))


def forget_alone(reply: Response, request: Request) -> None:
    """This browser has no questionnaire any more; the next one is somebody else's."""
    secure = request.app.state.settings.secure
    reply.delete_cookie(_name(request, "self"), secure=secure, httponly=True, samesite="lax")


def lock(request: Request) -> str | None:
    """The secret of the hand-over that locks this browser, if it is locked."""
    held = request.app.state.lock_signer.read(request.cookies.get(_name(request, LOCK)))
    return held.partition(BETWEEN)[0] if held else None


def remember_lock(reply: Response, request: Request, secret: str, token: str) -> None:
    """Lock this browser to one link, for longer than any session that stands behind it."""
    signed = request.app.state.lock_signer.sign(f"{secret}{BETWEEN}{token}")
    _remember(reply, request, LOCK, signed, int(LOCK_LIVES.total_seconds()))


def forget_lock(reply: Response, request: Request) -> None:
    """This browser is its owner's again."""
    secure = request.app.state.settings.secure
    reply.delete_cookie(_name(request, LOCK), secure=secure, httponly=True, samesite="lax")
