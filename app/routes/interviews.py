"""The questionnaire as paper, and the road of every tap."""

from asyncio import wrap_future
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlmodel import Session

from app import i18n
from app.db import Database, SessionDep
from app.errors import FieldworkError, NotFound, PhoneForgets, TooLarge
from app.models import Interview, ParkedSnapshot
from app.routes.policy import Me
from app.routes.sending import admit_sender
from app.security.headers import LARGEST_BODY
from app.services import contacts, instruments, interviews, paper, parking, receipts, snapshots
from app.services.receipts import Receipt
from app.services.senders import Key
from app.templating import for_ever, packed, page, render, translated

router = APIRouter()
PARKED = {404, 409, 422}  # refusals that the lead can decide about; what is too large is no interview


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
    return packed(request, reply)


async def bounded(request: Request, most: int = LARGEST_BODY) -> bytes:
    """The body of a request, unless it is larger than it can be.

    Raises:
        TooLarge: As soon as that is certain; the rest is not read.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise TooLarge
    return bytes(body)


def keep(request: Request, interview_id: UUID, body: bytes, session: Session) -> Receipt:
    """One phone's save, inside the commit that it shares with others."""
    state = request.app.state
    now = state.clock.now()
    named = snapshots.named_phone(body)
    sender = admit_sender(session, request, interview_id, Interview, named=named, now=now, route="save_interview")
    snapshot = snapshots.parse(body)
    return interviews.receive(
        session, interview_id, snapshot, by=sender.person, sealer=state.sealer, now=now, phone=sender.phone_id
    )


def park(
    request: Request, interview_id: UUID, body: bytes, refusal: FieldworkError, session: Session
) -> ParkedSnapshot | Receipt | None:
    """What was refused is kept as well, in a commit of its own, whoever was let in to send it."""
    state = request.app.state
    by: Key = request.state.sent_by
    forgotten = parking.forgotten(session, body)
    if forgotten is not None:
        return receipts.forgotten(forgotten)
    return parking.keep(session, state.sealer, interview_id, body, refusal, by=by, now=state.clock.now())


async def _refused(request: Request, interview_id: UUID, body: bytes, refusal: FieldworkError) -> Receipt:
    if refusal.status not in PARKED or not hasattr(request.state, "sent_by"):
        raise refusal
    database: Database = request.app.state.database
    kept = await wrap_future(database.writer.submit(partial(park, request, interview_id, body, refusal)))
    if isinstance(kept, Receipt):
        return kept
    if kept is not None and kept.decision is not None:
        return Receipt(kept.revision, kept.answers, None, kept.decision)
    if kept is not None:
        refusal.headers["Interview-Parked"] = str(kept.id)
    raise refusal


async def save_interview(request: Request) -> Response:
    """Keep an interview as the phone holds it; answered only after it is on disk."""
    try:
        interview_id = UUID(request.path_params["interview_id"])
    except ValueError as problem:
        raise NotFound from problem
    database: Database = request.app.state.database
    body = await bounded(request)
    try:
        receipt = await wrap_future(database.writer.submit(partial(keep, request, interview_id, body)))
    except FieldworkError as refusal:
        receipt = await _refused(request, interview_id, body, refusal)
    return _reply(request, receipt)


def _reply(request: Request, receipt: Receipt) -> Response:
    headers = {
        "Interview-Revision": str(receipt.revision),
        "Interview-Answers": str(receipt.answers),
        "Interview-Code": receipt.code or "",
        "cache-control": "no-store",
        "vary": "HX-Request",
    }
    if receipt.decision or receipt.withdrawn:
        headers["Interview-Decision"] = receipt.decision or "withdrawn"
    if request.headers.get("hx-request") == "true":
        html = render(request, "interview/saved.html", context={"receipt": receipt})
        return HTMLResponse(html, headers=headers)
    told = {"revision": receipt.revision, "answers": receipt.answers, "code": receipt.code}
    if receipt.withdrawn:
        told["sentence"] = translated(PhoneForgets())
    return JSONResponse(told, headers=headers)


@router.post("/phone-numbers", name="check_number")
def check_number(request: Request, _: Me, number: str = Form("", max_length=40)) -> Response:
    """A number as it is read back aloud, or what is wrong with it."""
    return page(request, "interview/number.html", number=contacts.readable(contacts.normal(number)))
