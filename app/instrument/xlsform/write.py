"""An instrument as an XLSForm workbook that other tools convert, and that gives the same instrument when read."""

from collections.abc import Iterator
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.instrument.schema import Choice, Instrument, Item, Section, Texts, Wording
from app.instrument.written import written
from app.instrument.xlsform.columns import (
    CHOICES,
    OUR_NAME,
    OURS,
    PLAIN,
    SCALES,
    SETTINGS,
    TRANSLATED,
    WITHOUT_RETIRED,
    special,
)
from app.instrument.xlsform.tongues import heading

Row = dict[str, str]
WIDE = ("label", "hint", "guidance", "constraint", "variable", "relevant", "title", "source")
HEAD, BOLD = PatternFill("solid", fgColor="E3F0ED"), Font(bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top")


def workbook(instrument: Instrument) -> bytes:
    """The workbook as bytes; the same instrument gives the same cells."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _fill(
        book.create_sheet("survey"),
        list(_survey(instrument)),
        [*PLAIN[:2], *_texts_of_survey(instrument), *PLAIN[2:], *OURS],
    )
    _fill(book.create_sheet("choices"), list(_choices(instrument)), [*CHOICES[:2], *_labels(instrument), CHOICES[2]])
    _fill(book.create_sheet("settings"), [_settings(instrument)], SETTINGS)
    if instrument.scales:
        _fill(book.create_sheet("scales"), list(_scales(instrument)), [SCALES[0], *_labels(instrument), *SCALES[1:]])
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _fill(sheet: Worksheet, rows: list[Row], columns: list[str] | tuple[str, ...]) -> None:
    """Write rows under their columns; those that nobody fills are left out, except names and translated texts."""
    used = {key for row in rows for key in row}
    shown = [column for column in columns if column in used | {*PLAIN[:2], *CHOICES[:2]} or "::" in column]
    shown = list(dict.fromkeys([*shown, *(key for row in rows for key in row)]))
    for at, column in enumerate(shown, 1):
        head = sheet.cell(1, at, column)
        head.font, head.fill = BOLD, HEAD
        sheet.column_dimensions[get_column_letter(at)].width = 44 if column.startswith(WIDE) else 16
    for number, row in enumerate(rows, 2):
        for at, column in enumerate(shown, 1):
            if text := row.get(column):
                cell = sheet.cell(number, at, text)
                cell.data_type = "s"  # what begins with = is a text of ours, never a formula
                cell.alignment = WRAPPED
    sheet.freeze_panes = "C2" if len(rows) > 1 else "A2"


def _said(texts: Texts, column: str) -> Row:
    return {f"{column}::{heading(tag)}": text for tag, text in texts.items()}


def _labels(instrument: Instrument) -> list[str]:
    return [f"label::{heading(tag)}" for tag in instrument.languages]


def _texts_of_survey(instrument: Instrument) -> list[str]:
    """Every text in every language once anything uses it: a column that lacks one language is a warning elsewhere."""
    used = [key for key in TRANSLATED if key == "label" or any(getattr(item, key) for item in instrument.items())]
    return [f"{TRANSLATED[key]}::{heading(tag)}" for key in used for tag in instrument.languages]


def _survey(instrument: Instrument) -> Iterator[Row]:
    items = {item.name for item in instrument.items()}
    for section in instrument.survey:
        yield _begin(section, items)
        for item in section.items:
            yield _item(item, instrument)
        yield {"type": "end_group"}


def _begin(section: Section, items: set[str]) -> Row:
    """A group; elsewhere it may not be called as an item is, so then its own name stands in a column of ours."""
    row = {"type": "begin_group", "name": section.name, **_said(section.label, "label")}
    if section.name in items or section.name == "meta":
        row |= {"name": _free(f"{section.name}_section", items), "section": section.name}
    if section.appearance is not None:
        row["appearance"] = section.appearance
    if section.relevant is not None:
        row["relevant"] = written(section.relevant)
    return row


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _item(item: Item, instrument: Instrument) -> Row:
    row = {"type": " ".join(filter(None, (item.type, item.choice_list))), "name": item.name}
    row |= _said(item.label, "label") | _said(item.hint, "hint") | _guidance(item, instrument)
    row |= _said(item.constraint_message, "constraint_message")
    for key in ("relevant", "constraint"):
        if (tree := getattr(item, key)) is not None:
            row[key] = written(tree)
    if item.type != "note" or not item.required:  # a note that must be answered would stop other tools
        row["required"] = "yes" if item.required else "no"
    if any(choice.retired for choice in instrument.choices_of(item)):
        row["choice_filter"] = WITHOUT_RETIRED
    for key in ("variable_label", "scale", "consent", "contact", "source", "appearance"):
        row |= {key: getattr(item, key)} if getattr(item, key) else {}
    row |= {key: "yes" for key in ("core", "special") if getattr(item, key)}
    for occasion, wording in (*item.per_mode.items(), *item.per_activity.items()):
        row |= _wording(wording, occasion)
    return row


def _guidance(item: Item, instrument: Instrument) -> Row:
    """What is for the interviewer may be in languages that are never read aloud; those get columns of ours."""
    also = {special("guidance", tag): said for tag, said in item.guidance.items() if tag not in instrument.languages}
    known = {tag: said for tag, said in item.guidance.items() if tag in instrument.languages}
    return _said(known, "guidance_hint") | also


def _wording(wording: Wording, occasion: str) -> Row:
    labels = {special("label", tag, occasion): text for tag, text in wording.label.items()}
    return labels | {special("hint", tag, occasion): text for tag, text in wording.hint.items()}


def _choices(instrument: Instrument) -> Iterator[Row]:
    for name, choices in instrument.choices.items():
        for choice in choices:
            yield _choice(name, choice)


def _choice(name: str, choice: Choice) -> Row:
    row = {"list_name": name, "name": choice.name, **_said(choice.label, "label")}
    return row | ({"retired": "yes"} if choice.retired else {})


def _scales(instrument: Instrument) -> Iterator[Row]:
    for name, scale in instrument.scales.items():
        row = {"name": name, **_said(scale.label, "label"), "variable_label": scale.variable_label}
        yield row | ({"source": scale.source} if scale.source else {})


def _settings(instrument: Instrument) -> Row:
    first = instrument.languages[0]
    row = {
        "form_title": instrument.title[first],
        "form_id": instrument.name,
        "version": instrument.version,
        "default_language": heading(first),
        "role": instrument.role,
        "wave": instrument.wave,
        "drafts": " ".join(instrument.drafts),
        "source": instrument.source,
        "written_by": OUR_NAME,
    }
    return row | {special("title", tag): instrument.title[tag] for tag in instrument.languages[1:]}
