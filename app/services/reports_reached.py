"""Who of the first round was reached again, as the report of the study tells it; nothing of fewer than ten people."""

from dataclasses import dataclass

from sqlmodel import Session

from app import i18n
from app.errors import N_
from app.services import composition
from app.services import reports_words as words
from app.services.composition import Part, Variable
from app.services.reports_material import Material
from app.services.results_parts import YEARS
from app.services.turnout import STRATA
from app.statistics.suppression import FEW_PUBLISHED, hidden

TITLES = {
    composition.LANGUAGE: N_("Language"),
    composition.YEAR: N_("School year"),
    composition.STRATUM: N_("School type"),
}


@dataclass(frozen=True)
class Reached:
    """A background variable: of each category its share in the first round and among those reached again."""

    title: str
    rows: list[tuple[str, str, str]]


def of_study(session: Session, material: Material) -> list[Reached]:
    """Each background variable of which something can be shown."""
    if material.both is None or len(material.pairs) < FEW_PUBLISHED:
        return []
    found = [_reached(one) for one in composition.of_round(session, material.both.wave)]
    return [one for one in found if one.rows]


def _reached(one: Variable) -> Reached:
    gone = hidden({part.key: part.first for part in one.parts}, FEW_PUBLISHED)
    gone |= hidden({part.key: part.again for part in one.parts}, FEW_PUBLISHED)
    title = words.said(one.title) if one.title else i18n.gettext(TITLES[one.name])
    rows = [
        (_category(one.name, part), i18n.percent(part.share_first), i18n.percent(part.share_again))
        for part in one.parts
        if part.key not in gone and part.share_first is not None and part.share_again is not None
    ]
    return Reached(title, rows)


def _category(variable: str, part: Part) -> str:
    if part.label:
        return words.said(part.label)
    if variable == composition.LANGUAGE:
        return i18n.language(part.key).own_name
    if variable == composition.STRATUM:
        return str({str(key): said for key, said in STRATA.items()}.get(part.key, part.key))
    return i18n.gettext(YEARS[part.key]) if part.key in YEARS else part.key
