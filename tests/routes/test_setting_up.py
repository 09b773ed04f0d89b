"""The lead lays out her study by hand: schools, classes, activities, people; and what she is told when it cannot be."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from sqlmodel import select
from starlette.testclient import TestClient

from app.clock import local
from app.db import Database
from app.models import Activity, AuditEntry, Group, Person, PersonRole, Posting, Quota, Role, Site, Stratum, Study
from tests.conftest import Visit
from tests.databases import EVENING
from tests.factories import SmallStudy

HTML = {"accept": "text/html"}
TODAY = local(EVENING).date()
SCHOOL = {
    "code": "F1",
    "name": "Praktijkschool De Nieuwe Maasoever aan de Rotterdamse Zuidoever",
    "stratum": "vmbo",
    "language": "nl",
}

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def page(browser: TestClient, address: str) -> BeautifulSoup:
    reply = browser.get(address, headers=HTML)
    assert reply.status_code == 200, address
    return BeautifulSoup(reply.text, "html.parser")


def sent(browser: TestClient, address: str, **typed: Any) -> str:
    """A form that is kept; returns where its page is."""
    reply = browser.post(address, data=typed, headers=HTML)
    assert reply.status_code == 303, reply.text
    return reply.headers["location"]


def refused(browser: TestClient, address: str, status: int = 422, /, **typed: Any) -> BeautifulSoup:
    """A form that is refused; returns the page, which says so in one place."""
    reply = browser.post(address, data=typed, headers=HTML)
    assert reply.status_code == status, reply.text
    shown = BeautifulSoup(reply.text, "html.parser")
    assert len(shown.select("[role=alert]")) == 1
    return shown


def told(shown: BeautifulSoup) -> str:
    [alert] = shown.select("[role=alert]")
    return alert.text


def value(shown: BeautifulSoup, at: str, name: str) -> str:
    field = shown.select_one(f'{at} [name="{name}"]')
    assert isinstance(field, Tag)
    if field.name == "select":
        [chosen] = field.select("option[selected]")
        return str(chosen["value"])
    return str(field["value"])


def the_school(study: SmallStudy) -> str:
    return f"/study/schools/{study.talk.site_id}"


def an_activity(study: SmallStudy, **changes: Any) -> dict[str, Any]:
    return {
        "intervention": study.talk.intervention_id,
        "condition": "intervention",
        "on": (TODAY + timedelta(days=2)).isoformat(),
        "starts": "19:00",
        "ends": "21:00",
        "group": study.group.id,
    } | changes


def test_a_school_from_nothing_to_its_first_activity(
    lead: TestClient, visit: Visit, study: SmallStudy, database: Database
) -> None:
    here = sent(lead, "/study/schools", **SCHOOL).partition("?")[0]
    sent(lead, f"{here}/groups", names="1A, 1B;2C")
    sent(lead, f"{here}/people", person=study.other_student.id)
    with database.reading() as session:
        [site] = session.exec(select(Site).where(Site.code == "F1")).all()
        groups = {one.name: one.year for one in session.exec(select(Group).where(Group.site_id == site.id))}
        first = session.exec(select(Group.id).where(Group.site_id == site.id)).first()
        quotas = {one.role: one.wanted for one in session.exec(select(Quota).where(Quota.site_id == site.id))}
    assert groups == {"1A": "1", "1B": "1", "2C": "2"}
    assert quotas == {Role.PARENT: 15, Role.PUPIL: 15, Role.MENTOR: 5}

    sent(lead, f"{here}/activities", **an_activity(study, group=first))

    assert "Praktijkschool De Nieuwe Maasoever" in page(visit(study.other_student), "/home").text
    [row] = [row for row in page(lead, "/study/schools").select("table tbody tr") if "F1" in row.text]
    assert "Bram" in row.text
    with database.reading() as session:
        verbs = set(session.exec(select(AuditEntry.verb)))
    assert {"site.add", "group.add", "posting.change", "activity.add"} <= verbs


def test_a_code_that_is_in_use_is_said_and_everything_typed_stays(lead: TestClient) -> None:
    shown = refused(lead, "/study/schools", **SCHOOL | {"code": "a3", "stratum": "mbo", "language": "tr"})

    assert "The code A3 belongs to School A3 already" in told(shown)
    assert (value(shown, "#new-school", "code"), value(shown, "#new-school", "name")) == ("a3", SCHOOL["name"])
    assert (value(shown, "#new-school", "stratum"), value(shown, "#new-school", "language")) == ("mbo", "tr")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": " "}, "A code is short"),
        ({"code": "A-very-long-code"}, "A code is short"),
        ({"name": "  "}, "Give a name."),
        ({"name": "x" * 121}, "longer than 120 letters"),
        ({"stratum": "havo"}, "Which type of school"),
        ({"language": "xx"}, "In which language"),
    ],
)
def test_a_school_that_cannot_be(lead: TestClient, changes: dict[str, str], sentence: str) -> None:
    assert sentence in told(refused(lead, "/study/schools", **SCHOOL | changes))


def test_a_school_is_changed_and_only_an_empty_one_is_removed(
    lead: TestClient, study: SmallStudy, database: Database
) -> None:
    sent(lead, the_school(study), **SCHOOL | {"code": "A3", "language": "ar"})
    with database.reading() as session:
        held = session.get_one(Site, study.talk.site_id)
        assert (held.name, held.language) == (SCHOOL["name"], "ar")
    assert "stays" in told(refused(lead, f"{the_school(study)}/removal", 409))

    here = sent(lead, "/study/schools", **SCHOOL).partition("?")[0]
    sent(lead, f"{here}/groups", names="1A")
    assert sent(lead, f"{here}/removal") == "/study/schools"
    assert lead.get(here, headers=HTML).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"names": " , "}, "Type the classes"),
        ({"names": "2A, 1b"}, "Class 1b stands there already"),
        ({"names": "2A, 2A"}, "Class 2A stands there already"),
        ({"names": "Noord"}, "In which school year is class Noord"),
        ({"names": "1" * 21}, "at most 20 letters"),
    ],
)
def test_classes_are_added_together_or_not_at_all(
    lead: TestClient, study: SmallStudy, database: Database, typed: dict[str, str], sentence: str
) -> None:
    shown = refused(lead, f"{the_school(study)}/groups", **typed)

    assert sentence in told(shown)
    assert value(shown, "#groups", "names") == typed["names"]
    with database.reading() as session:
        assert len(session.exec(select(Group)).all()) == 2


def test_a_class_is_renamed_and_one_that_something_hangs_on_is_not_removed(
    lead: TestClient, study: SmallStudy, database: Database
) -> None:
    here = f"{the_school(study)}/groups"
    sent(lead, f"{here}/{study.group.id}", name="1 Blauw", year="2")
    with database.reading() as session:
        held = session.get_one(Group, study.group.id)
        assert (held.name, held.year) == ("1 Blauw", "2")
    assert "An activity is for this class" in told(refused(lead, f"{here}/{study.group.id}/removal", 409))
    assert lead.post(f"{here}/{study.meeting_group.id}/removal", headers=HTML).status_code == 404

    sent(lead, here, names="3A")
    with database.reading() as session:
        new = session.exec(select(Group.id).where(Group.name == "3A")).one()
    sent(lead, f"{here}/{new}/removal")


def test_quotas_and_the_total_beside_the_minimum(lead: TestClient, study: SmallStudy) -> None:
    sent(lead, f"{the_school(study)}/quotas", parent="20", pupil="٠", mentor="")
    shown = page(lead, the_school(study))
    assert [value(shown, "#quotas", role) for role in ("parent", "pupil", "mentor")] == ["20", "0", "0"]
    assert "All schools together: 35 parents. The study needs at least 200." in shown.text

    shown = refused(lead, f"{the_school(study)}/quotas", parent="many", pupil="15", mentor="5")
    assert value(shown, "#quotas", "parent") == "many"
    assert "At most" in told(refused(lead, f"{the_school(study)}/quotas", parent="99999"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends": "18:00"}, "It ends before it begins"),
        ({"on": "soon"}, "Which day?"),
        ({"on": (TODAY - timedelta(days=1)).isoformat()}, "This day is over"),
        ({"on": (TODAY + timedelta(days=400)).isoformat()}, "more than a year ahead"),
        ({"group": []}, "For which classes"),
        ({"intervention": ""}, "What does the school do?"),
        ({"condition": "placebo"}, "Intervention or control?"),
        ({"on": TODAY.isoformat()}, "stands in the list already, for class 1B"),
    ],
)
def test_an_activity_that_cannot_be_stays_in_the_form(
    lead: TestClient, study: SmallStudy, database: Database, changes: dict[str, Any], sentence: str
) -> None:
    typed = an_activity(study) | changes
    if typed["intervention"] == "":
        typed.pop("intervention")
    shown = refused(lead, f"{the_school(study)}/activities", **typed)

    assert sentence in told(shown)
    assert value(shown, "#plan", "on") == typed["on"]
    assert value(shown, "#plan", "starts") == "19:00"
    assert bool(shown.select('#plan [name="group"][checked]')) == (typed["group"] != [])
    with database.reading() as session:
        assert len(session.exec(select(Activity)).all()) == 2


def test_a_class_of_another_school_is_refused(lead: TestClient, study: SmallStudy) -> None:
    there = an_activity(study, group=study.meeting_group.id)
    assert "belongs to another school" in told(refused(lead, f"{the_school(study)}/activities", **there))


def test_a_day_that_is_over_is_entered_when_the_lead_says_so(lead: TestClient, study: SmallStudy) -> None:
    gone = an_activity(study, on=(TODAY - timedelta(days=9)).isoformat(), afterwards="true")
    sent(lead, f"{the_school(study)}/activities", **gone)
    assert "1 that is over" in page(lead, the_school(study)).text


def test_an_activity_moves_and_is_cancelled_and_the_students_page_says_so(
    lead: TestClient, phone: TestClient, study: SmallStudy
) -> None:
    here = f"{the_school(study)}/activities/{study.talk.id}"
    sent(lead, f"{here}/appointment", on=(TODAY + timedelta(days=1)).isoformat(), starts="18:15", ends="20:00")
    assert "18:15" in page(phone, "/home").text

    assert "Say why" in told(refused(lead, f"{here}/appointment", cancelled="true", because=" "))
    sent(lead, f"{here}/appointment", cancelled="true", because="De school is dicht")

    assert "De school is dicht" in page(phone, "/home").text
    assert "as planned" in page(lead, here).text
    assert lead.get(f"/study/schools/{study.meeting.site_id}/activities/{study.talk.id}").status_code == 404


def test_who_is_expected_is_chosen_on_the_page_of_an_activity(
    lead: TestClient, visit: Visit, phone: TestClient, study: SmallStudy
) -> None:
    here = f"{the_school(study)}/activities/{study.talk.id}"
    sent(lead, f"{here}/people", person=study.other_student.id)
    assert "School A3" in page(visit(study.other_student), "/home").text
    assert "School A3" not in page(phone, "/home").text

    sent(lead, f"{here}/people")
    assert "Nobody is expected here" in page(lead, here).text


def test_what_an_activity_is_and_for_whom_changes_until_something_hangs_on_it(
    lead: TestClient, study: SmallStudy, database: Database
) -> None:
    here = f"{the_school(study)}/activities/{study.talk.id}"
    sent(lead, here, **an_activity(study, condition="control"))
    with database.reading() as session:
        assert session.get_one(Activity, study.talk.id).condition == "control"
    assert "For which classes" in told(refused(lead, here, **an_activity(study, group=[])))

    count = {"group": study.group.id, "invited": "20", "present": "18"}
    sent(lead, f"/activities/{study.talk.id}/attendance", **count)
    assert "belong to this activity" in told(refused(lead, f"{here}/removal", 409))


def test_an_activity_that_was_a_mistake_goes(lead: TestClient, study: SmallStudy, database: Database) -> None:
    sent(lead, f"{the_school(study)}/activities/{study.talk.id}/removal")
    with database.reading() as session:
        assert [one.id for one in session.exec(select(Activity))] == [study.meeting.id]


def test_a_school_is_analysed_in_another_arm_with_its_history(lead: TestClient, study: SmallStudy) -> None:
    at = f"{the_school(study)}/condition"
    shown = refused(lead, at, condition="control", because=" ", known_as="E4")
    assert "Say why" in told(shown)
    assert value(shown, "#arms", "known_as") == "E4"

    sent(lead, at, condition="control", because="Deed niet wat gepland was", known_as="E4")
    assert "Deed niet wat gepland was" in page(lead, the_school(study)).text


def test_the_study_and_what_schools_do(lead: TestClient, study: SmallStudy, database: Database) -> None:
    sent(lead, "/study", name="Oudercontact op  Zuid", minimum="250")
    with database.reading() as session:
        [held] = session.exec(select(Study)).all()
        assert (held.name, held.minimum) == ("Oudercontact op Zuid", 250)
    assert value(refused(lead, "/study", name="Zuid", minimum="veel"), "#the-study", "minimum") == "veel"

    new = {"key": "home_visit", "name": "Huisbezoek", "kind": "talk", "collective": "false"}
    sent(lead, "/study/interventions", **new)
    shown = refused(lead, "/study/interventions", **new | {"name": "Nog een"})
    assert "The key home_visit is in use already" in told(shown)
    assert value(shown, "#new-intervention", "name") == "Nog een"
    assert "A key is a short word" in told(refused(lead, "/study/interventions", **new | {"key": "Huis bezoek"}))
    assert "stays" in told(refused(lead, f"/study/interventions/{study.talk.intervention_id}/removal", 409))
    assert "What schools do" in page(lead, "/study").text


def test_sixty_schools_and_none(lead: TestClient, database: Database) -> None:
    with database.writing() as session:
        [study_id] = session.exec(select(Study.id)).all()
        session.add_all(
            Site(study_id=study_id, code=f"X{n}", name=f"School {n} met een heel lange naam", stratum=Stratum.VMBO)
            for n in range(60)
        )
    assert len(page(lead, "/study/schools").select("table tbody tr")) == 62


def test_somebody_new_with_languages_and_schools_and_a_code_for_a_camera(
    lead: TestClient, study: SmallStudy, database: Database
) -> None:
    typed = {"name": "Noor", "role": "student", "language": "tr", "spoken": ["ar", "nl"], "school": study.talk.site_id}
    shown = BeautifulSoup(lead.post("/team", data=typed, headers=HTML).text, "html.parser")

    assert shown.select(".invitation svg.qr path")
    with database.reading() as session:
        [noor] = session.exec(select(Person).where(Person.name == "Noor")).all()
        assert noor.languages == "tr nl ar"
        assert session.get(Posting, (noor.id, study.talk.site_id))
    shown = refused(lead, "/team", **typed | {"name": "noor"})
    assert "There is a noor in the team already" in told(shown)
    assert shown.select('#new-person [name="spoken"][value="ar"][checked]')


def test_a_person_changes_and_only_students_go_to_schools(
    lead: TestClient, study: SmallStudy, database: Database
) -> None:
    typed = {"name": "Bram B", "role": "student", "language": "nl", "school": [study.talk.site_id]}
    sent(lead, f"/team/{study.other_student.id}", **typed)
    shown = refused(lead, f"/team/{study.other_student.id}", **typed | {"role": "caller"})
    assert "Only students go to schools" in told(shown)
    sent(lead, f"/team/{study.other_student.id}", name="Bram B", role="caller", language="nl")

    with database.reading() as session:
        assert session.get_one(Person, study.other_student.id).role == PersonRole.CALLER
        assert session.exec(select(Posting)).all() == []


def test_the_last_lead_stays(lead: TestClient, study: SmallStudy) -> None:
    assert "There is no other lead" in told(refused(lead, f"/team/{study.lead.id}/leaving", 409))
    change = {"name": "Marieke", "role": "student", "language": "nl"}
    assert "There is no other lead" in told(refused(lead, f"/team/{study.lead.id}", 409, **change))


def test_who_left_is_out_at_once_and_offered_nowhere(
    lead: TestClient, phone: TestClient, study: SmallStudy, database: Database
) -> None:
    assert phone.get("/home").status_code == 200

    sent(lead, f"/team/{study.student.id}/leaving")

    assert phone.get("/home").status_code == 401
    assert phone.put("/phones/mine", json={}).status_code == 401
    assert lead.post(f"/team/{study.student.id}/invitation", headers=HTML).status_code == 400
    assert "Amina" not in page(lead, f"{the_school(study)}/activities/{study.talk.id}").text
    shown = page(lead, "/team")
    assert "Amina" not in " ".join(row.text for row in shown.select(".member"))
    assert "Amina" in shown.text

    sent(lead, f"/team/{study.student.id}/return")
    assert phone.get("/home").status_code == 401
    assert lead.post(f"/team/{study.student.id}/invitation", headers=HTML).status_code == 200


def test_cards_for_everybody_without_a_way_in(lead: TestClient, visit: Visit, study: SmallStudy) -> None:
    visit(study.student)
    first = BeautifulSoup(lead.post("/team/cards", headers=HTML).text, "html.parser")
    names = [one.text for one in first.select(".way-card h2")]

    assert names == ["Bram", "Elif", "Sanne"]
    assert len(first.select(".way-card svg.qr")) == 3


def test_phones_of_one_person(lead: TestClient, visit: Visit, study: SmallStudy) -> None:
    visit(study.student)
    visit(study.other_student)
    shown = page(lead, f"/phones?person={study.student.id}")
    assert [one.text for one in shown.select(".device-head b")] == ["Amina"]
    assert len(page(lead, "/phones").select(".device")) == 2


def stands(shown: BeautifulSoup) -> list[str]:
    """What the menu marks: the drawer, and the page in it."""
    return [marked.text for marked in shown.select(".nav [aria-current]")]


def test_the_menu_stays_where_she_is_also_when_a_form_is_refused(visit: Visit, study: SmallStudy) -> None:
    lead = visit(study.lead)

    assert stands(page(lead, "/study")) == ["Study", "Study"]
    assert stands(page(lead, f"/study/schools/{study.talk.site_id}")) == ["Study", "Schools"]
    assert stands(page(lead, f"/activities/{study.talk.id}")) == ["Progress"]
    wrong = refused(lead, f"/study/schools/{study.talk.site_id}/groups", names="1A, 1A")
    assert stands(wrong) == ["Study", "Schools"]


def test_a_new_school_asks_for_its_classes(visit: Visit, study: SmallStudy) -> None:
    lead = visit(study.lead)

    there = sent(lead, "/study/schools", **SCHOOL)

    assert "Its classes come next." in page(lead, there).text
