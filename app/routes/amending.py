"""The page of one interview, and the forms on it: done, or shown again with the reason and all that was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from app.clock import Clock
from app.db import SessionDep
from app.models import Person
from app.routes.policy import ClockDep, Me
from app.routes.trying import Refused, attempt
from app.services import amend_context, amend_page, quality
from app.services.amend_answers import Followed
from app.templating import page


class Typed(BaseModel):
    """What may be typed or chosen in any of these forms."""

    because: str = ""
    value: list[str] = []
    missing: str = ""
    to: str = ""
    language: str = ""
    person: str = ""
    taken: list[str] = []


@dataclass(frozen=True)
class Act:
    """A lead with one interview before her, who changes something about it and says why."""

    request: Request
    session: Session
    me: Person
    clock: Clock
    interview_id: UUID
    because: str

    def do(
        self,
        at: str,
        done: str,
        change: Callable[..., object],
        typed: Typed,
        refuse: Callable[[Refused], Response] | None = None,
    ) -> Response:
        """Change it and go back to its page; else the form again, with why not, and nothing half done."""
        followed: list[object] = []

        def whole() -> None:
            with self.session.begin_nested():
                followed.append(change(because=self.because, by=self.me, now=self.clock.now()))

        typed.because = self.because
        if refused := attempt(at, whole, typed):
            return (refuse or self.again)(refused)
        return self.back(done, *followed)

    def again(self, refused: Refused) -> Response:
        """The page, with this form as it was typed."""
        return shown(self.request, self.session, self.clock, self.me, self.interview_id, refused=refused)

    def back(self, done: str, followed: object = None) -> Response:
        """To its page, which says what was done and what followed from it."""
        more: dict[str, str] = {"done": done}
        if isinstance(followed, Followed):
            more |= {"out": " ".join(followed.taken_out), "left": " ".join(followed.never_asked)}
        there = self.request.url_for("interview_desk", interview_id=self.interview_id)
        query = there.include_query_params(**{name: text for name, text in more.items() if text}).query
        return RedirectResponse(f"{there.path}?{query}", 303)


def act(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    interview_id: UUID,
    because: Annotated[str, Form()] = "",
) -> Act:
    """What every form about an interview brings along."""
    return Act(request, session, me, clock, interview_id, because)


ActDep = Annotated[Act, Depends(act)]


def shown(
    request: Request,
    session: Session,
    clock: Clock,
    me: Person,
    interview_id: UUID,
    *,
    done: str = "",
    out: str = "",
    left: str = "",
    refused: Refused | None = None,
) -> Response:
    """Context, answers and how they came about, what stands out, and the trail."""
    look = amend_page.look(session, interview_id)
    return page(
        request,
        "quality/interview.html",
        status=refused.status if refused else 200,
        look=look,
        team=amend_context.team(session, me),
        flags=quality.of_interview(session, interview_id, now=clock.now()),
        done=done,
        out=out.split(),
        left=left.split(),
        refused=refused,
        homeless=refused if refused and refused.at not in _forms(look) else None,
    )


def _forms(look: amend_page.Page) -> set[str]:
    """Which forms are on the page; another's reason, and what was typed in it, are said above all."""
    undoing = {f"change-{one.row.id}" for one in look.trail if one.may_undo}
    if not look.may_change:
        return undoing | {"restoration"}
    lines = {f"answer-{one.item.name}" for one in look.lines if one.is_open and (one.is_asked or one.answer)}
    return undoing | lines | {"place", "language", "interviewer", "voiding"}
