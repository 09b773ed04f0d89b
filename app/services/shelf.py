"""The questionnaires of the study as the lead sees them: which text, since when, and how often it was held."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.instrument.schema import Instrument, Mode
from app.models import InstrumentVersion, Interview, Person, Wave
from app.services import audit, instruments, releases, waves

ROLES = ("parent", "pupil", "mentor", "observer")


@dataclass(frozen=True)
class Kept:
    """One questionnaire in its newest version."""

    instrument: Instrument
    since: datetime
    versions: int
    usable: tuple[str, ...]  # languages in which real interviews may be held
    held: int  # interviews, whatever the version
    is_in_use: bool


def questionnaires(session: Session) -> list[Kept]:
    """All of them, by role and round."""
    query = select(InstrumentVersion.name, InstrumentVersion.version, InstrumentVersion.published_at)
    rows = session.exec(query.order_by(col(InstrumentVersion.id))).all()
    newest = {name: (version, since) for name, version, since in rows}
    versions = Counter(name for name, _, _ in rows)
    used, held = set(session.exec(select(Wave.instrument)).all()), _held(session)
    found = [
        Kept(
            instrument := instruments.version(session, name, version),
            since,
            versions[name],
            releases.usable(session, instrument),
            held.get(name, 0),
            name in used,
        )
        for name, (version, since) in newest.items()
    ]
    return sorted(found, key=lambda one: (ROLES.index(one.instrument.role), one.instrument.wave, one.instrument.name))


def put_to_use(session: Session, name: str, mode: Mode, *, by: Person, now: datetime) -> None:
    """New interviews of its role and round can be held with it from now on.

    Raises:
        NotFound: Nothing of this name was published.
    """
    instrument = instruments.newest(session, name)
    waves.put_to_use(session, instrument, mode=mode)
    audit.record(session, "instruments.use", by=by, now=now, thing=f"{name} {mode}")


def published(session: Session, name: str, version: str) -> Instrument:
    """One version, or the newest when none is named.

    Raises:
        NotFound: It was never published.
    """
    return instruments.version(session, name, version) if version else instruments.newest(session, name)


def _held(session: Session) -> dict[str, int]:
    query = (
        sa.select(col(InstrumentVersion.name), sa.func.count())
        .join(Interview, col(Interview.instrument_version_id) == col(InstrumentVersion.id))
        .group_by(col(InstrumentVersion.name))
    )
    return {name: count for name, count in session.execute(query)}  # noqa: C416 - a result is no mapping


__all__ = ["Kept", "NotFound", "published", "put_to_use", "questionnaires"]
