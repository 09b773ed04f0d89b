"""One interview on the lead's desk: looked at, corrected, voided, restored, merged; each with a reason."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.db import RowId, SessionDep
from app.routes.amending import ActDep, Typed, shown
from app.routes.policy import ClockDep, Me
from app.routes.trying import Refused
from app.services import (
    amend_answers,
    amend_context,
    amend_merge,
    amend_page,
    amend_status,
    comparing,
    quality_mending,
    respondents,
)
from app.templating import page

router = APIRouter()
HERE = "/interviews/{interview_id}"


@router.get("/interviews", name="find_interviews")
def find_interviews(request: Request, session: SessionDep, _: Me, code: str = Query("", max_length=24)) -> Response:
    """By the code of a card; else the newest."""
    known = respondents.code_in(code) or code.strip()
    return page(request, "quality/interviews.html", rows=amend_page.newest(session, known), code=code)


@router.get(HERE, name="interview_desk")
def interview_desk(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    interview_id: UUID,
    done: str = Query("", max_length=12),
    out: str = Query("", max_length=500),
    left: str = Query("", max_length=500),
) -> Response:
    """Context, answers and how they came about, what stands out, and the trail."""
    return shown(request, session, clock, me, interview_id, done=done, out=out, left=left)


@router.post(f"{HERE}/answers/{{item}}", name="correct_answer")
def correct_answer(
    act: ActDep,
    item: str,
    value: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    missing: str = Form("", max_length=20),
    expected: str = Form(""),
) -> Response:
    """One answer becomes another."""
    change = partial(
        amend_answers.correct,
        act.session,
        act.interview_id,
        item,
        value=" ".join(value),
        missing=missing,
        expected=expected,
    )
    return act.do(f"answer-{item}", "corrected", change, Typed(value=value, missing=missing))


@router.post(f"{HERE}/place", name="correct_place")
def correct_place(act: ActDep, to: str = Form("", max_length=24)) -> Response:
    """Another class or activity."""

    def change(**said: object) -> None:
        amend_context.move(act.session, act.interview_id, *quality_mending.chosen(to), **said)  # type: ignore[arg-type]

    return act.do("place", "corrected", change, Typed(to=to))


@router.post(f"{HERE}/language", name="correct_language")
def correct_language(act: ActDep, language: str = Form("", max_length=20)) -> Response:
    """Another language than was noted."""
    change = partial(amend_context.speak, act.session, act.interview_id, language)
    return act.do("language", "corrected", change, Typed(language=language))


@router.post(f"{HERE}/interviewer", name="correct_interviewer")
def correct_interviewer(act: ActDep, person: str = Form("", max_length=20)) -> Response:
    """Somebody else than was noted."""
    change = partial(amend_context.credit, act.session, act.interview_id, person)
    return act.do("interviewer", "corrected", change, Typed(person=person))


@router.post(f"{HERE}/voiding", name="void_interview")
def void_interview(act: ActDep) -> Response:
    """It counts nowhere."""
    return act.do("voiding", "voided", partial(amend_status.void, act.session, act.interview_id), Typed())


@router.post(f"{HERE}/restoration", name="restore_interview")
def restore_interview(act: ActDep) -> Response:
    """It counts again."""
    return act.do("restoration", "restored", partial(amend_status.restore, act.session, act.interview_id), Typed())


@router.post(f"{HERE}/amendments/{{amendment_id}}/undoing", name="undo_amendment")
def undo_amendment(act: ActDep, amendment_id: RowId) -> Response:
    """One change is taken back by another."""
    change = partial(amend_status.undo, act.session, act.interview_id, amendment_id)
    return act.do(f"change-{amendment_id}", "undone", change, Typed())


@router.get(f"{HERE}/merging", name="compare_interviews")
def compare_interviews(
    request: Request, session: SessionDep, _: Me, interview_id: UUID, other: UUID | None = None
) -> Response:
    """Two interviews that may be one talk, side by side; back to the first, where no other was chosen."""
    if other is None:
        return RedirectResponse(request.url_for("interview_desk", interview_id=interview_id).path, 303)
    return _compared(request, session, interview_id, other)


@router.post(f"{HERE}/merging", name="merge_interviews")
def merge_interviews(
    act: ActDep,
    other: Annotated[UUID, Form()],
    taken: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """One stays, with what it takes from the other."""
    change = partial(amend_merge.merge, act.session, act.interview_id, other, taken=taken)
    again = partial(_compared, act.request, act.session, act.interview_id, other)
    return act.do("merging", "merged", change, Typed(taken=taken), again)


def _compared(
    request: Request, session: Session, interview_id: UUID, other: UUID, refused: Refused | None = None
) -> Response:
    pair = amend_merge.compare(session, interview_id, other)
    return page(
        request,
        "quality/merging.html",
        status=refused.status if refused else 200,
        pair=pair,
        lines=amend_merge.in_words(pair),
        language=comparing.language_of(pair.instrument),
        refused=refused,
    )
