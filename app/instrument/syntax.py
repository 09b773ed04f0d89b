"""From the text of an XLSForm expression to a small tree.

A tree is a number, a text, or a list that begins with its operator: `${age} >= 6` becomes `[">=", ["$", "age"], 6]`.
It is plain JSON, so the server and the phone can evaluate the very same thing.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from typing_extensions import TypeAliasType

from app.errors import N_, InstrumentError

Tree = TypeAliasType("Tree", "str | int | float | list[Tree]")

#: How tightly an operator binds, as in XPath.
BINDING = {"or": 1, "and": 2} | dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), 3)
BINDING |= {"+": 4, "-": 4, "*": 5, "div": 5, "mod": 5}
ORDERINGS = {"<", "<=", ">", ">="}
COMPARISONS = {"=", "!="} | ORDERINGS
JOINERS = {"and", "or"}
#: What can only be answered with yes or no.
CONDITIONS = COMPARISONS | JOINERS | {"not", "selected"}

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # ISO 8601: in the order of the texts is in the order of the days
FUNCTION = re.compile(r"([A-Za-z_][\w:-]*)\s*\(")
TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|'(?P<single>[^']*)'"
    r'|"(?P<double>[^"]*)"'
    r"|\$\{(?P<name>[a-z][a-z0-9_]*)\}"
    r"|(?P<word>[A-Za-z_]+)"
    r"|(?P<sign>!=|<=|>=|[=<>+\-*().,])"
    r"|(?P<space>\s+)"
)
LONGEST, DEEPEST = 500, 30


class Token(NamedTuple):
    """A piece of an expression: its kind (`sign`, `number`, `text`, `name`) and what it says."""

    kind: str
    says: str


END = Token("end", "the end")


def compile_expression(text: str, *, longest: int = LONGEST) -> Tree:
    """Return the tree of an expression; `longest`: how many characters it may have.

    Raises:
        InstrumentError: One sentence that says what cannot be understood.
    """
    if not text.strip():
        raise InstrumentError(N_("The expression is empty."))
    if len(text) > longest:
        raise InstrumentError(
            N_("The expression is longer than %(most)s characters; let an item do part of the work."), most=longest
        )
    return _Parser(text).whole()


def is_condition(tree: Tree) -> bool:
    """Whether an expression can only be true or false."""
    return isinstance(tree, list) and tree[0] in CONDITIONS


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise InstrumentError(_advice(text[at]), text=text[at:], sign=text[at])
        kind, says, at = found.lastgroup, found[found.lastgroup], found.end()
        if kind in ("single", "double"):
            yield Token("text", says)
        elif kind == "word":
            yield _word(says, FUNCTION.match(text, found.start()))
        elif kind != "space":
            yield Token(kind, says)


def _word(says: str, function: re.Match[str] | None) -> Token:
    if says in BINDING or says in ("not", "selected"):
        return Token("sign", says)
    if function:
        raise InstrumentError(
            N_("`%(function)s()` is not known here; the only functions are not() and selected()."), function=function[1]
        )
    raise InstrumentError(
        N_("`%(said)s` is not a word of expressions; an item is written ${%(said)s}, a text '%(said)s'."), said=says
    )


def _advice(character: str) -> str:
    if character in "'\"":
        return N_("`%(text)s` cannot be understood. The text has no closing quote.")
    if character == "$":
        return N_("`%(text)s` cannot be understood. An item is written ${name}, in small letters.")
    return N_("`%(text)s` cannot be understood. The sign %(sign)s has no meaning here.")


class _Parser:
    """Reads tokens from left to right; an operator takes the right side that binds tighter than itself."""

    def __init__(self, text: str) -> None:
        self.tokens = [*_tokens(text), END]
        self.depth = 0

    def whole(self) -> Tree:
        tree = self.expression(0)
        if self.tokens[0] is not END:
            raise InstrumentError(
                N_("`%(said)s` is not expected there; an operator is missing before it."), said=self.tokens[0].says
            )
        return tree

    def expression(self, power: int) -> Tree:
        tree, previous = self.operand(), ""
        while BINDING.get(operator := self.operator(), 0) > power:
            self.take()
            if {operator, previous} <= COMPARISONS:
                raise InstrumentError(
                    N_("`%(previous)s` and `%(operator)s` stand in a row; join two comparisons with `and`."),
                    previous=previous,
                    operator=operator,
                )
            tree, previous = _joined(operator, tree, self.expression(BINDING[operator]), previous), operator
        return tree

    def operator(self) -> str:
        return self.tokens[0].says if self.tokens[0].kind == "sign" else ""

    def operand(self) -> Tree:
        kind, says = self.take()
        if kind == "number":
            return _number(says)
        if kind == "text":
            return says
        if kind == "name":
            return ["$", says]
        return self.nested(says)

    def nested(self, sign: str) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise InstrumentError(N_("The expression is nested too deeply."))
        tree = self.signed(sign)
        self.depth -= 1
        return tree

    def signed(self, sign: str) -> Tree:
        if sign == ".":
            return ["."]
        if sign == "(":
            return self.closing(self.expression(0))
        if sign == "-":
            return _negative(self.operand())
        if sign == "not":
            self.expect("(")
            return self.closing(["not", _condition(self.expression(0), "not")])
        if sign == "selected":
            return self.selected()
        if sign == END.says:
            raise InstrumentError(N_("A value is missing before the end."))
        raise InstrumentError(N_("A value is missing before `%(sign)s`."), sign=sign)

    def selected(self) -> Tree:
        self.expect("(")
        answer = self.operand()
        self.expect(",")
        kind, code = self.take()
        if not isinstance(answer, list) or answer[0] not in ("$", ".") or kind not in ("text", "number") or not code:
            raise InstrumentError(
                N_("selected() asks for an item and the code of a choice: selected(${item}, 'code').")
            )
        return self.closing(["selected", answer, code])

    def closing(self, tree: Tree) -> Tree:
        self.expect(")")
        return tree

    def expect(self, sign: str) -> None:
        if self.take() != ("sign", sign):
            raise InstrumentError(N_("A `%(sign)s` is missing."), sign=sign)

    def take(self) -> Token:
        return self.tokens.pop(0) if self.tokens[0] is not END else END


def _joined(operator: str, left: Tree, right: Tree, previous: str) -> Tree:
    """Join two sides; `a and b and c` becomes one list, because people read it as one."""
    if operator not in JOINERS:
        for side in (left, right):
            _refuse_words(side, operator)
        return [operator, left, right]
    sides = [_condition(left, operator), _condition(right, operator)]
    if operator == previous and isinstance(left, list):
        return [*left, sides[1]]
    return [operator, *sides]


def _condition(tree: Tree, operator: str) -> Tree:
    """Refuse a bare `${x}`: an answered "0" would count as yes."""
    if is_condition(tree):
        return tree
    raise InstrumentError(
        N_("`%(operator)s` joins conditions; compare the value with something, such as ${item} = 1."), operator=operator
    )


def _refuse_words(side: Tree, operator: str) -> None:
    if operator in ORDERINGS and isinstance(side, str) and DATE.fullmatch(side):
        return
    if operator not in ("=", "!=") and isinstance(side, str) and not NUMBER.fullmatch(side):
        raise InstrumentError(
            N_("`%(operator)s` works on numbers, and '%(side)s' is not a number."), operator=operator, side=side
        )


def _number(says: str) -> int | float:
    """A whole number stays whole, so that JSON gives back what it was given."""
    number = float(says)
    return int(says) if "." not in says else int(number) if number.is_integer() else number


def _negative(tree: Tree) -> Tree:
    if isinstance(tree, int | float):
        return -tree
    _refuse_words(tree, "-")
    return ["-", 0, tree]
