"""A parent opens her personal link, on any telephone."""

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.db import SessionDep
from app.routes.cookies import Alone, alone, remember_alone
from app.routes.policy import ClockDep, OwnLinksDep, SealerDep
from app.routes.selves import alone_page, first, kept, sent
from app.services import link_opening
from app.services.link_door import Behind, Door

router = APIRouter()


@router.get("/f/{token}", name="follow_link")
def follow_link(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    links: OwnLinksDep,
    token: str,
    language: str = Query("", max_length=16),
) -> Response:
    """Who we are, how long it takes, that it is voluntary; nothing begins before a tap."""
    door = link_opening.look(session, links, token, language=language, mine=_mine(request), now=clock.now())
    return _door(request, door, token)


@router.post("/f/{token}", name="begin_follow_link")
async def begin_follow_link(
    request: Request, clock: ClockDep, links: OwnLinksDep, sealer: SealerDep, token: str
) -> Response:
    """She begins, or goes on, in the language that she chose; from here on her browser remembers where she is."""
    language, mine = first(await sent(request), "language"), _mine(request)
    work = partial(
        link_opening.begin,
        signer=links,
        sealer=sealer,
        token=token,
        language=language,
        mine=mine,
        now=clock.now(),
    )
    taken = await kept(request, work)
    if taken is None:
        return RedirectResponse(request.url_for("follow_link", token=token).path, 303)
    reply = RedirectResponse(request.url_for("self_sheet", number=taken.sheet).path, 303)
    completion, before = taken.completion, alone(request)
    starts = before.starts if before else 0
    held = Alone(completion.interview_id, starts, completion.language, completion.browser)
    remember_alone(reply, request, held, taken.link.expires_at - clock.now())
    reply.headers["referrer-policy"] = "origin"
    return reply


def _mine(request: Request) -> tuple[UUID, int] | None:
    held = alone(request)
    return (held.interview, held.browser) if held else None


def _door(request: Request, door: Door, token: str) -> Response:
    if door.behind is Behind.UNKNOWN:
        request.app.state.openings.try_once(request.app.state.clock.now())
    reply = alone_page(request, "link", door.words.tag, status=door.status, door=door, token=token)
    # The address holds her link. Even our own pages are told no more than which site they were opened from.
    reply.headers["referrer-policy"] = "origin"
    return reply
