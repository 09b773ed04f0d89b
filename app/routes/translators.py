"""Personal links for translators: made and ended by the lead, opened by whoever holds one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.db import RowId, SessionDep
from app.errors import LinkNotValid
from app.routes.cookies import forget_translator, remember_translator
from app.routes.deskwork import WorkerDep
from app.routes.policy import ClockDep, Guest
from app.services import desk, languages, translators
from app.templating import page, translated

router = APIRouter()
Tags = Annotated[list[str] | None, Form()]


@router.get("/translators", name="translators")
def show_translators(request: Request, session: SessionDep, clock: ClockDep, me: WorkerDep) -> Response:
    """Who has a link, for what, until when."""
    return _page(request, session, clock, me, link=None)


@router.post("/translators", name="invite_translator")
def invite_translator(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: WorkerDep,
    name: str = Form("", max_length=200),
    tags: Tags = None,
    instruments: Tags = None,
    weeks: int = Form(8),
    may_release: bool = Form(False),
) -> Response:
    """A personal link, shown this once."""
    link = translators.invite(
        session,
        name=name,
        languages=languages.known(session, tags or []),
        instruments=desk.known(session, instruments or []),
        weeks=weeks,
        may_release=may_release,
        by=me.lead,
        now=clock.now(),
    )
    return _page(request, session, clock, me, link=link)


@router.post("/translators/{translator_id}/revocation", name="revoke_translator")
def revoke_translator(session: SessionDep, clock: ClockDep, me: WorkerDep, translator_id: RowId) -> Response:
    """The link ends at once; what was written stays."""
    translators.revoke(session, translator_id, by=me.lead, now=clock.now())
    return RedirectResponse("/translators", 303)


@router.get("/translate", name="translator_door")
def door(request: Request, _: Guest) -> Response:
    """Where a personal link leads; its token is in the fragment, which no log ever sees."""
    return page(request, "translations/door.html", error="")


@router.post("/translate", name="enter_desk")
def enter(
    request: Request, session: SessionDep, clock: ClockDep, _: Guest, secret: str = Form("", max_length=300)
) -> Response:
    """Exchange the token for a cookie of its own, as often as the link is opened."""
    token = secret.strip().rpartition("#")[2]
    try:
        found = translators.enter(session, token, now=clock.now())
    except translators.TranslatorNeeded as refusal:
        return page(request, "translations/door.html", status=LinkNotValid.status, error=translated(refusal))
    reply = RedirectResponse(request.url_for("translations").path, 303)
    remember_translator(reply, request, token, seconds=int((found.expires_at - clock.now()).total_seconds()))
    return reply


@router.post("/translate/end", name="leave_desk")
def leave(request: Request, _: Guest) -> Response:
    """Nobody after her on this computer sits at her desk."""
    reply = RedirectResponse(request.url_for("translator_door").path, 303)
    forget_translator(reply, request)
    return reply


def _page(
    request: Request, session: SessionDep, clock: ClockDep, me: WorkerDep, *, link: translators.Link | None
) -> Response:
    return page(
        request,
        "translations/translators.html",
        worker=me,
        known=translators.known(session),
        languages=languages.shown(session),
        instruments=desk.published(session),
        weeks=translators.WEEKS,
        link=link,
        now=clock.now(),
    )
