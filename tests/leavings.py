"""What is dropped without being closed, found there and then instead of in whichever test runs later."""

import gc
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def nothing_left_open() -> Iterator[None]:
    """Fail when what happens meanwhile leaves a file, a connection or a coroutine to the garbage collector."""
    gc.collect()  # others' leavings are theirs
    found: list[str] = []
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("error")
        patch.setattr(sys, "unraisablehook", lambda left: found.append(f"{left.exc_value!r} of {left.object!r}"))
        yield
        gc.collect()
    assert not found, "; ".join(found)
