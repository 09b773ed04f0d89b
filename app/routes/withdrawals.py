"""Somebody stops: at a case, by code beside somebody of the team, or by herself at /stop, which asks for no sign-in."""

from typing import Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from app import i18n
from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me
from app.routes.selves import alone_page
from app.services import case_codes, people, rounds, stop_words, stopping
from app.services.withdrawn import REACHES
from app.templating import page

router = APIRouter()
MOST_LETTERS = 40  # of a typed code, with whatever stands around it


def hers(request: Request) -> None:
    """Whatever is refused from here on is said in the language of her page."""
    asked, chosen = request.headers.get("accept-language", ""), request.cookies.get(i18n.COOKIE, "")
    named = request.path_params.get("language")
    request.state.speaks = stop_words.spoken(named) if named else stop_words.wanted(asked, chosen)


Hers = Depends(hers)


@router.get("/callbacks/{case_id}/withdrawal", name="withdrawal")
def withdrawal(request: Request, session: SessionDep, _: Me, case_id: RowId) -> Response:
    """The two choices in words to read aloud; what was done, once it is done."""
    return page(request, "withdrawals/case.html", **_aloud(stopping.of_case(session, case_id)))


@router.post("/callbacks/{case_id}/withdrawal", name="withdraw_case")
def withdraw_case(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, case_id: RowId, reach: str = Form("", max_length=10)
) -> Response:
    """The second tap: from here on nobody calls."""
    stopping.by_case(session, case_id, reach, by=me, now=clock.now())
    return RedirectResponse(request.url_for("withdrawal", case_id=case_id).path, 303)


@router.get("/withdrawals", name="withdrawals")
def withdrawals(request: Request, session: SessionDep, _: Me, clock: ClockDep) -> Response:
    """The lead's record: when, how far, by which way, and nobody."""
    listed, misses = stopping.listed(session), stopping.misses(session, now=clock.now())
    return page(request, "withdrawals/list.html", listed=listed, misses=misses)


@router.get("/withdrawals/code", name="withdrawal_by_code")
def withdrawal_by_code(request: Request, _: Me, done: str = "", language: str = "") -> Response:
    """Type the code from her card; what to read aloud once it is done."""
    spoken = stop_words.spoken(language)
    return page(
        request,
        "withdrawals/code.html",
        asked=None,
        done=done if done in REACHES else "",
        words=stop_words.words(spoken),
        spoken=spoken,
    )


@router.post("/withdrawals/code", name="withdraw_by_code")
def withdraw_by_code(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    code: str = Form("", max_length=MOST_LETTERS),
    reach: str = Form("", max_length=10),
) -> Response:
    """First the two choices to read aloud; with one of them chosen it is done."""
    asked = stopping.of_code(session, code)
    if not reach:
        return page(request, "withdrawals/code.html", done="", **_aloud(asked))
    held = stopping.by_code(session, code, reach, by=me, now=clock.now())
    there = request.url_for("withdrawal_by_code").include_query_params(done=held.reach, language=asked.language)
    return RedirectResponse(f"{there.path}?{there.query}", 303)


@router.get("/stop", name="stop", dependencies=[Hers])
def stop(request: Request, session: SessionDep) -> Response:
    """In the language that this telephone asks for."""
    return _stop_page(request, session, request.state.speaks)


@router.get("/stop/{language}", name="stop_in", dependencies=[Hers])
def stop_in(request: Request, session: SessionDep, language: str) -> Response:
    """The same in another language."""
    return _stop_page(request, session, stop_words.spoken(language))


@router.post("/stop/{language}", name="stop_by_code", dependencies=[Hers])
def stop_by_code(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    language: str,
    code: str = Form("", max_length=MOST_LETTERS),
    reach: str = Form("", max_length=10),
    go: str = Form("", max_length=10),
) -> Response:
    """What was typed is shown once more, then done; the answer is the same whether somebody has that code or not."""
    tag, readable = stop_words.spoken(language), case_codes.as_code(code)
    typed: dict[str, Any] = {"code": readable or code, "reach": reach if reach in REACHES else ""}
    if go == "back":
        return _stop_page(request, session, tag, **typed)
    if not readable or not typed["reach"]:
        return _stop_page(request, session, tag, status=422, wrong="choose" if readable else "mistyped", **typed)
    if go != "sure":
        return _stop_page(request, session, tag, step="sure", **typed)
    place = people.origin(request.client.host if request.client else "", request.app.state.settings.secrets[0])
    is_let = request.app.state.stops.lets(place, clock.now())
    if not is_let or not stopping.by_herself(session, readable, reach, now=clock.now()):
        return _stop_page(request, session, tag, status=429, wrong="wait", **typed)
    return _stop_page(request, session, tag, step="done", **typed)


def _stop_page(request: Request, session: SessionDep, language: str, *, status: int = 200, **more: Any) -> Response:
    shown = {"step": "form", "wrong": "", "code": "", "reach": "", **more}
    said = {"words": stop_words.words(language), "languages": list(stop_words.columns())}
    line = stop_words.line(language, rounds.settings(session).number)
    return alone_page(request, "stop", language, status=status, line=line, **said, **shown)


def _aloud(asked: stopping.Asked) -> dict[str, Any]:
    spoken = stop_words.spoken(asked.language)
    return {"asked": asked, "words": stop_words.words(spoken), "spoken": spoken}
