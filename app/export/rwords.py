"""Words of R: texts, names and lists, written so that no answer and no label can be read as anything else."""

import re
from collections.abc import Iterable, Mapping

ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "`": "\\`"}
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def text(said: str) -> str:
    """A text between quotes; letters that nobody sees are left out."""
    inside = "".join(ESCAPES.get(letter, letter) if letter != "`" else letter for letter in said)
    return f'"{CONTROL.sub("", inside)}"'


def name(called: str) -> str:
    """A name as it can stand in a formula, whatever it is made of."""
    return "`" + CONTROL.sub("", called.replace("\\", "\\\\").replace("`", "\\`")) + "`"


def vector(items: Iterable[str]) -> str:
    """Several texts."""
    return f"c({', '.join(text(one) for one in items)})"


def number(value: float) -> str:
    """A number with all its digits."""
    return repr(value) if isinstance(value, int) else f"{value:.17g}"


def listed(entries: Mapping[str, str], indent: int = 2) -> str:
    """A list with a name for each of its parts, which are R already."""
    inside = ",\n".join(f"{' ' * indent}{name(key)} = {said}" for key, said in entries.items())
    return f"list(\n{inside}\n{' ' * (indent - 2)})" if entries else "list()"
