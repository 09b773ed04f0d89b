"""Who may sit at the translation desk: one of the team by the table, or somebody with a personal link."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.db import SessionDep
from app.errors import NotAllowed, SignInNeeded
from app.routes.cookies import translator_token
from app.routes.policy import ClockDep, admit
from app.services import translators
from app.services.translators import Worker

#: What a personal link opens beside the table of `policy`, for its own languages: `services.translators` says which.
FOR_TRANSLATORS = {
    "translations",
    "translate",
    "write_translation",
    "stand_for_all",
    "translation_screen",
    "translation_file",
    "preview_file",
    "take_file",
    "recording_desk",
    "keep_recording",
}


def worker(request: Request, session: SessionDep, time: ClockDep) -> Worker:
    """The dependency of the translation desk."""
    return admit_worker(session, request, now=time.now(), route=request.scope["route"].name)


def admit_worker(session: Session, request: Request, *, now: datetime, route: str) -> Worker:
    """One of the team by the table, or whoever brings a personal link.

    Raises:
        SignInNeeded: Nobody is signed in.
        NotAllowed: The route is for another role.
        TranslatorNeeded: The link has ended.
    """
    try:
        person = admit(session, request, now=now, route=route)
    except (SignInNeeded, NotAllowed):
        token = translator_token(request)
        found = translators.signed_in(session, token, now=now)
        request.state.person = None
        if token is None or route not in FOR_TRANSLATORS:
            raise
        if found is None:
            raise translators.TranslatorNeeded from None
        return Worker(found.name, translator=found)
    if person is None:
        raise SignInNeeded
    return Worker(person.name, person=person)


WorkerDep = Annotated[Worker, Depends(worker)]
