"""What a school report says in a few sentences, so that who has two minutes knows what her parents said.

Every sentence repeats a figure that stands in the report, by the same rule. A school is called higher or lower than
others only where the 95 per cent intervals of the two means do not overlap; where they do, no difference was shown,
which is another thing than none; and of too few answers nothing is said.
"""

from collections.abc import Sequence
from fractions import Fraction

from app.errors import N_
from app.i18n import gettext as _
from app.i18n import number, percent
from app.models import Role
from app.services import reports_pictures as pictures
from app.services import reports_words as words
from app.services import results
from app.services.finished import Finished
from app.services.reports_pictures import Side
from app.services.results import ItemFigure, Listed, ScaleFigure, scales_of
from app.services.results_comparison import Change, Compared
from app.statistics.rounding import half_up
from app.statistics.suppression import FEW_PUBLISHED

BESIDE = {1: N_("higher than at other schools"), -1: N_("lower than at other schools")}


def of_parents(listed: Listed, sides: Sequence[Side]) -> list[str]:
    """What parents said: a sentence for each subject and beside other schools, then the most and the least agreed."""
    shown = [name for name in scales_of(listed.instrument) if _is_shown(listed, name, sides[0])]
    judged = {name: _beside_others(listed, name, sides) for name in shown}
    told = [message(listed, name, sides[0].held) + _how(judged[name]) for name in shown]
    plain = {which for which in judged.values() if which is not None}
    if plain == {0}:
        told += [_("On none of these subjects was a difference from other schools shown")]
    elif 0 in plain:
        told += [_("On the other subjects no difference from other schools was shown")]
    return [*(f"{one}." for one in told), *_most_and_least(listed, sides[0])]


def _how(which: int | None) -> str:
    return f"; {_(BESIDE[which])}" if which else ""


def message(listed: Listed, scale: str, held: Sequence[Finished]) -> str:
    """What a picture of a scale says, in a sentence."""
    label = words.said(listed.instrument.scales[scale].label)
    share = pictures.agreed(listed, pictures.scale_items(listed, scale), held)
    return (
        label
        if share is None
        else _("%(subject)s: %(share)s of the answers agree", subject=label, share=percent(share))
    )


def _is_shown(listed: Listed, scale: str, own: Side) -> bool:
    return pictures.agreed(listed, pictures.scale_items(listed, scale), own.held) is not None


def _beside_others(listed: Listed, scale: str, sides: Sequence[Side]) -> int | None:
    if len(sides) < 2:
        return None
    ours, theirs = (results.of_scale(listed.instrument, scale, side.held, few=FEW_PUBLISHED) for side in sides[:2])
    return beside(ours, theirs)


def beside(ours: ScaleFigure, theirs: ScaleFigure) -> int | None:
    """1 higher, -1 lower, 0 where the intervals overlap; None where one of the two cannot be shown."""
    one, other = ours.interval, theirs.interval
    if one is None or other is None:
        return None
    return 1 if one.low > other.high else -1 if one.high < other.low else 0


def _most_and_least(listed: Listed, own: Side) -> list[str]:
    items = {item.name: item for name in scales_of(listed.instrument) for item in pictures.scale_items(listed, name)}
    figures = [results.of_item(listed.instrument, item, own.held, few=FEW_PUBLISHED) for item in items.values()]
    ranked = sorted(((_mean(one), one) for one in figures if not one.is_few), key=lambda pair: -pair[0])
    if len(ranked) < 2 or ranked[0][0] == ranked[-1][0]:
        return []
    (high, most), (low, least) = ranked[0], ranked[-1]
    return [
        _(
            "Parents agreed most with “%(item)s”: %(mean)s of 5.",
            item=words.said(most.item.label),
            mean=words.decimal(high),
        ),
        _(
            "They agreed least with “%(item)s”: %(mean)s of 5.",
            item=words.said(least.item.label),
            mean=words.decimal(low),
        ),
    ]


def _mean(one: ItemFigure) -> Fraction:
    """As it is printed, so that what looks the same is the same."""
    return Fraction(half_up(one.description.mean, 1)) if one.description else Fraction(0)


def of_change(compared: Compared | None) -> list[str]:
    """On how many statements the same parents answered lower or higher at the second moment."""
    asked = [one for one in compared.changes if not one.is_scale and one.difference is not None] if compared else []
    if compared is None or not asked:
        return []
    counted = {sign: number(sum(1 for one in asked if _sign(one) == sign)) for sign in (-1, 0, 1)}
    return [
        _(
            "Three months later the same %(people)s parents answered lower on %(lower)s statements, "
            "higher on %(higher)s and the same on %(same)s.",
            people=number(compared.people),
            lower=counted[-1],
            higher=counted[1],
            same=counted[0],
        )
    ]


def _sign(one: Change) -> int:
    moved = one.difference or Fraction(0)
    return (moved > 0) - (moved < 0)


def of_numbers(counts: Sequence[tuple[Role, int]]) -> list[str]:
    """How many of each role answered; nothing of who were a few."""
    told = [f"{_(words.ROLES[role])} {number(count)}" for role, count in counts if count >= FEW_PUBLISHED]
    return [_("Who answered: %(who)s.", who=", ".join(told))] if told else []
