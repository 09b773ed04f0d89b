"""From the headings of a sheet to what its columns hold, and what is left out or cannot be understood."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from app.errors import N_
from app.instrument.problems import Sentence, say
from app.instrument.xlsform.cells import TWICE, Cell, Sheet, Told
from app.instrument.xlsform.columns import ALIASES, OCCASIONS, SPECIAL_HEADER, Header
from app.instrument.xlsform.tongues import tag_of

NO_TAG = N_("`%(heading)s` names no language that is known. Write its tag behind it, such as `label::Dutch (nl)`.")
NO_LANGUAGE = N_("`%(heading)s` names no language; its texts are taken as %(language)s.")
UNKNOWN = N_("The column `%(heading)s` is not used here and is left out.")
MEANT = N_("The column `%(heading)s` is not known. Did you mean `%(meant)s`?")
MEDIA = N_("Pictures, sounds and films of a workbook are left out; what is read aloud is recorded in Aloud itself.")
LEFT_OUT = {
    "default": N_("Nothing is filled in beforehand, so this column is left out."),
    "required_message": N_("Aloud has its own words for an answer that is missing; this column is left out."),
    "appearance": N_("How a question looks is the same for all; only `tel`, for a telephone number, has a meaning."),
}
PREFIXES = {"bind", "body", "control", "media", "instance"}
PICTURES = {"image", "big-image", "big_image", "audio", "video", "media", "autoplay"}
TEXTS = {"label", "hint", "guidance_hint", "constraint_message", "required_message"}


def columns(
    sheet: Sheet, known: Collection[str], *, default: str, fallback: str
) -> tuple[dict[int, Header], list[Told], list[Told]]:
    """What each column holds, what is wrong, and what is worth a remark.

    Args:
        sheet: One sheet of a workbook.
        known: The keys that have a meaning on it.
        default: The tag of texts whose column names no language; empty when the workbook does not say.
        fallback: The tag to take then.
    """
    held: dict[int, Header] = {}
    problems: list[Told] = []
    remarks: list[Told] = []
    for at, heading in sheet.headings.items():
        header, stops, sentence = _header(heading.strip(), known, default, fallback)
        if sentence is not None:
            (problems if stops else remarks).append(Told(sheet.cell(1, at), sentence))
        if header is not None and header in held.values():
            problems.append(Told(sheet.cell(1, at), say(TWICE, heading=heading.strip())))
        elif header is not None:
            held[at] = header
    return held, problems, remarks


def _header(
    heading: str, known: Collection[str], default: str, fallback: str
) -> tuple[Header | None, bool, Sentence | None]:
    if (ours := SPECIAL_HEADER.fullmatch(heading)) and ours["occasion"] in (None, *OCCASIONS):
        tag = tag_of(f"({ours['tag']})")
        return (Header(ours["key"], tag, ours["occasion"]), False, None) if tag else _tagless(heading)
    key, language = _split(heading)
    if key in PICTURES:
        return None, False, say(MEDIA)
    if key in TEXTS & set(known):
        return _text(heading, key, language, default, fallback)
    if key in known and not language:
        return Header(key), False, None
    if key in LEFT_OUT:
        return None, False, say(LEFT_OUT[key])
    return None, *_unknown(heading, key, known)


def _split(heading: str) -> tuple[str, str]:
    """`label::Dutch (nl)` and `label:nl` in two; `bind::relevant` is `relevant`."""
    first, _, rest = (part.strip() for part in heading.partition("::" if "::" in heading else ":"))
    if first.casefold() == "jr":
        first, _, rest = (part.strip() for part in rest.partition(":"))
    key = "_".join(first.casefold().split())
    if key in PREFIXES and rest:
        return _split(rest)
    return ALIASES.get(key, key), rest


def _text(
    heading: str, key: str, language: str, default: str, fallback: str
) -> tuple[Header | None, bool, Sentence | None]:
    if key == "required_message":
        return None, False, say(LEFT_OUT[key])
    if not language:
        remark = None if default else say(NO_LANGUAGE, heading=heading, language=fallback)
        return Header(key, default or fallback), False, remark
    tag = tag_of(language)
    return (Header(key, tag), False, None) if tag else _tagless(heading)


def _tagless(heading: str) -> tuple[None, bool, Sentence]:
    return None, True, say(NO_TAG, heading=heading)


def _unknown(heading: str, key: str, known: Collection[str]) -> tuple[bool, Sentence]:
    """A column that is nearly one we know is a slip of the pen; any other is somebody's own."""
    near = get_close_matches(key, [*known, *TEXTS & set(known)], n=1, cutoff=0.82)
    return (True, say(MEANT, heading=heading, meant=near[0])) if near else (False, say(UNKNOWN, heading=heading))


def texts(
    found: dict[int, Header], key: str, cells: dict[int, str], occasion: str | None = None
) -> Iterator[tuple[str, int, str]]:
    """The texts of one row under one key: language, column, text."""
    for at, header in found.items():
        if header.key == key and header.occasion == occasion and header.tag and at in cells:
            yield header.tag, at, cells[at]


def plain(found: dict[int, Header], key: str, cells: dict[int, str], *, whole: bool = False) -> tuple[str, int | None]:
    """What a row says under a heading without language, and in which column; `whole`: with the spaces around it."""
    for at, header in found.items():
        if header.key == key and header.tag is None:
            return cells.get(at, "") if whole else cells.get(at, "").strip(), at
    return "", None


__all__ = ["Cell", "columns", "plain", "texts"]
