"""The demo study as designed: 18 schools, their classes and activities, and a team of seven."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TypeVar

from sqlmodel import Session, SQLModel

from app.calling.days import add_months
from app.demo import records
from app.demo.schools import School
from app.models import (
    Activity,
    ActivityGroup,
    Assignment,
    Condition,
    Group,
    Intervention,
    Kind,
    Person,
    PersonRole,
    Posting,
    Quota,
    Role,
    Site,
    Stratum,
    Study,
)
from app.services import demo_waves, instruments
from app.services.waves import MONTHS

Row = TypeVar("Row", bound=SQLModel)
TEAM = (
    ("Amina", PersonRole.STUDENT, "nl ar"),
    ("Bram", PersonRole.STUDENT, "nl en"),
    ("Defne", PersonRole.STUDENT, "nl tr"),
    ("Marieke", PersonRole.LEAD, "nl"),
    ("Sanne", PersonRole.CALLER, "nl en"),
    ("Elif", PersonRole.CALLER, "nl tr ar"),
    ("Nadia", PersonRole.CALLER, "nl en tr ar"),
)
WANTED = {Role.PARENT: 15, Role.PUPIL: 15, Role.MENTOR: 5}
MINIMUM = 200
# What can be tried at once: school, intervention, begin, end, days from today.
AROUND_TODAY = (
    ("A3", "introduction_talk", time(14), time(17), 0),
    ("D1", "parent_evening", time(19), time(21, 30), 0),
    ("E1", "report_talk", time(15, 30), time(20), 0),
    ("B3", "progress_talk", time(16), time(20), 1),
    ("A5", "parent_evening", time(19), time(21), 2),
)


@dataclass
class Design:
    """What was laid out, by the numbers and names that the records use."""

    students: list[Person]
    callers: list[Person]
    activities: dict[int, Activity]
    groups: dict[tuple[str, str], Group]
    respondents: dict[int, records.Respondent]
    contacts: dict[int, records.Contact]
    held_on: dict[int, date]  # by respondent
    versions: dict[str, str]  # of the questionnaires, by name

    def due_on(self, case: records.Case) -> date:
        """Three calendar months after the interview as it was moved."""
        return add_months(self.held_on[case.respondent], MONTHS)


def lay_out(session: Session, replay: records.Replay, *, shift: timedelta, today: date | None) -> Design:
    """Put schools, classes, activities and the team in place."""
    study = _kept(session, Study(name="Oudercontact Rotterdam-Zuid", minimum=MINIMUM, synthetic=True))
    demo_waves.use_shipped(session)
    people = [_kept(session, Person(study_id=study.id, name=n, role=r, languages=tags)) for n, r, tags in TEAM]
    students = [person for person in people if person.role == PersonRole.STUDENT]
    sites = {school.code: _site(session, study, school) for school in replay.schools}
    groups = {
        (school.code, group.name): _kept(
            session, Group(site_id=sites[school.code].id, name=group.name, year=group.year)
        )
        for school in replay.schools
        for site in [sites[school.code]]
        for group in school.groups
    }
    names = _interventions(session, study, replay)
    conditions = {one.code: "control" if one.planned_as == "E" else "intervention" for one in replay.schools}
    activities = {}
    for planned in replay.activities:
        activity = _activity(
            session,
            sites[planned.site],
            names[planned.intervention, planned.label],
            conditions[planned.site],
            (planned.date + shift, planned.starts_at, planned.ends_at),
        )
        named = [*planned.groups, "onbekend"] if (planned.site, "onbekend") in groups else planned.groups
        _for(session, activity, [groups[planned.site, name] for name in dict.fromkeys(named)], [])
        activities[planned.number] = activity
    if today is not None:
        _around(session, replay, sites, groups, names, conditions, students, today)
    return Design(
        students=students,
        callers=[person for person in people if person.role == PersonRole.CALLER],
        activities=activities,
        groups=groups,
        respondents={respondent.number: respondent for respondent in replay.respondents},
        contacts={contact.respondent: contact for contact in replay.contacts},
        held_on={one.respondent: one.started_at.date() + shift for one in replay.wave("w1")},
        versions={name: instruments.newest(session, name).version for name in ("parent-w1", "parent-w2")},
    )


def _around(
    session: Session,
    replay: records.Replay,
    sites: dict[str, Site],
    groups: dict[tuple[str, str], Group],
    names: dict[tuple[str, str], Intervention],
    conditions: dict[str, str],
    students: list[Person],
    today: date,
) -> None:
    for code, key, begins, ends, days in AROUND_TODAY:
        example = next(one for one in replay.activities if (one.site, one.intervention) == (code, key))
        activity = _activity(
            session,
            sites[code],
            names[key, example.label],
            conditions[code],
            (today + timedelta(days=days), begins, ends),
        )
        _for(session, activity, [groups[code, name] for name in example.groups if name != "onbekend"], students)
    there = {code for code, *_ in AROUND_TODAY}
    session.add_all(Posting(person_id=student.id, site_id=sites[code].id) for student in students for code in there)


def _site(session: Session, study: Study, school: School) -> Site:
    site = Site(study_id=study.id, code=school.code, name=school.name, stratum=Stratum(school.stratum))
    _kept(session, site)
    session.add_all(Quota(site_id=site.id, role=role, wanted=wanted) for role, wanted in WANTED.items())
    return site


def _interventions(session: Session, study: Study, replay: records.Replay) -> dict[tuple[str, str], Intervention]:
    names: dict[tuple[str, str], Intervention] = {}
    for one in replay.activities:
        if (one.intervention, one.label) not in names:
            names[one.intervention, one.label] = _kept(
                session,
                Intervention(
                    study_id=study.id,
                    key=one.intervention,
                    name=one.label,
                    kind=Kind(one.kind),
                    collective=one.form == "collective",
                ),
            )
    return names


def _activity(
    session: Session,
    site: Site,
    intervention: Intervention,
    condition: str,
    when: tuple[date, time, time],
) -> Activity:
    held_on, begins, ends = when
    return _kept(
        session,
        Activity(
            site_id=site.id,
            intervention_id=intervention.id,
            condition=Condition(condition),
            held_on=held_on,
            starts_at=begins,
            ends_at=ends,
        ),
    )


def _for(session: Session, activity: Activity, groups: list[Group], students: list[Person]) -> None:
    session.add_all(ActivityGroup(activity_id=activity.id, group_id=group.id) for group in groups)
    session.add_all(Assignment(activity_id=activity.id, person_id=student.id) for student in students)


def _kept(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
