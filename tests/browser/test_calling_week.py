"""A week of three callers, on a clock that the test sets: at its end the list and the counts are what happened."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from app.models import AuditEntry, CallAttempt, Case, Interview, Lease, Person, PersonRole, Respondent
from app.services import casework, interviews
from app.services.snapshots import Snapshot
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Phone
from tests.factories import SmallStudy, answer, finished

#: Every parent of the week: the language of the call, and what she left beside the number.
PARENTS = {
    "busy": ("nl", {}),
    "promise": ("tr", {}),
    "refusal": ("nl", {}),
    "other_language": ("nl", {}),
    "two_numbers": ("nl", {"second_phone": "06 87654321"}),
    "inbound": ("tr", {}),
    "withdrawal": ("nl", {}),
    "closing": ("en", {}),
}


class Team:
    """Three callers with a phone each, and the parents by what happens to them."""

    def __init__(self, browse: Browse, house: House, study: SmallStudy) -> None:
        self.house, self.study = house, study
        self.cases = {name: self._meet(*left) for name, left in PARENTS.items()}
        with house.database.writing() as session:
            session.get_one(Person, study.caller.id).languages = "nl"
            third = Person(study_id=study.caller.study_id, name="Joyce", role=PersonRole.CALLER, languages="en nl")
            session.add(third)
            session.flush()
        self.people = {"sanne": study.caller, "elif": study.turkish_caller, "joyce": third}
        house.clock.moment = datetime(2027, 2, 24, 15, tzinfo=UTC)
        self.phones = {name: browse(Phone, one, width=360, height=740) for name, one in self.people.items()}

    def _meet(self, language: str, contact: dict[str, str]) -> int:
        """A parent of November; her case."""
        body, now = finished(self.study, self.house.clock.now()), self.house.clock.now()
        body["answers"] |= {"call_language": answer(language), "best_times": answer(missing="dont_know")}
        if "second_phone" in contact:
            body["answers"]["second_agrees"] = answer("1")
        body["contact"] |= contact
        with self.house.database.writing() as session:
            sealer = self.house.app.state.sealer
            sent = Snapshot.model_validate(body)
            interviews.receive(session, uuid4(), sent, by=self.study.student, sealer=sealer, now=now)
            return session.exec(select(Case.id).where(Case.respondent_id == UUID(body["respondent"]))).one()

    def at(self, day: int, hour: int, minute: int = 0, month: int = 2) -> None:
        """The clock goes on, by the clocks of the schools in winter, and the callers sign in that day."""
        self.house.clock.moment = datetime(2027, month, day, hour - 1, minute, tzinfo=UTC)
        for name, phone in self.phones.items():
            session = {"name": "session", "value": self.house.cookie(self.people[name]), "url": self.house.address}
            phone.page.context.add_cookies([session])

    def case(self, name: str) -> Case:
        with self.house.database.reading() as session:
            return session.get_one(Case, self.cases[name])

    def calls(self, caller: str, name: str) -> Phone:
        """She takes this parent from the list, and is shown the number."""
        phone: Phone = self.phones[caller]
        phone.open("/callbacks")
        phone.page.locator(f"#call-{self.cases[name]} button").tap()
        phone.page.locator("#contact form button").tap()
        expect(phone.page.locator("a.dial").first).to_be_visible()
        return phone

    def ends(self, phone: Phone, disposition: str, note: str = "", *, reason: str = "") -> None:
        """How it ended; back to the list."""
        page = phone.page
        if note:
            page.locator("[name=note]").first.fill(note)
        button = page.locator(f".call-form button[value={disposition}]")
        if not button.is_visible():
            page.locator(f".end:has(button[value={disposition}]) > summary").tap()
        if reason:
            page.locator(f"label:has(input[value='{disposition}:{reason}'])").tap()
        button.tap()
        expect(page.locator("#due")).to_be_visible()

    def interviews(self, phone: Phone) -> None:
        """The telephone list to its last question, and on to the next call."""
        phone.page.locator("#contact a[href$='/interview']").tap()
        phone.arrived("consent")
        phone.until("finish")
        phone.finish()
        phone.page.locator("a.when-called").first.tap()
        expect(phone.page.locator("#due")).to_be_visible()


@pytest.fixture
def team(browse: Browse, house: House, study: SmallStudy) -> Team:
    return Team(browse, house, study)


def test_a_week_of_three_callers_comes_out_as_it_happened(team: Team) -> None:
    wednesday(team)
    thursday_and_friday(team)
    the_week_after(team)
    and_at_the_end_of_the_round(team)


def wednesday(team: Team) -> None:
    team.at(24, 18)
    sanne, elif_ = team.phones["sanne"], team.phones["elif"]
    sanne.open("/callbacks")
    expect(sanne.page.locator("#calls > li")).to_have_count(5)

    sanne.page.locator("#due-next button").tap()  # whoever comes first is put back: she does not call after all
    sanne.page.locator("form[action$='/putting-back'] button").tap()
    expect(sanne.page.locator("#calls > li")).to_have_count(5)

    team.ends(team.calls("sanne", "busy"), "busy")
    team.ends(team.calls("joyce", "closing"), "no_answer")
    promised(team, elif_)
    team.ends(team.calls("sanne", "refusal"), "soft_refusal", "Heeft het druk met werk", reason="no_time")
    language(team)
    team.ends(team.calls("joyce", "two_numbers"), "wrong_number")
    stops(team)


def promised(team: Team, phone: Phone) -> None:
    """Tomorrow at seven, from the times at which somebody calls in Turkish."""
    team.calls("elif", "promise")
    page = phone.page
    page.locator(".end:has(.times) > summary").tap()
    page.locator(".on-day > summary").nth(1).tap()
    page.locator("label:has(input[value='2027-02-25T18:00Z'])").tap()
    team.ends(phone, "appointment")


def language(team: Team) -> None:
    phone = team.calls("sanne", "other_language")
    phone.page.locator(".end:has([name=language]) > summary").tap()
    phone.page.locator("select[name=language]").select_option("tr")
    team.ends(phone, "language")


def stops(team: Team) -> None:
    phone = team.calls("sanne", "withdrawal")
    phone.page.locator("a[href$='/withdrawal']").tap()
    phone.page.locator("button[value=calls]").tap()
    expect(phone.page.locator("[role=status]").first).to_be_visible()


def thursday_and_friday(team: Team) -> None:
    team.at(24, 19, 30)  # half an hour later, and after the hours around sunset in which others come first
    team.interviews(team.calls("sanne", "busy"))

    team.at(25, 19)
    elif_ = team.phones["elif"]
    elif_.open("/callbacks")
    elif_.page.locator("#due-next button").tap()  # a promise comes before everything
    expect(elif_.page).to_have_url(f"{team.house.address}/callbacks/{team.cases['promise']}")
    elif_.page.locator("#contact form button").tap()
    team.interviews(elif_)

    rings_us(team)
    team.ends(team.calls("elif", "other_language"), "refusal", "Vindt een keer genoeg", reason="no_interest")
    team.at(27, 11)
    phone = team.calls("joyce", "two_numbers")
    expect(phone.page.locator("a.dial")).to_have_attribute("href", "tel:+31687654321")
    team.interviews(phone)


def rings_us(team: Team) -> None:
    """She missed a call and rings back, with the code on her card."""
    elif_ = team.phones["elif"]
    with team.house.database.reading() as session:
        code = session.get_one(Respondent, team.case("inbound").respondent_id).code
    elif_.page.locator(".inbound > summary").tap()
    elif_.page.locator("[name=typed]").fill(code.lower())
    elif_.page.locator("button[name=on_the_line]").tap()
    elif_.page.locator("#contact form button").tap()
    team.interviews(elif_)


def the_week_after(team: Team) -> None:
    team.at(4, 18, month=3)
    for caller in ("sanne", "elif"):
        team.phones[caller].open("/callbacks")
    expect(team.phones["sanne"].page.locator(f"#call-{team.cases['refusal']}")).to_have_count(0)  # she heard the no
    team.interviews(team.calls("elif", "refusal"))


def and_at_the_end_of_the_round(team: Team) -> None:
    team.at(29, 18, month=3)
    joyce = team.phones["joyce"]
    joyce.open("/callbacks")
    expect(joyce.page.locator("#due-empty")).to_be_visible()
    with team.house.database.writing() as session:
        casework.pass_time(session, team.house.clock.now())
    assert {name: team.case(name).closed_by for name in PARENTS} == {
        "busy": "complete",
        "promise": "complete",
        "refusal": "complete",
        "other_language": "refusal",
        "two_numbers": "complete",
        "inbound": "complete",
        "withdrawal": "withdrawn",
        "closing": "exhausted",
    }
    with team.house.database.reading() as session:
        made = session.exec(select(CallAttempt.disposition)).all()
        shown = session.exec(select(AuditEntry).where(AuditEntry.verb == "contact.reveal")).all()
        held = session.exec(select(Interview.status).where(Interview.mode == "cati")).all()
        open_leases = session.exec(select(Lease).where(col(Lease.ended_at).is_(None))).all()
    assert sorted(made) == sorted(
        ["busy", "no_answer", "appointment", "soft_refusal", "language", "wrong_number", "refusal", *["complete"] * 5]
    )
    assert list(held) == ["complete"] * 5
    assert len(shown) == 13
    assert list(open_leases) == []
