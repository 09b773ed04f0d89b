"""The plan of the study as a file: out, looked at, and in; all of it or nothing."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlmodel import Session, select

from app.errors import N_, ChangedMeanwhile, FieldworkError
from app.models import Person, Study
from app.plan import checking, comparing, reading, writing
from app.plan.comparing import Becomes, Change, Comparison
from app.plan.rows import Plan, Problem, Row
from app.plan.sheets import SHEETS
from app.services import plan_held, plan_rules, plan_taking
from app.services.plan_taking import Taken

CHANGED = N_("The study changed while you were looking. Nothing was taken; look at the file again.")
NOT_RIGHT = N_("This plan is not right, so nothing of it was taken. Choose the file again.")


class PlanRefused(FieldworkError):
    """A plan that cannot be taken as it is."""

    status = 422


@dataclass(frozen=True)
class Preview:
    """What taking a plan would do, or what stands in its way."""

    plan: Plan
    found: Comparison
    problems: Sequence[Problem]
    text: str = ""  # the plan, as the page sends it back

    @property
    def mark(self) -> str:
        """A digest of all that would happen: what is taken is what was shown."""
        lines = [
            (one.row.sheet, one.row.number, one.becomes, [(part.column, part.was, part.becomes) for part in one.parts])
            for one in self.found.changes
        ]
        return hashlib.sha256(json.dumps([lines, [gone.id for gone in self.found.gone]]).encode()).hexdigest()[:32]

    @property
    def can_be_taken(self) -> bool:
        """Nothing stands in its way, and something would change."""
        return not self.problems and any(one.becomes != Becomes.SAME for one in self.found.changes)

    def of(self, sheet: str, becomes: str) -> list[Change]:
        """The rows of a sheet that come to this."""
        return [one for one in self.found.of(sheet) if one.becomes == becomes]

    def gone(self, sheet: str) -> list[Row]:
        """What we hold and the plan does not name."""
        return [row for row in self.found.gone if row.sheet == sheet]

    def count(self, becomes: str) -> int:
        """How many rows of all sheets come to this."""
        return sum(one.becomes == becomes for one in self.found.changes)

    @property
    def sheets(self) -> list[str]:
        """The sheets that say something, in their order."""
        return [key for key in SHEETS if self.found.of(key)]


def preview(session: Session, content: bytes, *, now: datetime) -> Preview:
    """What a file would change, and everything that is wrong with it; nothing is kept."""
    return _look(session, reading.read(content), now=now)


def take(session: Session, text: str, mark: str, *, by: Person, now: datetime) -> Taken:
    """Take the plan that was shown.

    Raises:
        PlanRefused: It is not right, or not what the page sent.
        ChangedMeanwhile: It would do something else by now than was shown.
    """
    session.exec(select(Study.id).with_for_update()).one()  # two taps wait for one another; the second sees the first
    shown = _look(session, Plan(_from(text)), now=now)
    if shown.mark != mark:
        raise ChangedMeanwhile(CHANGED)
    if not shown.can_be_taken:
        raise PlanRefused(NOT_RIGHT)
    return plan_taking.take(session, shown.found, by=by, now=now)


def template(*, language: str) -> bytes:
    """An empty plan to fill in."""
    return writing.workbook([], language=language)


def example(*, language: str) -> bytes:
    """Two invented schools, to see how a plan is filled in."""
    return writing.workbook(writing.example(), language=language)


def written(session: Session, *, language: str) -> bytes:
    """The study as it is now, in the same columns: to be changed, or to begin another one with."""
    return writing.workbook(plan_held.rows(session), language=language)


def _look(session: Session, plan: Plan, *, now: datetime) -> Preview:
    held = plan_held.rows(session)
    fits = checking.fitted(plan, held)
    found = comparing.compare(fits, held)
    problems = [*fits.problems, *found.problems]
    if not fits.problems:
        problems += plan_rules.problems(session, found, now=now)
    order = [*SHEETS, ""]
    problems.sort(key=lambda one: (order.index(one.sheet) if one.sheet in order else -1, one.row))
    return Preview(plan, found, problems, "" if problems else _text(plan.rows))


def _text(rows: Sequence[Row]) -> str:
    return json.dumps(
        [[row.sheet, row.number, {key: _plain(value) for key, value in row.said.items()}] for row in rows]
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"time": value.isoformat()} if isinstance(value, time) else value


def _from(text: str) -> list[Row]:
    """The rows as the page sent them back; every cell is read again as if it stood in a file."""
    try:
        return [Row(SHEETS[sheet].key, int(number), _said(sheet, said)) for sheet, number, said in json.loads(text)]
    except (ValueError, TypeError, KeyError, AttributeError, StopIteration):
        raise PlanRefused(NOT_RIGHT) from None


def _said(sheet: str, said: dict[str, Any]) -> dict[str, Any]:
    return {key: reading.value(SHEETS[sheet].column(key), _typed(value)) for key, value in said.items()}


def _typed(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("day") or value.get("time"))
    text = "\n".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(writing.DANGEROUS) else text
