"""A picture as a file that stands on its own: its colours are written in it, and what it shows is said in it."""

import unicodedata
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from app.pictures.inks import INKS
from app.pictures.lettering import wrapped
from app.pictures.marks import LEADING, SMALL, Anchor, Bar, Dot, Picture, Stroke, Words

NAMESPACE = "http://www.w3.org/2000/svg"
LATIN = "Noto Sans, DejaVu Sans, Arial, sans-serif"
ARABIC = "Noto Sans Arabic, Noto Naskh Arabic, DejaVu Sans, Arial, sans-serif"
MIXED = "DejaVu Sans, Noto Sans Arabic, Arial, sans-serif"  # has both scripts: what is drawn takes one font for a text
MARGIN = 20.0
BASE = 0.888
MIDST = 30.0  # millimetres, room for what stands in the middle of its place
HEAD = 18.0  # letters of the title
RTL = "\u2067", "\u2069"  # a text of its own that runs from the right


def standalone(picture: Picture, source: Sequence[str] = (), tag: str = "") -> str:
    """The file: title above, the picture, and below where it comes from."""
    wide = picture.width + 2 * MARGIN
    above = wrapped(picture.title, picture.width, HEAD)
    below = [line for part in source for line in wrapped(part, picture.width, SMALL)]
    top = MARGIN + len(above) * HEAD * LEADING + 8
    high = top + picture.height + (12 + len(below) * SMALL * LEADING if below else 0) + MARGIN
    root = _root(wide, high, picture, " · ".join(source), tag)
    ET.SubElement(root, "rect", width=_said(wide), height=_said(high), fill=INKS["card"])
    side, anchor = (wide - MARGIN, Anchor.RIGHT) if picture.backwards else (MARGIN, Anchor.LEFT)
    heads = [
        Words(side, MARGIN + HEAD + at * HEAD * LEADING, line, "ink", anchor, HEAD, strong=True)
        for at, line in enumerate(above)
    ]
    foot = top + picture.height + 12
    feet = [
        Words(side, foot + SMALL + at * SMALL * LEADING, line, "soft", anchor, SMALL) for at, line in enumerate(below)
    ]
    _texts(root, (*heads, *feet), backwards=picture.backwards)
    inner = ET.SubElement(root, "g", transform=f"translate({_said(MARGIN)} {_said(top)})")
    _marks(inner, picture)
    return ET.tostring(root, encoding="unicode")


def on_paper(picture: Picture, wide: float) -> str:
    """The picture for a page that becomes a PDF, so many millimetres wide.

    Its words are HTML laid over the drawing: what lays out PDFs draws the words of an SVG letter by letter, and Arabic
    letters must join.
    """
    scale = wide / picture.width
    box = ET.Element("div", {"class": "drawing", "style": f"width:{wide}mm;height:{picture.height * scale:.2f}mm"})
    root = _root(picture.width, picture.height, picture, "", "")
    _shapes(root, picture)
    box.append(root)
    for one in picture.words:
        box.append(_over(one, picture, scale))
    return ET.tostring(box, encoding="unicode")


def _over(one: Words, picture: Picture, scale: float) -> ET.Element:
    """One line of words; `BASE` is where the base line of Noto Sans lies in a line as high as its letters."""
    place = {
        Anchor.LEFT: f"left:{one.x * scale:.2f}mm",
        Anchor.RIGHT: f"right:{(picture.width - one.x) * scale:.2f}mm",
        Anchor.MIDDLE: f"left:{one.x * scale - MIDST / 2:.2f}mm;width:{MIDST}mm;text-align:center",
    }[one.anchor]
    high = one.size * scale
    style = f"{place};top:{one.y * scale - BASE * high:.2f}mm;font-size:{high:.2f}mm;color:{INKS[one.ink]}"
    words = ET.Element("span", {"dir": "rtl" if picture.backwards else "ltr", "style": style})
    if one.strong:
        words.set("class", "strong")
    words.text = one.text
    return words


def _root(wide: float, high: float, picture: Picture, description: str, tag: str) -> ET.Element:
    root = ET.Element(
        "svg",
        {
            "xmlns": NAMESPACE,
            "viewBox": f"0 0 {_said(wide)} {_said(high)}",
            "width": _said(wide),
            "height": _said(high),
            "role": "img",
            "font-family": LATIN,
            "direction": "ltr",
        },
    )
    if tag:
        root.set("xml:lang", tag)
    ET.SubElement(root, "title").text = picture.title
    if description:
        ET.SubElement(root, "desc").text = description
    return root


def _marks(root: ET.Element, picture: Picture) -> None:
    _shapes(root, picture)
    _texts(root, picture.words, backwards=picture.backwards)


def _shapes(root: ET.Element, picture: Picture) -> None:
    shapes: list[Stroke | Bar | Dot] = [*picture.beneath, *picture.bars, *picture.above, *picture.dots]
    for shape in shapes:
        _shape(root, shape)


def _shape(root: ET.Element, mark: Stroke | Bar | Dot) -> None:
    ink = INKS[mark.ink]
    if isinstance(mark, Stroke):
        wide = "2" if mark.ink == "mark" else "1"
        ends = {name: _said(getattr(mark, name)) for name in ("x1", "y1", "x2", "y2")}
        ET.SubElement(root, "line", {**ends, "stroke": ink, "stroke-width": wide})
    elif isinstance(mark, Bar):
        sides = {name: _said(getattr(mark, name)) for name in ("x", "y", "width", "height")}
        edge = {"stroke": INKS["card"]} if mark.ink.startswith("p") else {}
        ET.SubElement(root, "rect", {**sides, "fill": ink, **edge})
    elif mark.square:
        side = _said(2 * mark.radius)
        x, y = _said(mark.x - mark.radius), _said(mark.y - mark.radius)
        ET.SubElement(root, "rect", x=x, y=y, width=side, height=side, fill=ink)
    else:
        ET.SubElement(root, "circle", cx=_said(mark.x), cy=_said(mark.y), r=_said(mark.radius), fill=ink)


def _texts(root: ET.Element, words: Iterable[Words], *, backwards: bool) -> None:
    for one in words:
        where = {"x": _said(one.x), "y": _said(one.y), "font-size": _said(one.size), "text-anchor": str(one.anchor)}
        weight = {"font-weight": "700"} if one.strong else {}
        drawn = ET.SubElement(root, "text", {**where, "fill": INKS[one.ink], **weight, **_font(one.text)})
        text = one.text.replace("−", "–")  # bold Noto Sans has no minus: it would come slanted, from another font
        drawn.text = text.join(RTL) if backwards else text


def _said(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _font(text: str) -> dict[str, str]:
    """A text with Arabic letters has a font that holds all of its signs."""
    if not any(unicodedata.bidirectional(sign) == "AL" for sign in text):
        return {}
    plain = all(sign.isspace() or sign.isdecimal() or unicodedata.bidirectional(sign) in ("AL", "NSM") for sign in text)
    return {"font-family": ARABIC if plain else MIXED}
