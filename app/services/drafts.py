"""Questionnaires that are brought in a file: read, looked at, published by name or thrown away."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.errors import N_, FieldworkError, InstrumentError, NotFound
from app.instrument.aligned import contradictions
from app.instrument.changes import Changes, changes
from app.instrument.compatible import follows
from app.instrument.fit import fits
from app.instrument.load import judged
from app.instrument.paper import parse
from app.instrument.problems import Finding, Sentence, say
from app.instrument.scaling import weigh
from app.instrument.schema import Instrument
from app.instrument.xlsform.cells import Cell, Told
from app.instrument.xlsform.making import Given
from app.instrument.xlsform.read import Reading, read
from app.models import InstrumentDraft, InstrumentVersion, Person
from app.services import audit, instruments

YAML = (".yaml", ".yml")
LONGEST_NAME = 120
AGAIN = N_(
    "Exactly this text was published before, as version %(version)s, and is not the newest. "
    "To go back to it, change a word; a version is never published twice."
)


class PublishedAlready(FieldworkError):
    """A colleague was faster, or the same button was tapped twice."""

    status = 409
    sentence = N_("This was published already. Nothing was changed.")


class StandsInTheWay(FieldworkError):
    """Publishing would break what was answered or measured."""

    status = 422
    sentence = N_("Something stands in the way of publishing; it is listed below. Nothing was published.")


class NotConfirmed(FieldworkError):
    """Somebody must stand for what was found."""

    status = 422
    sentence = N_("Tick each point that you stand for; one or more are still open. Nothing was published.")


@dataclass(frozen=True)
class Look:
    """A draft beside what is in use."""

    draft: InstrumentDraft
    instrument: Instrument
    current: Instrument | None
    changes: Changes | None  # None when there is nothing to compare with
    stops: list[Finding]
    asks: list[Finding]  # to be confirmed
    known: list[Finding]  # what the version in use says as well
    remarks: list[Told]

    @property
    def is_known(self) -> bool:
        """Whether this text is the one in use."""
        return self.current is not None and self.current.version == self.instrument.version


def understood(content: bytes, given: Given) -> Reading:
    """A file of either kind as an instrument, or what is wrong with it; touches no database."""
    if not given.file.lower().endswith(YAML):
        return read(content, given)
    try:
        paper = parse(given.file, content)
    except InstrumentError as refusal:
        return Reading(None, (Told(Cell(), say("%(sentence)s", sentence=refusal)),))
    instrument, problems = judged(paper)
    told = {(paper.line(one.place), one.sentence): one.sentence for one in problems}
    found = tuple(Told(Cell("", line), _sentence(one)) for (line, _), one in sorted(told.items()))
    return Reading(None if found else instrument, found)


def keep(
    session: Session, instrument: Instrument, reading: Reading, *, file: str, by: Person, now: datetime
) -> InstrumentDraft:
    """Keep what was brought, until somebody publishes it or throws it away."""
    same = (InstrumentDraft.version == instrument.version, col(InstrumentDraft.published_at).is_(None))
    for twice in session.exec(select(InstrumentDraft).where(InstrumentDraft.name == instrument.name, *same)):
        session.delete(twice)  # the newer file says the same
    draft = InstrumentDraft(
        name=instrument.name,
        version=instrument.version,
        document=json.dumps(instrument.document(), ensure_ascii=False),
        file=file[-LONGEST_NAME:],
        remarks=json.dumps([[*told.cell, told.sentence.msgid, told.sentence.values] for told in reading.remarks]),
        brought_by=by.id,
        brought_at=now,
    )
    session.add(draft)
    session.flush()
    audit.record(session, "instruments.bring", by=by, now=now, thing=f"{draft.name} {draft.version}")
    return draft


def waiting(session: Session) -> list[InstrumentDraft]:
    """Drafts that nobody published yet, the newest first."""
    query = select(InstrumentDraft).where(col(InstrumentDraft.published_at).is_(None))
    return list(session.exec(query.order_by(col(InstrumentDraft.id).desc())).all())


def look(session: Session, draft_id: int) -> Look:
    """A draft, what it changes, and what is found about it.

    Raises:
        NotFound: There is no such draft, or it was published.
    """
    draft = _draft(session, draft_id)
    instrument = Instrument.model_validate_json(draft.document)
    earlier = _earlier(session, draft.name)
    current = earlier[0] if earlier else None
    found = _found(session, instrument, earlier)
    held = _held(current) if current else set()
    asked = [one for one in found if not one.stops]
    return Look(
        draft,
        instrument,
        current,
        changes(current, instrument) if current else None,
        [one for one in found if one.stops],
        [one for one in asked if one.sentence not in held],
        [one for one in asked if one.sentence in held],
        _remarks(draft),
    )


def publish(session: Session, draft_id: int, *, confirmed: Iterable[str], by: Person, now: datetime) -> Instrument:
    """Make a version of it; running interviews keep theirs.

    Args:
        session: One transaction.
        draft_id: Which.
        confirmed: Marks of the findings that she stands for, by `mark`.
        by: The lead.
        now: This moment.

    Raises:
        NotFound: There is no such draft.
        PublishedAlready: It is one of the versions already.
        StandsInTheWay: It would break what was answered, or bend a scale.
        NotConfirmed: A finding is still open.
    """
    shown = look(session, draft_id)
    if shown.stops:
        raise StandsInTheWay
    ticked = set(confirmed)
    if any(mark(finding) not in ticked for finding in shown.asks):
        raise NotConfirmed
    instruments.publish(session, shown.instrument, now=now)
    shown.draft.confirmed = json.dumps([[one.sentence.msgid, one.sentence.values] for one in shown.asks])
    shown.draft.published_by, shown.draft.published_at = by.id, now
    audit.record(session, "instruments.publish", by=by, now=now, thing=f"{shown.draft.name} {shown.draft.version}")
    return shown.instrument


def throw_away(session: Session, draft_id: int, *, by: Person, now: datetime) -> None:
    """It goes; what was published stays.

    Raises:
        NotFound: There is no such draft.
    """
    draft = _draft(session, draft_id)
    session.delete(draft)
    audit.record(session, "instruments.discard", by=by, now=now, thing=f"{draft.name} {draft.version}")


def mark(finding: Finding) -> str:
    """What stands for a finding in a form: the same finding has the same mark."""
    return hashlib.sha256(finding.sentence.encode()).hexdigest()[:16]


def findings(session: Session, instrument: Instrument) -> list[Finding]:
    """Everything new that publishing this text would meet: what stops it first, then what is asked."""
    earlier = _earlier(session, instrument.name)
    if earlier and earlier[0].version == instrument.version:
        return []
    held = _held(earlier[0]) if earlier else set()
    return [one for one in _found(session, instrument, earlier) if one.stops or one.sentence not in held]


def _held(current: Instrument) -> set[str]:
    """What the version in use is asked about as well; it was stood for already."""
    return {one.sentence for one in (*weigh(current), *fits(current))}


def _found(session: Session, instrument: Instrument, earlier: list[Instrument]) -> list[Finding]:
    others = [instruments.newest(session, name) for name in _names(session) if name != instrument.name]
    again = [one.version for one in earlier[1:] if one.version == instrument.version]
    clashes = [Finding((), say(AGAIN, version=version), stops=True) for version in again]
    clashes += [Finding((), _sentence(one), stops=True) for one in contradictions(instrument, others)]
    found = [*clashes, *follows(instrument, earlier), *weigh(instrument), *fits(instrument)]
    return sorted(found, key=lambda one: not one.stops)


def _draft(session: Session, draft_id: int) -> InstrumentDraft:
    draft = session.get(InstrumentDraft, draft_id)
    if draft is None:
        raise NotFound
    if draft.published_at is not None:
        raise PublishedAlready
    return draft


def _names(session: Session) -> list[str]:
    return list(session.exec(select(InstrumentVersion.name).distinct()).all())


def _earlier(session: Session, name: str) -> list[Instrument]:
    """Every version of this name, the newest first."""
    query = select(InstrumentVersion.version).where(InstrumentVersion.name == name)
    versions = session.exec(query.order_by(col(InstrumentVersion.id).desc())).all()
    return [instruments.version(session, name, version) for version in versions]


def _remarks(draft: InstrumentDraft) -> list[Told]:
    listed = json.loads(draft.remarks)
    return [Told(Cell(sheet, row, column), say(msgid, **values)) for sheet, row, column, msgid, values in listed]


def _sentence(text: str) -> Sentence:
    return text if isinstance(text, Sentence) else say("%(sentence)s", sentence=text)
