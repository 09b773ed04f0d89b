"""When a question is asked, in the words of REDCap's branching logic.

An answer that is missing is the empty text in our expressions, and a code from −9 to −5 in the data. So "is answered"
becomes "is not empty and not such a code", and an ordering holds for real answers only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.errors import InstrumentError
from app.export.model import HIGHEST, Variable
from app.instrument.syntax import Tree, compile_expression

OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "and": "or", "or": "and"}
SIGNS = {"!=": "<>", "div": "/"}
ORDERINGS = {"<", "<=", ">", ">="}


class CannotBeSaid(Exception):
    """REDCap has no words for it; what is said here is why."""


@dataclass(frozen=True)
class Branching:
    """The columns that a condition can be about, and the field that each is."""

    fields: Mapping[str, str]  # name of a variable → name of its field
    variables: tuple[Variable, ...]

    def told(self, variable: Variable) -> str:
        """When this column is asked; empty for always.

        Raises:
            CannotBeSaid: The condition is about something that REDCap or this file does not have.
        """
        if not variable.relevant:
            return ""
        try:
            tree = compile_expression(variable.relevant)
        except InstrumentError as refusal:
            raise CannotBeSaid("the expression cannot be read") from refusal
        return _Saying(self, variable.wave).condition(tree)


@dataclass(frozen=True)
class _Saying:
    about: Branching
    wave: str

    def condition(self, tree: Tree) -> str:
        match tree:
            case ["not", inner]:
                return self.condition(_negated(inner))
            case ["and" | "or" as word, *sides]:
                return f" {word} ".join(self._within(side) for side in sides)
            case ["selected", ["$", str(name)], str() | int() | float() as choice]:
                return self._chosen(name, str(choice))
            case ["not selected", ["$", str(name)], str() | int() | float() as choice]:
                return self._chosen(name, str(choice)).replace(" = ", " <> ")
            case ["=" | "!=" | "<" | "<=" | ">" | ">=" as sign, left, right]:
                return self._compared(str(sign), left, right)
        raise CannotBeSaid(f"{tree} is no condition there")

    def _within(self, tree: Tree) -> str:
        said = self.condition(tree)
        return f"({said})" if " and " in said or " or " in said else said

    def _compared(self, sign: str, left: Tree, right: Tree) -> str:
        plain = f"{self._value(left)} {SIGNS.get(sign, sign)} {self._value(right)}"
        missable = [side for side in (left, right) if self._can_miss(side)]
        if not missable:
            return plain
        [column, *_] = [self._value(side) for side in missable]
        if "" in (left, right):
            return f"{plain} and {column} > {HIGHEST}" if sign == "!=" else f"({plain} or {column} <= {HIGHEST})"
        return f"{plain} and {column} > {HIGHEST}" if sign in ORDERINGS else plain

    def _value(self, tree: Tree) -> str:
        match tree:
            case str():
                return '""' if not tree else f"'{tree}'"
            case int() | float():
                return f"{tree}"
            case ["$", str(name)]:
                return f"[{self.about.fields[self._column(name).name]}]"
            case ["+" | "-" | "*" | "div" as sign, left, right]:
                return f"({self._value(left)} {SIGNS.get(str(sign), str(sign))} {self._value(right)})"
        raise CannotBeSaid(f"{tree} has no words there")

    def _can_miss(self, tree: Tree) -> bool:
        match tree:
            case ["$", str(name)]:
                return self._column(name).can_miss
        return False

    def _column(self, name: str) -> Variable:
        return self._found(lambda one: not one.choice and name in {one.item, one.name}, name)

    def _chosen(self, name: str, choice: str) -> str:
        try:
            column = self._found(lambda one: one.item == name and one.choice == choice, name)
        except CannotBeSaid:
            return f"[{self.about.fields[self._column(name).name]}] = '{choice}'"
        return f"[{self.about.fields[column.name]}] = '1'"

    def _found(self, is_it: Callable[[Variable], bool], name: str) -> Variable:
        """Of the same round where the file is wide."""
        for one in self.about.variables:
            if one.wave == self.wave and is_it(one):
                return one
        raise CannotBeSaid(f"{name} is not in this file")


def _negated(tree: Tree) -> Tree:
    """The opposite, with `not` moved inwards: REDCap knows none."""
    match tree:
        case ["not", inner]:
            return inner
        case ["and" | "or" as word, *sides]:
            return [OPPOSITE[str(word)], *(_negated(side) for side in sides)]
        case ["=" | "!=" | "<" | "<=" | ">" | ">=" as sign, left, right]:
            return [OPPOSITE[str(sign)], left, right]
        case ["selected", *rest]:
            return ["not selected", *rest]
    raise CannotBeSaid(f"the opposite of {tree} has no words there")
