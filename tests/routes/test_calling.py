"""The call screen: one parent in a caller's hands, her number, what is said, and how the call ended."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import AuditEntry, CallAttempt, Case, Shift
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy, answer, finished
from tests.routes.phones import put

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
SPELLINGS = ("06 12 34 56 78", "06 12345678", "0612345678", "+31612345678", "612345678", "Canarino")
EVENING = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)  # half past seven, a Wednesday, three months later


@pytest.fixture
def case(phone: TestClient, study: SmallStudy, clock: TestClock, database: Database) -> Case:
    """A Dutch-speaking parent who agreed; tonight, three months later, she is due."""
    body = finished(study, clock.now())
    body["answers"]["call_language"] = answer("nl")
    put(phone, body)
    clock.moment = EVENING
    with database.reading() as session:
        return session.exec(select(Case)).one()


@pytest.fixture
def calling(case: Case, visit: Visit, study: SmallStudy) -> TestClient:
    """The caller's browser on that evening, with the case in her hands."""
    browser = visit(study.caller)
    browser.headers["accept"] = "text/html"
    browser.post(f"/callbacks/{case.id}/lease")
    return browser


@pytest.fixture
def shown(calling: TestClient, case: Case) -> TestClient:
    """And with the number before her."""
    calling.post(f"/callbacks/{case.id}/number")
    return calling


def reveals(database: Database) -> list[int | None]:
    with database.reading() as session:
        return list(session.exec(select(AuditEntry.person_id).where(AuditEntry.verb == "contact.reveal")))


def held(database: Database) -> Case:
    with database.reading() as session:
        return session.exec(select(Case)).one()


def attempts(database: Database) -> list[CallAttempt]:
    with database.reading() as session:
        return list(session.exec(select(CallAttempt)).all())


def looked(browser: TestClient, case: Case) -> BeautifulSoup:
    return BeautifulSoup(browser.get(f"/callbacks/{case.id}").text, "html.parser")


def ends(browser: TestClient, case: Case, disposition: str, **more: str) -> tuple[int, BeautifulSoup]:
    reply = browser.post(f"/callbacks/{case.id}/attempts", data={"disposition": disposition, **more})
    return reply.status_code, BeautifulSoup(reply.text, "html.parser")


def test_a_caller_takes_a_parent_and_sees_why_now_and_what_to_say_but_no_number(
    calling: TestClient, case: Case, database: Database
) -> None:
    page = looked(calling, case)

    assert "School A3, class 1B" in page.text
    assert "spoke with us on 24 November 2026" in page.text
    assert "Yours until" in page.text
    assert [one["lang"] for one in page.select(".aloud")][:1] == ["nl"]
    assert "Spreek ik met \u2068…\u2069?" in page.text
    assert "na het gesprek met de mentor" in page.text
    assert not [spelling for spelling in SPELLINGS if spelling in str(page)]
    assert reveals(database) == []


def test_the_number_is_shown_once_she_asks_for_it_and_stays_while_it_is_hers(
    calling: TestClient, case: Case, database: Database, study: SmallStudy, clock: TestClock
) -> None:
    form = looked(calling, case).select_one("#contact form")
    asked = calling.post(str(form["action"])).text  # type: ignore[index]
    again = looked(calling, case)

    assert not [name for name in form.attrs if name.startswith("hx-")]  # type: ignore[union-attr]
    assert str(form["action"]).endswith("/number#contact")  # type: ignore[index]
    assert 'href="tel:+31612345678"' in asked
    assert "How did it end?" in asked  # the whole page, with its focus on the number
    assert again.select_one("a.dial")["href"] == "tel:+31612345678"  # type: ignore[index]
    assert "Spreek ik met \u2068Mevrouw Canarino\u2069?" in again.text
    assert reveals(database) == [study.caller.id]

    clock.forward(minutes=46)
    assert not [spelling for spelling in SPELLINGS if spelling in str(looked(calling, case))]


def test_without_the_case_in_her_hands_nobody_sees_name_or_number(
    shown: TestClient, case: Case, visit: Visit, study: SmallStudy, database: Database
) -> None:
    colleague, lead = visit(study.turkish_caller), visit(study.lead)

    pages = [str(looked(browser, case)) for browser in (colleague, lead)]
    refused = [browser.post(f"/callbacks/{case.id}/number") for browser in (colleague, lead)]

    assert not [spelling for spelling in SPELLINGS for page in pages if spelling in page]
    assert "A colleague has this case in hand now" in pages[0]
    assert "Sanne" in pages[1]
    assert [reply.status_code for reply in refused] == [409, 403]
    assert len(reveals(database)) == 1
    assert shown.get(f"/callbacks/{case.id}/number").status_code == 405


