"""Correcting where, in which language and by whom an interview was held."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app import i18n
from app.errors import N_, FieldworkError
from app.models import ActivityGroup, Amending, Interview, InterviewStatus, Person, Respondent
from app.services import amended, audit, instruments

NOT_THERE = N_("This class is not planned at this activity. Choose another one, or add the class to it first.")
NO_LANGUAGE = N_("This questionnaire does not exist in that language.")
SAME = N_("That is what stands there already. Nothing was changed.")
NOBODY = N_("Choose who held this interview: somebody who is, or was, in the team of this study.")
PLACE, LANGUAGE, INTERVIEWER = "place", "language", amended.INTERVIEWER


def move(
    session: Session, interview_id: UUID, activity_id: int, group_id: int, *, because: str, by: Person, now: datetime
) -> int:
    """Another activity or class; the respondent stands there from now on, with whatever else she told us there.

    Returns:
        How many interviews moved.

    Raises:
        NotFound: There is no such interview.
        FieldworkError: It has not ended, does not count, or the study has no such class there; or no reason.
    """
    because = amended.reason(because)
    amended.in_turn(session, interview_id)
    held = amended.held(session, interview_id)
    if session.get(ActivityGroup, (activity_id, group_id)) is None:
        raise FieldworkError(NOT_THERE)
    before, after = (held.activity_id, held.group_id), (activity_id, group_id)
    if before == after:
        raise FieldworkError(SAME)
    met = session.get_one(Respondent, held.respondent_id)
    together = _together(session, held) if (met.activity_id, met.group_id) == before else [held]
    if held not in together:
        together.append(held)
    if (met.activity_id, met.group_id) == before:
        met.activity_id, met.group_id = after
    for one in together:
        one.activity_id, one.group_id = after
        told = (place(*before), place(*after))
        amended.write(session, one, Amending.CONTEXT, PLACE, *told, because=because, by=by, now=now)
        audit.record(session, "interview.move", by=by, now=now, thing=str(one.id))
    return len(together)


def speak(session: Session, interview_id: UUID, language: str, *, because: str, by: Person, now: datetime) -> None:
    """It was held in another language than was noted.

    Raises:
        NotFound: There is no such interview.
        FieldworkError: It has not ended, does not count, or does not exist in that language; or no reason.
    """
    because = amended.reason(because)
    held = amended.held(session, interview_id)
    if language not in instruments.by_number(session, held.instrument_version_id).languages:
        raise FieldworkError(NO_LANGUAGE)
    if language == held.language:
        raise FieldworkError(SAME)
    told = (held.language, language)
    held.language = language
    amended.write(session, held, Amending.CONTEXT, LANGUAGE, *told, because=because, by=by, now=now)
    audit.record(session, "interview.language", by=by, now=now, thing=str(held.id))


def credit(session: Session, interview_id: UUID, person_id: str, *, because: str, by: Person, now: datetime) -> None:
    """Somebody else of the team held it than was noted; who has left the team may be named too.

    Raises:
        NotFound: There is no such interview.
        FieldworkError: It has not ended, does not count, or she was never in the team of this study; or no reason.
    """
    because = amended.reason(because)
    held = amended.held(session, interview_id)
    chosen = next((one for one in team(session, by) if str(one.id) == i18n.plain_digits(person_id)), None)
    if chosen is None:
        raise FieldworkError(NOBODY)
    if chosen.id == held.interviewer_id:
        raise FieldworkError(SAME)
    told = (str(held.interviewer_id), str(chosen.id))
    held.interviewer_id = chosen.id
    amended.write(session, held, Amending.CONTEXT, INTERVIEWER, *told, because=because, by=by, now=now)
    audit.record(session, "interview.interviewer", by=by, now=now, thing=str(held.id))


def team(session: Session, person: Person) -> Sequence[Person]:
    """Everybody who is or was in her study: those who left come last."""
    gone = col(Person.left_at).is_not(None)
    return session.exec(
        select(Person).where(Person.study_id == person.study_id).order_by(gone, col(Person.name), col(Person.id))
    ).all()


def place(activity_id: int, group_id: int) -> str:
    """How the trail names a class at an activity."""
    return f"{activity_id}:{group_id}"


def places(text: str | None) -> tuple[int, int] | None:
    """The activity and the class that a name of a place stands for; None: it is none."""
    first, _, second = (text or "").partition(":")
    first, second = i18n.plain_digits(first), i18n.plain_digits(second)
    if not (first.isdecimal() and second.isdecimal()) or max(len(first), len(second)) > 9:
        return None
    return int(first), int(second)


def _together(session: Session, held: Interview) -> list[Interview]:
    """Hers at the same place, whichever round: she is in one class."""
    mine = select(Interview).where(
        Interview.respondent_id == held.respondent_id,
        Interview.activity_id == held.activity_id,
        Interview.group_id == held.group_id,
        Interview.status != InterviewStatus.VOIDED,
    )
    return list(session.exec(mine.with_for_update()))
