"""A workbook as an instrument, or everything that is wrong with it, each with its sheet, row and column."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from app.errors import N_
from app.instrument.checks import NO_TEXT, check
from app.instrument.lint import NAME, lint
from app.instrument.order import check_order
from app.instrument.problems import Place, Sentence, say
from app.instrument.schema import Instrument
from app.instrument.structure import shaped
from app.instrument.xlsform.cells import Cell, Sheet, Told, sheet
from app.instrument.xlsform.columns import TRANSLATED, Header
from app.instrument.xlsform.headings import columns, texts
from app.instrument.xlsform.listing import read_choices, read_scales
from app.instrument.xlsform.making import Given, Made
from app.instrument.xlsform.package import Package, Unreadable
from app.instrument.xlsform.rows import KNOWN
from app.instrument.xlsform.settings import KNOWN_SETTINGS, is_ours, read_settings, tag_of_default
from app.instrument.xlsform.survey import Sections

NO_SHEET = N_("There is no sheet called `%(name)s`. This workbook has: %(names)s.")
NO_COLUMN = N_("The sheet has no column `%(name)s` in its first row.")
NO_LABEL = N_("The sheet has no column `label` with a language, such as `label::Dutch (nl)`.")
NOT_USED = N_("The sheet `%(name)s` is not used here and is left out.")
NO_ROWS = N_("The sheet is empty.")
ELSEWHERE = {"external_choices", "entities", "osm"}
ORDER = ("", "settings", "survey", "choices", "scales")


@dataclass(frozen=True)
class Reading:
    """What came of a file: an instrument, or None with what stands in the way; and remarks in both cases."""

    instrument: Instrument | None
    problems: tuple[Told, ...]
    remarks: tuple[Told, ...] = ()


def read(content: bytes, given: Given) -> Reading:
    """Read a workbook of ours or of others; nothing in it is run, nor more unpacked than a questionnaire needs."""
    made = Made(given)
    try:
        instrument = _read(Package(content), made)
    except Unreadable as refusal:
        return Reading(None, (Told(Cell(), refusal.sentence),))
    return Reading(None if made.problems else instrument, _sorted(made.problems), _sorted(made.remarks))


def _read(package: Package, made: Made) -> Instrument | None:
    sheets = {name.strip().lower(): name for name in package.names()}
    if "survey" not in sheets:
        made.wrong(Cell(), NO_SHEET, name="survey", names=", ".join(package.names()))
        return None
    opened = {name: sheet(package, sheets[name]) for name in ORDER if name in sheets}
    for name in ELSEWHERE & sheets.keys():
        made.remark(Cell(sheets[name]), NOT_USED, name=sheets[name])
    settings = opened.get("settings")
    made.is_ours = is_ours(settings)
    default = tag_of_default(settings)
    found = {"survey": _columns(made, opened["survey"], "survey", default, made.given.language)}
    languages = _languages(made, opened["survey"], found["survey"], default)
    fallback = languages[0] if languages else made.given.language
    found |= {name: _columns(made, held, name, default, fallback) for name, held in opened.items() if name != "survey"}
    if not _usable(made, opened["survey"], found["survey"], languages):
        return None
    made.content["languages"] = languages
    read_settings(made, settings, found.get("settings", {}), languages)
    read_scales(made, opened.get("scales"), found.get("scales", {}))
    read_choices(made, opened.get("choices"), found.get("choices", {}))
    Sections(made, opened["survey"], found["survey"], languages).read()
    return _judged(made)


KNOWN_ON = {
    "survey": KNOWN,
    "choices": {"list_name", "name", "label", "retired"},
    "scales": {"name", "label", "variable_label", "source"},
    "settings": KNOWN_SETTINGS,
}


def _columns(made: Made, held: Sheet, name: str, default: str, fallback: str) -> dict[int, Header]:
    found, problems, remarks = columns(held, KNOWN_ON[name], default=default, fallback=fallback)
    made.problems += problems
    made.remarks += remarks
    used = {at for at, header in found.items() if header.key != "version"}  # a version of others is not taken over
    for stops, told in held.told(used):
        (made.problems if stops else made.remarks).append(told)
    for at, header in found.items():
        if header.tag and not header.occasion:
            made.columns[name, header.key, header.tag] = held.cell(1, at).column
    return found


def _languages(made: Made, survey: Sheet, found: dict[int, Header], default: str) -> list[str]:
    """The languages of the labels; the one that the workbook calls its own comes first."""
    tags = dict.fromkeys(header.tag for header in found.values() if header.key == "label" and not header.occasion)
    for tag in tags:
        at = next(at for at, header in found.items() if header == Header("label", tag))
        made.cells["languages", list(tags).index(tag)] = survey.cell(1, at)
    return sorted((tag for tag in tags if tag), key=lambda tag: tag != default)


def _usable(made: Made, survey: Sheet, found: dict[int, Header], languages: list[str]) -> bool:
    keys = {header.key for header in found.values()}
    if not survey.headings:
        made.wrong(survey.cell(None), NO_ROWS)
    for name in ("type", "name"):
        if survey.headings and name not in keys:
            made.wrong(survey.cell(1), NO_COLUMN, name=name)
    if survey.headings and not languages and not made.problems:
        made.wrong(survey.cell(1), NO_LABEL)
    return {"type", "name"} <= keys and bool(languages)


def _judged(made: Made) -> Instrument | None:
    """The instrument, after the same judges that a file of ours meets."""
    instrument, found, set_aside = shaped(made.content)
    if instrument is not None:
        judged = [*check(instrument), *check_order(instrument), *lint(instrument)]
        found += [problem for problem in judged if problem.place[:4] not in set_aside]
    for place, sentence in dict.fromkeys(found):
        held = sentence if isinstance(sentence, Sentence) else say("%(sentence)s", sentence=sentence)
        made.problems.append(Told(_where(made, place, held), held))
    return instrument


def _where(made: Made, place: Place, sentence: Sentence) -> Cell:
    """The cell of a problem; of a text that is missing, the empty cell where it should stand."""
    cell = made.cell_of(place)
    if sentence.msgid != NO_TEXT or cell.row is None:
        return cell
    column = TRANSLATED.get(str(place[-1]), str(place[-1]))
    return Cell(
        cell.sheet, cell.row, made.columns.get((cell.sheet.lower(), column, sentence.values["tag"]), cell.column)
    )


def _sorted(told: list[Told]) -> tuple[Told, ...]:
    def key(one: Told) -> tuple[Any, ...]:
        place = one.cell
        name = place.sheet.lower()
        return ORDER.index(name) if name in ORDER else 9, place.row or 0, len(place.column), place.column

    return tuple(sorted(dict.fromkeys(told), key=key))


def file_stem(file: str) -> str:
    """The name of a file without its folders and its ending."""
    return PurePath(file.replace("\\", "/")).stem


__all__ = ["NAME", "Given", "Reading", "read", "texts"]
