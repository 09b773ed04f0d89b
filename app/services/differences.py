"""What changed between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST = 4000  # letters; beyond it the comparison would take longer than reading both


class Piece(NamedTuple):
    """Some words that stayed, went or came."""

    kind: str  # same, gone, new
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """The words of both texts, in order."""
    if len(before) + len(after) > LONGEST:
        return [Piece("gone", before), Piece("new", after)]
    old, new = WORD.findall(before), WORD.findall(after)
    pieces = []
    for kind, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[i:j])))
            continue
        pieces += [Piece("gone", "".join(old[i:j]))] if j > i else []
        pieces += [Piece("new", "".join(new[m:n]))] if n > m else []
    return pieces
