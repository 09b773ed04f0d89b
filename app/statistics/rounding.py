"""How figures are rounded before anybody reads them: halves go up, as in the published tables.

7.45 becomes 7.5 and 97.65 becomes 97.7. A number that was computed in binary is rounded as it is written in decimals,
so that 7.45 is the 7.45 that somebody sees. Source: the copies of the thesis' tables, rounding conventions.
"""

from decimal import Decimal
from fractions import Fraction


def exact(value: Fraction | Decimal | float) -> Fraction:
    """The number as it is written in decimals."""
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def half_up(value: Fraction | Decimal | float, digits: int) -> Fraction:
    """The nearest number with so many decimals; of two equally near ones the higher."""
    scale = 10**digits
    return Fraction((exact(value) * scale + Fraction(1, 2)).__floor__(), scale)


def written(value: Fraction | Decimal | float, digits: int) -> str:
    """The rounded number with all its decimals and a point, whatever the language: for files and for keys."""
    scaled = half_up(value, digits) * 10**digits
    whole = abs(int(scaled))
    sign = "-" if scaled < 0 else ""
    if not digits:
        return f"{sign}{whole}"
    return f"{sign}{whole // 10**digits}.{whole % 10**digits:0{digits}d}"
