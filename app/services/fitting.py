"""What of a parked snapshot fits into the study as it is now, and what is in the way of accepting it."""

import json
from typing import Any

from sqlmodel import Session

from app import i18n
from app.errors import N_, ContactSealed, NotFound, SnapshotRefused
from app.instrument.schema import Instrument
from app.models import Interview, InterviewStatus, Person, Respondent
from app.security.phone_sealing import is_sealed
from app.security.sealing import Sealer
from app.services import amended, answers, contacts, instruments, respondents, speaking
from app.services.snapshots import Snapshot

NO_KEY = N_(
    "Name and number are sealed with the key “%(name)s”, which is not in ALOUD_CONTACT_KEYS any more. "
    "Put it back, and this can be accepted."
)
NO_QUESTIONNAIRE = N_(
    "It was held with the questionnaire “%(name)s”, version %(version)s, which is not on this server. "
    "Once that version is published here, this can be accepted."
)
ELSEWHERE = N_(
    "We hold this interview from %(name)s, and somebody else sent this. Only what she sends herself can change it."
)
OTHER_PARENT = N_("We hold this interview with another parent, class or questionnaire. The two cannot become one.")
OTHER_ROLE = N_("Students hold the first interview, callers the later ones; %(name)s does not. It cannot be accepted.")
KNOWN_PARENT = N_("This parent has a first interview already, and there can be only one.")
DRAFT = N_(
    "It was held in %(language)s, and that translation is not released. "
    "Once two people have released it at the translations, this can be accepted."
)
NO_PLACE = N_(
    "The study does not have this class at this activity, or not this round. "
    "Once it does, this can be accepted; a call also needs its open case."
)
VOIDED = N_("This interview was voided. Restore it first; then this can be accepted.")
DOES_NOT_OPEN = N_("damaged, or sealed for another place")
NOT_READABLE = N_("could not be read")
WHY_NOT = {  # what students are told about an item, said to the lead
    answers.UNKNOWN_ITEM: N_("not in its questionnaire"),
    answers.NOT_POSSIBLE: N_("not one of its answers"),
    answers.NO_CONSENT: N_("the consent for it was not given"),
}
Misfit = tuple[str, str]  # the name of an item, and why as a msgid


def fit(sealer: Sealer, instrument: Instrument, snapshot: Snapshot) -> tuple[Snapshot, list[Misfit]]:
    """As much of a snapshot as its questionnaire allows, and what had to be left out."""
    left_out: list[Misfit] = []
    closed = [name for name, text in (snapshot.contact or {}).items() if _never_opens(sealer, snapshot, name, text)]
    if closed:
        snapshot = _without(snapshot, {("contact", name) for name in closed})
        left_out += [(name, DOES_NOT_OPEN) for name in closed]
    while found := list(answers.problems(instrument, snapshot)):  # what is left out may have been the reason of another
        left_out += [(name, WHY_NOT[sentence]) for _, name, sentence in found]
        snapshot = _without(snapshot, {(part, name) for part, name, _ in found})
    return snapshot, left_out


def obstacle(
    session: Session,
    sealer: Sealer,
    snapshot: Snapshot,
    instrument: Instrument,
    *,
    held: Interview | None,
    sender: Person,
) -> str | None:
    """Why it cannot be accepted now, and what would change that; None: nothing is in the way."""
    if held is not None and not amended.may_send(session, held, sender):
        return i18n.gettext(ELSEWHERE, name=session.get_one(Person, held.interviewer_id).name)
    if held is not None and held.status == InterviewStatus.VOIDED:
        return i18n.gettext(VOIDED)
    if held is not None and respondents.has_moved(snapshot, json.loads(held.snapshot)):
        return i18n.gettext(OTHER_PARENT)
    for text in (snapshot.contact or {}).values():
        if is_sealed(text) and not sealer.phones.knows(text):
            return i18n.gettext(NO_KEY, name=text.split(".", 1)[1].rpartition(".")[0])
    before = json.loads(held.snapshot) if held is not None else {"answers": {}}
    if unreleased := speaking.drafts(session, instrument, snapshot, before):
        return i18n.gettext(DRAFT, language=i18n.language(unreleased[0]).own_name)
    return None if held is not None else _no_place(session, snapshot, instrument, sender)


def questionnaire(session: Session, snapshot: Snapshot) -> Instrument | str:
    """What was read aloud, or why we cannot say."""
    try:
        return instruments.version(session, snapshot.instrument, snapshot.version)
    except NotFound:
        return i18n.gettext(NO_QUESTIONNAIRE, name=snapshot.instrument, version=snapshot.version)


def _no_place(session: Session, snapshot: Snapshot, instrument: Instrument, sender: Person) -> str | None:
    try:
        respondents.placed(session, instrument, snapshot, by=sender)
    except SnapshotRefused as refusal:
        if refusal.msgid == respondents.WRONG_ROLE:
            return i18n.gettext(OTHER_ROLE, name=sender.name)
        known = snapshot.case is None and session.get(Respondent, snapshot.respondent) is not None
        return i18n.gettext(KNOWN_PARENT if known else NO_PLACE)
    return None


def _never_opens(sealer: Sealer, snapshot: Snapshot, name: str, text: str) -> bool:
    """Whether we have the key and it does not open all the same; without the key it may open one day."""
    if is_sealed(text) and not sealer.phones.knows(text):
        return False
    try:
        contacts.opened(sealer, snapshot.respondent, {name: text})
    except (ContactSealed, SnapshotRefused):
        return True
    return False


def _without(snapshot: Snapshot, gone: set[tuple[str, str]]) -> Snapshot:
    body: dict[str, Any] = snapshot.model_dump(mode="json")
    for part, name in gone:
        del body[part][name]
    return Snapshot.model_validate_json(json.dumps(body))
