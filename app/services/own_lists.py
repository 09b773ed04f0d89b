"""What a mentor fills in about his class: his list on the day itself, and the second one three months later.

They are filled in like everybody's who fills in alone (`selves`, `filling`), so there is one way in. The link that
they hang on has no token that could be passed on: only the mentor's own page opens it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from app import i18n
from app.calling.days import add_months
from app.clock import TIME_ZONE, local
from app.errors import CaseClosed, NotFound
from app.instrument.schema import Instrument
from app.models import (
    ActivityStatus,
    AuditEntry,
    Case,
    MentorLink,
    Person,
    Respondent,
    Role,
    SelfCompletion,
    SelfLink,
    Wave,
)
from app.security.tokens import fingerprint, new_token
from app.services import evenings, instruments, releases, selves, withdrawn
from app.services.mentors import Place


@dataclass(frozen=True)
class OwnList:
    """A mentor's list of one round, and how far he is with it."""

    wave: Wave
    instrument: Instrument
    opens_on: date
    languages: tuple[str, ...]
    completion: SelfCompletion | None
    is_open: bool

    @property
    def title_language(self) -> str:
        """In which its title can be shown: that of the screen, else the one it was written in."""
        return i18n.current() if i18n.current() in self.instrument.title else self.instrument.languages[0]

    @property
    def key(self) -> str:
        """What its address calls it: the questionnaire, and the round where that is not the one it was made for."""
        return _key(self.wave, self.instrument)

    @property
    def state(self) -> str:
        """`later`, `ready`, `begun`, or `done`: sent, or gone on with by a student."""
        if self.completion is not None and (self.completion.finished_at or self.completion.taken_at):
            return "done"
        if not self.is_open:
            return "later"
        return "ready" if self.completion is None else "begun"


def of(session: Session, place: Place, *, now: datetime) -> list[OwnList]:
    """His lists that are in use, the first round first; none for an activity that was cancelled.

    Who stopped is asked nothing more: of him there is only what he sent and left us.
    """
    if place.activity.status == ActivityStatus.CANCELLED:
        return []
    rows = session.exec(select(Wave).where(Wave.role == Role.MENTOR).order_by(col(Wave.name), col(Wave.id))).all()
    main = {wave.name: wave for wave in reversed(rows)}  # of each round the one that was put to use first
    newest = instruments.newest_of(session, [wave.instrument for wave in main.values()])
    found = [
        _own(session, place, wave, newest[wave.instrument], now=now)
        for name, wave in sorted(main.items())
        if wave.instrument in newest
    ]
    has_stopped = _has_stopped(session, place.link)
    return [one for one in found if one.languages and not (has_stopped and one.state != "done")]


def _has_stopped(session: Session, link: MentorLink) -> bool:
    """Whether he took consent back: his answers are gone from under their way in, or he is in the record."""
    his = (
        select(SelfLink.id, SelfCompletion.respondent_id)
        .outerjoin(SelfCompletion, col(SelfCompletion.link_id) == col(SelfLink.id))
        .where(col(SelfLink.fingerprint).in_(_marks(session, link.id)))
    )
    return any(met is None or withdrawn.reach(session, met) is not None for _, met in session.exec(his).all())


def _own(session: Session, place: Place, wave: Wave, instrument: Instrument, *, now: datetime) -> OwnList:
    opens_on = _opens_on(session, place, wave)
    return OwnList(
        wave=wave,
        instrument=instrument,
        opens_on=opens_on,
        languages=releases.usable(session, instrument),
        completion=_completion(session, place.link, wave, instrument),
        is_open=opens_on <= local(now).date(),
    )


def begin(session: Session, place: Place, name: str, *, now: datetime) -> SelfCompletion:
    """Open a list, or the same again where he left it.

    Raises:
        NotFound: He has no such list now.
    """
    held = of(session, place, now=now)
    wanted = next((one for one in held if one.key == name and one.state in {"ready", "begun"}), None)
    if wanted is None:
        raise NotFound
    if wanted.completion is not None:
        return wanted.completion
    spoken = i18n.current() if i18n.current() in wanted.languages else wanted.languages[0]
    return selves.started(
        session,
        _link(session, place.link, wanted, _case(session, _met(held), wanted.wave), now=now),
        place.group.id,
        wanted.instrument.version,
        spoken,
        interview=uuid4(),
        now=now,
        respondent=_met(held),
    )


def _met(held: list[OwnList]) -> UUID | None:
    """The respondent that he is already, so that his two lists can be compared."""
    return next((one.completion.respondent_id for one in held if one.completion is not None), None)


