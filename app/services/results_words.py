"""How a figure is written on the screen: rounded halves up, with its decimals, in the language of the request."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from babel import numbers

from app import i18n
from app.instrument.schema import Instrument, Item
from app.pictures.marks import Speech
from app.statistics.rounding import half_up, written


def decimal(value: Fraction | float, digits: int = 1) -> str:
    """3.9, or 3,9; always with its decimals, so that figures under one another can be compared."""
    return numbers.format_decimal(Decimal(written(value, digits)), f"0.{'0' * digits}", i18n.locale())


def signed(value: Fraction | float, digits: int = 1) -> str:
    """A difference with its sign; a real minus, and no sign where there is no difference."""
    rounded = half_up(value, digits)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{decimal(abs(rounded), digits)}"


def said(texts: Mapping[str, str]) -> str:
    """A text of a questionnaire: in the language of the screen, else in the one it was written in."""
    return texts.get(i18n.current()) or next(iter(texts.values()), "")


def ends(instrument: Instrument, items: Sequence[Item]) -> tuple[str, str]:
    """What the lowest and the highest point of these items say; nothing where they are not answered on one list."""
    if len({item.choice_list for item in items}) != 1:
        return "", ""
    choices = instrument.choices_of(items[0])
    return said(choices[0].label), said(choices[-1].label)


def speech() -> Speech:
    """How the pictures say their numbers."""
    return Speech(decimal, i18n.percent, i18n.direction(i18n.current()) == "rtl")
