"""Translations as a PO file, for the programs that translators use: the key is the context, the source the msgid."""

from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, escape, read_po

from app.errors import N_
from app.instrument.problems import say
from app.services.desk_texts import Sheet
from app.services.translation_rows import MOST_BYTES, MOST_ROWS, FileRefused, Row, Told, rows_of

NOT_PO = N_("This is not a PO file. Choose the file that was exported here, or that your translation program saved.")
TOO_LARGE = N_("This file is too large to hold the texts of a questionnaire. Nothing was taken from it.")
FUZZY = N_("It is marked as not certain (fuzzy). Take the mark off when the text is right.")
PLURAL = N_("It has several forms; a text that is read aloud has one.")


def write(sheet: Sheet) -> bytes:
    """The whole desk of one language."""
    lines = [
        'msgid ""',
        'msgstr ""',
        *(f"{escape(f'{name}: {value}{chr(10)}')}" for name, value in _headers(sheet).items()),
    ]
    for row, text in zip(rows_of(sheet), sheet.texts, strict=True):
        lines.append("")
        lines += [f"#. {line}" for line in text.note.splitlines()]
        lines += [f"msgctxt {escape(row.key)}", f"msgid {escape(row.source)}", f"msgstr {escape(row.text)}"]
    return ("\n".join(lines) + "\n").encode()


def read(content: bytes) -> Told:
    """What a PO file holds.

    Raises:
        FileRefused: It is none, or too much.
    """
    if len(content) > MOST_BYTES:
        raise FileRefused(TOO_LARGE)
    headers, catalogue = _parsed(content.replace(b"\r\n", b"\n"))
    messages = [message for message in catalogue if message.id]
    if len(messages) > MOST_ROWS:
        raise FileRefused(TOO_LARGE)
    rows = [_row(message) for message in messages]
    return Told(headers.get("x-aloud-questionnaire", ""), headers.get("language", ""), rows)


def _headers(sheet: Sheet) -> dict[str, str]:
    return {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": sheet.language.tag,
        "Plural-Forms": sheet.language.plural_forms,
        "X-Aloud-Questionnaire": sheet.instrument.name,
        "X-Aloud-Version": sheet.instrument.version,
    }


def _parsed(content: bytes) -> tuple[dict[str, str], Catalog]:
    try:
        content.decode("utf-8")
        catalogue = read_po(BytesIO(_unnamed(content)), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError, LookupError, IndexError, TypeError, AttributeError) as problem:
        raise FileRefused(NOT_PO) from problem
    return _told(content), catalogue


def _unnamed(content: bytes) -> bytes:
    """The same file without what a library would look up by itself: our languages are not all its own."""
    head, blank, rest = content.partition(b"\n\n")
    ours = (b"language:", b"plural-forms:")
    kept = [line for line in head.split(b"\n") if not line.lstrip(b'" ').lower().startswith(ours)]
    return b"\n".join(kept) + blank + rest


def _told(content: bytes) -> dict[str, str]:
    """The headers, read by ourselves."""
    head = content.decode("utf-8").split("\n\n", 1)[0]
    found = {}
    for line in head.splitlines():
        name, colon, value = line.strip().strip('"').removesuffix("\\n").partition(":")
        if colon:
            found[name.strip().casefold()] = value.strip()
    return found


def _row(message: Message) -> Row:
    if not isinstance(message.id, str) or not isinstance(message.string, str):
        return Row(message.lineno or 0, message.context or "", str(message.id), "", fault=say(PLURAL))
    fault = say(FUZZY) if message.fuzzy else None
    return Row(message.lineno or 0, message.context or "", message.id, message.string or "", fault=fault)
