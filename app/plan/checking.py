"""Whether the rows of a plan fit each other and what we hold: nothing twice, and nothing that is not there."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from app.errors import N_
from app.i18n import INTERFACE, languages
from app.instrument.problems import say
from app.plan.rows import Plan, Problem, Row, plain
from app.plan.sheets import EVERYWHERE, SHEETS

TWICE = N_("“%(name)s” stands in this sheet twice, first in row %(row)s. Take one of the two out.")
ONE_STUDY = N_("There is one study. Take this row out.")
NO_SCHOOL = N_("There is no school “%(name)s”. Add it to the sheet schools, or mend the code.")
NO_CLASS = N_("School %(school)s has no class “%(name)s”. Add it to the sheet classes, or mend the name.")
NO_INTERVENTION = N_("There is no intervention “%(name)s”. Add it to the sheet interventions, or mend its key.")
SEVERAL = N_("Several interventions are called “%(name)s”. Write the one you mean by its name, not by its key.")
NO_PERSON = N_("There is no student “%(name)s”. Add her to the sheet people, or mend the name.")
NO_LANGUAGE = N_("“%(name)s” is no language that is known here. Write its tag, such as nl, tr or ar.")
NO_SCREENS = N_("The screens do not speak “%(name)s”. Write first one of: %(tags)s.")
ENDS_FIRST = N_("It ends before it begins. Look at both times.")
NO_POSTING = N_("Only students go to schools. Clear the schools, or make this person a student.")


class Around:
    """What there is once the plan is taken: what it names itself and what we hold, each in its own spelling."""

    def __init__(self, plan: Plan, held: list[Row]) -> None:
        rows = [*held, *plan.rows]
        self.schools = {row.says("school")[0]: str(row["school"]) for row in rows if row.sheet == "schools"}
        self.classes = {row.says("school", "class"): str(row["class"]) for row in rows if row.sheet == "classes"}
        roles = {row.says("name")[0]: row for row in rows if row.sheet == "people" and row["role"]}
        self.students = {name: str(row["name"]) for name, row in roles.items() if row["role"] == "student"}
        self.interventions: dict[str, set[str]] = {}
        mine = [row for row in held if row.sheet == "interventions"]
        several = {key for key, count in Counter(row.says("key") for row in mine).items() if count > 1}
        for row in [*mine, *plan.of("interventions")]:
            known = str(row["name"] if row.says("key") in several else row["key"])
            for word in {*row.says("key"), *row.says("name")} - {""}:
                self.interventions.setdefault(word, set()).add(known)


def fitted(plan: Plan, held: list[Row]) -> Plan:
    """The rows with every name as it is spelled where it belongs, and what does not fit among the problems."""
    around = Around(plan, held)
    fits = Plan(problems=[*plan.problems, *_twice(plan)])
    at = {row.id: row["school"] for row in held if row.sheet == "activities"}
    for row in _everywhere(plan, held):
        said = dict(row.said)
        if row.sheet == "activities" and row["school"] is None and row["number"] in at:
            said["school"] = at[row["number"]]  # its number says where it is
        fits.problems += [replace(told, sheet=row.sheet, row=row.number) for told in _fit(row.sheet, said, around)]
        fits.rows.append(replace(row, said=said))
    return fits


def _everywhere(plan: Plan, held: list[Row]) -> Iterator[Row]:
    """Every row; what holds for `*` stands at each school that has no row of its own."""
    own = {row.says("school")[0] for row in plan.of("targets")}
    schools = {row.says("school")[0]: row["school"] for row in [*held, *plan.rows] if row.sheet == "schools"}
    for row in plan.rows:
        if row.sheet == "targets" and row["school"] == EVERYWHERE:
            others = [code for name, code in schools.items() if name not in own and code]
            yield from (replace(row, said={**row.said, "school": code}) for code in others)
        else:
            yield row


def _twice(plan: Plan) -> Iterator[Problem]:
    first: dict[tuple[str, ...], int] = {}
    for row in plan.rows:
        same = _name(row)
        if row.sheet == "study" and ("study",) in first:
            yield Problem(say(ONE_STUDY), row.sheet, row.number)
        key = (row.sheet, *row.says(*same))
        if key in first and any(row[one] for one in same):
            name = " ".join(plain(row[one]) for one in same)
            yield Problem(say(TWICE, name=name, row=first[key]), row.sheet, row.number, same[0])
        first.setdefault(key, row.number)


def _name(row: Row) -> tuple[str, ...]:
    """What says which row it is; an activity without a number is what it says of itself."""
    if row.sheet == "activities" and not row["number"]:
        return ("school", "intervention", "date", "from", "classes")
    return SHEETS[row.sheet].same


def _fit(sheet: str, said: dict[str, object], around: Around) -> Iterator[Problem]:
    """What does not fit; names that do are put into `said` as they are spelled where they belong."""
    if sheet in ("classes", "activities", "targets"):
        yield from _school(said, around)
    if sheet == "activities":
        yield from _activity(said, around)
    if sheet == "people":
        yield from _person(said, around)
    if sheet == "schools" and (tag := said.get("language")):
        yield from _languages((str(tag),), column="language")


def _school(said: dict[str, object], around: Around) -> Iterator[Problem]:
    if not (code := str(said.get("school", ""))):
        return
    if code.casefold() not in around.schools:
        yield Problem(say(NO_SCHOOL, name=code), column="school")
    said["school"] = around.schools.get(code.casefold(), code)


def _activity(said: dict[str, object], around: Around) -> Iterator[Problem]:
    school = str(said.get("school", ""))
    if school.casefold() in around.schools and (names := _names(said, "classes")):
        for name in names:
            if (school.casefold(), name.casefold()) not in around.classes:
                yield Problem(say(NO_CLASS, school=school, name=name), column="classes")
        spelled = (around.classes.get((school.casefold(), name.casefold()), name) for name in names)
        said["classes"] = tuple(sorted(set(spelled)))
    if name := str(said.get("intervention", "")):
        known = around.interventions.get(name.casefold(), set())
        if len(known) != 1:
            yield Problem(say(SEVERAL if known else NO_INTERVENTION, name=name), column="intervention")
        said["intervention"] = min(known, default=name)
    if names := _names(said, "people"):
        for name in names:
            if name.casefold() not in around.students:
                yield Problem(say(NO_PERSON, name=name), column="people")
        said["people"] = tuple(sorted({around.students.get(name.casefold(), name) for name in names}))
    if said.get("from") and said.get("to") and str(said["to"]) <= str(said["from"]):
        yield Problem(say(ENDS_FIRST), column="to")


def _person(said: dict[str, object], around: Around) -> Iterator[Problem]:
    if tags := _names(said, "languages"):
        yield from _languages(tags, column="languages")
        if tags[0] not in INTERFACE:
            yield Problem(say(NO_SCREENS, name=tags[0], tags=", ".join(INTERFACE)), column="languages")
    if not (codes := _names(said, "schools")):
        return
    if said.get("role") not in (None, "", "student"):
        yield Problem(say(NO_POSTING), column="schools")
    for code in codes:
        if code.casefold() not in around.schools:
            yield Problem(say(NO_SCHOOL, name=code), column="schools")
    said["schools"] = tuple(sorted({around.schools.get(code.casefold(), code) for code in codes}))


def _languages(tags: tuple[str, ...], *, column: str) -> Iterator[Problem]:
    known = {one.tag for one in languages()}
    yield from (Problem(say(NO_LANGUAGE, name=tag), column=column) for tag in tags if tag not in known)


def _names(said: dict[str, object], key: str) -> tuple[str, ...]:
    found = said.get(key)
    return found if isinstance(found, tuple) else ()
