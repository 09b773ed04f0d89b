"""The report for one school: what was done there, who answered, and what they said beside other schools of its type.

It leaves the house, so nothing of fewer than ten people stands in it, and other schools only appear together: at least
two of them, with at least ten answers. A report is written in the language that is spoken when it is made.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app import i18n
from app.errors import N_
from app.models import Role, Site
from app.pictures.marks import Picture
from app.services import reports_pictures as pictures
from app.services import reports_short, results_comparison
from app.services import reports_words as words
from app.services.finished import Finished
from app.services.reports_material import Held, Material
from app.services.reports_pictures import Side
from app.services.reports_words import ROLES
from app.services.results import Listed, scales_of
from app.services.results_comparison import Compared
from app.services.turnout import STRATA, School
from app.statistics.suppression import FEW_PUBLISHED, hidden

OTHERS = 2  # schools that stand together behind a figure beside one's own, at least

THIS_SCHOOL = N_("Your school")


@dataclass(frozen=True)
class Series:
    """Something that the school did, on so many days, with these classes."""

    name: str
    first: date
    last: date
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What the people of one role said: pictures, or nothing yet because they are too few."""

    role: Role
    n: int
    scales: Picture | None
    answers: list[Picture]
    is_compared: bool

    @property
    def heading(self) -> str:
        """Who they are."""
        return i18n.gettext(ROLES[self.role])

    @property
    def pictures(self) -> dict[str, Picture]:
        """Each by the name that stands in its address."""
        scales = {f"{self.role}-scales": self.scales} if self.scales else {}
        return scales | {f"{self.role}-{at}": one for at, one in enumerate(self.answers, 1)}


@dataclass(frozen=True)
class SchoolReport:
    """Everything that stands in the report of one school."""

    study: str
    is_invented: bool
    site: Site
    stratum: str
    on: date
    language: i18n.Language
    done: list[Series]
    reached: Picture
    languages: list[tuple[str, str]]  # what it is called, how many; those of a few people are taken together
    attendance: list[Picture]
    told: list[Told]
    change: Picture | None
    again: int  # parents behind it
    short: list[str]  # all of it in a few sentences
    untold: list[tuple[str, int]]  # activities, with the classes of which nobody said who came
    few: int = FEW_PUBLISHED

    @property
    def pictures(self) -> dict[str, Picture]:
        """Each by the name that stands in its address."""
        found = {"reached": self.reached} | ({"change": self.change} if self.change else {})
        found |= {f"attendance-{at}": one for at, one in enumerate(self.attendance, 1)}
        return found | {key: one for told in self.told for key, one in told.pictures.items()}


def of_school(material: Material, site: Site) -> SchoolReport:
    """The report of this school."""
    done = _done([one for one in material.held if one.site_id == site.id])
    attended = [one for one in material.attendance if one.site.id == site.id]
    compared = _compared(material, site)
    attendance = [pictures.attendance(one) for one in attended]
    return SchoolReport(
        study=material.study.name,
        is_invented=material.study.synthetic,
        site=site,
        stratum=STRATA[site.stratum],
        on=material.on,
        language=i18n.language(i18n.current()),
        done=done,
        reached=_reached(material, site),
        languages=_languages(material, site),
        attendance=attendance,
        told=[told for role in ROLES if (told := _told(material, site, role))],
        change=_change(material, compared),
        again=compared.people if compared else 0,
        short=_short(material, site, attendance, compared),
        untold=_untold(done, attended),
    )


def _short(material: Material, site: Site, attendance: Sequence[Picture], compared: Compared | None) -> list[str]:
    found = material.of(Role.PARENT)
    counts = [(role, len(here(held, site))) for role in ROLES for _, held in [material.of(role) or (None, [])]]
    parents = reports_short.of_parents(found[0], _sides(found[1], site)) if found else []
    came = [f"{one.title}." for one in attendance if one.table.rows]
    return [*came, *reports_short.of_numbers(counts), *parents, *reports_short.of_change(compared)]


def _untold(done: Sequence[Series], attended: Sequence[School]) -> list[tuple[str, int]]:
    told = {one.name: {counted.group.name for counted in one.classes} for one in attended}
    missing = [(one.name, len({*one.groups} - told[one.name])) for one in done if one.name in told]
    return [(name, count) for name, count in missing if count]


