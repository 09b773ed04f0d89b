"""Servers to be killed, phones that send, and the figures of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.figures import Figures
from tests.faults.server import Nursery


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    return Figures(request)


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    """Where servers come from."""
    with Nursery(tmp_path) as opened:
        yield opened
