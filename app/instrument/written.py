"""From a tree back to the text of an XLSForm expression; compiling that text gives the same tree."""

from decimal import Decimal

from app.errors import N_, InstrumentError
from app.instrument.syntax import BINDING, Tree

ARITHMETIC = {"+", "-", "*", "div", "mod"}
TWO_QUOTES = N_("A text in a condition cannot hold both kinds of quotes: %(text)s")


def written(tree: Tree) -> str:
    """The expression that a tree was made of, spaced in one way.

    Raises:
        InstrumentError: A text in it holds both kinds of quotes, which no expression can.
    """
    if not isinstance(tree, list):
        return _quoted(tree) if isinstance(tree, str) else f"{Decimal(repr(tree)):f}"
    match tree:
        case ["$", name]:
            return f"${{{name}}}"
        case ["."]:
            return "."
        case ["not", condition]:
            return f"not({written(condition)})"
        case ["selected", answer, code]:
            return f"selected({written(answer)}, {written(code)})"
        case [str(operator), first, *others]:
            # `a - b - c` is read from the start; what joins or compares again stands between parentheses
            texts = [_side(first, operator, equal=operator in ARITHMETIC), *(_side(one, operator) for one in others)]
            return f" {operator} ".join(texts)
    raise ValueError(f"not a tree: {tree}")


def _side(tree: Tree, operator: str, *, equal: bool = False) -> str:
    """One side of an operator, between parentheses where it binds no tighter than that operator."""
    own = BINDING.get(str(tree[0]), 9) if isinstance(tree, list) else 9
    loose = own < BINDING[operator] or (own == BINDING[operator] and not equal)
    return f"({written(tree)})" if loose else written(tree)


def _quoted(text: str) -> str:
    if "'" in text and '"' in text:
        raise InstrumentError(TWO_QUOTES, text=text)
    return f'"{text}"' if "'" in text else f"'{text}'"
