"""A case in one caller's hands: taken, renewed, put back, given to somebody else; and the parent who rings us."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.calling.events import Asked, Claim, PutBack, Reassigned, Renew
from app.calling.machine import CallRefused
from app.calling.states import OPEN
from app.errors import N_, FieldworkError, NotFound
from app.models import CallAttempt, Case, Lease, Person, Respondent
from app.security.sealing import Sealer
from app.services import casework, contacts, due_list, respondents, rounds

UNKNOWN_CODE = N_("We do not know this code. Read it back letter by letter; it stands on the card: R and six signs.")
UNKNOWN_NUMBER = N_("Nobody left this number with us. Ask for the code on the card.")
MORE_THAN_ONE = N_("More than one parent left this number. Ask for the code on the card.")
NOTHING_TYPED = N_("Type the code on the card, or the number that rings.")
NO_CASE = N_("This parent is not in the callback round. Ask the lead what you can do.")
FIRST_THE_OTHER = N_(
    "You still have %(code)s in hand. Write down how that call ended or put it back; then take the next one."
)
NOT_A_CALLER = N_("Choose somebody who calls in the language of this parent.")


@dataclass(frozen=True)
class InHand:
    """A case that somebody has now."""

    case: Case
    code: str
    lease: Lease
    caller: Person


@dataclass(frozen=True)
class Unfinished:
    """The number was shown, the time ran out, and nobody wrote down how the call ended."""

    case: Case
    code: str
    called_at: datetime


def next_call(session: Session, by: Person, now: datetime) -> Case | None:
    """The case she has in hand, else the first of her list that she can have; None: nobody is waiting.

    Whoever a colleague takes at this very moment is passed over: each try is undone by itself, so that no two callers
    wait for each other.
    """
    if held := mine(session, by, now):
        return held[0].case
    for line in due_list.due(session, by, now):
        try:
            with session.begin_nested():
                return _claim(session, line.case.id, by, now)
        except CallRefused:
            continue
    return None


def take(session: Session, case_id: int, by: Person, now: datetime) -> Case:
    """This case, for her; again, if she has it already (a second tab).

    Raises:
        CallRefused: A colleague has it, it closed meanwhile, another language, another time.
        FieldworkError: She has another one in hand.
    """
    others = [held for held in mine(session, by, now) if held.case.id != case_id]
    if others:
        raise FieldworkError(FIRST_THE_OTHER, code=others[0].code)
    return _claim(session, case_id, by, now)


def _claim(session: Session, case_id: int, by: Person, now: datetime, *, inbound: bool = False) -> Case:
    claim = Claim(by.id, tuple(by.languages.split()), inbound=inbound)
    return casework.apply(session, case_id, claim, by=by, now=now)


def put_back(session: Session, case_id: int, by: Person, now: datetime) -> Case:
    """She does not call after all."""
    return casework.apply(session, case_id, PutBack(by.id), by=by, now=now)


def renew(session: Session, case_id: int, by: Person, now: datetime) -> Case:
    """Her call screen is still open.

    Raises:
        CallRefused: She does not have it any more.
    """
    return casework.apply(session, case_id, Renew(by.id), by=by, now=now)


def reassign(session: Session, case_id: int, to: int | None, by: Person, now: datetime) -> Case:
    """The lead gives it to one caller, or (None) to everybody again; whoever has it in hand loses it.

    Raises:
        FieldworkError: Whoever it is to go to does not call in its language.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound
    person = session.get(Person, to) if to is not None else None
    if to is not None and (person is None or case.language not in due_list.languages_of(person)):
        raise FieldworkError(NOT_A_CALLER)
    return casework.apply(session, case_id, Reassigned(to), by=by, now=now)


def call_now(session: Session, case_id: int, by: Person, now: datetime) -> Case:
    """Somebody asked that this parent be called now: for a day she comes first."""
    until = now + rounds.rules(session).wanted
    return casework.apply(session, case_id, Asked(until), by=by, now=now)


