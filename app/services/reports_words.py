"""The words of pictures in the language that is spoken now: of the screen, or of the school that a report is for."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from babel import numbers

from app import i18n
from app.errors import N_
from app.instrument.schema import Choice, Texts
from app.models import Role
from app.pictures import bars, dots, likert
from app.pictures.marks import Speech
from app.statistics.rounding import half_up
from app.statistics.suppression import FEW_PUBLISHED, is_few

ROLES = {Role.PARENT: N_("Parents"), Role.PUPIL: N_("Pupils"), Role.MENTOR: N_("Mentors")}
STATEMENT = N_("Statement")
ALONE = "\u2068", "\u2069"
LEFT_TO_RIGHT = "\u2066{}\u2069"  # else a script from the right turns the sign round


def speech() -> Speech:
    """How numbers are said, and which way a picture runs."""
    return Speech(decimal, i18n.percent, i18n.direction(i18n.current()) == "rtl")


def decimal(value: float | Fraction, digits: int = 1) -> str:
    """A figure with its decimals; halves go up, as in the published tables."""
    rounded = half_up(value, digits)
    return str(numbers.format_decimal(float(rounded), format="0." + "0" * digits, locale=i18n.locale()))


def per_cent(value: Fraction) -> str:
    """A percentage with the decimal that it has, if any."""
    pattern = "#,##0%" if value.denominator == 1 else "#,##0.0%"
    return str(numbers.format_percent(float(value) / 100, format=pattern, locale=i18n.locale()))


def said(texts: Texts | Mapping[str, str]) -> str:
    """A text of a questionnaire in the language that is spoken now, else in the one it was written in."""
    return texts.get(i18n.current()) or next(iter(texts.values()), "")


def told(count: int) -> str:
    """How many there are; a few people are not counted in what leaves the house."""
    return fewer() if is_few(count, FEW_PUBLISHED) else i18n.number(count)


def apart(name: str) -> str:
    """A name with a direction of its own beside a number, in a language that runs from the right."""
    return name.join(ALONE) if i18n.direction(i18n.current()) == "rtl" else name


def fewer() -> str:
    """Instead of a number below the threshold of what is published."""
    return i18n.gettext("fewer than %(few)s", few=i18n.number(FEW_PUBLISHED))


def some(count: int) -> str:
    """The same in a narrow column, as a number reads in every script."""
    return LEFT_TO_RIGHT.format(f"<{FEW_PUBLISHED}") if is_few(count, FEW_PUBLISHED) else i18n.number(count)


def withheld() -> str:
    """Instead of a figure of so few people."""
    return i18n.gettext("Fewer than %(few)s answers: not shown", few=i18n.number(FEW_PUBLISHED))


def on_points(choices: Sequence[Choice], what: str = STATEMENT) -> likert.Wording:
    """Of a picture with five points, named by what was answered."""
    one, two, three, four, five = (said(choice.label) for choice in choices)
    return likert.Wording(
        points=(one, two, three, four, five),
        number=i18n.gettext("How many"),
        mean=i18n.gettext("Mean"),
        missing=i18n.gettext("Did not answer"),
        withheld=withheld(),
        nobody=i18n.gettext("Nobody answered this yet"),
        what=i18n.gettext(what),
    )


def on_scale(groups: Sequence[str], what: str, mean: str = N_("Mean")) -> dots.Wording:
    """Of a picture with dots."""
    return dots.Wording(
        groups=tuple(groups),
        number=i18n.gettext("How many"),
        mean=i18n.gettext(mean),
        interval=i18n.gettext("95 per cent interval"),
        withheld=withheld(),
        what=i18n.gettext(what),
    )


def of_amounts(what: str, amount: str) -> bars.Wording:
    """Of a picture with bars."""
    return bars.Wording(i18n.gettext(what), i18n.gettext(amount), i18n.gettext("Agreed"), fewer())