def _done(held: Sequence[Held]) -> list[Series]:
    found: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        found[one.name].append(one)
    return [
        Series(name, some[0].on, some[-1].on, tuple(dict.fromkeys(group for one in some for group in one.groups)))
        for name, some in found.items()
    ]


def here(held: Sequence[Finished], site: Site) -> list[Finished]:
    """The interviews that were held at a school."""
    return [one for one in held if one.site_id == site.id]


def _reached(material: Material, site: Site) -> Picture:
    counts = []
    for role in ROLES:
        listed = material.of(role)
        wanted = material.wanted.get((site.id, role), 0)
        counts.append((i18n.gettext(ROLES[role]), len(here(listed[1], site)) if listed else 0, wanted))
    return pictures.reached(counts, i18n.gettext("How many people answered; a line shows how many were agreed"))


def _languages(material: Material, site: Site) -> list[tuple[str, str]]:
    """In which languages parents answered; a language of a few, and the next smallest, are told together."""
    listed = material.of(Role.PARENT)
    counts = Counter(one.language for one in here(listed[1], site)) if listed else Counter[str]()
    if sum(counts.values()) < FEW_PUBLISHED:
        return []
    gone = hidden(counts, FEW_PUBLISHED)
    shown = [
        (i18n.language(tag).own_name, i18n.number(count)) for tag, count in counts.most_common() if tag not in gone
    ]
    rest = sum(counts[tag] for tag in gone)
    if not shown:
        return []
    return [*shown, *([(i18n.gettext("Other languages together"), words.told(rest))] if gone else [])]


def _told(material: Material, site: Site, role: Role) -> Told | None:
    found = material.of(role)
    if found is None:
        return None
    listed, held = found
    own = here(held, site)
    if len(own) < FEW_PUBLISHED:
        return Told(role, len(own), None, [], is_compared=False)
    sides = _sides(held, site)
    compared = len(sides) > 1
    title = _title(role, compared=compared)
    scales = pictures.scales(listed, sides, title)
    return Told(role, len(own), scales, _answers(listed, sides), is_compared=compared)


def _sides(held: Sequence[Finished], site: Site) -> list[Side]:
    return [Side(i18n.gettext(THIS_SCHOOL), here(held, site)), *_others(held, site)]


def _title(role: Role, *, compared: bool) -> str:
    who = i18n.gettext(ROLES[role])
    if compared:
        return i18n.gettext("%(who)s: the mean of each subject, beside other schools", who=who)
    return i18n.gettext("%(who)s: the mean of each subject", who=who)


def _others(held: Sequence[Finished], site: Site) -> list[Side]:
    """All other schools of the same type together; nothing where they are too few to stay unknown."""
    others = [one for one in held if one.stratum == site.stratum and one.site_id != site.id]
    if len(others) < FEW_PUBLISHED or len({one.site_id for one in others}) < OTHERS:
        return []
    return [Side(i18n.gettext("Other schools (%(type)s)", type=STRATA[site.stratum]), others)]


def _answers(listed: Listed, sides: Sequence[Side]) -> list[Picture]:
    """A picture for each scale, all with the same measure; its title says how many agree."""
    scales = {name: pictures.scale_items(listed, name) for name in scales_of(listed.instrument)}
    scales = {name: items for name, items in scales.items() if items}
    if not scales:
        return []
    reach = pictures.reach(listed, [item for items in scales.values() for item in items], sides)
    return [
        pictures.answers(listed, items, sides, reports_short.message(listed, name, sides[0].held), reach)
        for name, items in scales.items()
    ]


def _compared(material: Material, site: Site) -> Compared | None:
    """The same parents three months later; None where they are fewer than ten."""
    pairs = [pair for pair in material.pairs if pair.first.site_id == site.id]
    if material.both is None or len(pairs) < FEW_PUBLISHED:
        return None
    return results_comparison.compare(material.both, pairs, few=FEW_PUBLISHED)


def _change(material: Material, compared: Compared | None) -> Picture | None:
    if material.both is None or compared is None:
        return None
    return pictures.changes(material.both, compared, i18n.gettext("The same parents, three months later"))
