"""A figure taken apart: by which rule it was made, of which interviews, and which were left out and why.

Codes name interviews and nobody else. Of a figure that is not shown because too few people stand behind it, nothing
can be opened either.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.errors import N_, NotFound
from app.instrument.schema import Texts
from app.models import InterviewStatus, Missing
from app.services import finished, results, results_breakdown, results_comparison
from app.services.finished import Finished
from app.services.results import Listed
from app.services.results_comparison import Pair, Rounds
from app.services.results_parts import BREAKDOWNS, Part, breakdown, named, within
from app.statistics import intervals
from app.statistics.description import Description
from app.statistics.suppression import FEW

MEAN_RULE = N_(
    "The mean of everybody who chose a point. Who did not know, would rather not say or was not asked is left out."
)
SCALE_RULE = N_(
    "The sum of the items divided by their number, so that it lies on the same points as the items. "
    "Only who answered every item counts."
)
CHANGE_RULE = N_(
    "Only who answered both times counts. The change is the later mean minus the first, each rounded first; "
    "the interval is that of the mean of what changed in each person, judged by schools."
)
WHY = {
    Missing.DONT_KNOW: N_("did not know"),
    Missing.REFUSED: N_("would rather not say"),
    Missing.NOT_APPLICABLE: N_("does not apply"),
    Missing.NOT_ASKED: N_("was not asked"),
    Missing.BROKEN_OFF: N_("had stopped before"),
}
STATUS = {
    InterviewStatus.DRAFT: N_("was never finished"),
    InterviewStatus.BROKEN_OFF: N_("broke off"),
    InterviewStatus.REFUSED: N_("refused"),
    InterviewStatus.VOIDED: N_("was taken out, for a reason"),
}
UNFINISHED = N_("did not answer every item")
ONCE = N_("answered it only once, or was not reached again")


@dataclass(frozen=True, order=True)
class Behind:
    """An interview behind a figure, by the code of its respondent; the lead may open it."""

    code: str
    interview_id: UUID


@dataclass(frozen=True)
class LeftOut:
    """Interviews that are not in a figure, for one reason."""

    because: str
    codes: list[Behind]


@dataclass(frozen=True)
class Opened:
    """A figure with everything that is behind it."""

    listed: Listed
    label: Texts
    items: list[Texts]  # of a scale
    rule: str
    described: Description | None  # None: hidden, or nobody
    part: Part | None
    codes: list[Behind]
    left_out: list[LeftOut]
    hidden: bool
    few: int = FEW

    @property
    def interval(self) -> intervals.Interval | None:
        """Around the mean, as if people were drawn one by one."""
        held = self.described
        return intervals.of_mean(held.mean, held.sd, held.n) if held else None


def of_list(
    session: Session,
    name: str,
    figure: str,
    *,
    wave: str | None = None,
    by: str = "",
    part: str = "",
    stratum: str = "",
) -> Opened:
    """A mean of an item or of a scale, of everybody or of one part.

    Raises:
        NotFound: There is no such list, or it has no such figure.
        NoSuchPart: There is no such breakdown.
    """
    one = results.listed(session, name, wave)
    inside, others = _held(session, one, stratum)
    way = breakdown(by or "stratum")
    line = results_breakdown.line(one, inside, way, figure)
    if line is None:
        raise NotFound
    chosen, hidden, described = None, line.together is None, line.together
    if by:
        cell = next((cell for cell in line.cells if cell.part == part), None)
        if cell is None:
            raise NotFound
        inside, others = ([row for row in held if (way.of(row) or "") == part] for held in (inside, others))
        chosen, hidden, described = named(part, way, inside), cell.hidden, cell.described
    known = _known(one, figure)
    return Opened(
        listed=one,
        label=line.label,
        items=[item.label for item in results.items_of(one.instrument, figure)] if line.is_scale else [],
        rule=SCALE_RULE if line.is_scale else MEAN_RULE,
        described=described,
        part=chosen,
        codes=[] if hidden else [_behind(row) for row in inside if known(row)],
        left_out=[] if hidden else _left_out(inside, others, known, _reason(figure, line.is_scale)),
        hidden=hidden,
    )


def of_change(session: Session, later: str | None, figure: str, *, part: str = "") -> Opened:
    """What changed in an item or a scale, of everybody reached again or of an activity.

    Raises:
        NotFound: There is no such list or figure.
    """
    both = results_comparison.chosen(session, later)
    pairs = results_comparison.pairs(session, both)
    shown = results_comparison.compare(both, pairs)
    first = finished.interviews(session, wave=both.first.wave, instrument=both.first.name)
    if part:
        activities = results_comparison.by_activity(both, pairs)
        shown = next((one for one in activities if one.part and one.part.key == part), shown)
        pairs, first = (
            [pair for pair in pairs if pair.first.intervention == part],
            [one for one in first if one.intervention == part],
        )
    change = next((one for one in shown.changes if one.name == figure), None)
    if change is None or not pairs:
        raise NotFound
    twice = _twice(both, pairs, figure, change.is_scale)
    reached = {pair.first.id for pair in twice}
    hidden = change.first is None
    return Opened(
        listed=both.later,
        label=change.label,
        items=[item.label for item in results.items_of(both.later.instrument, figure)] if change.is_scale else [],
        rule=CHANGE_RULE,
        described=change.later,
        part=named(part, BREAKDOWNS["intervention"], first) if part else None,
        codes=[] if hidden else [_behind(pair.later) for pair in twice],
        left_out=[] if hidden else [LeftOut(ONCE, sorted(_behind(one) for one in first if one.id not in reached))],
        hidden=hidden,
    )


def _held(session: Session, one: Listed, stratum: str) -> tuple[list[Finished], list[Finished]]:
    counting = finished.interviews(session, wave=one.wave, instrument=one.name)
    others = finished.interviews(session, wave=one.wave, instrument=one.name, statuses=STATUS)
    return within(counting, stratum), within(others, stratum)


def _known(one: Listed, figure: str) -> Callable[[Finished], bool]:
    items = results.items_of(one.instrument, figure)
    if items:
        return lambda row: results.score(row, items) is not None
    return lambda row: row.point(figure) is not None


def _reason(figure: str, is_scale: bool) -> Callable[[Finished], str]:
    def why(row: Finished) -> str:
        if is_scale:
            return UNFINISHED
        given = row.answers.get(figure)
        return WHY[given.missing if given and given.missing else Missing.NOT_ASKED]

    return why


def _left_out(
    inside: Sequence[Finished],
    others: Iterable[Finished],
    known: Callable[[Finished], bool],
    why: Callable[[Finished], str],
) -> list[LeftOut]:
    found: dict[str, list[Behind]] = {}
    for row in inside:
        if not known(row):
            found.setdefault(why(row), []).append(_behind(row))
    for row in others:
        found.setdefault(STATUS[row.status], []).append(_behind(row))
    return [LeftOut(because, codes) for because, codes in sorted(found.items(), key=lambda one: -len(one[1]))]


def _twice(both: Rounds, pairs: Sequence[Pair], figure: str, is_scale: bool) -> list[Pair]:
    return [pair for pair in pairs if results_comparison.values_of(pair, figure, is_scale, both)]


def _behind(row: Finished) -> Behind:
    return Behind(row.code, row.id)
