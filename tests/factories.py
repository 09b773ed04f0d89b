"""A small study and what a phone sends in it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from sqlmodel import Session

from app.clock import local
from app.instrument.schema import Instrument
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
    Quota,
    Rehearsal,
    Role,
    Site,
    Stratum,
    Study,
)
from app.services import demo_closures, demo_releases, demo_waves, instruments

Row = TypeVar("Row")


@dataclass(frozen=True)
class SmallStudy:
    """What the tests of one evening need."""

    student: Person
    other_student: Person
    lead: Person
    caller: Person
    turkish_caller: Person
    talk: Activity
    meeting: Activity
    group: Group
    meeting_group: Group
    w1: Instrument
    w2: Instrument


def small_study(session: Session, *, now: datetime) -> SmallStudy:
    """Two schools: a talk in class 1B of A3 and a meeting in class MZ1A of D1, both tonight."""
    instruments.publish_shipped(session, now=now)
    demo_releases.release_shipped(session, now=now)
    study = _kept(session, Study(name="Small study", minimum=200))
    demo_waves.use_shipped(session)
    demo_closures.fill(session, now=now)
    student, other_student, lead, caller, turkish_caller = (
        _kept(session, Person(study_id=study.id, name=name, role=role, languages=languages))
        for name, role, languages in (
            ("Amina", PersonRole.STUDENT, "nl ar"),
            ("Bram", PersonRole.STUDENT, "nl"),
            ("Marieke", PersonRole.LEAD, "nl"),
            ("Sanne", PersonRole.CALLER, "nl en"),
            ("Elif", PersonRole.CALLER, "tr nl"),
        )
    )
    for one in (student, other_student):
        session.add(_rehearsal(one, now))
    talk, group = _occasion(session, study, student, code="A3", kind=Kind.TALK, group="1B", year="1", now=now)
    meeting, other = _occasion(
        session, study, student, code="D1", kind=Kind.MEETING, group="MZ1A", year="mbo1", now=now
    )
    return SmallStudy(
        student=student,
        other_student=other_student,
        lead=lead,
        caller=caller,
        turkish_caller=turkish_caller,
        talk=talk,
        meeting=meeting,
        group=group,
        meeting_group=other,
        w1=instruments.newest(session, "parent-w1"),
        w2=instruments.newest(session, "parent-w2"),
    )


def _rehearsal(person: Person, now: datetime) -> Rehearsal:
    return Rehearsal(
        id=uuid4(),
        person_id=person.id,
        instrument="parent-w1",
        language="nl",
        status="complete",
        started_at=now,
        finished_at=now,
    )


def _occasion(
    session: Session, study: Study, student: Person, *, code: str, kind: Kind, group: str, year: str, now: datetime
) -> tuple[Activity, Group]:
    stratum = Stratum.MBO if code.startswith("D") else Stratum.VMBO
    site = _kept(session, Site(study_id=study.id, code=code, name=f"School {code}", stratum=stratum))
    for role, wanted in ((Role.PARENT, 15), (Role.PUPIL, 15), (Role.MENTOR, 5)):
        session.add(Quota(site_id=site.id, role=role, wanted=wanted))
    names = {Kind.TALK: "Kennismakingsgesprek", Kind.MEETING: "Ouderavond"}
    intervention = _kept(session, Intervention(study_id=study.id, key=f"{kind}_{code}", name=names[kind], kind=kind))
    activity = _kept(
        session,
        Activity(
            site_id=site.id,
            intervention_id=intervention.id,
            condition=Condition.INTERVENTION,
            held_on=local(now).date(),
            starts_at=time(19),
            ends_at=time(21, 30),
        ),
    )
    held = _kept(session, Group(site_id=site.id, name=group, year=year))
    session.add(ActivityGroup(activity_id=activity.id, group_id=held.id))
    session.add(Assignment(person_id=student.id, activity_id=activity.id))
    return activity, held


def _kept(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def answer(value: str | None = None, missing: str | None = None, **more: Any) -> dict[str, Any]:
    """One item as a phone sends it."""
    return {"value": value, "missing": missing, "language": "nl", "at_ms": 60_000, "seconds": 6.5, "changes": 1, **more}


def full_answers(instrument: Instrument) -> dict[str, Any]:
    """Everything answered, agreeing with everything; origin only after consent."""
    picks = {"select_one": "4", "text": "Alles ging goed.", "integer": "12"}
    given = {}
    for item in instrument.items():
        if item.contact or item.type == "note":
            continue
        codes = [choice.name for choice in instrument.choices_of(item)]
        value = "1" if item.consent else picks.get(item.type, "4")
        if codes and value not in codes:
            value = codes[0]
        given[item.name] = answer(value)
    return given


def snapshot(study: SmallStudy, now: datetime, **changes: Any) -> dict[str, Any]:
    """An interview at the first answer, as the student's phone sends it."""
    return {
        "revision": 1,
        "status": "draft",
        "stop_reason": None,
        "respondent": str(uuid4()),
        "case": None,
        "wave": "w1",
        "instrument": "parent-w1",
        "version": study.w1.version,
        "activity": study.talk.id,
        "group": study.group.id,
        "mode": "capi",
        "language": "nl",
        "device_started_at": (now - timedelta(minutes=8)).isoformat(),
        "device_sent_at": now.isoformat(),
        "answers": {"consent": answer("1")},
        "contact": None,
        **changes,
    }


def finished(study: SmallStudy, now: datetime, **changes: Any) -> dict[str, Any]:
    """A complete interview of a parent who may be called, in Arabic."""
    answers = full_answers(study.w1) | {"call_language": answer("ar"), "best_times": answer("weekday_evening saturday")}
    contact = {"ask_for": "Mevrouw Canarino", "phone": "06 12345678"}
    return snapshot(study, now, revision=20, status="complete", answers=answers, contact=contact, **changes)
