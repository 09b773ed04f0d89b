"""What a mentor fills in about his class: his list on the day itself, and the second one three months later.

They are filled in like everybody's who fills in alone (`selves`, `filling`), so there is one way in. The link that
they hang on has no token that could be passed on: only the mentor's own page opens it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from app import i18n
from app.clock import local
from app.errors import NotFound
from app.instrument.schema import Instrument
from app.models import ActivityStatus, MentorLink, Role, SelfCompletion, SelfLink, Wave
from app.security.tokens import fingerprint
from app.services import evenings, instruments, releases, selves
from app.services.calendar import months_later
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
    def state(self) -> str:
        """`later`, `ready`, `begun`, or `done`: sent, or gone on with by a student."""
        if self.completion is not None and (self.completion.finished_at or self.completion.taken_at):
            return "done"
        if not self.is_open:
            return "later"
        return "ready" if self.completion is None else "begun"


def of(session: Session, place: Place, *, now: datetime) -> list[OwnList]:
    """His lists that are in use, the first round first; none for an activity that was cancelled."""
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
    return [one for one in found if one.languages]


def _own(session: Session, place: Place, wave: Wave, instrument: Instrument, *, now: datetime) -> OwnList:
    opens_on = months_later(place.activity.held_on, wave.months)
    return OwnList(
        wave=wave,
        instrument=instrument,
        opens_on=opens_on,
        languages=releases.usable(session, instrument),
        completion=_completion(session, place.link, instrument.name),
        is_open=opens_on <= local(now).date(),
    )


def begin(session: Session, place: Place, name: str, *, now: datetime) -> SelfCompletion:
    """Open a list, or the same again where he left it.

    Raises:
        NotFound: He has no such list now.
    """
    held = of(session, place, now=now)
    wanted = next((one for one in held if one.instrument.name == name and one.state in {"ready", "begun"}), None)
    if wanted is None:
        raise NotFound
    if wanted.completion is not None:
        return wanted.completion
    spoken = i18n.current() if i18n.current() in wanted.languages else wanted.languages[0]
    return selves.started(
        session,
        _link(session, place.link, name, now=now),
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


def _marks(session: Session, link_id: int) -> list[str]:
    names = session.exec(select(Wave.instrument).where(Wave.role == Role.MENTOR)).all()
    return [_mark(link_id, name) for name in names]


def _mark(link_id: int, name: str) -> str:
    """No pass is written like this, so that no token and no code of an evening leads here."""
    return fingerprint(f"mentor-link/{link_id}/{name}")


def _completion(session: Session, link: MentorLink, name: str) -> SelfCompletion | None:
    query = (
        select(SelfCompletion)
        .join(SelfLink, col(SelfLink.id) == col(SelfCompletion.link_id))
        .where(SelfLink.fingerprint == _mark(link.id, name))
    )
    return session.exec(query).first()


def _link(session: Session, link: MentorLink, name: str, *, now: datetime) -> SelfLink:
    held = SelfLink(
        fingerprint=_mark(link.id, name),
        code=evenings.free_code(session),
        activity_id=link.activity_id,
        instrument=name,
        role=Role.MENTOR,
        person_id=link.made_by,
        made_at=now,
        expires_at=link.expires_at,
    )
    session.add(held)
    session.flush()
    return held
