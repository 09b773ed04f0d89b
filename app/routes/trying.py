"""A change that somebody asked for with a form: done, or the reason why not, to be said at that form."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from app.errors import FieldworkError, NotFound


@dataclass(frozen=True)
class Refused:
    """Which form was refused and why, with everything that was typed in it."""

    at: str  # the form's id on its page
    problem: FieldworkError
    typed: BaseModel | None = None

    @property
    def status(self) -> int:
        """What the page is sent with."""
        return self.problem.status


def attempt(at: str, change: Callable[[], object], typed: BaseModel | None = None) -> Refused | None:
    """Do it, and return what stood in the way, if anything did.

    Raises:
        NotFound: What the form is about does not exist: there is no page to say it on.
    """
    try:
        change()
    except NotFound:
        raise
    except FieldworkError as problem:
        return Refused(at, problem, typed)
    return None


def kept(request: Request, place: str, at: str, **where: int) -> Response:
    """Back to the page of a form that was kept, and to its place there."""
    return RedirectResponse(f"{request.url_for(place, **where).path}?kept={at}#{at}", 303)
