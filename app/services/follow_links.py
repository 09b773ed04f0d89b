"""Personal links to the questionnaire of a case: made by a caller, sent from her own telephone, ended by its date.

The service sends nothing itself. A link is shown once, with ready words in the parent's language; we keep its
fingerprint. Making one is an attempt like a call: it needs the case in hand, and the row `link` among the ways for a
call to end says how long nobody calls after it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote
from uuid import UUID

from sqlmodel import Session, col, select, update

from app.calling.dispositions import LINK
from app.calling.events import Claim, Ended, Reveal
from app.calling.held import Held
from app.clock import TIME_ZONE
from app.db import upsert
from app.errors import N_, CaseClosed, FieldworkError, NotFound
from app.models import AuditEntry, Case, Consent, FollowUpLink, Person, Role, SelfLink, Wave
from app.security.links import OwnLinkSigner
from app.security.sealing import Sealer
from app.security.tokens import fingerprint
from app.services import casework, contacts, instruments, link_words, links_alive, releases
from app.services.link_words import Words

LIVES = timedelta(days=14)  # and never beyond the last day of the case's window
DAY = timedelta(days=1)
TEXT = "recontact_text"  # the consent to be texted


class NotAgreed(FieldworkError):
    """Nobody asked whether we may send a message."""

    status = 409
    sentence = N_("This parent was not asked whether we may send a message. Ask, and tick it when they say yes.")


class NotTheirLanguage(FieldworkError):
    """The questionnaire cannot be read in that language yet."""

    status = 409
    sentence = N_("The questionnaire is not released in this language. Choose another, or ask the lead.")


@dataclass(frozen=True)
class Offer:
    """What a caller can choose who makes a link for a case."""

    case_id: int
    languages: tuple[str, ...]
    language: str  # the one to begin with
    has_agreed: bool  # to a message, at an earlier interview or call


@dataclass(frozen=True)
class Made:
    """A link as it is handed out, once, with the words around it in the parent's language."""

    link: FollowUpLink
    address: str
    words: Words
    number: str  # in E.164, to send it to; empty where it cannot be dialled

    @property
    def text(self) -> str:
        """The whole message."""
        return self.words["message"] + (" " + self.words["call_us"] if self.words.filled["line"] else "")

    @property
    def sms(self) -> str:
        """Opens a text message with number and words, on a telephone."""
        return f"sms:{self.number}?&body={quote(self.text)}"  # what Android and iPhones both read

    @property
    def whatsapp(self) -> str:
        """Opens WhatsApp with number and words."""
        return f"https://wa.me/{self.number.lstrip('+')}?text={quote(self.text)}"


def offer(session: Session, case_id: int) -> Offer | None:
    """What can be chosen for a link to this case's questionnaire; None where none can be made."""
    found = session.get(Case, case_id)
    if found is None:
        raise NotFound
    wave = session.get_one(Wave, found.wave_id)
    usable = releases.usable(session, instruments.newest(session, wave.instrument))
    if wave.role == Role.MENTOR or found.closed_by is not None or not usable:
        return None
    language = found.language if found.language in usable else usable[0]
    return Offer(case_id, usable, language, has_agreed(session, found.respondent_id, wave))


def has_agreed(session: Session, respondent_id: UUID, wave: Wave) -> bool:
    """Whether they said that we may send a message, at the interview or during a call of this round."""
    said = select(Consent).where(
        Consent.respondent_id == respondent_id, col(Consent.purpose).in_([TEXT, f"{TEXT}/{wave.name}"])
    )
    return any(one.given for one in session.exec(said))


