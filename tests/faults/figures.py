"""How long a test of faults lasts, what it draws its lots from, and the one line that it leaves behind."""

import os
from dataclasses import dataclass

import pytest

LONG = os.environ.get("FAULTS") == "long"  # `make faults` says so
SEED = int(os.environ.get("FAULTS_SEED", "20261122"))


def often(short: int, long: int) -> int:
    """How often: in `make test`, and in `make faults`."""
    return long if LONG else short


@dataclass(frozen=True)
class Figures:
    """What a test measured, told at the end of the run and written to the results."""

    request: pytest.FixtureRequest

    def tell(self, **figures: float | str) -> None:
        """Leave a line: the seed and these figures."""
        self.request.node.user_properties.append(("figures", {"seed": SEED, **figures}))