def close(session: Session, link_id: int, *, now: datetime) -> None:
    """Whoever's link is withdrawn fills in nothing more."""
    for held in session.exec(select(SelfLink).where(col(SelfLink.fingerprint).in_(_marks(session, link_id)))):
        held.expires_at = min(held.expires_at, now)


def to_remind(session: Session, held: Case) -> MentorLink | None:
    """The link of a mentor whose second list is due; None: he has none of his own.

    Raises:
        ConsentWithdrawn: He stopped.
        CaseClosed: His list was sent, or its weeks are over.
    """
    withdrawn.refuse(session, held.respondent_id)
    if held.closed_by is not None:
        raise CaseClosed
    return link_of(session, held.respondent_id)


def link_of(session: Session, respondent_id: UUID) -> MentorLink | None:
    """The link that a mentor filled in his first list with."""
    met = session.get(Respondent, respondent_id)
    if met is None:
        return None
    mine = select(SelfLink.fingerprint).join(SelfCompletion, col(SelfCompletion.link_id) == col(SelfLink.id))
    marks = set(session.exec(mine.where(SelfCompletion.respondent_id == respondent_id)))
    there = select(MentorLink).where(MentorLink.activity_id == met.activity_id, MentorLink.group_id == met.group_id)
    return next((link for link in session.exec(there).all() if marks & set(_marks(session, link.id))), None)


def renew(session: Session, held: Case, *, by: Person, now: datetime) -> tuple[MentorLink, str]:
    """A new token for the same page; it works as long as his list can be filled in, and the old one no more.

    Raises:
        ConsentWithdrawn: He stopped.
        CaseClosed: His list was sent, or its weeks are over.
        NotFound: He is no mentor with a link of his own.
    """
    link = to_remind(session, held)
    if link is None:
        raise NotFound
    token = new_token()
    until = datetime.combine(held.closes_on + timedelta(days=1), time(), TIME_ZONE).astimezone(UTC)
    link.fingerprint, link.revoked_at, link.expires_at = fingerprint(token), None, max(link.expires_at, until)
    for way_in in session.exec(select(SelfLink).where(col(SelfLink.fingerprint).in_(_marks(session, link.id)))):
        way_in.expires_at = max(way_in.expires_at, until)
    session.add(AuditEntry(at=now, person_id=by.id, verb="mentor.renew", object=str(link.id)))
    return link, token


def _marks(session: Session, link_id: int) -> list[str]:
    used = session.exec(select(Wave).where(Wave.role == Role.MENTOR)).all()
    newest = instruments.newest_of(session, [wave.instrument for wave in used])
    keys = {_key(wave, newest[wave.instrument]) for wave in used if wave.instrument in newest}
    return [_mark(link_id, key) for key in sorted(keys)]


def _key(wave: Wave, instrument: Instrument) -> str:
    return instrument.name if wave.name == instrument.wave else f"{instrument.name}.{wave.name}"


def _mark(link_id: int, key: str) -> str:
    """No pass is written like this, so that no token and no code of an evening leads here."""
    return fingerprint(f"mentor-link/{link_id}/{key}")


def _completion(session: Session, link: MentorLink, wave: Wave, instrument: Instrument) -> SelfCompletion | None:
    query = (
        select(SelfCompletion)
        .join(SelfLink, col(SelfLink.id) == col(SelfCompletion.link_id))
        .where(SelfLink.fingerprint == _mark(link.id, _key(wave, instrument)))
    )
    return session.exec(query).first()


def _opens_on(session: Session, place: Place, wave: Wave) -> date:
    """The day of his case, where his first list opened one; else so long after the activity."""
    first = select(SelfCompletion.respondent_id).join(SelfLink, col(SelfLink.id) == col(SelfCompletion.link_id))
    mine = first.where(col(SelfLink.fingerprint).in_(_marks(session, place.link.id)))
    held = session.exec(select(Case).where(Case.wave_id == wave.id, col(Case.respondent_id).in_(mine))).first()
    return held.due_on if held is not None else add_months(place.activity.held_on, wave.months)


def _case(session: Session, respondent_id: UUID | None, wave: Wave) -> int | None:
    query = select(Case.id).where(Case.respondent_id == respondent_id, Case.wave_id == wave.id)
    return session.exec(query).first() if respondent_id is not None else None


def _link(session: Session, link: MentorLink, own: OwnList, case_id: int | None, *, now: datetime) -> SelfLink:
    held = SelfLink(
        fingerprint=_mark(link.id, own.key),
        code=evenings.free_code(session),
        activity_id=link.activity_id,
        instrument=own.instrument.name,
        role=Role.MENTOR,
        person_id=link.made_by,
        case_id=case_id,
        made_at=now,
        expires_at=link.expires_at,
    )
    session.add(held)
    session.flush()
    return held
