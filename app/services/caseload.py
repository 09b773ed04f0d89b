"""Cases as the rules see them: attempts, lease and which numbers exist, and nothing that says who."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from app.calling.events import Promise
from app.calling.held import Held, InHand, Try
from app.calling.machine import as_made
from app.models import CallAttempt, Case, Contact, Lease
from app.services import contacts, dispositions, rounds

AN_HOUR = timedelta(hours=1)  # a promise without an end is kept within it


def all_held(session: Session, cases: Sequence[Case]) -> dict[int, Held]:
    """Every one of these cases by its number, in four queries however many there are."""
    numbers, leases = _numbers(session, cases), _last_leases(session, cases)
    tries = _tries(session, cases)
    return {case.id: _held(case, numbers[case.respondent_id], tries[case.id], leases.get(case.id)) for case in cases}


def standing(attempts: Iterable[CallAttempt]) -> list[CallAttempt]:
    """Attempts as they count: where one was corrected, what it was corrected to stands in its place."""
    rows = sorted(attempts, key=lambda row: (row.corrects is not None, row.id))
    place: dict[int, CallAttempt] = {}
    for row in rows:
        place[row.id if row.corrects is None else row.corrects] = row  # a later correction outranks an earlier one
    return sorted(place.values(), key=lambda row: (row.at, row.corrects or row.id))


def _held(case: Case, numbers: tuple[str, ...], tries: tuple[Try, ...], last: Lease | None) -> Held:
    promise = None
    if case.appointment_at is not None:
        until = case.appointment_until or case.appointment_at + AN_HOUR
        promise = Promise(case.appointment_at, until, case.appointment_is_firm)
    hold = InHand(last.caller_id, last.taken_at, last.expires_at, last.revealed_at) if last else None
    is_live = last is not None and last.ended_at is None
    return Held(
        id=case.id,
        state=case.state,
        language=case.language,
        interviewed_on=case.interviewed_on,
        due_on=case.due_on,
        first_on=case.first_on or case.due_on,
        opens_on=case.opens_on or case.due_on,
        closes_on=case.closes_on,
        best_times=tuple(case.best_times.split()),
        next_try_at=case.next_try_at,
        promise=promise,
        wanted_until=case.wanted_until,
        lease=hold if is_live else None,
        dialled=hold if not is_live and last is not None and _is_unfinished(last, tries) else None,
        attempts=tries,
        extra_attempts=case.extra_attempts,
        redials=case.redials,
        refused_to=case.refused_to,
        assigned_to=case.assigned_to,
        numbers=numbers,
        bad_numbers=tuple(case.bad_numbers.split()),
        number=case.number if case.number in numbers or not numbers else numbers[0],
        closed_by=case.closed_by,
        code=case.code,
    )


def _is_unfinished(last: Lease, tries: tuple[Try, ...]) -> bool:
    """Whether the number was shown, the time ran out, and nobody wrote down since how it ended."""
    if last.how != "expired" or last.revealed_at is None:
        return False
    return all(one.at < last.revealed_at for one in tries)


def _numbers(session: Session, cases: Sequence[Case]) -> dict[UUID, tuple[str, ...]]:
    kept = select(Contact.respondent_id, Contact.field).where(
        col(Contact.respondent_id).in_([case.respondent_id for case in cases]), col(Contact.field).in_(contacts.NUMBERS)
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for respondent_id, name in session.exec(kept):
        found[respondent_id].add(name)
    return defaultdict(tuple, {one: tuple(n for n in contacts.NUMBERS if n in has) for one, has in found.items()})


def _last_leases(session: Session, cases: Sequence[Case]) -> dict[int, Lease]:
    query = select(Lease).where(col(Lease.case_id).in_([case.id for case in cases])).order_by(col(Lease.id))
    rows = session.exec(query.execution_options(populate_existing=True)).all()
    return {lease.case_id: lease for lease in rows}


def _tries(session: Session, cases: Sequence[Case]) -> dict[int, tuple[Try, ...]]:
    query = select(CallAttempt).where(col(CallAttempt.case_id).in_([case.id for case in cases]))
    rows: dict[int, list[CallAttempt]] = defaultdict(list)
    for row in session.exec(query):
        rows[row.case_id].append(row)
    table, rules = dispositions.table(session), rounds.rules(session)
    made = {one: as_made(map(_try, standing(found)), rules, table) for one, found in rows.items()}
    return defaultdict(tuple, made)


def _try(row: CallAttempt) -> Try:
    """A correction is known by the row that it corrects."""
    return Try(
        at=row.at,
        caller=row.caller_id,
        disposition=row.disposition,
        day_part=row.day_part,
        number=row.number or "phone",
        inbound=row.inbound,
        id=row.corrects or row.id,
    )
