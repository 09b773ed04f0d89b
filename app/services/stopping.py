"""The ways in which somebody says that she stops: to a caller, to a student beside her, or by herself with her code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import i18n
from app.errors import N_, FieldworkError, NotFound
from app.models import AuditEntry, Case, Interview, Person, PersonRole, Respondent, Withdrawal
from app.services import case_codes, withdrawals, withdrawn
from app.services.withdrawn import REACHES

MISSED = "stop.unknown"  # in the audit: somebody typed a code that is nobody's
NO_LINE = N_("“%(line)s” is no line that `aloud withdrawals` prints. Nothing was done.")
AN_HOUR = timedelta(hours=1)
WAITED_FOR = timedelta(days=30)  # the longest that an interview waits on a phone before somebody asks about it
MOST_MISSES = 60  # in an hour, by anybody anywhere; a code has a thousand million values


class UnknownCode(FieldworkError):
    """A code that could be ours and is not; said to the team only."""

    status = 404
    sentence = N_(
        "Nobody has the code %(code)s. Look at the card together, sign by sign. If the interview is still on a phone, "
        "send it first."
    )


@dataclass(frozen=True)
class Asked:
    """Whose consent it is about, as whoever writes it down sees it; and how far it was taken back already."""

    code: str
    language: str  # to read aloud in
    reach: str | None
    case_id: int | None = None


def of_case(session: Session, case_id: int) -> Asked:
    """The parent of a case.

    Raises:
        NotFound: There is no such case.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound
    code = case_codes.code_of(session, case.respondent_id)
    return Asked(code, case.language, withdrawn.reach(session, case.respondent_id), case_id)


def of_code(session: Session, typed: str) -> Asked:
    """Whoever has the code that was typed.

    Raises:
        NoCode: It cannot be one.
        UnknownCode: Nobody has it.
    """
    met = _found(session, typed)
    return Asked(met.code, _language(session, met.id), withdrawn.reach(session, met.id))


def by_case(session: Session, case_id: int, reach: str, *, by: Person, now: datetime) -> Withdrawal:
    """On the telephone: to the caller of a case, or to the lead.

    Raises:
        NotFound: There is no such case.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound
    channel = "call" if by.role == PersonRole.CALLER else "lead"
    return withdrawals.withdraw(session, case.respondent_id, reach=reach, channel=channel, by=by, now=now)


def by_code(session: Session, typed: str, reach: str, *, by: Person, now: datetime) -> Withdrawal:
    """Beside somebody of the team, who reads the code off the card.

    Raises:
        NoCode: It cannot be one.
        UnknownCode: Nobody has it.
    """
    met = _found(session, typed)
    channel = "lead" if by.role == PersonRole.LEAD else "spot"
    return withdrawals.withdraw(session, met.id, reach=reach, channel=channel, by=by, now=now)


def by_herself(session: Session, typed: str, reach: str, *, now: datetime) -> bool:
    """By her own code, on whatever telephone; whether somebody has that code is not said.

    Returns:
        Whether it was looked at; not, when too many codes were typed that nobody has.

    Raises:
        NoCode: It cannot be one.
    """
    if misses(session, now=now) >= MOST_MISSES:
        return False
    met = case_codes.find(session, typed)
    if met is None:
        session.add(AuditEntry(at=now, verb=MISSED, object=f"{reach} {case_codes.read(typed)}"))
    else:
        withdrawals.withdraw(session, met.id, reach=reach, channel="code", by=None, now=now)
    return True


def catch_up(session: Session, respondent_id: UUID, *, now: datetime) -> bool:
    """Whether somebody whose first interview has just arrived had stopped before; then she has stopped now.

    An interview may wait for days on a phone without reception, and its code is on her card at once.
    """
    code = case_codes.code_of(session, respondent_id)
    typed = select(AuditEntry.object).where(AuditEntry.verb == MISSED, col(AuditEntry.at) > now - WAITED_FOR).distinct()
    missed = [found.partition(" ") for found in session.exec(typed)]
    wanted = [reach for reach, _, seen in missed if _is_hers(session, seen, code)]
    if wanted:
        reach = max(wanted, key=REACHES.index)
        withdrawals.withdraw(session, respondent_id, reach=reach, channel="code", by=None, now=now)
    return bool(wanted)


def _is_hers(session: Session, seen: str, code: str) -> bool:
    """Whether what was read off a card is this code, now that somebody has it."""
    if not case_codes.is_like(seen, code):
        return False
    met = case_codes.find(session, seen)
    return met is not None and met.code == code


@dataclass(frozen=True)
class Listed:
    """A line of the lead's record: when, who in the study, how far, by which way."""

    withdrawal: Withdrawal
    by: Person | None


def listed(session: Session) -> list[Listed]:
    """Every withdrawal, the newest first; nobody's name, number or code."""
    query = (
        select(Withdrawal, Person)
        .outerjoin(Person, col(Withdrawal.person_id) == col(Person.id))
        .order_by(sa.desc(col(Withdrawal.at)), sa.desc(col(Withdrawal.id)))
    )
    return [Listed(*row) for row in session.exec(query)]


def record(session: Session) -> list[str]:
    """Every withdrawal as a line: random number, how far, by which way, when."""
    rows = session.exec(select(Withdrawal).order_by(col(Withdrawal.id)))
    return [f"{one.respondent_id} {one.reach} {one.channel} {one.at.isoformat()}" for one in rows]


def repeat(session: Session, lines: Iterable[str], *, now: datetime) -> tuple[int, int]:
    """Do again what such lines say, in a database that was restored from before.

    Returns:
        How many of them it concerned, and how many it does not know.

    Raises:
        FieldworkError: A line is none of ours; nothing was done.
    """
    done = unknown = 0
    for line in filter(None, map(str.strip, lines)):
        number, reach, channel = _line(line)
        if session.get(Respondent, number) is None:
            unknown += 1
            continue
        withdrawals.withdraw(session, number, reach=reach, channel=channel, by=None, now=now)
        done += 1
    return done, unknown


def _line(line: str) -> tuple[UUID, str, str]:
    try:
        number, reach, channel, _ = line.split()
        return UUID(number), reach, channel
    except ValueError as problem:
        raise FieldworkError(NO_LINE, line=line[:60]) from problem


def misses(session: Session, *, now: datetime) -> int:
    """How many codes were typed in the last hour that nobody has."""
    lately = sa.select(sa.func.count()).where(col(AuditEntry.verb) == MISSED, col(AuditEntry.at) > now - AN_HOUR)
    return session.scalar(lately) or 0


def _found(session: Session, typed: str) -> Respondent:
    met = case_codes.find(session, typed)
    if met is None:
        raise UnknownCode(code=case_codes.read(typed))
    return met


def _language(session: Session, respondent_id: UUID) -> str:
    """The one that she asked to be called in, else that of her last interview."""
    cases = select(Case.language).where(Case.respondent_id == respondent_id).order_by(sa.desc(col(Case.id)))
    held = select(Interview.language).where(Interview.respondent_id == respondent_id)
    last = held.order_by(sa.desc(col(Interview.started_at)))
    return session.exec(cases).first() or session.exec(last).first() or i18n.FIRST
