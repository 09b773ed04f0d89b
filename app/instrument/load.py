"""From a file to an instrument, or to everything that is wrong with it."""

from collections.abc import Iterator
from pathlib import Path

from app.instrument.checks import check
from app.instrument.lint import lint
from app.instrument.order import check_order
from app.instrument.paper import Paper, read
from app.instrument.problems import Problem
from app.instrument.rewording import reword
from app.instrument.schema import Instrument
from app.instrument.structure import shaped


def load(path: Path) -> Instrument:
    """Read a questionnaire.

    Raises:
        InstrumentError: It cannot be used; all that is wrong, one `file:line: sentence` per line.
    """
    paper = read(path)
    instrument, problems = judged(paper)
    problems += _misnamed(instrument, path) if instrument else ()
    if instrument is None or problems:
        raise paper.refusal(problems)
    return instrument


def judged(paper: Paper) -> tuple[Instrument | None, list[Problem]]:
    """What a file holds, and everything that is wrong with it."""
    problems = [*paper.problems, *reword(paper.content)]
    instrument, misfits, set_aside = shaped(paper.content)
    problems += misfits
    if instrument is not None:
        found = [*check(instrument), *check_order(instrument), *lint(instrument)]
        problems += [problem for problem in found if problem.place[:4] not in set_aside]
    return instrument, problems


def _misnamed(instrument: Instrument, path: Path) -> Iterator[Problem]:
    if instrument.name != path.stem:
        yield Problem(("instrument",), f"The file is called {path.stem}; its instrument must be as well.")