def inbound(session: Session, sealer: Sealer, typed: str, by: Person, now: datetime) -> Case:
    """A parent is on the line: her case goes into the hands of whoever answered, and nobody else's is shown.

    If the call breaks off, she comes first for a day.

    Raises:
        FieldworkError: What was typed leads to nobody, or to more than one.
        CallRefused: A colleague has her case in hand, or it is closed.
    """
    case = called_by(session, sealer, typed)
    call_now(session, case.id, by, now)
    return _claim(session, case.id, by, now, inbound=True)


def wanted(session: Session, sealer: Sealer, typed: str, by: Person, now: datetime) -> Case:
    """Somebody asked that she be called now, and told her code or number.

    Raises:
        FieldworkError: What was typed leads to nobody, or to more than one.
    """
    return call_now(session, called_by(session, sealer, typed).id, by, now)


def called_by(session: Session, sealer: Sealer, typed: str) -> Case:
    """The case of whoever told this code or rings with this number.

    Raises:
        FieldworkError: It leads to nobody, or to more than one.
    """
    if not typed.strip():
        raise FieldworkError(NOTHING_TYPED)
    code = respondents.code_in(typed)
    if code is None and any(sign.isalpha() for sign in typed):
        raise FieldworkError(UNKNOWN_CODE)
    if code is not None:
        return _case_of(session, col(Respondent.code) == code, UNKNOWN_CODE)
    found = contacts.whose(session, sealer, typed)
    return _case_of(session, col(Respondent.id).in_(found), UNKNOWN_NUMBER)


def _case_of(session: Session, which: sa.ColumnElement[bool], unknown: str) -> Case:
    """The one that is still open; among closed ones the newest, so that somebody says that it is closed."""
    if session.exec(select(Respondent.id).where(which)).first() is None:
        raise FieldworkError(unknown)
    query = select(Case).join(Respondent, col(Case.respondent_id) == col(Respondent.id)).where(which)
    cases = session.exec(query.order_by(sa.desc(col(Case.id)))).all()
    still = [case for case in cases if case.state in OPEN]
    if len({case.respondent_id for case in still}) > 1:
        raise FieldworkError(MORE_THAN_ONE)
    if not cases:
        raise FieldworkError(NO_CASE)
    return (still or cases)[-1 if still else 0]


def mine(session: Session, by: Person, now: datetime) -> list[InHand]:
    """What she has in hand now, the longest first."""
    return in_hand(session, now, col(Lease.caller_id) == by.id)


def in_hand(session: Session, now: datetime, *which: sa.ColumnElement[bool]) -> list[InHand]:
    """Who has what now, the longest first."""
    rows = session.exec(
        select(Case, Respondent.code, Lease, Person)
        .join(Lease, col(Lease.case_id) == col(Case.id))
        .join(Person, col(Lease.caller_id) == col(Person.id))
        .join(Respondent, col(Case.respondent_id) == col(Respondent.id))
        .where(col(Lease.ended_at).is_(None), Lease.expires_at > now, *which)
        .order_by(col(Lease.taken_at), col(Lease.id))
    )
    return [InHand(*row) for row in rows]


def unfinished(session: Session, by: Person, now: datetime) -> list[Unfinished]:
    """Her calls of which nobody knows how they ended, the oldest first."""
    written = sa.exists().where(
        col(CallAttempt.case_id) == col(Lease.case_id),
        col(CallAttempt.caller_id) == col(Lease.caller_id),
        col(CallAttempt.at) >= col(Lease.revealed_at),
    )
    later = aliased(Lease)
    taken_again = sa.exists().where(col(later.case_id) == col(Lease.case_id), col(later.id) > col(Lease.id))
    rows = session.exec(
        select(Case, Respondent.code, Lease.revealed_at)
        .join(Lease, col(Lease.case_id) == col(Case.id))
        .join(Respondent, col(Case.respondent_id) == col(Respondent.id))
        .where(
            Lease.caller_id == by.id,
            col(Lease.revealed_at).is_not(None),
            Lease.expires_at <= now,
            sa.or_(col(Lease.ended_at).is_(None), col(Lease.how) == "expired"),
            col(Case.state).in_(OPEN),
            ~written,
            ~taken_again,
        )
        .order_by(col(Lease.revealed_at))
    )
    return [Unfinished(case, code, at) for case, code, at in rows if at is not None]
