"""The questionnaire as paper, and the road of every tap."""

from asyncio import wrap_future
from dataclasses import asdict
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlmodel import Session

from app import i18n
from app.db import Database, SessionDep
from app.errors import NotFound, TooLarge
from app.models import Interview
from app.routes.policy import Me, admit_sender
from app.security.headers import LARGEST_BODY
from app.services import contacts, instruments, interviews, paper, snapshots
from app.templating import for_ever, page, render

router = APIRouter()


@router.get("/interview/{name}/{version}/{language}/{release}", name="interview_print")
def interview_print(
    request: Request, session: SessionDep, name: str, version: str, language: str, release: str
) -> Response:
    """The whole questionnaire in all its languages; never changes, holds nobody, may be kept."""
    instrument = instruments.version(session, name, version)
    i18n.speak(language)
    request.state.person = None  # whoever asks, the paper is the same
    reply = page(request, "interview/print.html", paper=paper.paper(instrument))
    reply.headers.update(for_ever(release))
    return reply


async def bounded(request: Request) -> bytes:
    """The body of a request, unless it is larger than any interview can be.

    Raises:
        TooLarge: As soon as that is certain; the rest is not read.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise TooLarge
    return bytes(body)


def keep(request: Request, interview_id: UUID, body: bytes, session: Session) -> interviews.Receipt:
    """One phone's save, inside the commit that it shares with others."""
    state = request.app.state
    now = state.clock.now()
    named = snapshots.named_phone(body)
    sender = admit_sender(session, request, interview_id, Interview, named=named, now=now, route="save_interview")
    snapshot = snapshots.parse(body)
    return interviews.receive(
        session, interview_id, snapshot, by=sender.person, sealer=state.sealer, now=now, phone=sender.phone_id
    )


async def save_interview(request: Request) -> Response:
    """Keep an interview as the phone holds it; answered only after it is on disk."""
    try:
        interview_id = UUID(request.path_params["interview_id"])
    except ValueError as problem:
        raise NotFound from problem
    database: Database = request.app.state.database
    body = await bounded(request)
    receipt = await wrap_future(database.writer.submit(partial(keep, request, interview_id, body)))
    return _reply(request, receipt)


def _reply(request: Request, receipt: interviews.Receipt) -> Response:
    headers = {
        "Interview-Revision": str(receipt.revision),
        "Interview-Answers": str(receipt.answers),
        "Interview-Code": receipt.code or "",
        "cache-control": "no-store",
        "vary": "HX-Request",
    }
    if request.headers.get("hx-request") == "true":
        html = render(request, "interview/saved.html", context={"receipt": receipt})
        return HTMLResponse(html, headers=headers)
    return JSONResponse(asdict(receipt), headers=headers)


@router.post("/phone-numbers", name="check_number")
def check_number(request: Request, _: Me, number: str = Form("", max_length=40)) -> Response:
    """A number as it is read back aloud, or what is wrong with it."""
    return page(request, "interview/number.html", number=contacts.readable(contacts.normal(number)))
