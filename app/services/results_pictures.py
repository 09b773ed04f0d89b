"""The pictures on the pages of results: answers as diverging bars, parts as dots, two moments as dumbbells."""

from collections.abc import Sequence
from dataclasses import replace

from app.errors import N_
from app.i18n import gettext as _
from app.instrument.schema import Instrument
from app.pictures import dots, likert
from app.pictures.marks import Picture
from app.services.results import ItemFigure
from app.services.results_breakdown import Table
from app.services.results_comparison import Change
from app.services.results_words import ends, said, speech
from app.statistics.rounding import half_up

POINTS = (1, 2, 3, 4, 5)
MOST_GROUPS = 4  # that can be told apart by their marks
WITHHELD = N_("fewer than 5: not shown")


def answers(figures: Sequence[ItemFigure]) -> list[Picture]:
    """One picture per list of five points, of all items that are answered on it."""
    lists: dict[str | None, list[ItemFigure]] = {}
    for one in figures:
        if tuple(one.labels) == POINTS:
            lists.setdefault(one.item.choice_list, []).append(one)
    return [_likert(same) for same in lists.values()]


def _likert(figures: Sequence[ItemFigure]) -> Picture:
    ends = figures[0].labels
    points = tuple(said(ends[point]) for point in POINTS)
    rows = [_row(one) for one in figures]
    title = _("From “%(low)s” to “%(high)s”", low=points[0], high=points[-1])
    words = likert.Wording(
        points=(points[0], points[1], points[2], points[3], points[4]),
        number=_("N"),
        mean=_("Mean"),
        missing=_("Gave no answer"),
        withheld=_(WITHHELD),
        nobody=_("nobody answered"),
        what=_("Item"),
    )
    return likert.draw(title, rows, words, speech())


def _row(one: ItemFigure) -> likert.Row:
    counts = one.distribution.points
    five = (counts[1], counts[2], counts[3], counts[4], counts[5])
    return likert.Row(
        said(one.item.label), None if one.is_few and one.n else five, sum(one.distribution.missing.values())
    )


def parts(table: Table, instrument: Instrument, withheld: str = "") -> Picture | None:
    """The scales of two to four parts, with their intervals; None where there are no scales, or more parts."""
    scales = [line for line in table.lines if line.is_scale]
    if not scales or not 2 <= len(table.parts) <= MOST_GROUPS:
        return None
    rows = [
        dots.Row(
            said(line.label),
            tuple(
                dots.Estimate(
                    cell.described.mean,
                    cell.described.n,
                    cell.interval.low if cell.interval else None,
                    cell.interval.high if cell.interval else None,
                )
                if cell.described
                else None
                for cell in line.cells
            ),
        )
        for line in scales
    ]
    groups = tuple(_(part.label) if part.is_ours else part.label for part in table.parts)
    items = [item for item in instrument.items() if item.scale in {line.name for line in scales}]
    wording = replace(_words(groups, _("Mean"), withheld), ends=ends(instrument, items))
    return dots.draw(_("Scales: means with their 95 per cent intervals"), rows, wording, speech())


def moments(changes: Sequence[Change], first: Instrument) -> Picture | None:
    """Everything that was asked twice, from the first mean to the later one; None where nobody may be shown."""
    if not any(one.first for one in changes):
        return None
    pairs = [
        dots.Pair(
            said(one.label),
            (float(half_up(one.first.mean, 1)), float(half_up(one.later.mean, 1))) if one.first and one.later else None,
            one.n,
        )
        for one in changes
    ]
    title = _("The same people, twice")
    names = {one.name for one in changes}
    items = [item for item in first.items() if item.name in names]
    wording = replace(_words((_("First"), _("Again")), _("Changed by")), ends=ends(first, items))
    return dots.dumbbells(title, pairs, wording, speech())


def _words(groups: tuple[str, ...], mean: str, withheld: str = "") -> dots.Wording:
    return dots.Wording(groups, _("N"), mean, _("95 per cent interval"), withheld or _(WITHHELD), _("Item"))
