"""Figures that need the `[analysis]` extra: asked of a process of their own, and remembered while the answers stay.

Saving interviews is never held up by them, and a server without the extra collects all the same.
"""

import json
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from typing import Any

from app.errors import N_, FieldworkError

NEEDED = ("numpy", "pandas", "scipy", "statsmodels", "semopy")
PATIENCE = 60.0  # seconds; a model of the whole study takes three
REMEMBERED = 200
_ONE_AT_A_TIME = threading.Lock()
_KNOWN: OrderedDict[str, Any] = OrderedDict()


class NoAnalysis(FieldworkError):
    """This machine lacks the libraries, or the child came to no end."""

    status = 503
    sentence = N_(
        "This server has no libraries for analysis, so this figure is missing; everything else works. Whoever looks "
        "after the server finds in the README how to add them."
    )


TOO_LONG = N_("This took too long, so there is no figure. Choose fewer answers, or use the R script of the export.")


@dataclass(frozen=True)
class Reliability:
    """What a child says of a scale: the interval around alpha, and omega where it can be told."""

    low: float | None
    high: float | None
    omega: float | None


def is_possible() -> bool:
    """Whether this machine has the libraries; looking for them loads none."""
    return all(find_spec(name) is not None for name in NEEDED)


def reliability(scales: Mapping[str, Sequence[Sequence[int]]]) -> dict[str, Reliability]:
    """Per scale, over its complete cases, the 95 % interval of alpha (Feldt) and McDonald's omega.

    Raises:
        NoAnalysis: This machine lacks the libraries.
    """
    wanted = {name: [list(row) for row in rows] for name, rows in scales.items() if len(rows) > 1}
    found = ask("reliability", scales=wanted) if wanted else {}
    return {name: Reliability(one["low"], one["high"], one["omega"]) for name, one in found.items()}


def ask(task: str, **given: Any) -> Any:
    """The reply of a child to one request; the same request is not computed twice.

    Raises:
        NoAnalysis: This machine lacks the libraries, or it takes too long.
    """
    if not is_possible():
        raise NoAnalysis
    request = json.dumps({"task": task, "given": given}, sort_keys=True)
    print_ = sha256(request.encode()).hexdigest()
    with _ONE_AT_A_TIME:
        if print_ not in _KNOWN:
            _KNOWN[print_] = _reply(request)
            while len(_KNOWN) > REMEMBERED:
                _KNOWN.popitem(last=False)
        _KNOWN.move_to_end(print_)
        return _KNOWN[print_]


def _reply(request: str) -> Any:
    words = [sys.executable, "-m", "app.analysis"]
    try:
        child = subprocess.run(words, input=request, capture_output=True, text=True, timeout=PATIENCE, check=True)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise NoAnalysis(TOO_LONG) from None
    except subprocess.CalledProcessError as failure:
        raise RuntimeError(f"the analysis ended: {failure.stderr[-400:]}") from None
    return json.loads(child.stdout)
