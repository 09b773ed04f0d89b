"""Outcome rates of the AAPOR Standard Definitions, each with the numbers it is made of.

Groups: I complete, P partial, R refusal or break-off, NC non-contact, O other, UH and UO of unknown eligibility,
NE not eligible. In our callback everybody is known to be eligible, so UH, UO and NE are zero, e is 1, and
RR1 = RR3 = RR5. The module knows them all the same, so that its figures can be held against others'.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction


@dataclass(frozen=True)
class Tally:
    """How many cases of the sample ended, or stand, in each group."""

    I: int = 0  # noqa: E741 - the letter of the Standard Definitions
    P: int = 0
    R: int = 0
    NC: int = 0
    O: int = 0  # noqa: E741
    UH: int = 0
    UO: int = 0
    NE: int = 0

    @classmethod
    def of(cls, groups: Mapping[str, int]) -> "Tally":
        """From counts by the name of a group; what is not counted is nobody.

        Raises:
            ValueError: A group has another name, or less than nobody in it.
        """
        names = {one.name for one in fields(cls)}
        if set(groups) - names or any(count < 0 for count in groups.values()):
            raise ValueError(f"Not groups of cases: {dict(groups)}")
        return cls(**groups)

    @property
    def interviewed(self) -> int:
        """Complete or in part."""
        return self.I + self.P

    @property
    def eligible(self) -> int:
        """Everybody who is known to belong to the sample."""
        return self.interviewed + self.R + self.NC + self.O

    @property
    def unknown(self) -> int:
        """Everybody of whom nobody knows whether they belong to it."""
        return self.UH + self.UO

    @property
    def share_eligible(self) -> Fraction:
        """The share `e` of the unknown that counts: that among the known; 1 where nothing is known."""
        known = self.eligible + self.NE
        return Fraction(self.eligible, known) if known else Fraction(1)


@dataclass(frozen=True)
class Rate:
    """A rate by its name in the Standard Definitions, beside what it divides."""

    name: str
    numerator: int
    denominator: Fraction

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None where there is nothing to divide by ("n/a")."""
        return float(self.numerator / self.denominator) if self.denominator else None


def every_rate(tally: Tally) -> dict[str, Rate]:
    """RR1 to RR6, COOP1 to COOP4, REF1 to REF3, CON1 to CON3, and LOC1 and LOC2 (which are not AAPOR's)."""
    return {rate.name: rate for rate in _rates(tally)}


def _rates(tally: Tally) -> Iterator[Rate]:
    certain = Fraction(tally.eligible)
    every = certain + tally.unknown
    likely = certain + tally.share_eligible * tally.unknown
    contacted = tally.interviewed + tally.R + tally.O
    for number, whole in enumerate((every, likely, certain)):
        yield Rate(f"RR{2 * number + 1}", tally.I, whole)
        yield Rate(f"RR{2 * number + 2}", tally.interviewed, whole)
        yield Rate(f"REF{number + 1}", tally.R, whole)
        yield Rate(f"CON{number + 1}", contacted, whole)
    for number, whole in enumerate((every, likely)):
        yield Rate(f"LOC{number + 1}", contacted + tally.NC, whole)
    for number, asked in enumerate((contacted, contacted - tally.O)):
        yield Rate(f"COOP{2 * number + 1}", tally.I, Fraction(asked))
        yield Rate(f"COOP{2 * number + 2}", tally.interviewed, Fraction(asked))
