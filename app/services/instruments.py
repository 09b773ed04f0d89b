"""Publishing questionnaires, and finding the exact text of one that was answered."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.errors import InstrumentError, NotFound
from app.instrument.aligned import contradictions
from app.instrument.load import load
from app.instrument.schema import Instrument
from app.models import InstrumentVersion

_KNOWN: dict[tuple[str, str], Instrument] = {}
SHIPPED = Path(__file__).parents[2] / "instruments"


def publish(session: Session, instrument: Instrument, *, now: datetime) -> InstrumentVersion:
    """Keep this text for ever under its digest; the same text again is the same version.

    Raises:
        InstrumentError: Another questionnaire means something else by the name of an item.
    """
    held = session.exec(_named(instrument.name, instrument.version)).one_or_none()
    if held is None:
        _check_alignment(session, instrument)
        document = json.dumps(instrument.document(), ensure_ascii=False)
        held = InstrumentVersion(name=instrument.name, version=instrument.version, document=document, published_at=now)
        session.add(held)
        session.flush()
    return held


def publish_shipped(session: Session, *, now: datetime) -> None:
    """Publish every questionnaire that comes with Aloud."""
    for file in sorted(SHIPPED.glob("*.yaml")):
        publish(session, load(file), now=now)


def shipped(session: Session) -> list[Instrument]:
    """The newest version of every questionnaire that comes with Aloud and was published."""
    names = sorted(file.stem for file in SHIPPED.glob("*.yaml"))
    held = set(session.exec(select(InstrumentVersion.name)).all())
    return [newest(session, name) for name in names if name in held]


def newest(session: Session, name: str) -> Instrument:
    """The version that new interviews use.

    Raises:
        NotFound: When nothing of this name was published.
    """
    query = select(InstrumentVersion).where(InstrumentVersion.name == name)
    row = session.exec(query.order_by(sa.desc(col(InstrumentVersion.id))).limit(1)).one_or_none()
    if row is None:
        raise NotFound
    return _parsed(row.document)


def newest_of(session: Session, names: Sequence[str]) -> dict[str, Instrument]:
    """The newest version of each of these, by name; what was never published is left out."""
    newest = sa.select(sa.func.max(col(InstrumentVersion.id))).group_by(col(InstrumentVersion.name))
    query = sa.select(col(InstrumentVersion.name), col(InstrumentVersion.version)).where(
        col(InstrumentVersion.name).in_(names), col(InstrumentVersion.id).in_(newest)
    )
    return {name: version(session, name, digest) for name, digest in session.execute(query)}


def version(session: Session, name: str, version: str) -> Instrument:
    """One version. What a digest names never changes, so a process looks each of them up once.

    Raises:
        NotFound: When it was never published.
    """
    if (name, version) not in _KNOWN:
        row = session.exec(_named(name, version)).one_or_none()
        if row is None:
            raise NotFound
        _KNOWN[name, version] = _parsed(row.document)
    return _KNOWN[name, version]


def row_of(session: Session, instrument: Instrument) -> int:
    """The number under which this database keeps a version."""
    named = sa.and_(
        col(InstrumentVersion.name) == instrument.name, col(InstrumentVersion.version) == instrument.version
    )
    return session.scalars(sa.select(col(InstrumentVersion.id)).where(named)).one()


def by_number(session: Session, row: int) -> Instrument:
    """The version that this database keeps under a number."""
    return _parsed(session.get_one(InstrumentVersion, row).document)


def by_row(session: Session) -> dict[int, Instrument]:
    """Every published version by the number of its row."""
    return {row.id: _parsed(row.document) for row in session.exec(select(InstrumentVersion)) if row.id is not None}


def _check_alignment(session: Session, instrument: Instrument) -> None:
    names = session.exec(select(InstrumentVersion.name).distinct()).all()
    if found := list(contradictions(instrument, newest_of(session, names).values())):
        raise InstrumentError("\n".join(found))


def _named(name: str, version: str) -> SelectOfScalar[InstrumentVersion]:
    return select(InstrumentVersion).where(InstrumentVersion.name == name, InstrumentVersion.version == version)


@lru_cache(maxsize=256)
def _parsed(document: str) -> Instrument:
    return Instrument.model_validate_json(document)
