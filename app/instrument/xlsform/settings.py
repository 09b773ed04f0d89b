"""The sheet `settings`: what the questionnaire is called, for whom it is and when it is asked."""

import re
from pathlib import PurePath

from app.errors import N_
from app.instrument.lint import FILE_NAME
from app.instrument.xlsform.cells import Cell, Sheet
from app.instrument.xlsform.columns import OUR_NAME, SETTINGS, Header
from app.instrument.xlsform.headings import plain, texts
from app.instrument.xlsform.making import Made
from app.instrument.xlsform.tongues import tag_of

KNOWN_SETTINGS = {*SETTINGS, "title"}
CALLED = N_("The questionnaire is called `%(new)s` here; the workbook says `%(old)s`.")
CALLED_AS_FILE = N_("The workbook has no `form_id`; after its file the questionnaire is called `%(new)s`.")
NOT_SAID = N_("The workbook does not say `%(key)s`; it is taken as `%(value)s`, as you chose.")
NO_SOURCE = N_("The workbook does not say where its words come from (`source`); the name of the file stands there.")
NO_TITLE = N_("The workbook has no `form_title`; the name of the questionnaire stands in its place.")
ONE_TITLE = N_("The title is given in one language and stands in all of them.")
DEFAULT = N_("`default_language` is '%(text)s', which names no language that is known. Write it as `Dutch (nl)`.")


def _line(sheet: Sheet | None) -> dict[int, str]:
    return sheet.lines[0].texts if sheet and sheet.lines else {}


def _said(sheet: Sheet | None, key: str) -> str:
    """What the one row of settings says, before its columns are judged."""
    for at, heading in (sheet.headings if sheet else {}).items():
        if "_".join(heading.casefold().split()) == key:
            return _line(sheet).get(at, "").strip()
    return ""


def is_ours(sheet: Sheet | None) -> bool:
    """Whether we wrote this workbook."""
    return _said(sheet, "written_by") == OUR_NAME


def tag_of_default(sheet: Sheet | None) -> str:
    """The language that the workbook calls its own; empty when it does not say, or not clearly."""
    text = _said(sheet, "default_language")
    return (tag_of(text) or "") if text else ""


def read_settings(made: Made, sheet: Sheet | None, found: dict[int, Header], languages: list[str]) -> None:
    """Name, title, role, round, source and drafts; what is missing is chosen or made, and told."""
    line = _line(sheet)
    row = sheet.lines[0].number if sheet and sheet.lines else None

    def value(key: str) -> tuple[str, Cell]:
        text, at = plain(found, key, line, whole=made.is_ours)
        cell = sheet.cell(row, at) if sheet else Cell()
        made.cells[key,] = cell
        return text, cell

    _name(made, *value("form_id"))
    for key, chosen in (("role", made.given.role), ("wave", made.given.wave)):
        text, cell = value(key)
        made.content[key] = text or chosen
        if not text:
            made.remark(cell, NOT_SAID, key=key, value=chosen)
    text, cell = value("source")
    made.content["source"] = text or made.given.file
    if not text:
        made.remark(cell, NO_SOURCE)
    drafts, _ = value("drafts")
    made.content["drafts"] = drafts.split()
    text, cell = value("default_language")
    if text and not tag_of(text):
        made.wrong(cell, DEFAULT, text=text)
    titles = {tag: said for tag, _, said in texts(found, "title", line)}
    _title(made, *value("form_title"), titles, languages)


def _name(made: Made, written: str, cell: Cell) -> None:
    stem = PurePath(made.given.file.replace("\\", "/")).stem
    name = re.sub(r"[^a-z0-9]+", "-", (written or stem).lower()).strip("-")[:32].strip("-")
    if not FILE_NAME.fullmatch(name):
        name = f"list-{name}"[:32].strip("-")
    made.content["name"] = written if FILE_NAME.fullmatch(written) else name
    made.cells["instrument",] = cell
    if not written:
        made.remark(cell, CALLED_AS_FILE, new=name)
    elif made.content["name"] != written:
        made.remark(cell, CALLED, old=written, new=name)


def _title(made: Made, written: str, cell: Cell, titles: dict[str, str], languages: list[str]) -> None:
    made.cells["title",] = cell
    title = written or made.content["name"]
    if not written:
        made.remark(cell, NO_TITLE)
    if made.is_ours:
        made.content["title"] = {languages[0]: title} | titles
        return
    if len(languages) > 1 and not titles:
        made.remark(cell, ONE_TITLE)
    made.content["title"] = dict.fromkeys(languages, title) | titles
