"""One parent's case as its caller has it in front of her; name and number only while it is in her hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.calling.dispositions import Disposition, Dispositions
from app.calling.held import Held, InHand
from app.calling.machine import why_not
from app.calling.order import place
from app.errors import NotFound
from app.models import (
    Activity,
    CallAttempt,
    Case,
    Group,
    Intervention,
    Person,
    PersonRole,
    Respondent,
    Site,
    Study,
)
from app.security.sealing import Sealer
from app.services import (
    call_contact,
    call_endings,
    call_interview,
    call_script,
    case_decisions,
    casework,
    contacts,
    dispositions,
    due_words,
    rounds,
)
from app.services.call_contact import Known
from app.services.call_endings import Endings, Typed
from app.services.call_interview import SoFar
from app.services.call_script import Facts, Script
from app.services.caseload import standing

PRESSING = 3  # the last class of the due list in which something was promised or ends soon


@dataclass(frozen=True)
class Tried:
    """An earlier call, as it stands now."""

    attempt: CallAttempt
    caller: str
    outcome: str  # msgid
    reason: str  # msgid, or empty
    note: str = ""  # only with the number


@dataclass(frozen=True)
class Screen:
    """All of it."""

    case: Case
    respondent: Respondent
    site: Site
    group: Group
    activity: Activity
    intervention: Intervention
    held: Held
    ended_as: str  # msgid; empty while somebody still tries
    line: str  # why now
    presses: bool  # something was promised, or ends soon
    prefers: str  # when they like to be called, where the line does not say it
    tries: tuple[Tried, ...]  # the newest first
    interview: SoFar | None
    hold: InHand | None  # hers, now
    is_dialled: bool  # she was shown the number, her time ran out, and nobody knows how it ended
    holder: str  # a colleague who has it now
    obstacle: str  # msgid: why she cannot take it; empty where she can
    known: Known | None  # name and number, while they are hers
    script: Script
    endings: Endings
    typed: Typed
    refusal: str = ""  # in words, of what she has just tried
    slip: Tried | None = None  # the call she may still say was written down wrongly

    @property
    def can_write(self) -> bool:
        """Whether she says how the call ended."""
        return self.hold is not None or self.is_dialled or bool(self.refusal)

    @property
    def last_note(self) -> Tried | None:
        """The newest note that she may read."""
        return next((one for one in self.tries if one.note), None)

    @property
    def closed(self) -> bool:
        """Whether nobody calls any more."""
        return self.held.is_final


def screen(
    session: Session,
    sealer: Sealer,
    case_id: int,
    *,
    by: Person,
    now: datetime,
    own: str,
    typed: Typed | None = None,
    refusal: str = "",
) -> Screen:
    """The call screen of a case.

    Args:
        session: A transaction.
        sealer: Opens name and number, if they are hers to see.
        case_id: Which.
        by: Who looks.
        now: This moment.
        own: The language she reads her screens in.
        typed: What stands in the form, where something of it could not be written down.
        refusal: Why not, in words.

    Raises:
        NotFound: There is no such case.
    """
    case, respondent, activity, site, group, intervention = _found(session, case_id)
    held, rules, table = (
        casework.held(session, case),
        casework.rules_for(session, case.respondent_id),
        dispositions.table(session),
    )
    in_hand = held.in_hand(now)
    hold = in_hand if in_hand is not None and in_hand.caller == by.id else None
    known = call_contact.known(session, sealer, respondent.id, held) if hold and hold.revealed_at else None
    tries = _tries(session, case_id, table, known)
    is_caller = by.role == PersonRole.CALLER
    problem = why_not(held, by.id, by.languages.split(), now, rules) if is_caller and hold is None else None
    labels = {key: row.label for key, row in table.items()}
    left = held.dialled if held.lease is None else held.lease  # nobody has told it yet that its time is over
    is_dialled = in_hand is None and left is not None and left.caller == by.id and left.revealed_at is not None
    here, slip = place(held, now, rules, {}), _slip(tries, table, held, by, now)
    return Screen(
        case=case,
        respondent=respondent,
        site=site,
        group=group,
        activity=activity,
        intervention=intervention,
        held=held,
        ended_as=labels.get(case.closed_by, case.closed_by) if case.closed_by else "",
        line="" if held.is_final else due_words.line(here.reason, labels, now=now),
        presses=here.rank <= PRESSING,
        prefers="" if here.reason.parts else due_words.preferred(held.best_times),
        tries=tries,
        interview=call_interview.so_far(session, case),
        hold=hold,
        is_dialled=is_dialled,
        holder=_name(session, in_hand) if in_hand and hold is None else "",
        obstacle=problem.msgid if problem else "",
        known=known,
        script=_script(session, case, respondent, site, intervention, known, by=by, own=own),
        endings=call_endings.endings(session, case, table, now) if hold or is_dialled or refusal or slip else Endings(),
        typed=typed or Typed(),
        refusal=refusal,
        slip=slip,
    )


def _found(session: Session, case_id: int) -> tuple[Case, Respondent, Activity, Site, Group, Intervention]:
    query = (
        select(Case, Respondent, Activity, Site)
        .join(Respondent, col(Case.respondent_id) == col(Respondent.id))
        .join(Activity, col(Respondent.activity_id) == col(Activity.id))
        .join(Site, col(Activity.site_id) == col(Site.id))
        .where(Case.id == case_id)
    )
    row = session.exec(query).one_or_none()
    if row is None:
        raise NotFound
    case, respondent, activity, site = row
    group = session.get_one(Group, respondent.group_id)
    return case, respondent, activity, site, group, session.get_one(Intervention, activity.intervention_id)


def _tries(session: Session, case_id: int, table: Dispositions, known: Known | None) -> tuple[Tried, ...]:
    query = (
        select(CallAttempt, Person.name)
        .join(Person, col(CallAttempt.caller_id) == col(Person.id))
        .where(CallAttempt.case_id == case_id)
    )
    rows = session.exec(query).all()
    names = {attempt.id: name for attempt, name in rows}
    return tuple(
        Tried(
            attempt,
            names[attempt.id],
            _label(table.get(attempt.disposition), attempt),
            call_endings.reason(attempt.reason),
            known.notes.get(attempt.id, "") if known else "",
        )
        for attempt in reversed(standing(attempt for attempt, _ in rows))
    )


def _label(row: Disposition | None, attempt: CallAttempt) -> str:
    return row.label if row else attempt.disposition


def _name(session: Session, in_hand: InHand) -> str:
    return session.get_one(Person, in_hand.caller).name


def _script(
    session: Session,
    case: Case,
    respondent: Respondent,
    site: Site,
    intervention: Intervention,
    known: Known | None,
    *,
    by: Person,
    own: str,
) -> Script:
    settings = rounds.settings(session)
    facts = Facts(
        caller=by.name,
        office=settings.caller_name or session.exec(select(Study.name)).one(),
        line=contacts.readable(settings.number) if settings.number else "",
        school=site.name,
        code=respondent.code,
        month=case.interviewed_on.month,
        kind=str(intervention.kind),
        ask_for=known.ask_for if known else None,
    )
    return call_script.script(session, case.language, facts, own=own)


def _slip(tries: Sequence[Tried], table: Dispositions, held: Held, by: Person, now: datetime) -> Tried | None:
    """The last call, where this person may still correct it: its caller for some minutes, the lead always."""
    last = next(iter(tries), None)
    row = table.get(last.attempt.disposition) if last else None
    if last is None or row is None or not row.by_hand or held.in_hand(now):
        return None
    return last if by.role == PersonRole.LEAD or case_decisions.is_slip(last.attempt, by, now) else None
