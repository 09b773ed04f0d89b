"""Name and number from the page that was handed in apart: sealed at once, linked by the number on that page alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, select

from app import i18n
from app.errors import N_, FieldworkError, NumberImpossible
from app.instrument import boxes
from app.models import Contact, Interview, PaperSheet, Person, Respondent
from app.security.sealing import Sealer
from app.services import answers, audit, cases, comparing, contacts, paper_codes, printing, withdrawn
from app.services.snapshots import Snapshot

FIRST_THE_SHEET = N_(
    "The questionnaire that belongs to this page was not entered yet. Keep the page apart, and come back afterwards."
)
NO_CONSENT = N_("On the questionnaire she did not agree to be called. Nothing may be kept; destroy this page.")
STOPPED = N_("Whoever wrote this does not take part any more. Nothing may be kept; destroy this page.")
NOTHING = N_("Nothing was typed.")
IMPOSSIBLE = N_("“%(label)s”: this number cannot exist. Look at the paper again; leave it empty if it cannot be read.")


class UnknownSlip(FieldworkError):
    """A number that could be ours and is not."""

    status = 404
    sentence = N_("No page for name and number of this study has the number %(code)s.")


@dataclass(frozen=True)
class Slip:
    """A page for name and number, as whoever types it sees it; what was kept is never shown."""

    code: str
    fields: tuple[tuple[str, str, bool], ...]  # name, words, whether it is a telephone number
    language: i18n.Language
    respondent: str = ""
    is_kept: bool = False
    closed: str = ""  # why nothing can be typed
    problem: str = ""
    typed: Mapping[str, str] | None = None


def look(session: Session, typed: str) -> Slip:
    """The page of a number.

    Raises:
        Mistyped: No paper can have this number.
        UnknownSlip: None of ours has it.
    """
    return _shown(session, _sheet(session, typed))


def keep(session: Session, sealer: Sealer, code: str, fields: Mapping[str, str], *, by: Person, now: datetime) -> Slip:
    """Seal what was typed; a parent who may be called now becomes due.

    What is wrong stands in `problem`, with all that was typed; then nothing was kept.
    """
    sheet = _sheet(session, code)
    slip = _shown(session, sheet)
    wanted = {name: fields.get(name, "")[: contacts.LONGEST].replace("\0", "") for name, _, _ in slip.fields}
    if slip.closed:
        return slip
    try:
        contact = contacts.checked(wanted)
    except NumberImpossible as problem:
        label = next(words for name, words, _ in slip.fields if name == problem.item)
        return replace(slip, problem=i18n.gettext(IMPOSSIBLE, label=label), typed=wanted)
    if not contact:
        return replace(slip, problem=i18n.gettext(NOTHING), typed=wanted)
    contacts.keep(session, sealer, sheet.respondent_id, contact)
    session.flush()
    interview = session.get_one(Interview, sheet.interview_id)
    cases.follow_up(session, interview, printing.of_sheet(session, sheet), _snapshot(interview), now=now)
    audit.record(session, "contact.keep", by=by, now=now, thing=str(sheet.respondent_id))
    return _shown(session, sheet)


def _sheet(session: Session, typed: str) -> PaperSheet:
    code = paper_codes.read(typed)
    sheet = session.exec(select(PaperSheet).where(PaperSheet.slip == code)).first()
    if sheet is None:
        raise UnknownSlip(code=code)
    return sheet


def _shown(session: Session, sheet: PaperSheet) -> Slip:
    instrument = printing.of_sheet(session, sheet)
    tag = comparing.language_of(instrument)
    interview = session.get(Interview, sheet.interview_id)
    allowed = answers.contact_fields(instrument, _snapshot(interview)) if interview else frozenset()
    offered = [item for item in boxes.on_slip(instrument) if item.contact in allowed]
    fields = [(item.contact or "", item.label[tag], item.appearance == "tel") for item in offered]
    slip = Slip(sheet.slip, tuple(fields), i18n.language(tag))
    if withdrawn.reach(session, sheet.respondent_id) is not None:
        return replace(slip, closed=i18n.gettext(STOPPED))
    if interview is None:
        return replace(slip, closed=i18n.gettext(FIRST_THE_SHEET))
    if not answers.consented(instrument, _snapshot(interview), "recontact"):
        return replace(slip, closed=i18n.gettext(NO_CONSENT))
    kept = select(Contact.field).where(Contact.respondent_id == sheet.respondent_id)
    met = session.get_one(Respondent, sheet.respondent_id)
    return replace(slip, respondent=met.code, is_kept=session.exec(kept).first() is not None)


def _snapshot(interview: Interview) -> Snapshot:
    """What we hold of it; of a contact only a fingerprint would be there."""
    return Snapshot.model_validate({**json.loads(interview.snapshot), "contact": None})
