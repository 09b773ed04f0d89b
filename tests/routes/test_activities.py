"""The page of one activity: for whoever is expected there, and for the lead."""

import pytest
from starlette.testclient import TestClient

from tests.conftest import Visit
from tests.factories import SmallStudy

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_a_student_opens_the_activity_where_she_is_expected(phone: TestClient, study: SmallStudy) -> None:
    assert "School A3" in phone.get(f"/activities/{study.talk.id}").text


def test_a_student_who_is_not_expected_there_finds_nothing(visit: Visit, study: SmallStudy) -> None:
    assert visit(study.other_student).get(f"/activities/{study.talk.id}").status_code == 404


def test_the_lead_opens_any(lead: TestClient, study: SmallStudy) -> None:
    assert lead.get(f"/activities/{study.meeting.id}").status_code == 200
