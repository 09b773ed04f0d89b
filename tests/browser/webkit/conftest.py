"""A screen that nobody sees, and WebKit on it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.webkit.minibrowser import MiniBrowser


@pytest.fixture(scope="package")
def display() -> Iterator[str]:
    """A screen in memory, on a number that is free."""
    words = ["Xvfb", "-displayfd", "1", "-screen", "0", "500x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as screen:
        assert screen.stdout is not None
        yield f":{int(screen.stdout.readline())}"
        screen.terminate()


@pytest.fixture
def minibrowser(tmp_path: Path, display: str) -> Iterator[MiniBrowser]:
    """A phone with WebKit; killed at the end, if not before."""
    held = MiniBrowser(tmp_path / "profile", display)
    yield held
    held.kill()
