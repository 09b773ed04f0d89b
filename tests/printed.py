"""Paper as a person holds it: pages, words and where they stand, and what a scanner reads."""

import re
import subprocess
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree

import zxingcpp
from PIL import Image
from pypdf import PdfReader

A4, A5 = (595, 842), (420, 595)  # points


@dataclass(frozen=True)
class Word:
    """A word on a page, in points from the upper left corner."""

    page: int
    text: str
    x: float
    y: float


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page, in whole points."""
    return [(round(page.mediabox.width), round(page.mediabox.height)) for page in PdfReader(BytesIO(pdf)).pages]


def text(pdf: bytes, page: int) -> str:
    """The words of a page, with single spaces."""
    return " ".join(PdfReader(BytesIO(pdf)).pages[page].extract_text().split())


def words(pdf: bytes) -> list[Word]:
    """Every word with the middle of where it stands."""
    shown = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    plain = re.sub(r"[\x00-\x08\x0b-\x1f]", "", shown.decode()).replace('xmlns="http://www.w3.org/1999/xhtml"', "")
    return [
        Word(at, _as_read(word.text or ""), _middle(word, "x"), _middle(word, "y"))
        for at, page in enumerate(ElementTree.fromstring(plain).iter("page"))
        for word in page.iter("word")
    ]


def _as_read(word: str) -> str:
    """Poppler gives the letters of a word from left to right, whatever its script."""
    return word[::-1] if any("\u0600" <= letter <= "\u06ff" for letter in word) else word


def _middle(word: ElementTree.Element, axis: str) -> float:
    return (float(word.attrib[f"{axis}Min"]) + float(word.attrib[f"{axis}Max"])) / 2


def picture(pdf: bytes, page: int, dots: int = 150) -> Image.Image:
    """A page as a printer shows it."""
    chosen = ["-f", str(page + 1), "-l", str(page + 1), "-r", str(dots), "-png"]
    shown = subprocess.run(["pdftoppm", *chosen, "-"], input=pdf, capture_output=True, check=True).stdout
    return Image.open(BytesIO(shown))


def scanned(pdf: bytes, page: int) -> list[str]:
    """What a scanner reads from a page."""
    return [found.text for found in zxingcpp.read_barcodes(picture(pdf, page))]
