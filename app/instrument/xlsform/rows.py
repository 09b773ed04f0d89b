"""One row of the survey as one item."""

from dataclasses import dataclass
from typing import Any

from app.errors import N_
from app.instrument.expressions import Tree
from app.instrument.lint import LONGEST_LABEL
from app.instrument.xlsform.cells import Cell, Line, Sheet
from app.instrument.xlsform.columns import OCCASIONS, TRANSLATED, WITHOUT_RETIRED, Header
from app.instrument.xlsform.headings import LEFT_OUT, plain, texts
from app.instrument.xlsform.kinds import UNKNOWN, Kind, kind
from app.instrument.xlsform.making import NO, YES, Made, recode

KEPT = N_("Aloud keeps `%(type)s` by itself with every interview; this row is left out.")
FILTER = N_("A `choice_filter` shows other choices to some, which is not possible here. Make an item for each case.")
CALCULATION = N_(
    "Nothing is worked out here, so an item cannot have a `calculation`. Clear the cell, or take the row out."
)
SHOWN_ONLY = N_("`read_only` shows something without asking it. Make it a `note`, or clear the cell.")
ANOTHER_ORDER = N_("The choices stand in the same order for everybody. Take `randomize` out of `parameters`.")
PARAMETERS = N_("`parameters` have no meaning here and are left out.")
YES_OR_NO = N_("`%(key)s` is '%(text)s'; only yes and no are possible here.")
MADE_UP = N_("`variable_label`, which SPSS shows, is made of the text or name: “%(text)s”.")
ALL_MADE_UP = N_("There is no column `variable_label`; what SPSS shows of each item is made of its text.")
OCCASION_KEY = {"talk": "per_activity", "meeting": "per_activity"}
APPEARANCES = {"tel"}
#: What each column without a language gives to an item, when it is filled in.
COPIED = ("scale", "consent", "contact", "source")
KNOWN = {
    "type",
    "name",
    "relevant",
    "constraint",
    "required",
    "appearance",
    "choice_filter",
    "calculation",
    "read_only",
}
KNOWN |= {
    "parameters",
    "disabled",
    "variable_label",
    "scale",
    "core",
    "consent",
    "special",
    "contact",
    "source",
    "section",
}
KNOWN |= {*TRANSLATED.values()}


