"""Servers to be killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.server import Nursery


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    """Where servers come from."""
    with Nursery(tmp_path) as opened:
        yield opened
