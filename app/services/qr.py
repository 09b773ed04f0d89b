"""QR codes as the path of a drawing; the page puts it into an SVG, without a picture or a style of its own."""

from dataclasses import dataclass

import segno

QUIET = 4  # modules of white around it, without which cameras do not find it (ISO/IEC 18004)


@dataclass(frozen=True)
class Drawing:
    """A square of `size` modules, with its dark ones as one path."""

    size: int
    path: str


def drawing(text: str) -> Drawing:
    """The QR code of a text; it can be read with 15 % of it covered or dirty (level M)."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    rows = list(code.matrix)
    path = "".join(_row(y + QUIET, bytes(row)) for y, row in enumerate(rows))
    return Drawing(len(rows) + 2 * QUIET, path)


def _row(y: int, modules: bytes) -> str:
    """Each run of dark modules as one stroke of height 1."""
    found, x = [], 0
    while x < len(modules):
        wide = 0
        while x + wide < len(modules) and modules[x + wide]:
            wide += 1
        if wide:
            found.append(f"M{x + QUIET} {y}h{wide}v1h-{wide}z")
        x += wide or 1
    return "".join(found)
