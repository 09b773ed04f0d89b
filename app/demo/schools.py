"""The eighteen schools of round 3: codes, plans and conditions are published, names and classes are invented."""

from dataclasses import dataclass
from functools import cache

from app.demo.tables import rows

UNKNOWN_GROUP = "onbekend"

CARRIED_OUT = {"ja": "yes", "ten dele": "partly", "nee": "no", "nvt": "control"}
# Printed name: our key, the label a school would use, kind, form.
INTERVENTIONS = {
    "kennismakingsgesprek": ("introduction_talk", "Kennismakingsgesprek", "talk", "individual"),
    "voortgangsgesprek": ("progress_talk", "Voortgangsgesprek", "talk", "individual"),
    "rapportgesprek (controle)": ("report_talk", "Rapportgesprek", "talk", "individual"),
    "huisbezoek": ("home_visit", "Huisbezoek", "talk", "individual"),
    "intake": ("intake_talk", "Intakegesprek", "talk", "individual"),
    "ouderavond": ("parent_evening", "Ouderavond", "meeting", "collective"),
    "loopbaankeuzeavond": ("parent_evening", "Loopbaankeuzeavond", "meeting", "collective"),
    "ouderavond (collectieve kennismaking)": ("parent_evening", "Kennismakingsavond", "meeting", "collective"),
    "informatiekaart": ("information_card", "Informatiekaart", "talk", "individual"),
    "themabijeenkomst": ("theme_meeting", "Themabijeenkomst", "meeting", "collective"),
}
NAMES = {
    "A1": "vmbo De Maasoever",
    "A2": "Vakcollege Zuiderkade",
    "A3": "vmbo De Ketting",
    "A4": "Scholengemeenschap Brug en Haven",
    "A5": "vmbo-gt Lindekade",
    "A6": "Mavo De Zeilmaker",
    "A7": "Mavo Wilgenplein",
    "B1": "vso De Ankerplaats",
    "B2": "vso Het Stuurwiel",
    "B3": "Praktijkschool De Helling",
    "B4": "Praktijkschool De Kabelbaan",
    "C1": "Lyceum Oosterboog",
    "C2": "Scholengemeenschap De Vier Windstreken",
    "D1": "mbo Havenkwartier Zorg en Dienstverlening",
    "D2": "mbo De Loodsen",
    "E1": "vmbo De Kraanvogel",
    "E2": "Vakcollege Graanhof",
    "E3": "vmbo De Rietkraag",
}
# Sections per year; each school names its own.
LETTERS = {"A1": "ABC", "A3": "ABC", "A6": "ABC", "A7": "ABC", "B2": "A", "B3": "A", "B4": "A"}
MBO_GROUPS = {
    "B4": ("AKA1",),  # the assistant's course at mbo level 1 that this school also gives
    "D1": ("MZ1A", "MZ1B", "HZ1A", "DV1A"),
    "D2": ("PW1A", "PW1B", "OA1A"),
}


@dataclass(frozen=True)
class Group:
    """A class; `year` is "1" to "5", "mbo1", or None where nobody noted the class."""

    name: str
    year: str | None


@dataclass(frozen=True)
class Plan:
    """What a school set out to do, for which years, and whether it came to that.

    `carried_out`: yes, partly, no, control (the usual report talks), added (held, but not in appendix 6.1.1).
    """

    intervention: str
    label: str
    kind: str
    form: str
    years: tuple[str, ...]
    carried_out: str


@dataclass(frozen=True)
class School:
    """One site. `planned_as` is the letter it started under, `condition` how it was analysed."""

    code: str
    name: str
    planned_as: str
    stratum: str
    condition: str
    plans: tuple[Plan, ...]
    groups: tuple[Group, ...]

    @property
    def context(self) -> str:
        """The column of the published tables: the stratum, or control."""
        return "control" if self.condition == "control" else self.stratum

    def plan(self, intervention: str) -> Plan:
        """The plan for one intervention; no school has two for the same."""
        return next(plan for plan in self.plans if plan.intervention == intervention)


def unknown_group() -> Group:
    """The class of a child whose class nobody noted."""
    return Group(UNKNOWN_GROUP, None)


def stratum_of(letter: str) -> str:
    """A, E: vmbo. B: practical and special education. D: mbo. C (mavo, havo, vwo) counts as vmbo."""
    return {"B": "pro_vso", "D": "mbo"}.get(letter, "vmbo")


def years_of(code: str, printed: str) -> tuple[str, ...]:
    """The years of a plan; "0" is an intake, before there is a year.

    B4 also teaches at mbo level 1: the callback has five parents of mbo year 1 but four in the mbo, so one of them
    has a child elsewhere, and B4 is the only place.
    """
    if code[0] == "D":
        return () if printed == "0" else ("mbo1",)
    if printed == "alle":
        return tuple("12345" if code[0] == "B" else "1234")
    years = tuple(word for word in printed.split() if word.isdigit())
    return (*years, "mbo1") if code == "B4" else years


def make_plan(code: str, printed: str, years: str, carried_out: str) -> Plan:
    """A plan in our words, from the words of the appendix."""
    return Plan(*INTERVENTIONS[printed], years_of(code, years), carried_out)


def groups_of(code: str, stratum: str) -> tuple[Group, ...]:
    """The classes of a school, youngest first, and the one nobody noted."""
    years = () if stratum == "mbo" else "12345" if stratum == "pro_vso" else "1234"
    classes = [Group(f"{year}{letter}", year) for year in years for letter in LETTERS.get(code, "AB")]
    return (*classes, *(Group(name, "mbo1") for name in MBO_GROUPS.get(code, ())), unknown_group())


def plans_of(code: str) -> tuple[Plan, ...]:
    """The plans of appendix 6.1.1 and two activities that only the text mentions.

    C2 did not carry out its progress talks and was analysed with the report talks of the controls (as E4). The theme
    meeting was held in special education; the text does not say where, here it is at B2.
    """
    printed = [row for row in rows("appendix_6_1_1_schools") if row["school_code"].split()[0] == code]
    plans = [
        make_plan(code, row["chosen_intervention"], row["leerjaar"], CARRIED_OUT[row["carried_out"]]) for row in printed
    ]
    added = {"C2": "rapportgesprek (controle)", "B2": "themabijeenkomst"}.get(code)
    return (*plans, make_plan(code, added, "alle", "added")) if added else tuple(plans)


@cache
def schools() -> tuple[School, ...]:
    """All eighteen, in the order of the appendix."""
    return tuple(
        School(
            code=code,
            name=name,
            planned_as=code[0],
            stratum=stratum_of(code[0]),
            condition="control" if code[0] == "E" or code == "C2" else "intervention",
            plans=plans_of(code),
            groups=groups_of(code, stratum_of(code[0])),
        )
        for code, name in NAMES.items()
    )


def school(code: str) -> School:
    """The school with this code."""
    return next(school for school in schools() if school.code == code)
