"""Working at the translation desk: writing, saying back, remarking, and what translators are told."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.db import upsert
from app.errors import N_, FieldworkError, NotAllowed, NotFound
from app.i18n import language
from app.instrument.keys import by_key
from app.instrument.schema import Instrument
from app.languages import TAG
from app.models import Remark, Translation, TranslatorNote, WantedLanguage
from app.services import desk, instruments, releases
from app.services.desk_texts import CHANGED, Text
from app.services.translators import Worker

LONGEST = 2000  # letters; the longest text of a questionnaire has about 400
LONGEST_REMARK = 1000


class SomebodyWrote(FieldworkError):
    """Two people write the same text at once; neither is overwritten unseen."""

    status = 409
    sentence = N_(
        "%(name)s changed this text in the meantime to “%(text)s”. Yours still stands here; save again to use it."
    )


class TooLong(FieldworkError):
    """More than any text that is read aloud."""

    status = 422
    sentence = N_("This text has more than %(most)s letters. Nothing was saved; make it shorter.")


@dataclass(frozen=True)
class Typed:
    """The form of one text, as it was sent."""

    key: str
    text: str
    back: str = ""
    remark: str = ""
    revision: int | None = None  # the one that was on the screen
    confirmed: bool = False  # looked at again for a source that changed, and still right


def keep(session: Session, name: str, tag: str, typed: Typed, *, by: Worker, now: datetime) -> None:
    """Keep everything that somebody typed for one text; all of it, or nothing.

    Raises:
        NotFound: Not hers, or there is no such text.
        SomebodyWrote: Another person changed it since it was on the screen.
        TooLong: It cannot be read aloud in one go.
    """
    held = text_of(session, name, tag, typed.key)
    if cleaned(typed.text) != held.text or (typed.confirmed and held.status == CHANGED):
        write(session, name, tag, typed.key, typed.text, by=by, now=now, revision=typed.revision)
    if cleaned(typed.back) != held.back:
        say_back(session, name, tag, typed.key, typed.back, by=by, now=now)
    remark(session, name, tag, typed.key, typed.remark, by=by, now=now)


def cleaned(text: str) -> str:
    """A text as it is kept: composed letters, one kind of line end, no control signs and no space around."""
    kept = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in kept if sign == "\n" or not _is_no_letter(sign)).strip()


def _is_no_letter(sign: str) -> bool:
    """Control signs, halves of letters, and what no file can hold."""
    return unicodedata.category(sign) in ("Cc", "Cs") or ord(sign) & 0xFFFE == 0xFFFE


def write(
    session: Session,
    name: str,
    tag: str,
    key: str,
    text: str,
    *,
    by: Worker,
    now: datetime,
    revision: int | None = None,
) -> Text:
    """Keep what somebody typed for one text; it is a draft until somebody else reviewed it.

    Args:
        session: One transaction.
        name: The questionnaire.
        tag: The language.
        key: The text.
        text: As typed.
        by: Who.
        now: When.
        revision: The one that was on the screen; None: whatever is there.

    Raises:
        NotFound: Not hers, or there is no such text.
        SomebodyWrote: Another person changed it since it was on the screen.
        TooLong: It cannot be read aloud in one go.
    """
    by.check(name, tag)
    said = cleaned(text)
    if len(said) > LONGEST:
        raise TooLong(most=LONGEST)
    instrument = instruments.newest(session, name)
    source, in_use = _source(session, instrument, tag, key)
    row = session.get(Translation, (name, key, tag), with_for_update=True)
    if row is not None and _is_anothers(row, said, by, revision):
        raise SomebodyWrote(name=row.written_by, text=row.text)
    if row is None or (row.text, row.source, row.base) != (said, source, in_use):
        _keep(
            session,
            row,
            Translation(
                instrument=name,
                key=key,
                language=tag,
                text=said,
                base=in_use,
                source=source,
                written_by=by.name,
                written_at=now,
            ),
        )
    return text_of(session, name, tag, key)


def say_back(session: Session, name: str, tag: str, key: str, back: str, *, by: Worker, now: datetime) -> Text:
    """Keep what the text says when it is translated back, for those who do not read the language."""
    by.check(name, tag)
    said = cleaned(back)[:LONGEST]
    held = text_of(session, name, tag, key)
    row = session.get(Translation, (name, key, tag), with_for_update=True)
    if row is None:
        row = Translation(
            instrument=name,
            key=key,
            language=tag,
            text=held.text,
            base=held.in_use,
            source=held.made_from or held.source,
            written_by=held.written_by,
            written_at=now,
        )
        session.add(row)
    row.back = said
    session.flush()
    return text_of(session, name, tag, key)


def remark(session: Session, name: str, tag: str, key: str, said: str, *, by: Worker, now: datetime) -> Text:
    """Write a remark beside a text; an empty one is none."""
    by.check(name, tag)
    text_of(session, name, tag, key)
    if words := cleaned(said)[:LONGEST_REMARK]:
        session.add(Remark(instrument=name, key=key, language=tag, text=words, written_by=by.name, written_at=now))
        session.flush()
    return text_of(session, name, tag, key)


def note(session: Session, name: str, key: str, said: str, *, by: Worker, now: datetime) -> None:
    """Tell translators of every language what must be kept in a text; an empty note takes it back.

    Raises:
        NotAllowed: Only the lead does that.
        NotFound: There is no such text.
    """
    if not by.is_lead:
        raise NotAllowed
    if key not in by_key(instruments.newest(session, name)):
        raise NotFound
    row = {"instrument": name, "key": key, "text": cleaned(said)[:LONGEST_REMARK], "written_by": by.name}
    upsert(session, TranslatorNote, [row | {"written_at": now}])


def want(session: Session, name: str, tag: str, *, by: Worker, now: datetime) -> None:
    """Begin a language of a questionnaire: all its texts are open.

    Raises:
        NotAllowed: Only the lead does that.
        FieldworkError: The tag cannot be one.
    """
    if not by.is_lead:
        raise NotAllowed
    instrument = instruments.newest(session, name)
    if not TAG.fullmatch(tag) or language(tag).own_name == tag:
        raise FieldworkError(UNKNOWN, value=tag)
    if tag not in instrument.languages:
        upsert(session, WantedLanguage, [{"instrument": name, "language": tag, "added_by": by.name, "added_at": now}])


UNKNOWN = N_("Nobody knows the language “%(value)s” yet. Add it to the languages first.")


def text_of(session: Session, name: str, tag: str, key: str) -> Text:
    """One text as it is now, with everything beside it."""
    return desk.sheet(session, name, tag).of(key)


def _source(session: Session, instrument: Instrument, tag: str, key: str) -> tuple[str, str]:
    said = by_key(instrument).get(key)
    if said is None or tag not in desk.languages_of(session, instrument):
        raise NotFound
    return said.get(instrument.languages[0], ""), said.get(tag, "")


def _is_anothers(row: Translation, said: str, by: Worker, revision: int | None) -> bool:
    return (
        revision not in (None, row.revision) and row.text != said and not releases.same_person(row.written_by, by.name)
    )


def _keep(session: Session, row: Translation | None, new: Translation) -> None:
    if row is None:
        session.add(new)
    else:
        if row.text == new.text:
            new.written_by = row.written_by  # looked at again for a new source: the words stay hers
        for name in ("text", "base", "source", "written_by", "written_at"):
            setattr(row, name, getattr(new, name))
        row.revision += 1
    session.flush()
