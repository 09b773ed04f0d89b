"""What the lead changed in an interview after its end, and what that means for whatever a phone sends of it later.

Her word stands: an answer that she corrected is not overwritten, and what she voided does not count again by itself.
The snapshot stays as the phone sent it last, so that a phone that repeats itself is still recognised.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, delete, select

from app.db import upsert
from app.errors import N_, FieldworkError, InterviewVoided, NotFound
from app.models import Amending, Amendment, Answer, Decision, Interview, InterviewStatus, Person, Respondent
from app.services import withdrawn
from app.services.receipts import Receipt
from app.services.snapshots import Snapshot

LONGEST = 500
NO_REASON = N_("Write in one line why, so that others understand it later.")
TOO_LONG = N_("This reason is too long. Say it in %(most)s letters or fewer.")
STILL_BUSY = N_("This interview is still going on. It can be amended once it has ended.")
DOES_NOT_COUNT = N_("This interview was voided. Restore it first; then it can be amended.")
INTERVIEWER = "interviewer"  # the part of the context that says who held it
OF_ITEMS = (Amending.ANSWER, Amending.MERGE)
TABLE = SQLModel.metadata.tables["amendments"]
ANY = sa.select(TABLE.c.id).where(TABLE.c.interview_id == sa.bindparam("interview")).limit(1)  # asked at every tap


def reason(because: str) -> str:
    """A reason as it is kept.

    Raises:
        FieldworkError: There is none, or it is longer than a line.
    """
    text = because.strip().replace("\0", "")
    if not text:
        raise FieldworkError(NO_REASON)
    if len(text) > LONGEST:
        raise FieldworkError(TOO_LONG, most=LONGEST)
    return text


def held(session: Session, interview_id: UUID) -> Interview:
    """An interview that may be amended, ours until we commit.

    Raises:
        NotFound: There is none, or it is a rehearsal.
        FieldworkError: It has not ended, or does not count.
    """
    found = session.get(Interview, interview_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    if found.status == InterviewStatus.DRAFT:
        raise FieldworkError(STILL_BUSY)
    if found.status == InterviewStatus.VOIDED:
        raise FieldworkError(DOES_NOT_COUNT)
    return found


def in_turn(session: Session, *interviews: UUID) -> None:
    """Locks in the order that everybody keeps: respondents, interviews, cases.

    Raises:
        NotFound: There is no such interview.
    """
    owners = set(session.exec(select(Interview.respondent_id).where(col(Interview.id).in_(interviews))))
    if not owners:
        raise NotFound
    for owner in sorted(owners):
        withdrawn.stand_still(session, owner)


def write(
    session: Session,
    interview: Interview,
    kind: Amending,
    what: str,
    was: str | None,
    became: str | None,
    *,
    because: str,
    by: Person,
    now: datetime,
    other: UUID | None = None,
) -> Amendment:
    """Put down one change; it is never taken away."""
    row = Amendment(
        interview_id=interview.id,
        kind=kind,
        what=what,
        was=was,
        became=became,
        other_id=other,
        because=because,
        person_id=by.id,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def of(session: Session, interview_id: UUID) -> Sequence[Amendment]:
    """The trail of an interview, the oldest first."""
    query = select(Amendment).where(Amendment.interview_id == interview_id).order_by(col(Amendment.id))
    return session.exec(query).all()


def said(answer: Answer | None) -> str | None:
    """An answer as an amendment keeps it; None: there was none."""
    return json.dumps({"value": answer.value, "missing": answer.missing}) if answer is not None else None


def plain(answer: Answer | None) -> dict[str, Any] | None:
    """What is shown of an answer."""
    return {"value": answer.value, "missing": answer.missing, "remark": answer.remark} if answer is not None else None


def stand(session: Session, interview: Interview) -> None:
    """Whatever arrived: what was amended is as the lead said."""
    if session.execute(ANY, {"interview": interview.id}).first() is None:
        return
    newest = {row.what: row for row in of(session, interview.id) if row.kind in {*OF_ITEMS, Amending.CONTEXT}}
    newest.pop("", None)
    items = {name: row for name, row in newest.items() if row.kind in OF_ITEMS}
    if gone := [name for name, row in items.items() if row.became is None]:
        session.execute(delete(Answer).where(col(Answer.interview_id) == interview.id, col(Answer.item).in_(gone)))
    for name, row in items.items():
        if row.became is not None:
            put(session, interview, name, json.loads(row.became))
    if "language" in newest:
        interview.language = newest["language"].became or interview.language


def put(session: Session, interview: Interview, item: str, given: dict[str, Any]) -> None:
    """Let an answer be this; how it came about stays as it was."""
    row = session.get(Answer, (interview.id, item), populate_existing=True)
    if row is None:
        fresh = {"interview_id": interview.id, "item": item, "language": interview.language, "remark": None}
        upsert(session, Answer, [{**fresh, "at_ms": 0, "seconds": 0.0, "changes": 0, **given}])
    else:
        row.value, row.missing = given["value"], given["missing"]
        session.flush()


def may_send(session: Session, interview: Interview, person: Person) -> bool:
    """Whether an interview is hers to send: she held it, also where the lead says by now that somebody else did."""
    if interview.interviewer_id == person.id:
        return True
    query = select(Amendment.was).where(
        Amendment.interview_id == interview.id, Amendment.kind == Amending.CONTEXT, Amendment.what == INTERVIEWER
    )
    return str(person.id) in session.exec(query).all()


def after_voiding(held: Interview, arriving: list[str], snapshot: Snapshot, *, decided: bool) -> Receipt:
    """What a phone is told that repeats an interview which does not count any more.

    Raises:
        InterviewVoided: It sends something that we do not have; that is kept beside it.
    """
    if not decided and (held.snapshot in arriving or snapshot.revision < held.revision):
        return Receipt(held.revision, len(snapshot.answers), None, Decision.VOIDED)
    raise InterviewVoided


def voiding(session: Session, interview_id: UUID) -> Amendment | None:
    """How it came that an interview does not count; None where it does."""
    held = session.get(Interview, interview_id)
    if held is None or held.status != InterviewStatus.VOIDED:
        return None
    query = select(Amendment).where(Amendment.interview_id == interview_id, Amendment.kind == Amending.VOID)
    return session.exec(query.order_by(sa.desc(col(Amendment.id)))).first()


def stood_at(session: Session, known: Respondent, activity: int, group: int) -> bool:
    """Whether a respondent stands at this place, or did until the lead corrected it."""
    if (known.activity_id, known.group_id) == (activity, group):
        return True
    query = (
        select(Amendment.was)
        .join(Interview, col(Amendment.interview_id) == col(Interview.id))
        .where(Interview.respondent_id == known.id, Amendment.kind == Amending.CONTEXT, Amendment.what == "place")
    )
    return f"{activity}:{group}" in session.exec(query).all()


def others_of(session: Session, interviews: Sequence[UUID]) -> set[UUID]:
    """Interviews that were merged with one of these, in either direction: the same person said it."""
    mine, theirs = col(Amendment.interview_id), col(Amendment.other_id)
    forth = session.scalars(sa.select(theirs).where(mine.in_(interviews), theirs.is_not(None)))
    back = session.scalars(sa.select(mine).where(theirs.in_(interviews)))
    return {*forth, *back} - {*interviews}
