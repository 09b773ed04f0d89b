"""What can be printed: every questionnaire in use, for an activity or without one."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app import i18n
from app.errors import NotFound
from app.instrument import boxes
from app.instrument.schema import Instrument
from app.models import InstrumentVersion, PaperSheet, Study
from app.services import instruments, releases

EVERY = "all"  # languages, in the address of show cards


@dataclass(frozen=True)
class Printable:
    """A questionnaire that can be put on paper."""

    instrument: Instrument
    questions: int
    has_slip: bool
    usable: tuple[i18n.Language, ...]  # released: for real interviews
    drafts: tuple[i18n.Language, ...]


def shelf(session: Session) -> list[Printable]:
    """The newest version of every questionnaire, first round first."""
    names = session.exec(select(InstrumentVersion.name).distinct().order_by(col(InstrumentVersion.name))).all()
    found = [held for name in names if not (held := instruments.newest(session, name)).is_script]
    return [
        printable(session, one) for one in sorted(found, key=lambda one: (one.wave, one.role != "parent", one.name))
    ]


def printable(session: Session, instrument: Instrument) -> Printable:
    """One questionnaire, with what is to be known before it is printed."""
    ready = releases.usable(session, instrument)
    return Printable(
        instrument=instrument,
        questions=len(boxes.on_paper(instrument)),
        has_slip=bool(boxes.on_slip(instrument)),
        usable=tuple(i18n.language(tag) for tag in ready),
        drafts=tuple(i18n.language(tag) for tag in instrument.languages if tag not in ready),
    )


def in_language(session: Session, name: str, version: str, tag: str) -> Instrument:
    """A version, if it speaks this language.

    Raises:
        NotFound: It does not, or was never published.
    """
    instrument = instruments.version(session, name, version)
    if tag not in (*instrument.languages, EVERY):
        raise NotFound
    return instrument


def of_sheet(session: Session, sheet: PaperSheet) -> Instrument:
    """The exact words that are on a sheet."""
    return instruments.by_number(session, sheet.instrument_version_id)


def study_name(session: Session) -> str:
    """What is printed at the top."""
    return session.exec(select(Study.name)).first() or ""
