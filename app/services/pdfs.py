"""From a page to PDF, with Pango underneath; where that is missing everything else goes on, and browsers can print.

A page is laid out once. Copies of it refer to the same drawing and differ by a stamp alone: a QR code and a short code
in the upper corner where lines end. So a class of thirty costs little more than one sheet.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

from app.errors import N_, FieldworkError

STYLE = Path(__file__).parents[1] / "static" / "sheet.css"
MM = 72 / 25.4  # points
QR, EDGE, TOP = 18 * MM, 12 * MM, 6 * MM  # the size of a stamp, and how far from the edges of the paper it stands
LETTER = 8.0  # points, of the code below it; Courier's letters are 0.6 of that wide
_ONE_AT_A_TIME = threading.Lock()  # laying out keeps a processor busy; saving interviews goes first


class NoPrinter(FieldworkError):
    """This machine cannot make PDFs."""

    status = 503
    sentence = N_(
        "This server cannot make PDF files yet: the text library Pango is missing. Open the page itself and print it "
        "with your browser. Whoever looks after the server finds in the README what to install."
    )


@dataclass(frozen=True)
class Stamp:
    """What tells one copy from another: a link as a QR code, and lines to read and type."""

    link: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Copy:
    """One part of what is printed: a page by its number in the list, with its stamp; rtl pages are stamped left."""

    page: int
    stamp: Stamp | None = None
    mirrored: bool = False


@cache
def ready() -> bool:
    """Whether this machine can make PDFs."""
    try:
        import weasyprint  # noqa: F401, PLC0415 - without Pango it cannot be imported
    except (OSError, ImportError):
        return False
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # what it skips of the style is for browsers
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    return True


def write(pages: Sequence[str], copies: Sequence[Copy], *, two_sided: bool = False) -> bytes:
    """Lay out each page once and put its copies in a row, each on a sheet of its own when `two_sided`.

    Raises:
        NoPrinter: Pango is not on this machine.
    """
    if not ready():
        raise NoPrinter
    from weasyprint import CSS, HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    nothing = URLFetcher(allowed_protocols=())  # everything is in the page; no network, no files
    with _ONE_AT_A_TIME:
        style = CSS(string=STYLE.read_text("utf-8"), url_fetcher=nothing)
        laid_out = [HTML(string=page, url_fetcher=nothing).render(stylesheets=[style]) for page in pages]
        lengths = [len(one.pages) for one in laid_out]
        together = laid_out[0].copy([page for one in laid_out for page in one.pages])
        file = BytesIO()
        together.write_pdf(file, finisher=lambda _, pdf: _arrange(pdf, lengths, copies, two_sided=two_sided))
    return file.getvalue()


def lay_out(page: str, style: Path) -> bytes:
    """One page of ours as a document, by a style of its own.

    Raises:
        NoPrinter: Pango is not on this machine.
    """
    if not ready():
        raise NoPrinter
    from weasyprint import CSS, HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    nothing = URLFetcher(allowed_protocols=())
    with _ONE_AT_A_TIME:
        sheet = CSS(string=style.read_text("utf-8"), url_fetcher=nothing)
        return bytes(HTML(string=page, url_fetcher=nothing).write_pdf(stylesheets=[sheet], pdf_tags=True))


def qr_image(link: str) -> str:
    """A QR code for pages that a browser prints."""
    return str(segno.make(link, error="m").svg_data_uri(border=0))


def _arrange(pdf: Any, lengths: Sequence[int], copies: Sequence[Copy], *, two_sided: bool) -> None:
    """Replace the pages that were laid out by their copies."""
    drawn = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
    pdf.pages["Kids"].clear()
    pdf.pages["Count"] = 0
    _add_font(pdf, drawn[0])
    for copy in copies:
        first = sum(lengths[: copy.page])
        stamp = _stamp(pdf, drawn[first], copy) if copy.stamp else []
        for page in drawn[first : first + lengths[copy.page]]:
            pdf.add_page(_like(page, Contents=_array([*stamp, page["Contents"]])))
        if two_sided and lengths[copy.page] % 2:
            pdf.add_page(_like(drawn[first], Contents=_array([])))


def _like(page: Any, **changes: Any) -> Any:
    import pydyf  # noqa: PLC0415

    return pydyf.Dictionary({**page, **changes})


def _array(references: Sequence[Any]) -> Any:
    import pydyf  # noqa: PLC0415

    return pydyf.Array(references)


def _add_font(pdf: Any, page: Any) -> None:
    """Every reader of PDF brings Courier; the stamp's letters are plain."""
    font = _like({"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Courier-Bold", "Encoding": "/WinAnsiEncoding"})
    pdf.add_object(font)
    resources = pdf.objects[int(page["Resources"].split()[0])]
    held = resources["Font"]
    (pdf.objects[int(held.split()[0])] if isinstance(held, bytes) else held)["Stamp"] = font.reference


def _stamp(pdf: Any, page: Any, copy: Copy) -> list[Any]:
    import pydyf  # noqa: PLC0415

    assert copy.stamp is not None  # noqa: S101 - asked for by whoever calls
    width, height = page["MediaBox"][2:]
    start = EDGE if copy.mirrored else width - EDGE - QR
    drawing = pydyf.Stream([_drawing(copy.stamp, start, height - TOP)], compress=True)
    pdf.add_object(drawing)
    return [drawing.reference]


def _drawing(stamp: Stamp, x: float, top: float) -> bytes:
    """The code as black runs, row by row, and the lines centred below."""
    rows = tuple(segno.make(stamp.link, error="m").matrix)
    module = QR / len(rows)
    parts = ["q 0 g"]
    for down, row in enumerate(rows, 1):
        for begin, length in _runs(row):
            parts.append(f"{x + begin * module:.2f} {top - down * module:.2f} {length * module:.2f} {module:.2f} re")
    parts.append("f")
    for at, line in enumerate(stamp.lines, 1):
        middle = x + (QR - len(line) * LETTER * 0.6) / 2
        parts.append(f"BT /Stamp {LETTER} Tf {middle:.2f} {top - QR - at * LETTER:.2f} Td ({_plain(line)}) Tj ET")
    return "\n".join([*parts, "Q"]).encode("ascii")


def _runs(row: bytes | bytearray) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for at, dark in enumerate(row):
        if dark and found and sum(found[-1]) == at:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((at, 1))
    return found


def _plain(line: str) -> str:
    kept = "".join(sign for sign in line if sign.isascii() and sign.isprintable())
    return kept.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
