"""Reports as files: one PDF, or those of all schools in a ZIP that goes out while it is made."""

import zipfile
from collections.abc import Iterator, Mapping
from io import RawIOBase
from pathlib import Path
from typing import Any

from app.services import pdfs

STYLE = Path(__file__).parents[1] / "static" / "report.css"


def pdf(page: str) -> bytes:
    """A report as a document of A4.

    Raises:
        NoPrinter: Pango is not on this machine.
    """
    return pdfs.lay_out(page, STYLE)


def packed(pages: Mapping[str, str]) -> Iterator[bytes]:
    """A ZIP file in parts: each report goes out when it is laid out, and none is held longer.

    Raises:
        NoPrinter: Pango is not on this machine; said before anything goes out.
    """
    if not pdfs.ready():
        raise pdfs.NoPrinter
    return _parts(pages)


def _parts(pages: Mapping[str, str]) -> Iterator[bytes]:
    going = _Going()
    with zipfile.ZipFile(going, "w") as file:
        for name, page in pages.items():
            file.writestr(name, pdf(page))
            yield going.taken()
    yield going.taken()


class _Going(RawIOBase):
    """What was written and not yet sent; nobody goes back in it."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any, /) -> int:
        self._held.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        parts, self._held = self._held, []
        return b"".join(parts)
