"""The forecast of a language as a picture: a strip of sixteen weeks for each part of the week that is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from app import i18n
from app.calling.forecast import ANY, Cell, Week
from app.services.forecasting import Outlook, Spoken

COLUMN, BAR, EDGE = 26.0, 17.0, 6.0  # one week, its bar, the margin at both ends
LABEL, TALL, APART = 26.0, 54.0, 8.0  # the words above a strip, its tallest bar, the space below it
NUMBERS = 24.0  # of the weeks, below the last strip
LEAST = 4  # calls that fill a strip at least, so that a single one does not look like many


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Column:
    """A week in a strip: hours of speakers behind, calls that can be made, calls for which there is nobody on top."""

    week: Week
    cell: Cell
    place: Box
    hours: Box | None
    met: Box | None
    short: Box | None


@dataclass(frozen=True)
class Strip:
    """One part of the week; its words stand at `label`, on the side where reading begins."""

    part: str
    label: float
    floor: float
    columns: Sequence[Column]


@dataclass(frozen=True)
class Picture:
    """All strips of a language on one scale; its weeks run the way the language of the screen does."""

    spoken: Spoken
    strips: Sequence[Strip]
    numbers: Sequence[tuple[float, int]]  # where the number of a week stands
    top: int  # calls that fill a strip
    width: float
    height: float
    start: float
    end: float


def pictures(outlook: Outlook) -> list[Picture]:
    """One for each language in which calls are expected."""
    return [_picture(outlook, spoken) for spoken in outlook.languages]


def _picture(outlook: Outlook, spoken: Spoken) -> Picture:
    weeks = outlook.weeks
    most = max(week.cell(part, spoken.tag).calls for week in weeks for part in spoken.parts)
    top = max(LEAST, ceil(most))
    width = COLUMN * len(weeks) + 2 * EDGE
    backwards = i18n.direction(i18n.current()) == "rtl"
    middles = [EDGE + COLUMN * (turn + 0.5) for turn in range(len(weeks))]
    if backwards:
        middles = [width - middle for middle in middles]
    strips = [_strip(outlook, spoken.tag, part, row, top, middles) for row, part in enumerate(spoken.parts)]
    height = (LABEL + TALL + APART) * len(strips) + NUMBERS
    numbers = [(middle, week.number) for middle, week in list(zip(middles, weeks, strict=True))[::2]]
    sides = (width - EDGE, EDGE) if backwards else (EDGE, width - EDGE)
    return Picture(spoken, strips, numbers, top, width, height, *sides)


def _strip(outlook: Outlook, tag: str, part: str, row: int, top: int, middles: Sequence[float]) -> Strip:
    above = (LABEL + TALL + APART) * row
    floor = above + LABEL + TALL
    minutes = outlook.measured.pace.minutes
    columns = []
    for week, middle in zip(outlook.weeks, middles, strict=True):
        cell = week.cell(part, tag)
        whole, met = min(cell.calls, top), min(cell.room, top)
        speakers = 0 if part == ANY else min(cell.staffed / minutes, top)
        columns.append(
            Column(
                week=week,
                cell=cell,
                place=Box(round(middle - COLUMN / 2, 1), above + LABEL, COLUMN, TALL),
                hours=_bar(middle, floor, 0, speakers / top, BAR + 4),
                met=_bar(middle, floor, 0, met / top, BAR),
                short=_bar(middle, floor, met / top, whole / top, BAR) if cell.short else None,
            )
        )
    return Strip(part, above + LABEL - 7, floor, columns)


def _bar(middle: float, floor: float, low: float, high: float, width: float) -> Box | None:
    height = round(TALL * (high - low), 1)
    return Box(round(middle - width / 2, 1), round(floor - TALL * high, 1), width, height) if height > 0 else None
