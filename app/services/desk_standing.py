"""Who stands for a text of the desk: reviewed by one, released by another, taken back when a mistake is seen."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.errors import NotAllowed
from app.services import desk, releases
from app.services.desk_texts import DRAFT, REVIEWED, Text
from app.services.desk_writing import text_of
from app.services.translators import Worker


def act(session: Session, name: str, tag: str, key: str, step: str, *, by: Worker, now: datetime) -> None:
    """The next step for one text: `review`, `release` or `take_back`; any other word is none."""
    if step == "review":
        review(session, name, tag, [key], by=by, now=now)
    elif step == "release":
        release(session, name, tag, [key], by=by, now=now)
    elif step == "take_back":
        take_back(session, name, tag, key, by=by)


def review(session: Session, name: str, tag: str, keys: Sequence[str], *, by: Worker, now: datetime) -> None:
    """Stand for these texts; of a whole sheet, for those that are drafts and not one's own."""
    by.check(name, tag)
    releases.review(session, name, tag, _units(session, name, tag, keys, DRAFT, by), by=by.name, now=now)


def release(session: Session, name: str, tag: str, keys: Sequence[str], *, by: Worker, now: datetime) -> None:
    """Let these texts be read aloud; of a whole sheet, those that somebody else reviewed.

    Raises:
        NotAllowed: This link may write and review only.
    """
    by.check(name, tag)
    if not by.may_release:
        raise NotAllowed
    releases.release(session, name, tag, _units(session, name, tag, keys, REVIEWED, by), by=by.name, now=now)


def take_back(session: Session, name: str, tag: str, key: str, *, by: Worker) -> None:
    """A mistake was seen: the text is a draft again."""
    by.check(name, tag)
    releases.take_back(session, name, tag, [text_of(session, name, tag, key).unit])


def _units(session: Session, name: str, tag: str, keys: Sequence[str], status: str, by: Worker) -> list[releases.Unit]:
    held = desk.sheet(session, name, tag)
    if keys:
        return [held.of(key).unit for key in keys]
    ready = [one for one in held.texts if one.status == status]
    return [one.unit for one in ready if not releases.same_person(_last(one), by.name)]


def _last(text: Text) -> str:
    """Whoever may not do the next step."""
    return text.reviewed_by or text.written_by
