"""The pictures of reports, from the figures of results; fewer than ten people are never shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app import i18n
from app.errors import N_
from app.instrument.schema import Item
from app.pictures import bars, dots, likert
from app.pictures.likert import Reach
from app.pictures.marks import Picture
from app.services import reports_words as words
from app.services import results, results_breakdown
from app.services.finished import Finished
from app.services.results import Listed
from app.services.results_comparison import Compared, Rounds
from app.services.results_parts import Breakdown, Part, apart, named
from app.services.results_words import ends
from app.services.turnout import Counted, School
from app.statistics.rounding import half_up
from app.statistics.suppression import FEW_PUBLISHED, hidden

POINTS = 5


@dataclass(frozen=True)
class Side:
    """Interviews that are shown beside others, with their name."""

    name: str
    held: Sequence[Finished]


def scale_items(one: Listed, scale: str) -> list[Item]:
    """What a picture of a scale shows: its items on five points."""
    return [item for item in results.items_of(one.instrument, scale) if is_on_points(one, item)]


def is_on_points(one: Listed, item: Item) -> bool:
    """Whether an item has the five points of the picture."""
    return len(results.of_item(one.instrument, item, ()).choices) == POINTS


def answers(
    one: Listed, items: Sequence[Item], sides: Sequence[Side], title: str, reach: Reach | None = None
) -> Picture:
    """Each statement with how it was answered, on every side."""
    choices = one.instrument.choices_of(items[0])
    return likert.draw(title, _rows(one, items, sides), words.on_points(choices), words.speech(), reach)


def reach(one: Listed, items: Sequence[Item], sides: Sequence[Side]) -> Reach:
    """How far their parts go, so that several pictures can have one scale."""
    return likert.reach(_rows(one, items, sides))


def _rows(one: Listed, items: Sequence[Item], sides: Sequence[Side]) -> list[likert.Row]:
    rows = []
    for item in items:
        for at, side in enumerate(sides):
            figure = results.of_item(one.instrument, item, side.held, few=FEW_PUBLISHED)
            missing = figure.distribution.asked - figure.n
            label = words.said(item.label) if not at else side.name
            rows.append(likert.Row(label, None if figure.is_few else _counts(figure), words.some(missing), at > 0))
    return rows


def _counts(figure: results.ItemFigure) -> tuple[int, int, int, int, int]:
    one, two, three, four, five = figure.distribution.points.values()
    return one, two, three, four, five


def agreed(one: Listed, items: Sequence[Item], held: Sequence[Finished]) -> float | None:
    """The part of all answers to these statements that are a 4 or a 5; None where they are too few."""
    figures = [results.of_item(one.instrument, item, held, few=FEW_PUBLISHED) for item in items]
    shown = [figure.distribution for figure in figures if not figure.is_few]
    total = sum(counted.n for counted in shown)
    return sum(counted.points.get(4, 0) + counted.points.get(5, 0) for counted in shown) / total if total else None


def scales(one: Listed, sides: Sequence[Side], title: str) -> Picture:
    """The mean of each scale, with its interval, on every side."""
    rows = [
        dots.Row(
            words.said(one.instrument.scales[name].label),
            tuple(_estimate(results.of_scale(one.instrument, name, side.held, few=FEW_PUBLISHED)) for side in sides),
        )
        for name in results.scales_of(one.instrument)
    ]
    items = [item for name in results.scales_of(one.instrument) for item in results.items_of(one.instrument, name)]
    wording = words.on_scale([side.name for side in sides], N_("Scale"))
    return dots.draw(title, rows, replace(wording, ends=ends(one.instrument, items)), words.speech())


def _estimate(figure: results.ScaleFigure | results_breakdown.Cell | results.ItemFigure) -> dots.Estimate | None:
    held = figure.described if isinstance(figure, results_breakdown.Cell) else figure.description
    if held is None:
        return None
    around = figure.interval
    return dots.Estimate(held.mean, held.n, around.low if around else None, around.high if around else None)


def parts(one: Listed, held: Sequence[Finished], by: Breakdown, figure: str, title: str) -> Picture | None:
    """One scale or item, part by part; what could be worked out from the rest is held back too."""
    line = results_breakdown.line(one, held, by, figure, few=FEW_PUBLISHED)
    if line is None or len(line.cells) < 2:
        return None
    names = {key: part_name(named(key, by, inside)) for key, inside in apart(list(held), by).items()}
    rows = [dots.Row(names[cell.part], (_estimate(cell),)) for cell in line.cells]
    items = [item for item in one.instrument.items() if figure in {item.name, item.scale}]
    wording = replace(words.on_scale([""], by.words), ends=ends(one.instrument, items))
    return dots.draw(title, rows, wording, words.speech())


def part_name(part: Part) -> str:
    """What a part is called in the language that is spoken now."""
    return i18n.gettext(part.label) if part.is_ours else part.label


def changes(both: Rounds, compared: Compared, title: str) -> Picture:
    """The same people at two moments: scales first, then statements, those that ten of them answered twice."""
    asked = [one for one in compared.changes if _spans_five(both, one.name, is_scale=one.is_scale)]
    pairs = [
        dots.Pair(
            words.said(one.label), _rounded(one.first.mean, one.later.mean) if one.first and one.later else None, one.n
        )
        for one in asked
    ]
    moments = (i18n.gettext("First interview"), i18n.gettext("Three months later"))
    told = {one.name for one in asked}
    items = [item for item in both.first.instrument.items() if item.name in told]
    wording = words.on_scale(moments, words.STATEMENT, N_("Difference"))
    wording = replace(wording, ends=ends(both.first.instrument, items))
    return dots.dumbbells(title, pairs, wording, words.speech())


def _rounded(first: float, later: float) -> tuple[float, float]:
    """As they are printed, so that a reader can check the difference."""
    return float(half_up(first, 1)), float(half_up(later, 1))


def _spans_five(both: Rounds, name: str, *, is_scale: bool) -> bool:
    instrument = both.first.instrument
    items = results.items_of(instrument, name) if is_scale else [one for one in instrument.items() if one.name == name]
    return all(is_on_points(both.first, item) for item in items)


def attendance(school: School) -> Picture:
    """Of each class, how many pupils had a parent there, and the mean over the classes (table 7.1.1)."""
    gone = hidden({at: one.attendance.invited for at, one in enumerate(school.classes)}, FEW_PUBLISHED)
    amounts = [
        bars.Amount(
            one.group.name if at in gone else _class(one),
            None if at in gone else one.rate.value,
            words.per_cent(one.rate.percent),
        )
        for at, one in enumerate(school.classes)
    ]
    if len(amounts) > 1 and len(gone) < len(amounts):
        mean = bars.Amount(i18n.gettext("Mean of the classes"), school.rate.value, words.per_cent(school.rate.percent))
        amounts.append(mean)
    share = "" if len(gone) == len(school.classes) else words.per_cent(school.rate.percent)
    title = i18n.gettext("%(activity)s: for %(share)s of the pupils a parent came", activity=school.name, share=share)
    wording = words.of_amounts(N_("Class"), N_("With a parent there"))
    return bars.draw(title if share else school.name, amounts, wording, words.speech(), 100)


def _class(one: Counted) -> str:
    invited = one.attendance.invited
    return i18n.ngettext(
        "%(name)s · %(num)s pupil", "%(name)s · %(num)s pupils", invited, name=words.apart(one.group.name)
    )


def reached(counts: Sequence[tuple[str, int, int]], title: str) -> Picture:
    """How many of each answered, beside what was agreed."""
    amounts = [
        bars.Amount(
            name,
            count if count == 0 or count >= FEW_PUBLISHED else None,
            i18n.gettext("%(count)s (agreed: %(wanted)s)", count=i18n.number(count), wanted=i18n.number(wanted))
            if wanted
            else i18n.number(count),
            wanted or None,
        )
        for name, count, wanted in counts
    ]
    return bars.draw(title, amounts, words.of_amounts(N_("Who answered"), N_("Answered")), words.speech())
