"""The lead's page of models: it opens at once, and its figures come when they are there."""

import pytest
from starlette.testclient import TestClient

from app.services import analysing
from tests.factories import SmallStudy

HTML = {"accept": "text/html"}

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_before_anybody_answered_there_is_nothing_to_choose(lead: TestClient) -> None:
    assert "There are no interviews yet" in lead.get("/results/models", headers=HTML).text
    assert "There is no estimate" in lead.get("/results/models/effects", headers=HTML).text


def test_a_server_without_the_libraries_says_so_and_computes_nothing(
    lead: TestClient, study: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysing, "NEEDED", ("a_library_that_nobody_has",))

    shown = lead.get("/results/models", headers=HTML)

    assert shown.status_code == 200
    assert "no libraries for analysis" in shown.text
    assert "hx-get" not in shown.text.split("<main>")[1].split("</main>")[0]