@dataclass
class Rows:
    """Makes items of rows, and says of each cell what cannot be taken over."""

    made: Made
    sheet: Sheet
    found: dict[int, Header]
    languages: list[str]

    def __post_init__(self) -> None:
        self.has_labels = any(header.key == "variable_label" for header in self.found.values())
        if not self.has_labels:
            self.made.remark(self.sheet.cell(1), ALL_MADE_UP)
        self.codes: dict[str, dict[str, str]] = {}  # of the items so far: codes as written → as called here

    def item(self, line: Line, outer: list[Tree]) -> dict[str, Any] | None:
        """The item of a row with the cells it came from; None when Aloud keeps it by itself.

        Args:
            line: The row.
            outer: Conditions of the groups within its section that it stands in.
        """
        said, cell = self._plain(line, "type")
        how = kind(said)
        if how.is_kept:
            self.made.remark(cell, KEPT, type=said)
            return None
        written, named = self._plain(line, "name")
        cells: dict[tuple[str, ...], Cell] = {("type",): cell, ("name",): named}
        name = self.made.renamed.get(written, written)
        if how.refusal is not None:
            self.made.wrong(cell, how.refusal, type=said.split(" ")[0] if how.refusal == UNKNOWN else said)
            return self._blank(name, cells)
        self._unsupported(line)
        item = {"name": name, "type": how.type, **self._choosing(how, name)}
        for key, column in TRANSLATED.items():
            item[key] = self._texts(line, column, (key,), cells)
        item |= self._conditions(line, outer, cells) | self._wordings(line, cells)
        item |= self._marks(line, how, cells) | self._plains(line, cells)
        item["variable_label"] = self._variable_label(line, item, cells)
        return {
            **{key: value for key, value in item.items() if value not in ({}, None)},
            "label": item["label"],
            "cells": cells,
        }

    def _plain(self, line: Line, key: str) -> tuple[str, Cell]:
        text, at = plain(self.found, key, line.texts, whole=self.made.is_ours)
        return text, self.sheet.cell(line.number, at)

    def _blank(self, name: str, cells: dict[tuple[str, ...], Cell]) -> dict[str, Any]:
        """A text in place of what is not supported, for others may refer to it."""
        label = dict.fromkeys(self.languages, name or "-")
        return {"name": name, "type": "text", "label": label, "variable_label": name or "-", "cells": cells}

    def _choosing(self, how: Kind, name: str) -> dict[str, Any]:
        listed = self.made.relisted.get(how.choice_list or "", how.choice_list)
        self.codes[name] = self.made.recoded.get(listed or "", {})
        return {"choice_list": listed}

    def _texts(
        self,
        line: Line,
        key: str,
        way: tuple[str, ...],
        cells: dict[tuple[str, ...], Cell],
        occasion: str | None = None,
    ) -> dict[str, str]:
        said = {}
        for at_key in dict.fromkeys((key, way[-1])):  # guidance has a column of XLSForm's and one of ours
            for tag, at, text in texts(self.found, at_key, line.texts, occasion):
                cell = self.sheet.cell(line.number, at)
                cells.setdefault(way, cell)
                cells[(*way, tag)] = cell
                said[tag] = self.made.text(text, cell)
        return said

    def _conditions(self, line: Line, outer: list[Tree], cells: dict[tuple[str, ...], Cell]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        trees = list(outer)
        for key in ("relevant", "constraint"):
            text, cells[key,] = self._plain(line, key)
            if text:
                found[key] = recode(self.made.condition(text, key, cells[key,]), self.codes)
        if own := found.pop("relevant", None):
            trees.append(own)
        if trees:
            found["relevant"] = trees[0] if len(trees) == 1 else ["and", *trees]
        return found

    def _wordings(self, line: Line, cells: dict[tuple[str, ...], Cell]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for occasion in OCCASIONS:
            key = OCCASION_KEY.get(occasion, "per_mode")
            way = (key, occasion)
            label = self._texts(line, "label", (*way, "label"), cells, occasion)
            hint = self._texts(line, "hint", (*way, "hint"), cells, occasion)
            if label or hint:
                found.setdefault(key, {})[occasion] = {"label": label} | ({"hint": hint} if hint else {})
        return found

    def _marks(self, line: Line, how: Kind, cells: dict[tuple[str, ...], Cell]) -> dict[str, Any]:
        found = {}
        for key, unsaid in (("required", self.made.is_ours or how.type == "note"), ("core", False), ("special", False)):
            text, cells[key,] = self._plain(line, key)
            if text and text.lower() not in YES | NO:
                self.made.wrong(cells[key,], YES_OR_NO, key=key, text=text)
            found[key] = text.lower() in YES if text else unsaid
        return found

    def _plains(self, line: Line, cells: dict[tuple[str, ...], Cell]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key in COPIED:
            text, cells[key,] = self._plain(line, key)
            found |= {key: text} if text else {}
        text, cell = self._plain(line, "appearance")
        if text in APPEARANCES or (text and self.made.is_ours):
            found["appearance"] = text
        elif text:
            self.made.remark(cell, LEFT_OUT["appearance"])
        return found

    def _variable_label(self, line: Line, item: dict[str, Any], cells: dict[tuple[str, ...], Cell]) -> str:
        text, cells["variable_label",] = self._plain(line, "variable_label")
        if text:
            return text
        label = item["label"]
        text = label.get("en") or next(iter(label.values()), "") or item["name"]
        text = short(" ".join(text.split()))
        if self.has_labels:
            self.made.remark(cells["variable_label",], MADE_UP, text=text)
        return text

    def _unsupported(self, line: Line) -> None:
        text, cell = self._plain(line, "choice_filter")
        if text and " ".join(text.split()) != WITHOUT_RETIRED:
            self.made.wrong(cell, FILTER)
        text, cell = self._plain(line, "calculation")
        if text:
            self.made.wrong(cell, CALCULATION)
        text, cell = self._plain(line, "read_only")
        if text and text.lower() not in NO:
            self.made.wrong(cell, SHOWN_ONLY)
        text, cell = self._plain(line, "parameters")
        if text and "randomize" in text:
            self.made.wrong(cell, ANOTHER_ORDER)
        elif text:
            self.made.remark(cell, PARAMETERS)


def short(text: str) -> str:
    """As many whole words as SPSS keeps."""
    while len(text.encode()) > LONGEST_LABEL:
        text = text.rpartition(" ")[0] or text[:-1]
    return text