def make(
    session: Session,
    signer: OwnLinkSigner,
    sealer: Sealer,
    case_id: int,
    *,
    language: str,
    asked_now: bool,
    base: str,
    by: Person,
    now: datetime,
) -> Made:
    """A new link for a case; those before it end. Afterwards the case is out of her hands for some days.

    Whoever has the case not in hand takes it for this: nobody needs to speak the language in which she writes.
    Whoever made a link some minutes ago gets another: a page is loaded twice, and the first one is then lost.

    Args:
        session: A transaction.
        signer: Of personal links.
        sealer: Opens the number.
        case_id: Whose.
        language: In which the parent reads.
        asked_now: The parent agreed to a message in this call.
        base: The address of this server.
        by: The caller.
        now: This moment.

    Raises:
        NotFound: There is no such case, or it belongs to a mentor, who has a page of his own.
        CaseClosed: There is nothing to ask any more.
        NotAgreed: They were not asked whether we may send a message.
        NotTheirLanguage: The questionnaire is not released in it.
        CallRefused: The rules of the round say no.
    """
    offered = offer(session, case_id)
    if offered is None:
        raise CaseClosed
    if language not in offered.languages:
        raise NotTheirLanguage
    if not offered.has_agreed and not asked_now:
        raise NotAgreed
    is_again = links_alive.made_just_now(session, case_id, by, now)
    number = (_seen_again if is_again else _in_hand)(session, sealer, case_id, by=by, now=now)
    found = session.get_one(Case, case_id)
    if not offered.has_agreed:
        _agreed(session, found, language, by=by, now=now)
    for before in links_alive.of(session, case_id, now):
        before.revoked_at = now
    link, token = _kept(session, signer, found, language, by=by, now=now)
    if not is_again:
        ended = Ended(by.id, LINK, number=casework.held(session, found).number, link=True)
        casework.apply(session, case_id, ended, by=by, now=now)
    return Made(link, address := f"{base}/f/{token}", _words(session, link, found, address), number)


def revoke(session: Session, case_id: int, link_id: int, *, by: Person, now: datetime) -> None:
    """End a link at once; what was filled in with it is kept.

    Raises:
        NotFound: The case has no such link.
    """
    link = session.get(FollowUpLink, link_id)
    if link is None or link.case_id != case_id:
        raise NotFound
    link.revoked_at = link.revoked_at or now
    session.add(AuditEntry(at=now, person_id=by.id, verb="link.revoke", object=str(link_id)))


def revoke_all(session: Session, respondent_id: UUID, *, now: datetime) -> None:
    """End every link of a respondent, who took part for the last time."""
    cases = select(Case.id).where(Case.respondent_id == respondent_id)
    mine = update(FollowUpLink).where(col(FollowUpLink.case_id).in_(cases), col(FollowUpLink.revoked_at).is_(None))
    session.execute(mine.values(revoked_at=now))
    session.execute(update(SelfLink).where(col(SelfLink.case_id).in_(cases)).values(expires_at=now))


def _in_hand(session: Session, sealer: Sealer, case_id: int, *, by: Person, now: datetime) -> str:
    """Take the case unless she has it, and look the number up under that lease, which is written down."""
    found = session.get_one(Case, case_id)
    held: Held = casework.held(session, found)
    holder = held.in_hand(now)
    if holder is None or holder.caller != by.id:
        casework.apply(session, case_id, Claim(by.id, (held.language,)), by=by, now=now)
    casework.apply(session, case_id, Reveal(by.id), by=by, now=now)
    number = contacts.reveal(session, sealer, found.respondent_id, by=by, now=now).get(held.number, "")
    return number if contacts.is_dialable(number) else ""


def _agreed(session: Session, found: Case, language: str, *, by: Person, now: datetime) -> None:
    wave = session.get_one(Wave, found.wave_id)
    said = {
        "respondent_id": found.respondent_id,
        "purpose": f"{TEXT}/{wave.name}",
        "given": True,
        "language": language,
        "instrument_version_id": instruments.row_of(session, instruments.newest(session, wave.instrument)),
        "at": now,
    }
    upsert(session, Consent, [said])
    session.add(AuditEntry(at=now, person_id=by.id, verb="consent.text", object=str(found.respondent_id)))


def _seen_again(session: Session, sealer: Sealer, case_id: int, *, by: Person, now: datetime) -> str:
    """The number that she was shown with the link before, which is written down once more."""
    found = session.get_one(Case, case_id)
    known = contacts.reveal(session, sealer, found.respondent_id, by=by, now=now)
    number = known.get(casework.held(session, found).number, "")
    return number if contacts.is_dialable(number) else ""


def _kept(
    session: Session, signer: OwnLinkSigner, found: Case, language: str, *, by: Person, now: datetime
) -> tuple[FollowUpLink, str]:
    closes = datetime.combine(found.closes_on + DAY, time(), TIME_ZONE).astimezone(UTC)
    until = min(now + LIVES, closes).replace(microsecond=0)
    token = signer.make(language, until)
    link = FollowUpLink(
        case_id=found.id,
        fingerprint=fingerprint(token),
        language=language,
        made_by=by.id,
        made_at=now,
        expires_at=until,
    )
    session.add(link)
    session.flush()
    session.add(AuditEntry(at=now, person_id=by.id, verb="link.make", object=str(link.id)))
    return link, token


def _words(session: Session, link: FollowUpLink, found: Case, address: str) -> Words:
    line = link_words.line(session)
    return link_words.said(session, link.language, link, found, link=address, line=line)
