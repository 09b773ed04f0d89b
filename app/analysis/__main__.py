"""Reads one request, answers it, and ends."""

import json
import sys
from collections.abc import Callable
from typing import Any

from app.analysis import factors, multilevel, reliability

TASKS: dict[str, Callable[..., Any]] = {
    "reliability": reliability.of_scales,
    "factors": factors.fits,
    "multilevel": multilevel.model,
}


def main() -> None:
    """Answer what is asked on standard input."""
    request = json.load(sys.stdin)
    json.dump(TASKS[request["task"]](**request["given"]), sys.stdout, allow_nan=False)


if __name__ == "__main__":
    main()
