"""The sheet `survey`: groups become sections, rows become items."""

from dataclasses import dataclass, field
from typing import Any

from app.errors import N_
from app.instrument.expressions import Tree
from app.instrument.schema import FIELD_LIST
from app.instrument.xlsform.cells import Cell, Line, Sheet
from app.instrument.xlsform.columns import Header
from app.instrument.xlsform.headings import plain, texts
from app.instrument.xlsform.kinds import CONTROL
from app.instrument.xlsform.making import RENAMED, YES, Made, clean
from app.instrument.xlsform.rows import Rows

NO_TYPE = N_("This row has no `type`. Give it one, or clear the row.")
A_COMMENT = N_("This row has no type, name or label and is left out.")
DISABLED = N_("This row is switched off (`disabled`) and is left out.")
REPEAT = N_(
    "A repeat asks the same several times; here each question is asked once. Write its questions out, or take it out."
)
NESTED = N_("The group `%(name)s` stands inside another. Its questions come in the outer one, each with its condition.")
LOOSE = N_("Questions outside every group come in a section of their own, called `%(name)s`, headed by the title.")
EMPTY = N_("The group `%(name)s` has no questions and is left out.")
NO_HEADING = N_("The group has no label, so its name becomes the heading of the section.")
NOT_BEGUN = N_("A group ends here that was not begun.")
NOT_ENDED = N_("The group that begins here has no end. Add a row of type `end_group`.")
OTHER_END = N_("A %(kind)s ends here, but a %(begun)s was begun in row %(row)s.")
NAMELESS = N_("The group has no name. Give it one in the column `name`.")


@dataclass
class Open:
    """A group that has begun."""

    kind: str
    cell: Cell
    relevant: Tree | None


@dataclass
class Sections:
    """Walks through the rows of the survey and writes sections."""

    made: Made
    sheet: Sheet
    found: dict[int, Header]
    languages: list[str]
    sections: list[dict[str, Any]] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)
    is_loose: bool = False

    def read(self) -> None:
        """All rows in turn."""
        self.made.content["survey"] = self.sections
        self._names()
        rows = Rows(self.made, self.sheet, self.found, self.languages)
        for line in self.sheet.lines:
            self._line(line, rows)
        for group in self.open:
            self.made.wrong(group.cell, NOT_ENDED)
        if not self.made.is_ours:
            self._without_empty()

    def _names(self) -> None:
        """What every item is called here, before any condition is read."""
        taken = {plain(self.found, "name", line.texts)[0] for line in self.sheet.lines}
        for line in self.sheet.lines:
            name, at = plain(self.found, "name", line.texts)
            new = clean(name, taken)
            if name and new != name and name not in self.made.renamed:
                self.made.renamed[name] = new
                self.made.remark(self.sheet.cell(line.number, at), RENAMED, old=name, new=new)
                taken.add(new)

    def _line(self, line: Line, rows: Rows) -> None:
        said, at = plain(self.found, "type", line.texts)
        name, _ = plain(self.found, "name", line.texts)
        cell = self.sheet.cell(line.number, at)
        if plain(self.found, "disabled", line.texts)[0].lower() in YES:
            self.made.remark(cell, DISABLED)
        elif not said:
            if name or any(texts(self.found, "label", line.texts)):
                self.made.wrong(cell, NO_TYPE)
            else:
                self.made.remark(cell, A_COMMENT)
        elif control := CONTROL.fullmatch(said):
            kind = "group" if control["kind"].lower() == "group" else "repeat"
            self._begin(line, cell, kind) if control["way"].lower() == "begin" else self._end(cell, kind)
        else:
            outer = [group.relevant for group in self.open[1:] if group.relevant is not None]
            if (item := rows.item(line, outer)) is not None:
                self._add(item, cell)

    def _begin(self, line: Line, cell: Cell, kind: str) -> None:
        written, at = plain(self.found, "relevant", line.texts)
        where = self.sheet.cell(line.number, at)
        relevant = self.made.condition(written, "relevant", where) if written else None
        name, _ = plain(self.found, "section", line.texts)
        called, _ = plain(self.found, "name", line.texts)
        name = name or self.made.renamed.get(called, called)
        if kind == "repeat":
            self.made.wrong(cell, REPEAT)
        if not name and kind == "group":
            self.made.wrong(cell, NAMELESS)
        if self.open:
            if kind == "group":
                self.made.remark(cell, NESTED, name=name)
        else:
            self._section(line, cell, name or "group", relevant, where)
        self.open.append(Open(kind, cell, relevant))

    def _section(self, line: Line, cell: Cell, name: str, relevant: Tree | None, where: Cell) -> None:
        place = ("survey", len(self.sections))
        self.made.cells[place] = cell
        label = {}
        for tag, at, text in texts(self.found, "label", line.texts):
            self.made.cells[(*place, "label", tag)] = here = self.sheet.cell(line.number, at)
            label[tag] = self.made.text(text, here)
        if not label and not self.made.is_ours:
            label = dict.fromkeys(self.languages, name)
            self.made.remark(cell, NO_HEADING)
        section: dict[str, Any] = {"name": name, "label": label, "items": []}
        shown, stands = plain(self.found, "appearance", line.texts)
        if FIELD_LIST in shown.split():
            section["appearance"] = FIELD_LIST
            self.made.cells[(*place, "appearance")] = self.sheet.cell(line.number, stands)
        if relevant is not None:
            section["relevant"] = relevant
            self.made.cells[(*place, "relevant")] = where
        self.sections.append(section)
        self.is_loose = False

    def _end(self, cell: Cell, kind: str) -> None:
        if not self.open:
            self.made.wrong(cell, NOT_BEGUN)
            return
        begun = self.open.pop()
        if begun.kind != kind:
            self.made.wrong(cell, OTHER_END, kind=kind, begun=begun.kind, row=begun.cell.row)

    def _add(self, item: dict[str, Any], cell: Cell) -> None:
        if not self.open and not self.is_loose:
            self._loose(cell)
        place = ("survey", len(self.sections) - 1, "items", len(self.sections[-1]["items"]))
        self.made.cells[place] = cell
        for key, where in item.pop("cells").items():
            self.made.cells[(*place, *key)] = where
        self.sections[-1]["items"].append(item)

    def _loose(self, cell: Cell) -> None:
        taken = {section["name"] for section in self.sections}
        number = len([name for name in taken if name.startswith("questions")])
        name = f"questions_{number + 1}" if number else "questions"
        self.made.cells["survey", len(self.sections)] = cell
        self.sections.append({"name": name, "label": dict(self.made.content["title"]), "items": []})
        self.made.remark(cell, LOOSE, name=name)
        self.is_loose = True

    def _without_empty(self) -> None:
        """Leave out sections without questions, and keep the places of the others right."""
        full = [at for at, section in enumerate(self.sections) if section["items"]]
        for at, section in enumerate(self.sections):
            if at not in full:
                self.made.remark(self.made.cell_of(("survey", at)), EMPTY, name=section["name"])
        moved = {old: new for new, old in enumerate(full)}
        self.made.cells = {
            ("survey", moved[int(place[1])], *place[2:]) if place[0] == "survey" and len(place) > 1 else place: cell
            for place, cell in self.made.cells.items()
            if place[0] != "survey" or len(place) == 1 or place[1] in moved
        }
        self.sections[:] = [self.sections[at] for at in full]
