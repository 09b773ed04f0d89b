"""How the answers of one version of a questionnaire become the cells of a row; worked out once per version."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.export.model import Cell, Holds, Variable
from app.instrument.schema import Instrument, Item
from app.models import MISSING_CODES, Missing
from app.services import answers

Cells = list[Cell]
Fill = Callable[[Cells, str], None]
Given = Mapping[str, str | None]  # by item; a reason stands under the item's name with NO_VALUE before it
NO_VALUE = "-"  # no item's name begins with it


@dataclass(frozen=True)
class Plan:
    """Where the answers to one version go."""

    instrument: Instrument
    blank: tuple[Cell, ...]  # what stands in a row before anything was answered
    fills: Mapping[str, Fill]
    reasons: Mapping[str, Mapping[str, Sequence[tuple[int, Cell]]]]  # by item and reason: the cells that say it

    def cells(self, given: Given, *, finished: bool) -> Cells:
        """The cells of an interview.

        An item that was shown is never empty, texts and dates apart: what is open in a finished interview was not
        asked or may be left open; in another one it was broken off, where it would have been asked.
        """
        row = list(self.blank)
        fills = self.fills
        for item, value in given.items():
            if value is None:
                continue
            if (fill := fills.get(item)) is not None:
                fill(row, value)
            elif item[0] == NO_VALUE:
                self._say(row, item[1:], value)
        if not finished:
            self._break_off(row, given)
        return row

    def _say(self, row: Cells, item: str, reason: str) -> None:
        for index, code in self.reasons.get(item, {}).get(reason, ()):
            row[index] = code

    def _break_off(self, row: Cells, given: Given) -> None:
        known = {item.removeprefix(NO_VALUE): None if item[0] == NO_VALUE else value for item, value in given.items()}
        for item in self.instrument.items():
            if not _is_said(item, given) and answers.is_relevant(self.instrument, item, known):
                self._say(row, item.name, Missing.BROKEN_OFF)


def _is_said(item: Item, given: Given) -> bool:
    """Whether there is an answer or a reason; none of several choices is an answer, an empty line is not."""
    value = given.get(item.name)
    return bool(value or given.get(NO_VALUE + item.name)) or (value is not None and item.type == "select_multiple")


def plan(instrument: Instrument, variables: Sequence[Variable]) -> Plan:
    """Where the answers to a version go in rows of these variables."""
    places: dict[str, list[tuple[int, Variable]]] = {}
    for index, variable in enumerate(variables):
        if variable.item:
            places.setdefault(variable.item, []).append((index, variable))
    asked = [item for item in instrument.items() if item.name in places]
    return Plan(
        instrument=instrument,
        blank=tuple(_code(variable, Missing.NOT_ASKED) for variable in variables),
        fills={item.name: _fill(item, places[item.name]) for item in asked},
        reasons={item.name: _reasons(places[item.name]) for item in asked},
    )


def _reasons(places: Iterable[tuple[int, Variable]]) -> dict[str, list[tuple[int, Cell]]]:
    coded = [(index, variable) for index, variable in places if variable.can_miss]
    return {reason: [(index, _code(variable, reason)) for index, variable in coded] for reason in Missing}


def _code(variable: Variable, reason: Missing) -> Cell:
    if not variable.can_miss:
        return None
    return str(MISSING_CODES[reason]) if variable.holds == Holds.TEXT else MISSING_CODES[reason]


def _fill(item: Item, places: Sequence[tuple[int, Variable]]) -> Fill:
    choices = [(index, variable.choice) for index, variable in places]
    if item.type == "select_multiple":
        return _ticked(choices)
    if item.type == "rank":
        return _ranked(choices)
    [(index, variable)] = places
    if variable.values and variable.holds == Holds.INTEGER:
        return _coded(index, {str(value.code): value.code for value in variable.values if not value.is_missing})
    reads: dict[Holds, Callable[[str], Cell]] = {Holds.INTEGER: int, Holds.DECIMAL: number}
    return _written(index, reads.get(variable.holds, str))


def _coded(index: int, codes: Mapping[str, int | str]) -> Fill:
    def fill(row: Cells, value: str) -> None:
        if value:
            row[index] = codes[value]

    return fill


def _written(index: int, read: Callable[[str], Cell]) -> Fill:
    def fill(row: Cells, value: str) -> None:
        if value:
            row[index] = read(value)

    return fill


def _ticked(choices: Sequence[tuple[int, str]]) -> Fill:
    def fill(row: Cells, value: str) -> None:
        chosen = value.split()
        for index, choice in choices:
            row[index] = int(choice in chosen)

    return fill


def _ranked(choices: Sequence[tuple[int, str]]) -> Fill:
    def fill(row: Cells, value: str) -> None:
        places = {choice: place for place, choice in enumerate(value.split(), 1)}
        for index, choice in choices:
            if choice in places:
                row[index] = places[choice]

    return fill


def number(written: str) -> int | float:
    """A number as it was written: 7 stays 7."""
    return float(written) if "." in written else int(written)
