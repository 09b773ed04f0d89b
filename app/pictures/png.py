"""A picture as PNG, twice as fine as it is wide: for slides. Its letters come from the fonts of the machine."""

from threading import Lock

import resvg_py

FINER = 2
_ONE_AT_A_TIME = Lock()  # reading the fonts keeps a processor busy; saving interviews goes first


def png(drawing: str) -> bytes:
    """The pixels of a drawing that stands on its own."""
    with _ONE_AT_A_TIME:
        return bytes(resvg_py.svg_to_bytes(svg_string=drawing, zoom=FINER))
