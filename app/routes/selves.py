"""Somebody fills it in alone, on any phone: plain forms that need no script, and nothing that tells who she is."""

from asyncio import wrap_future
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qs
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app import card_words, i18n
from app.clock import Clock
from app.db import SessionDep
from app.errors import FieldworkError, StartAgain, TooManyStarts
from app.routes.cookies import Alone, alone, remember_alone
from app.routes.interviews import bounded
from app.routes.policy import ClockDep, LinksDep, SealerDep
from app.services import cards, evenings, filling, leaves, link_door, selves, typed
from app.services.filling import Wish
from app.services.going import Place
from app.templating import page

router = APIRouter()
Kept = TypeVar("Kept")
MOST_STARTS = 40  # in one browser: a phone that goes round a family, or that a student hands over all evening
MOST_FIELDS = 1000  # of a form; the longest sheet has some thirty


def alone_page(request: Request, name: str, language: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page for somebody who is alone with it, in her language; where it stood is told to nobody but ourselves."""
    i18n.speak_alone(language)
    request.state.speaks = language
    reply = page(request, f"self/{name}.html", status=status, language=language, kiosk=kiosk(request), **context)
    reply.headers["referrer-policy"] = (
        "same-origin"  # else older browsers hide where a form comes from, and are refused
    )
    return reply


def kiosk(request: Request) -> str:
    """Where the next person begins, on a phone that was handed over; empty on everybody's own."""
    return str(getattr(request.state, "kiosk", ""))


async def kept(request: Request, work: Callable[[Session], Kept]) -> Kept:
    """Do it in the commit that is shared with others, and answer when it is on the disk."""
    return await wrap_future(request.app.state.database.writer.submit(work))


async def sent(request: Request) -> dict[str, list[str]]:
    """The fields of a posted form.

    Raises:
        FieldworkError: They are no form of ours.
    """
    try:
        body = (await bounded(request)).decode("utf-8", "replace")
        return parse_qs(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as problem:
        raise FieldworkError from problem


def first(fields: dict[str, list[str]], name: str) -> str:
    """The first value of a field; empty when there is none."""
    return fields.get(name, [""])[0]


@router.get("/s", name="self_door")
def door(request: Request) -> Response:
    """For a phone that reads no QR: the six digits that stand beside it."""
    return alone_page(request, "door", i18n.current(), wrong=False)


@router.post("/s", name="self_knock")
async def knock(request: Request, links: LinksDep) -> Response:
    """The six digits lead where the QR leads."""
    fields = await sent(request)
    code = i18n.plain_digits("".join(first(fields, "code").split()))
    request.app.state.knocks.try_once(request.app.state.clock.now())
    token = await kept(request, partial(evenings.token_of, signer=links, code=code))
    if token is None:
        return alone_page(request, "door", i18n.current(), status=404, wrong=True)
    return RedirectResponse(request.url_for("self_start", token=token).path, 303)


@router.get("/s/mine/{number}", name="self_sheet")
def sheet(
    request: Request, session: SessionDep, clock: ClockDep, sealer: SealerDep, number: int, mend: bool = False
) -> Response:
    """One sheet of the questionnaire that this browser is filling in; its end, when that was reached."""
    mine = alone(request)
    if mine is None:
        return RedirectResponse(kiosk(request) or request.url_for("self_door").path, 303)
    request.state.speaks = mine.language
    at = selves.going(session, mine.interview, now=clock.now(), browser=mine.browser)
    own = link_door.beside(session, at)
    if at.is_over:
        code, role = selves.code_of(session, at), at.place.instrument.role
        return alone_page(request, "end", at.completion.language, code=code, role=role, own=own)
    if number >= at.end:
        return alone_page(request, "finish", at.completion.language, at=at)
    numbers = at.reachable()
    if number not in numbers:
        nearest = min((one for one in numbers if one >= number), default=at.end)
        return RedirectResponse(request.url_for("self_sheet", number=nearest).path, 303)
    shown = leaves.leaf(at, number, {}, keeps=filling.kept(session, sealer, at), mends=mend)
    ours, said = cards.line(session), card_words.words(shown.language)
    return alone_page(
        request, "sheet", shown.language, leaf=shown, reasons=typed.REASONS, own=own, ours=ours, said=said
    )


@router.post("/s/mine/{number}", name="self_fill_in")
async def fill_in(request: Request, clock: ClockDep, sealer: SealerDep, number: int) -> Response:
    """What stands on a sheet is kept; then the next one, the one before, or the same in another language."""
    mine = alone(request)
    if mine is None:
        raise StartAgain
    request.state.speaks = mine.language
    fields = await sent(request)
    wish = Wish(
        moves=first(fields, "go") == "next", back=first(fields, "go") == "back", language=first(fields, "language")
    )
    work = partial(
        link_door.fill_in,
        sealer=sealer,
        interview_id=mine.interview,
        number=number,
        sent=fields,
        wish=wish,
        now=clock.now(),
        browser=mine.browser,
    )
    turn, own = await kept(request, work)
    if turn.leaf is not None:
        status = 422 if turn.leaf.has_problem else 200
        again = {"leaf": turn.leaf, "reasons": typed.REASONS, "own": own, "ours": None, "said": None}
        reply: Response = alone_page(request, "sheet", turn.leaf.language, status=status, **again)
    else:
        to = request.url_for("self_sheet", number=turn.to).path
        reply = RedirectResponse(f"{to}?mend=1" if turn.mends else to, 303)
    remember_alone(
        reply, request, replace(mine, language=turn.going.completion.language), lives(turn.going.place, clock)
    )
    return reply


def lives(here: Place, clock: Clock) -> timedelta:
    """How long a cookie of this evening lasts."""
    return here.link.expires_at - clock.now()


@router.get("/s/{token}", name="self_start")
def start(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    links: LinksDep,
    token: str,
    language: str = Query("", max_length=16),
    anew: bool = False,
) -> Response:
    """Where the code leads: choose a language and, where there are several, a class."""
    here = selves.place(session, links, token, now=clock.now())
    mine = alone(request)
    at = None if anew or mine is None else selves.still_going(session, mine.interview, here, now=clock.now())
    if at is not None:
        return alone_page(request, "again", at.completion.language, at=at, token=token)
    chosen = language if language in here.languages else ""
    spoken = chosen or next((one for one in [i18n.current()] if one in here.languages), here.languages[0])
    return alone_page(request, "start", spoken, here=here, chosen=chosen, token=token, wanted=uuid4())


@router.post("/s/{token}", name="self_begin")
async def begin(request: Request, clock: ClockDep, links: LinksDep, token: str) -> Response:
    """Somebody begins, in her language."""
    fields = await sent(request)
    mine = alone(request)
    starts = mine.starts if mine else 0
    if starts >= MOST_STARTS:
        raise TooManyStarts
    work = partial(
        selves.begin,
        signer=links,
        token=token,
        wanted=uuid(first(fields, "wanted")),
        language=first(fields, "language"),
        group=first(fields, "group"),
        now=clock.now(),
    )
    begun, here = await kept(request, work)
    reply = RedirectResponse(request.url_for("self_sheet", number=1).path, 303)
    remember_alone(reply, request, Alone(begun.interview_id, starts + 1, begun.language), lives(here, clock))
    return reply


def uuid(text: str) -> UUID:
    """The id that the page proposed, which makes a double tap harmless; another one when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