def test_no_answer_is_one_tap_and_the_list_comes_back(shown: TestClient, case: Case, database: Database) -> None:
    [tap] = looked(shown, case).select('.ends .quiet button[value="no_answer"]')

    status, _ = ends(shown, case, str(tap["value"]))

    assert status == 303
    assert [one.disposition for one in attempts(database)] == ["no_answer"]


def test_a_second_tap_on_the_same_ending_is_as_good_as_the_first(
    shown: TestClient, case: Case, database: Database, clock: TestClock
) -> None:
    """The network is slow, and she taps once more: nothing says that it was not written down."""
    taps = [ends(shown, case, "no_answer")[0], ends(shown, case, "no_answer", take="1")[0]]
    clock.forward(seconds=5)
    taps.append(ends(shown, case, "no_answer")[0])

    assert taps == [303] * 3
    assert [one.disposition for one in attempts(database)] == ["no_answer"]
    assert ends(shown, case, "no_answer", note="Probeer het na achten")[0] == 409  # those words are nowhere yet
    clock.forward(minutes=1)
    assert ends(shown, case, "no_answer")[0] == 409


def test_a_second_tap_on_busy_after_her_time_ran_out_is_no_second_call(
    shown: TestClient, case: Case, database: Database, clock: TestClock
) -> None:
    clock.forward(minutes=50)

    taps = [ends(shown, case, "busy", take="1")[0] for _ in range(2)]

    assert taps == [303, 303]
    assert [one.disposition for one in attempts(database)] == ["busy"]


def test_what_she_heard_is_kept_also_when_she_writes_it_down_after_the_hours(
    shown: TestClient, case: Case, database: Database, clock: TestClock
) -> None:
    """She dialled at half past seven, was called away, and tells at half past eight what they said."""
    dialled = clock.now()
    clock.forward(minutes=62)

    status, _ = ends(shown, case, "refusal", take="1", note="Wil er niet meer aan herinnerd worden")

    assert status == 303
    assert [(one.disposition, one.at) for one in attempts(database)] == [("refusal", dialled)]


def test_whoever_rings_us_is_no_attempt_of_ours_and_can_be_asked_at_once(
    calling: TestClient, case: Case, database: Database
) -> None:
    assert looked(calling, case).select_one(f'#contact a[href$="/callbacks/{case.id}/interview"]')

    status, _ = ends(calling, case, "bad_moment")

    assert status == 303
    assert [(one.disposition, one.inbound) for one in attempts(database)] == [("bad_moment", True)]


def test_a_time_that_was_chosen_before_she_said_no_is_in_nobodys_way(
    shown: TestClient, case: Case, database: Database
) -> None:
    status, _ = ends(shown, case, "refusal", note="Toch maar niet", slot="2027-02-25/weekday_evening")

    assert status == 303
    assert (held(database).closed_by, held(database).appointment_at) == ("refusal", None)


def test_enter_in_a_field_ends_nothing(shown: TestClient, case: Case, database: Database) -> None:
    first = looked(shown, case).select_one(".call-form button")
    assert first is not None

    status, page = ends(shown, case, str(first["value"]), note="belt terug")

    assert status == 400
    assert "Choose how the call ended" in page.text
    assert "belt terug" in str(page.select_one('[name="note"]'))
    assert attempts(database) == []


