"""A phone's life: enrolled at the door, heard of for weeks, ended by the lead or by itself."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.errors import NotFound, SignInNeeded
from app.models import AuditEntry, Person, Phone, SignIn
from app.security.tokens import fingerprint
from app.services import people, phones
from app.services.phones import Report
from tests.conftest import TestClock
from tests.factories import SmallStudy

QUIET = Report(waiting=0, parked=0, oldest=None, persisted=True, installed=True, release="r1")


def enter(session: Session, person: Person, clock: TestClock, carried: list[str] | None = None) -> list[str]:
    """Sign in on a device that carries these tokens; returns what it carries afterwards."""
    way = people.invite(session, person, now=clock.now())
    found = people.sign_in(session, way.token, origin="", device="", now=clock.now())
    assert found is not None
    return phones.enrol(
        session, person, carried or [], signed_in=found[1], device="Mozilla/5.0 (iPhone)", now=clock.now()
    )


def phone_of(session: Session, token: str) -> Phone:
    return session.exec(select(Phone).where(Phone.fingerprint == fingerprint(token))).one()


def audited(session: Session, verb: str) -> list[str]:
    return list(session.exec(select(AuditEntry.object).where(AuditEntry.verb == verb)))


def test_a_new_phone_is_enrolled_once_and_written_down(session: Session, study: SmallStudy, clock: TestClock) -> None:
    [token] = enter(session, study.student, clock)

    phone = phone_of(session, token)
    assert (phone.person_id, phone.device) == (study.student.id, "Mozilla/5.0 (iPhone)")
    assert phone.expires_at - clock.now() == timedelta(days=90)
    assert audited(session, "phone.enrol") == [str(phone.id)]
    assert session.exec(select(SignIn.phone_id)).all() == [phone.id]


def test_whoever_signs_in_on_her_own_phone_again_keeps_it(
    session: Session, study: SmallStudy, clock: TestClock
) -> None:
    carried = enter(session, study.student, clock)
    clock.forward(days=30)

    again = enter(session, study.student, clock, carried)

    assert again == carried
    phone = phone_of(session, again[0])
    assert phone.seen_at == clock.now()
    assert phone.expires_at == clock.now() + timedelta(days=90)
    assert len(audited(session, "phone.enrol")) == 1


def test_two_students_on_one_phone_each_have_their_own_and_the_newest_stands_first(
    session: Session, study: SmallStudy, clock: TestClock
) -> None:
    hers = enter(session, study.student, clock)
    both = enter(session, study.other_student, clock, hers)
    back = enter(session, study.student, clock, both)

    assert len(both) == 2
    assert both[1:] == hers
    assert back == both[::-1]


def test_a_fourth_person_on_one_phone_sends_the_first_one_away(
    session: Session, study: SmallStudy, clock: TestClock
) -> None:
    carried: list[str] = []
    for person in (study.student, study.other_student, study.caller, study.turkish_caller):
        carried = enter(session, person, clock, carried)

    assert [phone_of(session, token).person_id for token in carried] == [
        study.turkish_caller.id,
        study.caller.id,
        study.other_student.id,
    ]


def test_a_lead_needs_no_phone_and_takes_nobodys_away(session: Session, study: SmallStudy, clock: TestClock) -> None:
    hers = enter(session, study.student, clock)

    assert enter(session, study.lead, clock, hers) == hers
    assert len(session.exec(select(Phone)).all()) == 1


def test_a_phone_that_nobody_saw_for_ninety_days_is_none_any_more(
    session: Session, study: SmallStudy, clock: TestClock
) -> None:
    old = enter(session, study.student, clock)
    clock.forward(days=90)

    assert phones.listed(session, now=clock.now()) == []
    assert enter(session, study.student, clock, old) != old


def test_a_revoked_phone_is_out_with_everybody_on_it_and_gets_another_key_later(
    session: Session, study: SmallStudy, clock: TestClock
) -> None:
    carried = enter(session, study.student, clock)
    elsewhere = enter(session, study.student, clock)
    phone = phone_of(session, carried[0])

    phones.revoke(session, phone.id, by=study.lead, now=clock.now())

    ended = dict(session.exec(select(SignIn.phone_id, SignIn.revoked_at)).all())
    assert ended == {phone.id: clock.now(), phone_of(session, elsewhere[0]).id: None}
    assert audited(session, "phone.revoke") == [str(phone.id)]
    [new] = enter(session, study.student, clock, carried)
    assert new != carried[0]
    assert phone_of(session, new).id != phone.id


def test_a_phone_that_is_none_cannot_be_revoked(session: Session, study: SmallStudy, clock: TestClock) -> None:
    with pytest.raises(NotFound):
        phones.revoke(session, 4242, by=study.lead, now=clock.now())


def test_signing_out_everywhere_ends_her_phones_and_nobody_elses(
    session: Session, study: SmallStudy, clock: TestClock
) -> None:
    enter(session, study.student, clock)
    both = enter(session, study.other_student, clock, enter(session, study.student, clock))

    people.revoke(session, study.student.id, by=study.lead, now=clock.now())

    alive = session.exec(select(Phone.person_id).where(col(Phone.revoked_at).is_(None))).all()
    assert alive == [study.other_student.id]
    assert list(phones.alive(session, both, now=clock.now())) == both[:1]


def test_a_phone_that_reports_lives_on_and_says_what_waits(
    session: Session, study: SmallStudy, clock: TestClock
) -> None:
    carried = enter(session, study.student, clock)
    since = clock.now()
    clock.forward(days=80)

    said = Report(waiting=3, parked=1, oldest=since, persisted=False, installed=True, release="r2")
    assert phones.report(session, carried, said, now=clock.now()) == carried

    phone = phone_of(session, carried[0])
    assert (phone.waiting, phone.parked, phone.oldest_at, phone.persisted) == (3, 1, since, False)
    assert phone.expires_at == clock.now() + timedelta(days=90)
    [line] = phones.listed(session, now=clock.now())
    assert line.is_late


def test_a_clock_that_runs_ahead_makes_nothing_wait_in_the_future(
    session: Session, study: SmallStudy, clock: TestClock
) -> None:
    carried = enter(session, study.student, clock)
    ahead = clock.now() + timedelta(days=700)

    phones.report(session, carried, Report(1, 0, ahead, None, None, ""), now=clock.now())

    assert phone_of(session, carried[0]).oldest_at == clock.now()


def test_whoever_shares_a_phone_sees_the_same_waiting_on_it(
    session: Session, study: SmallStudy, clock: TestClock
) -> None:
    both = enter(session, study.other_student, clock, enter(session, study.student, clock))

    phones.report(session, both, Report(2, 0, clock.now(), None, None, ""), now=clock.now())

    assert [line.phone.waiting for line in phones.listed(session, now=clock.now())] == [2, 2]


def test_what_is_no_phone_cannot_report(session: Session, study: SmallStudy, clock: TestClock) -> None:
    carried = enter(session, study.student, clock)
    people.revoke(session, study.student.id, by=study.lead, now=clock.now())

    for tokens in (carried, ["invented"], []):
        with pytest.raises(SignInNeeded):
            phones.report(session, tokens, QUIET, now=clock.now())


def test_the_phones_where_something_waits_longest_come_first(
    session: Session, study: SmallStudy, clock: TestClock
) -> None:
    for person, hours in ((study.student, None), (study.other_student, 2), (study.caller, 30), (study.lead, None)):
        carried = enter(session, person, clock)
        if hours:
            waits = Report(1, 0, clock.now() - timedelta(hours=hours), None, None, "")
            phones.report(session, carried, waits, now=clock.now())

    shown = phones.listed(session, now=clock.now())

    assert [line.person.name for line in shown] == ["Sanne", "Bram", "Amina"]
    assert [line.is_late for line in shown] == [True, False, False]
