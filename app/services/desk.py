"""The translation desk: every text of a questionnaire in one language, how far each is, and what was said about it."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import i18n
from app.errors import NotFound
from app.instrument.keys import FOR_OUR_EYES, field_of, keyed
from app.instrument.retelling import faults, retold
from app.instrument.schema import Instrument, Texts
from app.models import Approval, InstrumentVersion, Remark, Translation, TranslatorNote, WantedLanguage
from app.services import instruments, releases
from app.services.desk_texts import CHANGED, DRAFT, OPEN, RELEASED, REVIEWED, Sheet, Text
from app.services.translators import Worker


@dataclass
class Progress:
    """How far a questionnaire is."""

    instrument: Instrument
    sheets: list[Sheet]
    usable: tuple[str, ...]

    @property
    def pending(self) -> int:
        """How many texts would change if the desk were published."""
        return sum(len(sheet.pending) for sheet in self.sheets)


def languages_of(session: Session, instrument: Instrument) -> list[str]:
    """Those that it is translated into: published, wanted, or begun on the desk."""
    wanted = session.exec(select(WantedLanguage.language).where(WantedLanguage.instrument == instrument.name)).all()
    begun = session.exec(select(Translation.language).where(Translation.instrument == instrument.name).distinct()).all()
    return list(dict.fromkeys([*instrument.languages[1:], *sorted(wanted), *sorted(begun)]))


def published(session: Session) -> list[Instrument]:
    """The newest version of every questionnaire, by name."""
    names = session.exec(select(InstrumentVersion.name).distinct().order_by(InstrumentVersion.name)).all()
    return [instruments.newest(session, name) for name in names]


def sheet(session: Session, name: str, tag: str) -> Sheet:
    """Everything about one questionnaire in one language.

    Raises:
        NotFound: No such questionnaire, or it is not translated into this language.
    """
    instrument = instruments.newest(session, name)
    if tag not in languages_of(session, instrument):
        raise NotFound
    made = _sheet(session, instrument, tag)
    _with_what_was_said(session, made)
    _with_warnings(made)
    return made


def overview(session: Session, instrument: Instrument, tags: Iterable[str] | None = None) -> list[Sheet]:
    """How far a questionnaire is in each of its languages, or in those named."""
    held = languages_of(session, instrument)
    return [_sheet(session, instrument, tag) for tag in held if tags is None or tag in tags]


def _sheet(session: Session, instrument: Instrument, tag: str) -> Sheet:
    rows = {row.key: row for row in _rows(session, instrument.name, tag)}
    held = releases.approvals(session, instrument.name, tag)
    row_of = i18n.language(tag)
    first = instrument.languages[0]
    found = [
        _text(instrument, tag, key, said, rows.get(key), held)
        for key, said in keyed(instrument)
        if first in said and _is_translated(key, said, row_of)
    ]
    return Sheet(instrument, row_of, found, tag not in instrument.languages)


def _rows(session: Session, name: str, tag: str) -> Iterable[Translation]:
    query = select(Translation).where(Translation.instrument == name, Translation.language == tag)
    return session.exec(query).all()


def _is_translated(key: str, said: Texts, language: i18n.Language) -> bool:
    """What is for the interviewer's eyes is needed only where the screens speak the language too."""
    return field_of(key) != FOR_OUR_EYES or language.interface or language.tag in said


def _text(
    instrument: Instrument, tag: str, key: str, said: Texts, row: Translation | None, held: dict[str, Approval]
) -> Text:
    source, in_use = said[instrument.languages[0]], said.get(tag, "")
    is_ours = row is not None and (row.text != row.base or not in_use or row.text == in_use)
    made = Text(key, source, row.text if row and is_ours else in_use, DRAFT, in_use=in_use)
    if row is not None:
        made.back, made.revision = row.back, row.revision
        made.earlier = "" if is_ours else row.text
        made.written_by = row.written_by if is_ours else ""
    _judge(made, instrument, tag, row.source if row and is_ours else None, held)
    return made


def _judge(made: Text, instrument: Instrument, tag: str, made_from: str | None, held: dict[str, Approval]) -> None:
    """Which status a text has, who stands for it, and what it was made from."""
    approval = held.get(releases.digest(instrument.name, tag, made.unit))
    if not made.text:
        made.status = OPEN
    elif approval is not None:
        made.status = RELEASED if approval.released_at else REVIEWED
        made.written_by = approval.written_by or made.written_by
        made.reviewed_by, made.released_by = approval.reviewed_by, approval.released_by
    elif before := _older_source(made, made_from, held):
        made.status, made.made_from = CHANGED, before
    elif tag not in instrument.drafts and tag in instrument.languages and not made.is_pending:
        made.status = RELEASED  # whoever wrote the file stands for it


def _older_source(made: Text, made_from: str | None, held: dict[str, Approval]) -> str:
    if made_from is not None:
        return made_from if made_from != made.source else ""
    same = [one for one in held.values() if (one.key, one.text) == (made.key, made.text)]
    return max(same, key=lambda one: one.reviewed_at).source if same else ""


def _with_what_was_said(session: Session, made: Sheet) -> None:
    name, tag = made.instrument.name, made.language.tag
    notes = dict(
        session.exec(select(TranslatorNote.key, TranslatorNote.text).where(TranslatorNote.instrument == name)).all()
    )
    texts = {text.key: text for text in made.texts}
    for key, note in notes.items():
        if key in texts:
            texts[key].note = note
    query = select(Remark).where(Remark.instrument == name, Remark.language == tag).order_by(sa.asc(col(Remark.id)))
    for remark in session.exec(query):
        if remark.key in texts:
            texts[remark.key].remarks.append(remark)


def _with_warnings(made: Sheet) -> None:
    """What the checks of a questionnaire say about the words on the desk, beside the words that they are about."""
    tag = made.language.tag
    found = faults(with_desk(made.instrument, [made]))
    for text in made.texts:
        text.warning = found.get((text.key, tag), "") if text.text else ""


def with_desk(instrument: Instrument, sheets: Iterable[Sheet], *, blank: str = "") -> Instrument:
    """The questionnaire as it would be with everything that these sheets say; `blank` stands for what is still open."""
    said: dict[str, dict[str, str]] = {}
    tags = []
    for one in sheets:
        tags.append(one.language.tag)
        for text in one.texts:
            if words := text.text or blank:
                said.setdefault(text.key, {})[one.language.tag] = words
    return retold(instrument, said, languages=[*instrument.languages, *tags], drafts=[*instrument.drafts, *tags])


def instrument(session: Session, name: str) -> Instrument:
    """The questionnaire in use.

    Raises:
        NotFound: There is none of this name.
    """
    return instruments.newest(session, name)


def known(session: Session, names: Iterable[str]) -> list[str]:
    """Those of these names that are questionnaires."""
    wanted = set(names)
    return [one.name for one in published(session) if one.name in wanted]


def progress(session: Session, worker: Worker) -> list[Progress]:
    """Every questionnaire that somebody may work on, with its languages."""
    found = []
    for one in published(session):
        tags = [tag for tag in languages_of(session, one) if worker.may(one.name, tag)]
        if tags or worker.is_lead:
            sheets = overview(session, one, tags)
            found.append(Progress(one, sheets, releases.usable(session, one)))
    return found