def test_a_time_is_promised_from_the_hours_in_which_somebody_calls(
    shown: TestClient, case: Case, database: Database, study: SmallStudy
) -> None:
    with database.writing() as session:
        for day in (25, 26):
            session.add(
                Shift(
                    person_id=study.caller.id,
                    day=date(2027, 2, day),
                    starts_at=EVENING.replace(hour=18, minute=0).time(),
                    ends_at=EVENING.replace(hour=20, minute=0).time(),
                )
            )
    offered = [str(one["value"]) for one in looked(shown, case).select('[name="slot"]')]

    assert len(offered) == 2 * (1 + 8)
    assert (offered[0], offered[1]) == ("2027-02-25/weekday_evening", "2027-02-25T17:00Z")

    status, _ = ends(shown, case, "appointment", slot=offered[-1])

    assert status == 303
    assert held(database).appointment_at == datetime(2027, 2, 26, 18, 45, tzinfo=UTC)
    assert held(database).appointment_is_firm


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"disposition": "complete"}, "Choose how the call ended"),
        ({"disposition": "appointment"}, "still to come"),
        ({"disposition": "appointment", "day": "2027-02-26"}, "not a day and a time"),
        ({"disposition": "appointment", "day": "2027-02-24", "hour": "19:00"}, "still to come"),
        ({"disposition": "appointment", "day": "2027-03-25", "hour": "19:00"}, "before the round closes"),
        ({"disposition": "appointment", "day": "2027-02-28", "hour": "19:00"}, "Nobody calls in this language"),
        ({"disposition": "appointment", "day": "never", "hour": "19:00"}, "not a day and a time"),
        ({"disposition": "appointment", "day": "2027-02-26", "hour": "25:00"}, "not a day and a time"),
        ({"disposition": "appointment", "slot": "2027-02-26T02:15Z"}, "Nobody calls in this language"),
        ({"disposition": "refusal"}, "one line about why"),
        ({"disposition": "language"}, "Choose the language"),
        ({"disposition": "busy", "number": "third_phone"}, "Choose which number"),
        ({"disposition": "busy", "note": "x" * 501}, "at most 500 letters"),
    ],
)
def test_what_cannot_be_written_down_is_a_sentence_and_nothing_typed_is_lost(
    shown: TestClient, case: Case, database: Database, form: dict[str, str], sentence: str
) -> None:
    typed = {"note": "Zij werkt in de zorg", "day": "", "hour": ""} | form
    if form["disposition"] == "refusal":
        typed["note"] = " "

    status, page = ends(shown, case, **typed)

    assert 400 <= status < 500
    assert sentence in page.text
    note = page.select_one('[name="note"]')
    assert note is not None
    assert note.text.strip() == typed["note"].strip()
    assert [one.get("value") for one in page.select('.times input[name="day"]')] == [typed["day"]]
    assert attempts(database) == []


def test_a_time_in_the_hour_that_spring_skips_is_refused(shown: TestClient, case: Case, database: Database) -> None:
    with database.writing() as session:
        session.get_one(Case, case.id).closes_on = date(2027, 4, 10)

    status, page = ends(shown, case, "appointment", day="2027-03-28", hour="02:30")

    assert status == 400
    assert "clocks skip this time" in page.text


def test_her_time_ran_out_while_she_typed_and_one_tap_still_writes_it_down(
    shown: TestClient, case: Case, database: Database, clock: TestClock, study: SmallStudy
) -> None:
    clock.forward(minutes=50)
    page = looked(shown, case)
    assert "your time ran out" in page.text

    status, _ = ends(shown, case, "soft_refusal", note="Geen tijd", reason="soft_refusal:no_time")

    assert status == 303
    [attempt] = attempts(database)
    assert (attempt.disposition, attempt.reason, attempt.caller_id) == ("soft_refusal", "no_time", study.caller.id)


def test_an_outcome_of_somebody_without_the_case_is_refused_with_her_words_kept(
    shown: TestClient, case: Case, visit: Visit, study: SmallStudy, database: Database
) -> None:
    colleague = visit(study.turkish_caller)
    colleague.headers["accept"] = "text/html"

    status, page = ends(colleague, case, "refusal", note="Wil echt niet")

    assert status == 409
    assert "You do not have this case in hand any more" in page.text
    assert "Wil echt niet" in str(page.select_one('[name="note"]'))
    assert attempts(database) == []


def test_a_case_that_was_closed_meanwhile_says_so(shown: TestClient, case: Case) -> None:
    """Two tabs: she writes a refusal down in the one, and goes on in the other."""
    ends(shown, case, "refusal", note="wil niet")

    replies = [
        shown.post(f"/callbacks/{case.id}/attempts", data={"disposition": "busy"}),
        shown.post(f"/callbacks/{case.id}/number"),
        shown.get(f"/callbacks/{case.id}/interview"),
    ]

    assert [reply.status_code for reply in replies] == [409] * 3
    assert all("case is closed" in reply.text for reply in replies)
    assert "Does not want to take part" in looked(shown, case).text


def test_a_parent_gave_another_number_and_it_is_read_back(shown: TestClient, case: Case, database: Database) -> None:
    wrong = shown.post(f"/callbacks/{case.id}/new-number", data={"new_number": "06 12", "note": "via haar man"})
    right = shown.post(f"/callbacks/{case.id}/new-number", data={"new_number": "06 87654321", "note": "via haar man"})

    assert wrong.status_code == 422
    assert "This number cannot be right" in wrong.text
    assert 'value="06 12"' in wrong.text
    assert "06 87 65 43 21" in right.text
    assert all("via haar man" in reply.text for reply in (wrong, right))
    status, _ = ends(shown, case, "wrong_number", number="phone")
    assert status == 303
    assert (held(database).closed_by, held(database).number) == (None, "second_phone")


