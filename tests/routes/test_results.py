"""The lead's pages of results: figures, parts, what is behind them, and what cannot be seen."""

import pytest
from bs4 import BeautifulSoup
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import AuditEntry, SchoolFigure
from tests.conftest import TestClock
from tests.factories import SmallStudy, answer, finished
from tests.routes.phones import put

HTML = {"accept": "text/html"}
MARK = {
    "school": "A3",
    "key": "school_climate",
    "period": "2011-2012",
    "value": "7,2",
    "highest": "10",
    "answered": "",
    "source": "Vensters",
}
FILE = "school;item;school_year;mark;source\r\nA3;school_climate;2011-2012;7,2;Vensters\r\n"

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def send(phone: TestClient, study: SmallStudy, clock: TestClock, *codes: str) -> None:
    """As many parents as codes finish, each with this answer about the climate."""
    for code in codes:
        body = finished(study, clock.now())
        body["answers"] |= {"school_climate": answer(code), "remark": answer("Bel 06 12345678, zei mevrouw Jansen")}
        assert put(phone, body).status_code == 200


def page(browser: TestClient, address: str, status: int = 200) -> BeautifulSoup:
    reply = browser.get(address, headers=HTML)
    assert reply.status_code == status
    return BeautifulSoup(reply.text, "html.parser")


def test_before_anybody_answered_every_page_says_so(lead: TestClient) -> None:
    for place in ("", "/comparison", "/groups", "/schools", "/remarks"):
        assert page(lead, f"/results{place}").select_one(".empty h2") is not None
    assert lead.get("/results/lists/parent-w1", headers=HTML).status_code == 404


def test_a_mean_opens_and_shows_its_interviews(
    lead: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock
) -> None:
    send(phone, study, clock, *"44455")

    shown = page(lead, "/results/lists/parent-w1?by=stratum")
    [row] = [row for row in shown.select("#parts tbody tr") if row.select('a[href*="school_climate"]')]
    assert [cell.text.strip() for cell in row.select("td")] == ["4.4", "4.4"]
    opened = page(lead, str(row.select("td a")[0]["href"]))
    assert "5 interviews count" in opened.text
    assert len(opened.select(".codes")[0].select("bdi")) == 5
    assert opened.select_one(".opened-figure b").text == "4.40"  # type: ignore[union-attr]
    for link in opened.select(".codes a"):
        code = link.text.strip()
        assert code in page(lead, str(link["href"])).select_one("h1").text  # type: ignore[union-attr]


def test_every_picture_on_the_pages_of_results_can_be_taken_out(
    lead: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock
) -> None:
    send(phone, study, clock, *"4445544455")

    for narrowed in ("", "?stratum=vmbo"):
        pictures = page(lead, f"/results/lists/parent-w1{narrowed}").select("figure.picture")
        assert pictures
        for picture in pictures:
            svg, png = picture.select(".files a")
            assert lead.get(str(png["href"])).headers["content-type"] == "image/png"
            drawn = lead.get(str(svg["href"])).text
            assert ("vmbo · w1" in drawn) == bool(narrowed)
            assert "N = 10" in drawn


def test_a_picture_that_goes_out_shows_nothing_of_nine_people(
    lead: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock
) -> None:
    send(phone, study, clock, *"444554445")

    [picture, *_] = page(lead, "/results/lists/parent-w1").select("figure.picture")
    drawn = lead.get(str(picture.select_one(".files a")["href"])).text  # type: ignore[index]
    assert "Fewer than 10 answers" in drawn
    assert "N = " not in drawn
    assert lead.get("/pictures/answers.svg?list=parent-w1&stratum=moon").status_code == 422
    assert lead.get("/pictures/parts.svg?list=parent-w1&by=shoe_size").status_code == 422
    assert lead.get("/pictures/parts.svg?list=parent-w1&by=stratum").status_code == 404  # one part, nothing beside it


def test_of_four_parents_no_figure_is_on_any_page(
    lead: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock
) -> None:
    send(phone, study, clock, *"2222")

    shown = page(lead, "/results/lists/parent-w1")
    assert shown.select(".figure-link") == []
    assert page(lead, "/results").select(".figure-link") == []
    opened = page(lead, "/results/figure?list=parent-w1&figure=school_climate")
    assert opened.select(".codes") == []
    assert "Not shown" in opened.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/results/lists/parent-w1?by=shoe_size", 422),
        ("/results/lists/parent-w1?stratum=moon", 422),
        ("/results/lists/parent-w1?wave=w9", 404),
        ("/results/figure?list=parent-w1&figure=nothing", 404),
        ("/results/figure?list=parent-w1&figure=school_climate&by=stratum&part=moon", 404),
        ("/results/change?figure=school_climate", 404),
        ("/results/figure?list=parent-w1", 422),
    ],
)
def test_an_address_that_was_changed_by_hand_is_a_sentence(
    lead: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock, address: str, status: int
) -> None:
    send(phone, study, clock, *"44455")

    assert page(lead, address, status).select_one("h1") is not None


