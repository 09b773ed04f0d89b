"""The sheets `choices` and `scales`."""

from typing import Any

from app.errors import N_
from app.instrument.xlsform.cells import Line, Sheet
from app.instrument.xlsform.columns import Header
from app.instrument.xlsform.headings import plain, texts
from app.instrument.xlsform.making import RENAMED, YES, Made, clean

NO_LIST = N_("This row has no `list_name`. Name the list that the choice belongs to.")
NO_CODE = N_("This choice has no `name`, the code that is stored. Give it one.")
NEGATIVE = N_(
    "A code cannot be `%(code)s`. If it stands for no answer, take it out: "
    "“does not know” and “rather not say” are always offered."
)


def read_choices(made: Made, sheet: Sheet | None, found: dict[int, Header]) -> None:
    """Choice lists with their labels, codes renamed where they must be."""
    lists: dict[str, list[dict[str, Any]]] = {}
    made.content["choices"] = lists
    if sheet is None:
        return
    named = [plain(found, "list_name", line.texts)[0] for line in sheet.lines]
    for line in sheet.lines:
        written, at = plain(found, "list_name", line.texts)
        if not written:
            made.wrong(sheet.cell(line.number, at), NO_LIST)
            continue
        name = clean(written, set(named))
        if name != written and written not in made.relisted:
            made.relisted[written] = name
            made.remark(sheet.cell(line.number, at), RENAMED, old=written, new=name)
        made.cells.setdefault(("choices", name), sheet.cell(line.number, at))
        _choice(made, sheet, found, line, name, lists.setdefault(name, []))


def _choice(
    made: Made, sheet: Sheet, found: dict[int, Header], line: Line, name: str, listed: list[dict[str, Any]]
) -> None:
    code, at = plain(found, "name", line.texts)
    cell = sheet.cell(line.number, at)
    if not code:
        made.wrong(cell, NO_CODE)
        return
    if code.startswith("-"):
        made.wrong(cell, NEGATIVE, code=code)
        return
    taken = {choice["name"] for choice in listed}
    called = clean(code, taken, is_code=True)
    if called != code:
        made.recoded.setdefault(name, {})[code] = called
        made.remark(cell, RENAMED, old=code, new=called)
    place = ("choices", name, len(listed))
    made.cells[place] = made.cells[(*place, "name")] = cell
    choice: dict[str, Any] = {"name": called, "label": {}}
    for tag, column, text in texts(found, "label", line.texts):
        made.cells[(*place, "label", tag)] = here = sheet.cell(line.number, column)
        choice["label"][tag] = made.text(text, here)
    if plain(found, "retired", line.texts)[0].lower() in YES:
        choice["retired"] = True
    listed.append(choice)


def read_scales(made: Made, sheet: Sheet | None, found: dict[int, Header]) -> None:
    """Scales, on a sheet of ours."""
    scales: dict[str, Any] = {}
    made.content["scales"] = scales
    for line in sheet.lines if sheet else ():
        name, at = plain(found, "name", line.texts)
        place = ("scales", name)
        if sheet is not None:
            made.cells[place] = sheet.cell(line.number, at)
        scale: dict[str, Any] = {
            key: plain(found, key, line.texts, whole=made.is_ours)[0] for key in ("variable_label", "source")
        }
        scale["label"] = {tag: text for tag, _, text in texts(found, "label", line.texts)}
        scales[name] = {key: value for key, value in scale.items() if value or key != "source"}