def test_a_third_number_takes_the_place_of_the_dead_one_and_the_sister_keeps_hers(
    shown: TestClient, case: Case, database: Database, clock: TestClock, visit: Visit, study: SmallStudy
) -> None:
    where = f"/callbacks/{case.id}"
    shown.post(f"{where}/new-number", data={"new_number": "06 87654321"})
    ends(shown, case, "dead_number", number="phone")
    clock.forward(days=5)
    again = visit(study.caller)
    again.headers["accept"] = "text/html"
    again.post(f"{where}/lease")
    again.post(f"{where}/number")

    page = BeautifulSoup(again.post(f"{where}/new-number", data={"new_number": "06 11223344"}).text, "html.parser")

    assert {str(one["href"]) for one in page.select("a.dial")} == {"tel:+31687654321", "tel:+31611223344"}
    assert held(database).bad_numbers == ""


@pytest.mark.parametrize("number", ["0", "-1", "4242", "99999999999999999999999999", "one"])
def test_a_case_that_is_none_is_a_sentence(calling: TestClient, number: str) -> None:
    for method, path in (("GET", ""), ("POST", "/number"), ("POST", "/attempts"), ("GET", "/interview")):
        reply = calling.request(method, f"/callbacks/{number}{path}", headers={"accept": "application/json"})

        assert reply.status_code in {404, 422}
        assert len(reply.json()["error"]) > 20


def test_the_telephone_interview_brings_its_context_in_the_fragment(
    shown: TestClient, case: Case, study: SmallStudy
) -> None:
    reply = shown.get(f"/callbacks/{case.id}/interview")

    path, _, fragment = reply.headers["location"].partition("#new?")
    assert path.startswith(f"/interview/parent-w2/{study.w2.version}/")
    assert {name: value for name, [value] in parse_qs(fragment).items()} == {
        "wave": "w2",
        "activity": str(study.talk.id),
        "group": str(study.group.id),
        "kind": "talk",
        "language": "nl",
        "languages": "nl en tr ar",
        "mode": "cati",
        "respondent": str(case.respondent_id),
        "case": str(case.id),
    }


def test_nobody_holds_the_interview_without_the_case_in_her_hands(
    shown: TestClient, case: Case, visit: Visit, study: SmallStudy
) -> None:
    reply = visit(study.turkish_caller).get(f"/callbacks/{case.id}/interview")

    assert reply.status_code == 409
    assert "You do not have this case in hand" in reply.json()["error"]


def test_a_slip_of_the_finger_is_hers_to_mend_for_ten_minutes_and_the_leads_always(
    shown: TestClient, case: Case, database: Database, clock: TestClock, visit: Visit, study: SmallStudy
) -> None:
    ends(shown, case, "refusal", note="verkeerd getikt")
    form = looked(shown, case).select_one(".slip form")
    assert form is not None
    where = str(form["action"])
    colleague = visit(study.turkish_caller)

    assert colleague.post(where, data={"disposition": "busy"}).status_code == 400
    assert shown.post(where, data={"disposition": "no_answer"}).status_code == 303
    assert held(database).closed_by is None

    clock.forward(minutes=11)
    late = shown.post(where, data={"disposition": "voicemail"})
    assert looked(shown, case).select_one(".slip") is None
    assert "for ten minutes" in late.text
    assert visit(study.lead).post(where, data={"disposition": "voicemail"}).status_code == 303
    assert [one.disposition for one in attempts(database)] == ["refusal", "no_answer", "voicemail"]


def test_a_language_that_was_tapped_by_mistake_is_mended_with_the_slip(
    shown: TestClient, case: Case, database: Database
) -> None:
    ends(shown, case, "language", language="tr")
    form = looked(shown, case).select_one(".slip form")
    assert form is not None
    where = str(form["action"])
    assert {"nl", "tr", "ar"} <= {str(one["value"]) for one in form.select("[name=language] option")}

    for unsaid in ("no_answer", "language"):
        reply = shown.post(where, data={"disposition": unsaid})
        assert (reply.status_code, "Choose the language" in reply.text) == (400, True)
    assert shown.post(where, data={"disposition": "no_answer", "language": "nl"}).status_code == 303

    assert held(database).language == "nl"


def test_a_slip_is_no_other_language_without_saying_which(shown: TestClient, case: Case, database: Database) -> None:
    ends(shown, case, "no_answer")
    where = str(looked(shown, case).select_one(".slip form")["action"])  # type: ignore[index]

    assert shown.post(where, data={"disposition": "language"}).status_code == 400
    assert shown.post(where, data={"disposition": "language", "language": "tr"}).status_code == 303
    assert held(database).language == "tr"