def test_a_remark_shows_no_number_and_no_name(
    lead: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock
) -> None:
    send(phone, study, clock, "4")

    shown = page(lead, "/results/remarks?item=remark")
    assert "12345678" not in shown.text
    assert "Jansen" not in shown.text
    assert shown.select_one(".notice.warm") is not None
    [who] = [one.text for one in shown.select("figcaption")]
    assert "Turkish" not in who


def test_remarks_that_were_ticked_stand_in_the_report_of_the_study_and_no_others(
    lead: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock
) -> None:
    send(phone, study, clock, "4", "5")
    first, second = page(lead, "/results/remarks").select("[name=quote]")
    assert first["value"] != second["value"]

    shown = page(lead, f"/reports/study?quote={first['value']}")
    [quoted] = shown.select(".report .remark")
    assert "zei mevrouw ▒▒▒" in quoted.text
    assert "12345678" not in shown.text
    assert f"quote={first['value']}" in str(shown.select_one(".report-bar .chip")["href"])  # type: ignore[index]
    assert page(lead, "/reports/study").select(".report .remark") == []
    assert page(lead, "/reports/study?quote=changed-since").select(".report .remark") == []
    assert "at most 40" in page(lead, "/reports/study?" + "&".join(f"quote={n}" for n in range(41)), 422).text


def test_a_mark_is_kept_and_a_wrong_one_comes_back_as_it_was_typed(
    lead: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    send(phone, study, clock, "4")

    wrong = lead.post("/results/schools", data=MARK | {"value": "72"}, headers=HTML)
    assert wrong.status_code == 422
    shown = BeautifulSoup(wrong.text, "html.parser")
    assert shown.select_one('input[name="value"]')["value"] == "72"  # type: ignore[index]
    assert "between 0 and 10" in shown.select_one("[role=alert]").text  # type: ignore[union-attr]

    kept = lead.post("/results/schools", data=MARK, headers=HTML)
    assert (kept.status_code, kept.headers["location"]) == (303, "/results/schools?kept=1")
    assert "7.2" in page(lead, "/results/schools?kept=1").text
    with database.reading() as session:
        assert [one.value for one in session.exec(select(SchoolFigure))] == [7.2]
        assert "school_figure.keep" in session.exec(select(AuditEntry.verb)).all()


def test_a_file_is_looked_at_first_and_then_taken(
    lead: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    send(phone, study, clock, "4")

    looked = lead.post("/results/schools/files", files={"file": ("marks.csv", FILE.encode())}, headers=HTML)
    shown = BeautifulSoup(looked.text, "html.parser")
    with database.reading() as session:
        assert session.exec(select(SchoolFigure)).all() == []

    text = shown.select_one("textarea").text  # type: ignore[union-attr]
    taken = lead.post("/results/schools/files/taken", files={"text": (None, text)}, headers=HTML)
    assert taken.headers["location"] == "/results/schools?kept=1"
    with database.reading() as session:
        assert len(session.exec(select(SchoolFigure)).all()) == 1


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"school;item\r\nA3;x\r\n"])
def test_what_is_no_file_of_marks_is_a_sentence(lead: TestClient, content: bytes) -> None:
    reply = lead.post("/results/schools/files", files={"file": ("marks.csv", content)}, headers=HTML)

    assert reply.status_code == 422
    assert BeautifulSoup(reply.text, "html.parser").select_one("[role=alert]") is not None


def test_a_file_that_is_far_too_large_is_refused(lead: TestClient) -> None:
    reply = lead.post("/results/schools/files", files={"file": ("marks.csv", b"a" * 2_000_000)}, headers=HTML)

    assert reply.status_code == 413


def test_the_template_has_a_row_per_school(lead: TestClient, study: SmallStudy) -> None:
    text = lead.get("/results/schools/template.csv").text

    assert text.splitlines()[0].lstrip("\ufeff").startswith("school;item;school_year")
    assert [line.split(";")[0] for line in text.splitlines()[1:]] == ["A3", "D1"]
