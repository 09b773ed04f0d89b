"""The pages about paper: what can be printed, by whom, and that it comes as a PDF."""

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from app.services import pdfs
from tests.factories import SmallStudy
from tests.printed import A4, A5, scanned, sizes, text

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
