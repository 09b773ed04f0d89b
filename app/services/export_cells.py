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
    """Where the answers to one version go among the columns of all questions."""

    instrument: Instrument
    blank: tuple[Cell, ...]  # what stands in a row before anything was answered
    codes: Mapping[str, tuple[int, Mapping[str | None, Cell]]]  # of what has one column and a list of what it can hold
    fills: Mapping[str, Fill]  # of all else
    reasons: Mapping[str, Mapping[str, Sequence[tuple[int, Cell]]]]  # by item and reason: the cells that say it

    def cells(self, given: Given, *, finished: bool) -> Cells:
        """The cells of an interview.

        An item that was shown is never empty, texts and dates apart: what is open in a finished interview was not
        asked or may be left open; in another one it was broken off, where it would have been asked.
        """
        row, codes = list(self.blank), self.codes
        for name, value in given.items():
            if (place := codes.get(name)) is not None:
                row[place[0]] = place[1][value]
            elif value is not None:
                self._fill(row, name, value)
        if not finished:
            self._break_off(row, given)
        return row

    def _fill(self, row: Cells, name: str, value: str) -> None:
        if (fill := self.fills.get(name)) is not None:
            fill(row, value)
        elif name[0] == NO_VALUE:
            self._say(row, name[1:], value)

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
    """Where the answers to a version go; `variables` are the columns of all questions."""
    places: dict[str, list[tuple[int, Variable]]] = {}
    for index, variable in enumerate(variables):
        places.setdefault(variable.item, []).append((index, variable))
    asked = [item for item in instrument.items() if item.name in places]
    listed = {item.name: places[item.name][0] for item in asked if item.type == "select_one"}
    return Plan(
        instrument=instrument,
        blank=tuple(_code(variable, Missing.NOT_ASKED) for variable in variables),
        codes={name: (index, _codes(one)) for name, (index, one) in listed.items()}
        | {NO_VALUE + name: (index, _why(one)) for name, (index, one) in listed.items()},
        fills={item.name: _fill(item, places[item.name]) for item in asked if item.name not in listed},
        reasons={item.name: _reasons(places[item.name]) for item in asked},
    )


def _codes(variable: Variable) -> dict[str | None, Cell]:
    """Every answer with what stands in its cell; an empty one may be left open."""
    given: dict[str | None, Cell] = {str(one.code): one.code for one in variable.values if not one.is_missing}
    return {"": _code(variable, Missing.NOT_ASKED), **given}


def _why(variable: Variable) -> dict[str | None, Cell]:
    """Every reason with its code; none where only something was noted beside the question."""
    return {None: _code(variable, Missing.NOT_ASKED)} | {reason: _code(variable, reason) for reason in Missing}


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
    reads: dict[Holds, Callable[[str], Cell]] = {Holds.INTEGER: int, Holds.DECIMAL: number}
    return _written(index, reads.get(variable.holds, str))


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
