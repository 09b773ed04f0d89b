"""A case in one caller's hands: handed out, put back, given on, and the parent who rings us herself."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select, update

from app import i18n
from app.calling.machine import CallRefused, Obstacle
from app.errors import FieldworkError, NotFound
from app.models import Case, Contact, Person, Respondent
from app.services import calls, casework, leases
from tests.services.conftest import Field

DUE = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)  # 19:00 where the schools are


@pytest.fixture(autouse=True)
def in_english() -> None:
    i18n.speak("en")


@pytest.fixture
def three(field: Field) -> list[Case]:
    """Three Dutch-speaking parents who are due tonight, in the order of the list."""
    for number in ("06 12345678", "06 87654321", "010 2345670"):
        field.meet(phone=number)
    field.clock.moment = DUE
    return field.listed()


def next_of(field: Field, who: Person) -> Case | None:
    return leases.next_call(field.session, who, field.clock.now())


def take(field: Field, case: Case, who: Person) -> Case:
    return leases.take(field.session, case.id, who, field.clock.now())


def held_by(field: Field, who: Person) -> list[Case]:
    return [one.case for one in leases.mine(field.session, who, field.clock.now())]


def obstacle(field: Field, case: Case, who: Person) -> Obstacle:
    with pytest.raises(CallRefused) as refused:
        take(field, case, who)
    return refused.value.obstacle


def code(field: Field, case: Case) -> str:
    return field.session.get_one(Respondent, case.respondent_id).code


def rings(field: Field, typed: str) -> Case:
    """A parent rings, and the caller of the small study answers."""
    return leases.inbound(field.session, field.sealer, typed, field.study.caller, field.clock.now())


def test_each_caller_gets_one_and_the_one_she_has_comes_back_until_it_is_done(field: Field, three: list[Case]) -> None:
    sanne, elif_ = field.study.caller, field.study.turkish_caller

    assert [next_of(field, sanne), next_of(field, elif_), next_of(field, sanne)] == [three[0], three[1], three[0]]
    assert field.listed() == [three[2]]  # nobody is offered what a colleague has
    leases.put_back(field.session, three[0].id, sanne, field.clock.now())
    field.record(three[2], "no_answer")
    assert next_of(field, sanne) == three[0]
    field.record(three[0], "no_answer")
    assert next_of(field, sanne) is None


def test_what_a_colleague_has_or_nobody_may_call_is_a_sentence_and_nothing_is_lost(
    field: Field, three: list[Case]
) -> None:
    sanne, elif_ = field.study.caller, field.study.turkish_caller
    turkish, closed = field.meet("tr"), three[2]
    turkish.first_on = field.clock.today()
    take(field, three[0], elif_)
    leases.reassign(field.session, closed.id, elif_.id, field.study.lead, field.clock.now())

    assert obstacle(field, three[0], sanne) == Obstacle.IN_HAND
    assert obstacle(field, turkish, sanne) == Obstacle.LANGUAGE
    assert obstacle(field, closed, sanne) == Obstacle.ASSIGNED
    closed.assigned_to = None
    field.record(closed, "refusal", note="wil niet")
    assert obstacle(field, closed, sanne) == Obstacle.CLOSED
    with pytest.raises(NotFound):
        leases.take(field.session, 4242, sanne, field.clock.now())
    assert (held_by(field, elif_), held_by(field, sanne)) == ([three[0]], [])


def test_a_second_tab_takes_nothing_twice_and_the_next_only_after_the_first(field: Field, three: list[Case]) -> None:
    sanne = field.study.caller

    assert [take(field, three[0], sanne) for _ in range(2)] == [three[0]] * 2
    with pytest.raises(FieldworkError, match=f"still have {code(field, three[0])} in hand"):
        take(field, three[1], sanne)
    assert held_by(field, sanne) == [three[0]]


def test_an_open_call_screen_keeps_it_and_a_closed_one_gives_it_back(field: Field, three: list[Case]) -> None:
    sanne = field.study.caller
    take(field, three[0], sanne)
    for _ in range(2):
        field.clock.forward(minutes=40)
        leases.renew(field.session, three[0].id, sanne, field.clock.now())
    field.clock.forward(minutes=46)

    assert held_by(field, sanne) == []
    with pytest.raises(CallRefused, match="not have this case in hand"):
        leases.renew(field.session, three[0].id, sanne, field.clock.now())


def test_a_call_that_nobody_wrote_down_is_asked_about_until_it_is(field: Field, three: list[Case]) -> None:
    sanne = field.study.caller
    calls.reveal(field.session, field.sealer, three[0].id, by=sanne, now=DUE)
    take(field, three[1], field.study.turkish_caller)  # she never looked at the number
    assert leases.unfinished(field.session, sanne, field.clock.now()) == []

    field.clock.forward(minutes=50)
    [asked] = leases.unfinished(field.session, sanne, field.clock.now())
    casework.pass_time(field.session, field.clock.now())  # it makes no difference whether somebody tidied up
    assert leases.unfinished(field.session, sanne, field.clock.now()) == [asked]
    calls.record(
        field.session, field.sealer, three[0].id, disposition="no_answer", by=sanne, now=field.clock.now(), note=""
    )

    assert (asked.case, asked.called_at) == (three[0], DUE)
    assert leases.unfinished(field.session, sanne, field.clock.now()) == []
    assert leases.unfinished(field.session, field.study.turkish_caller, field.clock.now()) == []


def test_the_lead_gives_a_case_to_one_caller_and_whoever_had_it_is_told(field: Field, three: list[Case]) -> None:
    sanne, elif_, lead = field.study.caller, field.study.turkish_caller, field.study.lead
    polish = field.meet("pl")
    take(field, three[0], sanne)

    leases.reassign(field.session, three[0].id, elif_.id, lead, field.clock.now())

    assert held_by(field, sanne) == []
    assert three[0] not in field.listed(sanne)
    assert next(call for call in field.due(lead) if call.case == three[0]).assigned == "Elif"
    assert next_of(field, elif_) == three[0]
    for case, to in ((polish, sanne.id), (three[1], field.study.student.id), (three[1], 4242)):
        with pytest.raises(FieldworkError, match="calls in the language"):
            leases.reassign(field.session, case.id, to, lead, field.clock.now())
    leases.reassign(field.session, three[0].id, None, lead, field.clock.now())
    leases.put_back(field.session, three[0].id, elif_, field.clock.now())
    assert three[0] in field.listed(sanne)


def test_whoever_asks_to_be_called_now_comes_first_whatever_was_planned(field: Field, three: list[Case]) -> None:
    last = three[-1]
    field.record(last, "no_answer")
    assert last not in field.listed()

    leases.call_now(field.session, last.id, field.study.lead, field.clock.now())

    assert field.listed()[0] == last
    assert field.due()[0].line == "Asked to be called now"
    field.clock.forward(hours=25)
    assert last not in field.listed()


@pytest.mark.parametrize("spelled", ["{}", "{} ", "r {2}-{3}", "{2}{3}", "r-{2} {3}"])
def test_a_parent_who_rings_is_found_by_the_code_on_her_card_at_any_hour(
    field: Field, three: list[Case], spelled: str
) -> None:
    whole = code(field, three[1])
    typed = spelled.format(whole, "", whole[2:5].lower(), whole[5:])
    field.clock.moment = DUE + timedelta(hours=3)  # nobody would be called so late

    assert rings(field, typed) == three[1]
    assert held_by(field, field.study.caller) == [three[1]]


@pytest.mark.parametrize("spelled", ["0687654321", "+31 6 8765 4321", "٠٦٨٧٦٥٤٣٢١"])
def test_the_number_that_rings_leads_to_one_parent(field: Field, three: list[Case], spelled: str) -> None:
    second = min(three, key=lambda case: case.id).id + 1  # the one who left that number
    field.session.execute(update(Contact).values(fingerprint=None))  # as they were kept before

    case = rings(field, spelled)

    assert case.id == second
    assert {row.fingerprint is None for row in field.session.exec(select(Contact)) if row.field == "phone"} == {False}


def test_a_parent_who_rings_in_the_middle_of_another_call_is_taken_beside_it(field: Field, three: list[Case]) -> None:
    take(field, three[0], field.study.caller)

    rings(field, code(field, three[1]))
    leases.put_back(field.session, three[1].id, field.study.caller, field.clock.now())  # it broke off

    assert held_by(field, field.study.caller) == [three[0]]
    assert field.listed()[0] == three[1]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the code"),
        ("R-222222", "do not know this code"),
        ("06 11111111", "Nobody left this number"),
        ("R-12345", "do not know this code"),
        ("Mevrouw Yılmaz", "do not know this code"),
        ("06 1234", "number cannot be right"),
        ("0" * 60, "number cannot be right"),
    ],
)
def test_what_leads_to_nobody_is_a_sentence(field: Field, three: list[Case], typed: str, sentence: str) -> None:
    with pytest.raises(FieldworkError, match=sentence):
        rings(field, typed)
    assert held_by(field, field.study.caller) == []


def test_a_number_of_two_parents_needs_the_code_and_a_closed_case_says_so(field: Field, three: list[Case]) -> None:
    partner = field.meet(phone="06 87654321")
    with pytest.raises(FieldworkError, match="More than one parent"):
        rings(field, "06 87654321")

    field.record(three[0], "refusal", note="wil niet")
    with pytest.raises(CallRefused, match="case is closed"):
        rings(field, code(field, three[0]))
    assert rings(field, code(field, partner)) == partner


def test_the_keyed_print_of_a_number_goes_with_the_number(field: Field, three: list[Case]) -> None:
    respondent = three[0].respondent_id
    kept = select(Contact.fingerprint).where(Contact.respondent_id == respondent, col(Contact.field) == "phone")
    before = field.session.exec(kept).one()

    field.send(field.ring(three[0]), by=field.study.caller)

    assert len(before or "") == 64
    assert field.session.exec(kept).all() == []
