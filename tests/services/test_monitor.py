"""How it went: ratings in consultation, each of which stays."""

from typing import Any

import pytest
from sqlmodel import select

from app.models import Implementation, Site
from app.services import attendance_files, monitor
from app.services.monitor import Ratings, Row
from tests.services.conftest import Field
from tests.services.sheets import read

FIELDS = ("preparation", "carried_out", "welcome", "consulted")


def send(field: Field, code: str = "A3", **typed: Any) -> tuple[int, list[Row]]:
    """The lead changes the row of one school on the page as she sees it, and keeps the page."""
    rows = monitor.board(field.session)
    return keep(field, rows, code, **typed), rows


def keep(field: Field, rows: list[Row], code: str, **typed: Any) -> int:
    seen = [row.typed | (typed if row.site.code == code else {}) for row in rows]
    sent = Ratings(
        site=[row.site.id for row in rows],
        intervention=[row.intervention.id for row in rows],
        seen=[row.seen for row in rows],
        marked=[row.site.id for row in rows],
        quickscan=[typed.get("quickscan", row.mark) if row.site.code == code else row.mark for row in rows],
        **{name: [one[name] for one in seen] for name in FIELDS},
    )
    fresh = monitor.board(field.session)
    kept = monitor.rate(field.session, fresh, sent, by=field.study.lead, now=field.clock.now())
    rows[:] = fresh
    return kept


def newest(field: Field, code: str = "A3") -> Implementation | None:
    [row] = [row for row in monitor.board(field.session) if row.site.code == code]
    return row.newest


def test_a_rating_is_kept_and_only_what_changed(field: Field) -> None:
    kept, _ = send(field, preparation="good", carried_out="yes", welcome="neutral", consulted="Fatma, Jan")

    assert kept == 1
    rated = newest(field)
    assert rated is not None
    assert (rated.preparation, rated.carried_out, rated.welcome, rated.consulted) == (
        "good",
        "yes",
        "neutral",
        "Fatma, Jan",
    )
    assert newest(field, "D1") is None


def test_a_later_rating_counts_and_the_earlier_one_stays(field: Field) -> None:
    send(field, preparation="good")
    field.clock.forward(days=30)
    send(field, preparation="very_poor", carried_out="no")

    [row] = [row for row in monitor.board(field.session) if row.site.code == "A3"]
    assert [(one.rating.preparation, one.by.name) for one in row.ratings] == [
        ("very_poor", "Marieke"),
        ("good", "Marieke"),
    ]
    file = read(attendance_files.implementation(field.session).csv())
    assert [(line["preparation"], line["counts"]) for line in file] == [("good", "0"), ("very_poor", "1")]


def test_keeping_an_unchanged_page_changes_nothing(field: Field) -> None:
    send(field, preparation="good")

    assert send(field)[0] == 0
    assert len(field.session.exec(select(Implementation)).all()) == 1


def test_a_colleagues_newer_rating_is_not_overwritten_unseen(field: Field) -> None:
    old_page = monitor.board(field.session)
    send(field, preparation="good")

    kept = keep(field, old_page, "A3", preparation="poor")

    assert kept == 0
    assert [row.site.code for row in old_page if row.problem] == ["A3"]
    rated = newest(field)
    assert rated is not None
    assert rated.preparation == "good"


@pytest.mark.parametrize(("typed", "mark"), [("7", 7.0), ("6,9", 6.9), ("6.94", 6.9), ("٨", 8.0)])
def test_the_mark_of_the_quickscan_belongs_to_the_school(field: Field, typed: str, mark: float) -> None:
    assert send(field, quickscan=typed)[0] == 1

    assert field.session.get_one(Site, field.study.talk.site_id).quickscan == mark


@pytest.mark.parametrize("typed", ["0", "11", "-7", "goed", "nan", "inf"])
def test_a_mark_that_cannot_be_is_said_and_nothing_is_kept(field: Field, typed: str) -> None:
    kept, rows = send(field, quickscan=typed, preparation="good")

    assert kept == 0
    [row] = [row for row in rows if row.problem]
    assert (row.mark, row.site.quickscan) == (typed, None)
    assert newest(field) is None


def test_a_mark_can_be_taken_away(field: Field) -> None:
    send(field, quickscan="7")
    send(field, quickscan="")

    assert field.session.get_one(Site, field.study.talk.site_id).quickscan is None
