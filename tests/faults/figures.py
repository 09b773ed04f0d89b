"""How long a test of faults lasts, what it draws its lots from, and the one line that it leaves behind."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


def told(reports: list[pytest.TestReport]) -> dict[str, dict[str, Any]]:
    """The figures of every test that left some, by the test's own name; also of tests that ran in other processes."""
    return {
        report.nodeid.rpartition("::")[2]: {"outcome": report.outcome, **figures}
        for report in reports
        for name, figures in report.user_properties
        if name == "figures" and isinstance(figures, dict)
    }


def lines(results: dict[str, dict[str, Any]]) -> Iterator[str]:
    """One line a test."""
    for name, figures in sorted(results.items()):
        yield f"{name}: " + ", ".join(f"{word} {figure}" for word, figure in figures.items() if word != "outcome")


def keep(results: dict[str, dict[str, Any]], file: Path) -> None:
    """Write the figures for machines."""
    file.write_text(json.dumps({"long": LONG, "seed": SEED, "tests": results}, indent=1, sort_keys=True) + "\n")
