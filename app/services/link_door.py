"""What stands before and around the questions of a personal link: the first page, and how we can be reached."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from app.models import Case, FollowUpLink
from app.security.sealing import Sealer
from app.services import filling, link_words, rounds
from app.services.filling import Turn, Wish
from app.services.going import Going
from app.services.link_words import Words
from app.services.typed import Typed


class Behind(StrEnum):
    """What is behind a link now."""

    READY = "ready"
    BEGUN = "begun"
    DONE = "done"
    ENDED = "ended"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    UNKNOWN = "unknown"


STATUS = {Behind.ENDED: 410, Behind.REVOKED: 410, Behind.WITHDRAWN: 410, Behind.CLOSED: 410, Behind.UNKNOWN: 404}


@dataclass(frozen=True)
class Door:
    """The first page: what is behind the link, in which language, and how we can be reached."""

    behind: Behind
    words: Words
    language: str = ""  # of the questions; those of the words where nobody wrote these in it
    languages: tuple[str, ...] = ()
    line: str = ""  # our number as it is read; empty where the study has none
    dial: str = ""
    sheet: int | None = None  # where this browser goes on with what it began

    @property
    def is_open(self) -> bool:
        """Whether a tap leads to the questions."""
        return self.behind in {Behind.READY, Behind.BEGUN}

    @property
    def status(self) -> int:
        """What the reply says to the browser."""
        return STATUS.get(self.behind, 200)


def door(
    session: Session,
    behind: Behind,
    language: str,
    *,
    link: FollowUpLink | None = None,
    held: Case | None = None,
    languages: tuple[str, ...] = (),
    sheet: int | None = None,
) -> Door:
    """The page in these words, with our number."""
    number, line = rounds.settings(session).number, link_words.line(session)
    said = link_words.said(session, language, link, held, line=line.replace(" ", "\N{NO-BREAK SPACE}"))
    return Door(behind, said, language, languages, line, number, sheet)


def fill_in(
    session: Session,
    sealer: Sealer,
    interview_id: UUID,
    number: int,
    sent: Typed,
    *,
    wish: Wish,
    now: datetime,
    browser: int,
) -> tuple[Turn, Door | None]:
    """A sheet of anybody who fills it in alone comes back; with it, what stands around it behind a personal link."""
    turn = filling.fill_in(session, sealer, interview_id, number, sent, wish=wish, now=now, browser=browser)
    return turn, beside(session, turn.going)


def beside(session: Session, at: Going) -> Door | None:
    """What stands around the questions of a personal link; None where an evening's code led to them."""
    return door(session, Behind.BEGUN, at.completion.language) if at.is_own else None
