"""What is parked, and one of it beside what we hold. Looking changes nothing."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app import i18n
from app.errors import (
    N_,
    ContactSealed,
    InterviewClosed,
    InterviewConflict,
    InterviewVoided,
    NotFound,
    NumberImpossible,
    SnapshotRefused,
)
from app.instrument.schema import Instrument
from app.models import Activity, Decision, Intervention, Interview, ParkedSnapshot, Person, Site
from app.security.sealing import CannotOpen, Sealer
from app.services import answers, comparing, fitting, interviews, parking, respondents, snapshots, speaking
from app.services.comparing import Comparison
from app.services.snapshots import Snapshot

WHY = {  # the sentence that the student got, said to the lead
    InterviewClosed.sentence: N_("Changed after it was finished"),
    InterviewVoided.sentence: N_("Arrived after the interview was voided"),
    InterviewConflict.sentence: N_("Two versions of the same moment"),
    SnapshotRefused.sentence: N_("Could not be read"),
    ContactSealed.sentence: N_("Name or number do not open"),
    NumberImpossible.sentence: N_("A telephone number that cannot exist"),
    NotFound.sentence: N_("Somebody else’s interview"),
    answers.UNKNOWN_ITEM: N_("A question that its questionnaire does not have"),
    answers.NOT_POSSIBLE: N_("An answer that is not among the choices"),
    answers.NO_CONSENT: N_("An answer without the consent for it"),
    interviews.UNKNOWN_QUESTIONNAIRE: N_("A questionnaire that is not on this server"),
    speaking.NOT_RELEASED: N_("A language whose translation is not released"),
    respondents.WRONG_PLACE: N_("A parent, class or round that does not fit the study"),
    respondents.SECOND_CALL: N_("A second telephone interview of the same parent"),
    respondents.WRONG_ROLE: N_("Held by somebody in another role"),
}
NO_INTERVIEW = N_(
    "This cannot be read as an interview, so there is nothing to accept. If it was damaged on the way, the phone "
    "still has it whole: ask for its file of unsent interviews."
)
NO_KEY_OF_OURS = N_("This is kept under a key that is not in ALOUD_CONTACT_KEYS any more. Put it back to look at it.")
DECIDED_SHOWN = 20


@dataclass(frozen=True)
class Listed:
    """One parked interview on the list: the newest of its states."""

    parked: ParkedSnapshot
    person: Person
    site: Site | None
    intervention: Intervention | None
    earlier: int = 0  # states of it that were parked before

    @property
    def why(self) -> str:
        """The reason for the lead, as a msgid."""
        return WHY.get(self.parked.reason, self.parked.reason)


@dataclass(frozen=True)
class Misfit:
    """An item that cannot be taken; it stays with what was parked."""

    label: str
    why: str  # msgid


@dataclass(frozen=True)
class Look:
    """What the lead sees of one: what fits, what does not, and what is in the way."""

    listed: Listed
    decider: Person | None
    held: Interview | None
    snapshot: Snapshot | None = None  # as far as it fits
    instrument: Instrument | None = None
    comparison: Comparison | None = None
    left_out: tuple[Misfit, ...] = ()
    keeps_contact: bool = False  # a name or number in it does not fit, and stays where it is
    obstacle: str | None = None  # why it cannot be accepted, and what would help
    is_compared: bool = False  # there is something to compare it with

    @property
    def token(self) -> str:
        """Names the state of the interview that is compared."""
        return state_of(self.held)


def waiting(session: Session) -> list[Listed]:
    """What is to be decided, a line for each interview and sender, the newest first."""
    found: dict[tuple[Any, int], Listed] = {}
    for one in _rows(session, col(ParkedSnapshot.decision).is_(None)):
        key = (one.parked.interview_id, one.parked.person_id)
        other = found.get(key, one)
        newest = max(other, one, key=lambda each: (each.parked.revision, each.parked.id))
        found[key] = replace(newest, earlier=other.earlier + (other is not one))
    return sorted(found.values(), key=lambda one: one.parked.arrived_at, reverse=True)


def decided(session: Session) -> list[Listed]:
    """What was decided last."""
    return _rows(session, col(ParkedSnapshot.decision).is_not(None), limit=DECIDED_SHOWN)


def look(session: Session, sealer: Sealer, parked_id: int) -> Look:
    """One of them beside what we hold.

    Raises:
        NotFound: There is no such snapshot.
    """
    found = _rows(session, col(ParkedSnapshot.id) == parked_id)
    if not found:
        raise NotFound
    [listed] = found
    parked = listed.parked
    decider = session.get(Person, parked.decided_by) if parked.decided_by else None
    blank = Look(listed, decider, session.get(Interview, parked.interview_id))
    try:
        body = parking.body_of(parked, sealer)
    except CannotOpen:
        return replace(blank, obstacle=i18n.gettext(NO_KEY_OF_OURS))
    snapshot, unread = snapshots.salvage(body) if isinstance(body, dict) else (None, [])
    if snapshot is None:
        return replace(blank, obstacle=i18n.gettext(NO_INTERVIEW))
    instrument = fitting.questionnaire(session, snapshot)
    if isinstance(instrument, str):
        return replace(blank, obstacle=instrument)
    if snapshot.language not in instrument.languages:
        return replace(blank, obstacle=i18n.gettext(NO_INTERVIEW))
    obstacle = fitting.obstacle(session, sealer, snapshot, instrument, held=blank.held, sender=listed.person)
    fitted, misfits = fitting.fit(sealer, instrument, snapshot)
    ours = _ours(sealer, parked, blank.held)
    left_out = [*((name, fitting.NOT_READABLE) for name in unread), *misfits]
    return replace(
        blank,
        snapshot=fitted,
        instrument=instrument,
        comparison=_compared(sealer, ours, instrument, fitted, is_open=parked.decision is None),
        left_out=tuple(Misfit(comparing.label(instrument, name), why) for name, why in left_out),
        keeps_contact=_fields(body.get("contact")) != _fields(fitted.contact),
        obstacle=obstacle,
        is_compared=ours is not None,
    )


def state_of(held: Interview | None) -> str:
    """Names what we hold at this moment; another state has another name."""
    return hashlib.sha256(held.snapshot.encode()).hexdigest()[:16] if held else ""


def _ours(sealer: Sealer, parked: ParkedSnapshot, held: Interview | None) -> dict[str, Any] | None:
    """What it is compared with: what we hold, or held before this one was accepted."""
    kept = held.snapshot if held else None
    if parked.decision == Decision.ACCEPTED:
        kept = sealer.open(parked.replaced, parking.place(parked, "replaced")) if parked.replaced else None
    ours: dict[str, Any] | None = json.loads(kept) if kept else None
    return ours


def _compared(
    sealer: Sealer, ours: dict[str, Any] | None, instrument: Instrument, arrived: Snapshot, *, is_open: bool
) -> Comparison:
    try:
        prints = interviews.opened(sealer, arrived, as_typed=True)[1]
    except ContactSealed:
        prints = []
    differs = is_open and ours is not None and ours.get("contact") not in prints
    return comparing.compare(instrument, ours, arrived, contact_differs=differs)


def _fields(contact: Any) -> set[str]:
    return set(contact or ())


def _rows(session: Session, which: sa.ColumnElement[bool], *, limit: int | None = None) -> list[Listed]:
    one = limit is None
    query = (
        select(ParkedSnapshot, Person, Site, Intervention)
        .join(Person, col(ParkedSnapshot.person_id) == col(Person.id))
        .outerjoin(Activity, col(ParkedSnapshot.activity_id) == col(Activity.id))
        .outerjoin(Site, col(Activity.site_id) == col(Site.id))
        .outerjoin(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .where(which)
        .order_by(col(ParkedSnapshot.arrived_at) if one else sa.desc(col(ParkedSnapshot.decided_at)))
        .options(defer(ParkedSnapshot.sealed), defer(ParkedSnapshot.contact), defer(ParkedSnapshot.replaced))  # type: ignore[arg-type]
        .limit(limit)
    )
    return [Listed(*row) for row in session.exec(query).all()]
