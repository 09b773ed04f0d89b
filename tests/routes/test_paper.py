"""The pages about paper: what can be printed, by whom, and that it comes as a PDF."""

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from app.services import pdfs
from tests.conftest import Visit
from tests.factories import SmallStudy
from tests.printed import A4, A5, scanned, sizes, text, words

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def links(browser: TestClient, path: str) -> list[str]:
    found = BeautifulSoup(browser.get(path).text, "html.parser").select("main a")
    return [str(one["href"]) for one in found]


def test_from_the_activity_to_a_questionnaire_on_paper(phone: TestClient, study: SmallStudy) -> None:
    [shelf] = [link for link in links(phone, f"/activities/{study.talk.id}") if link.startswith("/paper")]
    [one] = [link for link in links(phone, shelf) if "parent-w1" in link]
    sheet = next(link for link in links(phone, one) if link.endswith("/nl.pdf"))

    reply = phone.get(sheet)

    assert reply.headers["content-type"] == "application/pdf"
    assert set(sizes(reply.content)) == {A4}
    assert f"of=parent-w1.{study.w1.version}.nl" in scanned(reply.content, 0)[0]
    assert "Small study" in text(reply.content, 0)


def test_a_translation_that_nobody_released_says_so_on_the_paper_itself(lead: TestClient, study: SmallStudy) -> None:
    for tag in ("nl", "pl"):
        reply = lead.get(f"/paper/parent-w1/{study.w1.version}/{tag}.html")
        is_draft = tag in study.w1.drafts
        if tag in study.w1.languages:
            assert ("Draft" in reply.text) == is_draft


def test_all_show_cards_of_a_questionnaire_in_one_file(lead: TestClient, study: SmallStudy) -> None:
    reply = lead.get(f"/paper/parent-w1/{study.w1.version}/cards/all.pdf")

    assert set(sizes(reply.content)) == {A5}
    assert len(sizes(reply.content)) % len(study.w1.languages) == 0


@pytest.mark.parametrize(
    "path", ["xx.pdf", "all.pdf/", "../w9/nl.pdf", "cards/xx.pdf", "cards/xx.html", "xx.html"], ids=str
)
def test_a_language_or_version_that_is_not_there_is_not_found(lead: TestClient, study: SmallStudy, path: str) -> None:
    assert lead.get(f"/paper/parent-w1/{study.w1.version}/{path}").status_code in {404, 307}


def test_without_pango_the_pages_open_and_offer_the_browsers_own_printing(
    lead: TestClient, study: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys  # noqa: PLC0415

    pdfs.ready.cache_clear()
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    try:
        shown = links(lead, "/paper/parent-w1")
        assert [link for link in shown if link.endswith(".pdf")] == []
        assert "Pango" in lead.get("/paper/parent-w1").text
        page = lead.get(next(link for link in shown if link.endswith("/nl.html")))
        assert "data:image/svg+xml" in page.text
        refused = lead.get(f"/paper/parent-w1/{study.w1.version}/nl.pdf", headers={"accept": "text/html"})
        assert refused.status_code == 503
        assert "print it with your browser" in BeautifulSoup(refused.text, "html.parser").text
    finally:
        pdfs.ready.cache_clear()


def make(browser: TestClient, study: SmallStudy, **copies: int) -> str:
    """So many sheets for the talk; the address of their PDF."""
    form = {"place": f"{study.talk.id}.{study.group.id}", "language": [*copies], "copies": [*map(str, copies.values())]}
    reply = browser.post("/paper/parent-w1/sheets", data=form, headers={"accept": "text/html"})
    assert reply.status_code == 303, BeautifulSoup(reply.text, "html.parser").select_one("main")
    page = BeautifulSoup(browser.get(reply.headers["location"]).text, "html.parser")
    [fresh] = page.select(".fresh a[href$='.pdf']")
    return str(fresh["href"])


def test_a_class_gets_its_sheets_each_with_a_number_of_its_own(phone: TestClient, study: SmallStudy) -> None:
    address = make(phone, study, nl=2, ar=1)

    printed = phone.get(address).content

    found = [word for word in words(printed) if word.text[:2] in {"P-", "N-"}]
    assert len(found) == len(sizes(printed)), "one on each page"
    answers, slips = ({word.text: word.page for word in found if word.text.startswith(kind)} for kind in "PN")
    assert (len(answers), len(slips)) == (3, 3)
    for code, tag in ((min(answers, key=answers.__getitem__), "nl"), (max(answers, key=answers.__getitem__), "ar")):
        context = f"1.parent-w1.{study.w1.version}.{tag}.{study.talk.id}.{study.group.id}"
        assert scanned(printed, answers[code])[0].endswith(f"/paper/entry/{code}?of={context}")
    name, page = next(iter(slips.items()))
    assert scanned(printed, page)[0].endswith(f"/paper/contact/{name}"), "the page with the name says nothing else"
    assert "A3 · 1B" in text(printed, 0)


def test_without_pango_the_browser_prints_them(phone: TestClient, study: SmallStudy) -> None:
    address = make(phone, study, nl=2).replace(".pdf", ".html")

    page = BeautifulSoup(phone.get(address).text, "html.parser")

    assert len(page.select("article.sheet")) == 4
    assert len({code.text for code in page.select(".stamp bdi")}) == 4


@pytest.mark.parametrize(
    ("language", "copies", "said"),
    [
        (["nl"], ["0"], "at least 1"),
        ([], [], "at least 1"),
        (["nl"], ["151"], "at most 150"),
        (["nl", "tr"], ["100", "100"], "at most 150"),
        (["nl"], ["-3"], "at least 1"),
        (["nl"], ["many"], "at least 1"),
        (["xx"], ["3"], "at least 1"),
        (["nl"], ["²"], "at least 1"),
    ],
)
def test_an_impossible_number_of_sheets_is_refused_in_words(
    lead: TestClient, language: list[str], copies: list[str], said: str
) -> None:
    form = {"place": "", "language": language, "copies": copies}
    reply = lead.post("/paper/parent-w1/sheets", data=form, headers={"accept": "text/html"})

    assert reply.status_code == 400
    assert said in reply.text
    assert 'class="row batch' not in lead.get("/paper/parent-w1").text


def test_numbers_in_arabic_digits_count_too(lead: TestClient) -> None:
    form = {"place": "", "language": ["nl"], "copies": ["٣"]}
    assert lead.post("/paper/parent-w1/sheets", data=form).status_code == 303


def test_a_language_that_is_not_released_gets_no_numbers(lead: TestClient) -> None:
    form = {"place": "", "language": ["pl"], "copies": ["3"]}
    reply = lead.post("/paper/parent-w1/sheets", data=form, headers={"accept": "text/html"})

    assert "not been released" in reply.text


def test_a_student_makes_sheets_for_her_own_activities_only(visit: Visit, study: SmallStudy) -> None:
    form = {"place": f"{study.talk.id}.{study.group.id}", "language": ["nl"], "copies": ["3"]}

    assert visit(study.other_student).post("/paper/parent-w1/sheets", data=form).status_code == 404


def test_the_questionnaire_of_the_call_gets_no_numbers(lead: TestClient) -> None:
    form = {"place": "", "language": ["nl"], "copies": ["3"]}
    reply = lead.post("/paper/parent-w2/sheets", data=form, headers={"accept": "text/html"})

    assert reply.status_code == 400
    assert "by telephone" in reply.text
    assert "make the sheets" not in lead.get("/paper/parent-w2").text.lower()
