"""Words of R: texts, names and lists, written so that no answer and no label can be read as anything else."""

import re
from collections.abc import Iterable, Mapping

ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "`": "\\`"}
WIDE = 100  # letters in a line
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def text(said: str) -> str:
    """A text between quotes; letters that nobody sees are left out."""
    inside = "".join(ESCAPES.get(letter, letter) if letter != "`" else letter for letter in said)
    return f'"{CONTROL.sub("", inside)}"'


def name(called: str) -> str:
    """A name as it can stand in a formula, whatever it is made of."""
    return "`" + CONTROL.sub("", called.replace("\\", "\\\\").replace("`", "\\`")) + "`"


def vector(items: Iterable[str]) -> str:
    """Several texts, on lines that can be read."""
    return f"c({_lines(text(one) for one in items)})"


def named(entries: Mapping[str, str]) -> str:
    """Several values, which are R already, each with a name."""
    return f"c({_lines(f'{name(key)} = {said}' for key, said in entries.items())})"


def each(entries: Iterable[Mapping[str, str | int | float]]) -> str:
    """A list of lists."""
    made = (
        {key: text(held) if isinstance(held, str) else number(held) for key, held in one.items()} for one in entries
    )
    inside = ",\n".join(
        "  list(" + ", ".join(f"{name(key)} = {said}" for key, said in one.items()) + ")" for one in made
    )
    return f"list(\n{inside}\n)" if inside else "list()"


def number(value: float) -> str:
    """A number with all its digits."""
    return repr(value) if isinstance(value, int) else f"{value:.17g}"


def listed(entries: Mapping[str, str], indent: int = 2) -> str:
    """A list with a name for each of its parts, which are R already."""
    inside = ",\n".join(f"{' ' * indent}{name(key)} = {said}" for key, said in entries.items())
    return f"list(\n{inside}\n{' ' * (indent - 2)})" if entries else "list()"


def _lines(said: Iterable[str]) -> str:
    """Parts with commas between them, broken before a line gets too long."""
    lines, length = [""], 0
    for one in said:
        if length and length + len(one) > WIDE:
            lines.append("")
            length = 0
        lines[-1] += f"{one}, "
        length += len(one) + 2
    return "\n  ".join(line.rstrip() for line in lines).removesuffix(",")
