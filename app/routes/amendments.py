"""One interview on the lead's desk: looked at, corrected, voided, restored, merged; each with a reason."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me
from app.services import (
    amend_answers,
    amend_context,
    amend_merge,
    amend_page,
    amend_status,
    comparing,
    quality,
    quality_mending,
    respondents,
)
from app.services.amend_answers import Followed
from app.templating import page

router = APIRouter()
Because = Annotated[str, Form(max_length=500)]


@router.get("/interviews", name="find_interviews")
def find_interviews(request: Request, session: SessionDep, _: Me, code: str = Query("", max_length=24)) -> Response:
    """By the code of a card; else the newest."""
    known = respondents.code_in(code) or code.strip()
    return page(request, "quality/interviews.html", rows=amend_page.newest(session, known), code=code)


@router.get("/interviews/{interview_id}", name="interview_desk")
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
    return page(
        request,
        "quality/interview.html",
        look=amend_page.look(session, interview_id),
        team=amend_context.team(session, me),
        flags=quality.of_interview(session, interview_id, now=clock.now()),
        done=done,
        out=out.split(),
        left=left.split(),
    )


@router.post("/interviews/{interview_id}/answers/{item}", name="correct_answer")
def correct_answer(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    interview_id: UUID,
    item: str,
    value: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    missing: str = Form("", max_length=20),
    expected: str = Form("", max_length=9000),
    because: Because = "",
) -> Response:
    """One answer becomes another."""
    followed = amend_answers.correct(
        session,
        interview_id,
        item,
        value=" ".join(value),
        missing=missing,
        expected=expected,
        because=because,
        by=me,
        now=clock.now(),
    )
    return _back(request, interview_id, "corrected", followed)


@router.post("/interviews/{interview_id}/place", name="correct_place")
def correct_place(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    interview_id: UUID,
    to: str = Form("", max_length=24),
    because: Because = "",
) -> Response:
    """Another class or activity."""
    place = quality_mending.chosen(to)
    amend_context.move(session, interview_id, *place, because=because, by=me, now=clock.now())
    return _back(request, interview_id, "corrected")


@router.post("/interviews/{interview_id}/language", name="correct_language")
def correct_language(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    interview_id: UUID,
    language: str = Form("", max_length=20),
    because: Because = "",
) -> Response:
    """Another language than was noted."""
    amend_context.speak(session, interview_id, language, because=because, by=me, now=clock.now())
    return _back(request, interview_id, "corrected")


@router.post("/interviews/{interview_id}/interviewer", name="correct_interviewer")
def correct_interviewer(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    interview_id: UUID,
    person: str = Form("", max_length=20),
    because: Because = "",
) -> Response:
    """Somebody else than was noted."""
    amend_context.credit(session, interview_id, person, because=because, by=me, now=clock.now())
    return _back(request, interview_id, "corrected")


@router.post("/interviews/{interview_id}/voiding", name="void_interview")
def void_interview(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, interview_id: UUID, because: Because = ""
) -> Response:
    """It counts nowhere."""
    amend_status.void(session, interview_id, because=because, by=me, now=clock.now())
    return _back(request, interview_id, "voided")


@router.post("/interviews/{interview_id}/restoration", name="restore_interview")
def restore_interview(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, interview_id: UUID, because: Because = ""
) -> Response:
    """It counts again."""
    amend_status.restore(session, interview_id, because=because, by=me, now=clock.now())
    return _back(request, interview_id, "restored")


@router.post("/interviews/{interview_id}/amendments/{amendment_id}/undoing", name="undo_amendment")
def undo_amendment(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    interview_id: UUID,
    amendment_id: RowId,
    because: Because = "",
) -> Response:
    """One change is taken back by another."""
    amend_status.undo(session, interview_id, amendment_id, because=because, by=me, now=clock.now())
    return _back(request, interview_id, "undone")


@router.get("/interviews/{interview_id}/merging", name="compare_interviews")
def compare_interviews(
    request: Request, session: SessionDep, _: Me, interview_id: UUID, other: UUID | None = None
) -> Response:
    """Two interviews that may be one talk, side by side; back to the first, where no other was chosen."""
    if other is None:
        return RedirectResponse(request.url_for("interview_desk", interview_id=interview_id).path, 303)
    pair = amend_merge.compare(session, interview_id, other)
    return page(
        request,
        "quality/merging.html",
        pair=pair,
        lines=amend_merge.in_words(pair),
        language=comparing.language_of(pair.instrument),
    )


@router.post("/interviews/{interview_id}/merging", name="merge_interviews")
def merge_interviews(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    interview_id: UUID,
    other: Annotated[UUID, Form()],
    taken: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    because: Because = "",
) -> Response:
    """One stays, with what it takes from the other."""
    followed = amend_merge.merge(session, interview_id, other, taken=taken, because=because, by=me, now=clock.now())
    return _back(request, interview_id, "merged", followed)


def _back(request: Request, interview_id: UUID, done: str, followed: Followed | None = None) -> Response:
    there = request.url_for("interview_desk", interview_id=interview_id)
    more = {"out": " ".join(followed.taken_out), "left": " ".join(followed.never_asked)} if followed else {}
    known = {"done": done, **{name: text for name, text in more.items() if text}}
    return RedirectResponse(f"{there.path}?{there.include_query_params(**known).query}", 303)
