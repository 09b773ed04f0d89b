"""The data file and its codebook, read back from CSV and compared with the database, cell by cell."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import col, select

from app.clock import local
from app.instrument.schema import Instrument
from app.models import Activity, Answer, Group, Intervention, Interview, Respondent, Site
from app.services import instruments
from tests.factories import answer, full_answers
from tests.services.conftest import Field
from tests.services.sheets import data, table

FIRST = (
    "respondent role site stratum group condition intervention activity "
    "wave mode language interviewer started minutes instrument version"
)
LAST = (
    "status year synthetic interpreter condition_planned quickscan "
    "collective context site_number group_number respondent_number"  # for models of several levels
)
PAYLOADS = ["=1+1", "+31", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", " =1+1", "\uff1d1+1"]
SAID = [
    "Çocuğum okulda çok mutlu, teşekkürler.",
    "المدرسة جيدة، شكرًا لكم",
    'Zij zei: "prima"; nu, drie maanden later\nniets meer gehoord\r\n\r\nJammer.',
    "👩‍👧 €1,50\u2028",
    "'s avonds liever niet",
    "5 - 3 = 2",
]
MISSING = {"not_asked": "-9", "dont_know": "-8", "refused": "-7", "not_applicable": "-6", "broken_off": "-5"}


def only(field: Field) -> dict[str, str]:
    [row] = data(field.session)
    return row


def columns(instrument: Instrument) -> list[str]:
    names: list[str] = []
    for item in instrument.items():
        if item.type in {"select_multiple", "rank"}:  # a place per choice can be counted with
            names += [f"{item.name}_{choice.name}" for choice in instrument.choices_of(item)]
        elif item.type != "note" and item.contact is None:
            names.append(item.name)
    return names


def newest(field: Field) -> list[Instrument]:
    return list(instruments.by_row(field.session).values())


def test_columns_come_in_the_order_that_was_agreed(field: Field) -> None:
    header = table(field.session).header

    asked = [name for name in header if name not in (*FIRST.split(), *LAST.split())]
    first, later = columns(field.study.w1), columns(field.study.w2)
    assert header == [*FIRST.split(), *asked, *LAST.split()]
    assert asked[: len(first)] == first
    assert [name for name in asked if name in later and name not in first] == [n for n in later if n not in first]
    assert set(asked) == {name for one in newest(field) for name in columns(one)}


def test_every_cell_is_what_the_database_holds(field: Field) -> None:
    mixed: dict[str, Any] = full_answers(field.study.w1) | {
        "info_tips": answer(missing="dont_know"),
        "help_able": answer(missing="refused"),
        "child_future": answer(missing="not_applicable"),
        "best_times": answer("saturday weekday_morning"),
        "call_language": answer("tr"),
    }
    field.send(field.finish(answers=mixed))
    case = field.meet("ar")
    field.clock.forward(days=92, hours=3)
    field.send(field.ring(case, language="ar"), by=field.study.caller)
    few = {"consent": answer("1"), "info_tips": answer("5"), "relation": answer(missing="refused")}
    field.send(field.begin(status="stopped", stop_reason="no_time", answers=few))

    rows = data(field.session)

    query = select(Interview, Respondent).join(Respondent, col(Interview.respondent_id) == col(Respondent.id))
    held = {(person.code, "w2" if one.mode == "cati" else "w1"): one for one, person in field.session.exec(query)}
    assert len(rows) == len(held) == 4
    for row in rows:
        interview = held[row["respondent"], row["wave"]]
        assert {name: row[name] for name in context(field, interview)} == context(field, interview)
        instrument = field.study.w1 if row["wave"] == "w1" else field.study.w2
        assert {name: row[name] for name in cells(field, interview, instrument)} == cells(field, interview, instrument)


def context(field: Field, interview: Interview) -> dict[str, str]:
    """The columns around the answers, from the rows of the database."""
    activity = field.session.get_one(Activity, interview.activity_id)
    site, group = field.session.get_one(Site, activity.site_id), field.session.get_one(Group, interview.group_id)
    return {
        "role": "parent",
        "site": site.code,
        "stratum": "vmbo",
        "group": f"{site.code}-{group.name}",
        "condition": "intervention",
        "intervention": field.session.get_one(Intervention, activity.intervention_id).key,
        "activity": str(activity.id),
        "mode": interview.mode,
        "language": interview.language,
        "interviewer": str(interview.interviewer_id),
        "started": local(interview.started_at).strftime("%Y-%m-%dT%H:%M:%S+01:00"),
        "minutes": "1.0",
        "version": (field.study.w1 if interview.mode == "capi" else field.study.w2).version,
        "status": interview.status,
        "year": "1",
        "synthetic": "0",
        "interpreter": interview.interpreter or "unknown",
        "condition_planned": "intervention",
        "quickscan": "",
    }


ABOUT_THE_CALL = {"call_language", "may_text", "second_agrees", "card_saved"}  # asked of those who may be called


def cells(field: Field, interview: Interview, instrument: Instrument) -> dict[str, str]:
    """The columns of the answers, from the rows of the database."""
    rows = field.session.exec(select(Answer).where(Answer.interview_id == interview.id))
    given = {row.item: row for row in rows}
    unanswered = MISSING["not_asked" if interview.status == "complete" else "broken_off"]
    expected = {}
    for item in instrument.items():
        row = given.get(item.name)
        if item.contact or item.type == "note" or (row is None and (item.relevant or item.type == "text")):
            continue
        if item.type == "select_multiple":
            for choice in instrument.choices_of(item):
                if row is not None and row.value is not None:
                    expected[f"{item.name}_{choice.name}"] = str(int(choice.name in row.value.split()))
        elif row is None:
            expected[item.name] = "-9" if item.name in ABOUT_THE_CALL else unanswered
        else:
            expected[item.name] = MISSING[row.missing] if row.missing else str(row.value)
    return expected


@pytest.mark.parametrize(("reason", "code"), [("dont_know", "-8"), ("refused", "-7"), ("not_applicable", "-6")])
def test_a_reason_is_a_number_below_zero(field: Field, reason: str, code: str) -> None:
    answers = full_answers(field.study.w1) | {"info_tips": answer(missing=reason), "best_times": answer(missing=reason)}

    field.send(field.finish(answers=answers))

    row = only(field)
    assert row["info_tips"] == code
    assert {row[name] for name in row if name.startswith("best_times_")} == {code}


def test_what_was_not_asked_differs_from_what_came_after_the_break(field: Field) -> None:
    """No number was left, so the language of the call was never asked; the statements would have been."""
    given = {
        "consent": answer("1"),
        "info_progress": answer("4"),
        "recontact": answer("0"),
        "origin_consent": answer("0"),
    }

    field.send(field.begin(status="stopped", stop_reason="interrupted", answers=given))

    row = only(field)
    assert (row["status"], row["info_progress"]) == ("broken_off", "4")
    assert (row["info_tips"], row["education"]) == ("-5", "-5")
    assert (row["call_language"], row["best_times_saturday"], row["origin"]) == ("-9", "-9", "-9")


def test_in_a_finished_interview_nothing_was_broken_off(field: Field) -> None:
    field.send(field.finish(answers=full_answers(field.study.w1) | {"recontact": answer("0")}, contact=None))

    assert "-5" not in only(field).values()


@pytest.mark.parametrize("status", ["draft", "refusal"])
def test_what_is_not_an_interview_yet_or_never_was_is_left_out(field: Field, status: str) -> None:
    given = {"consent": answer("0" if status == "refusal" else "1")}

    field.send(field.begin(status="draft" if status == "draft" else "stopped", answers=given))

    assert data(field.session) == []


def remarks(field: Field, said: list[str]) -> list[str]:
    """What the file shows of these remarks, one interview each."""
    for remark in said:
        field.send(field.finish(answers=full_answers(field.study.w1) | {"remark": answer(remark)}))
    return sorted(row["remark"] for row in data(field.session))


def test_a_remark_is_never_run_by_a_spreadsheet(field: Field) -> None:
    assert remarks(field, PAYLOADS) == sorted(f"'{payload}" for payload in PAYLOADS)


def test_what_a_parent_said_comes_back_letter_by_letter(field: Field) -> None:
    assert remarks(field, SAID) == sorted(SAID)


def test_every_choice_that_was_offered_has_its_own_column_of_noughts_and_ones(field: Field) -> None:
    answers = full_answers(field.study.w1) | {"best_times": answer("weekday_evening saturday")}

    field.send(field.finish(answers=answers))

    times = {name.removeprefix("best_times_"): cell for name, cell in only(field).items() if "best_times_" in name}
    assert times == {"weekday_morning": "0", "weekday_afternoon": "0", "weekday_evening": "1", "saturday": "1"}


def test_the_same_study_is_the_same_file(field: Field) -> None:
    for language in ("nl", "tr", "ar"):
        field.meet(language)

    assert len({table(field.session).csv() for _ in range(3)}) == 1


def test_two_interviews_of_one_parent_in_one_round_keep_their_order(field: Field) -> None:
    """Since calls belong to one interview there is no second; studies of before may have some."""
    case = field.meet()
    later, earlier = sorted([uuid4(), uuid4()], reverse=True)
    field.send(field.ring(case, status="stopped"), by=field.study.caller, interview=later)
    first = field.session.get_one(Interview, later)
    columns_of = {name: getattr(first, name) for name in Interview.model_fields}
    field.session.add(Interview(**columns_of | {"id": earlier}))
    field.session.flush()

    rows = [row["wave"] for row in data(field.session)]

    assert rows == ["w1", "w2", "w2"]
    assert len({table(field.session).csv() for _ in range(3)}) == 1


def test_started_is_on_the_clocks_of_the_schools(field: Field) -> None:
    field.clock.moment = datetime(2026, 7, 1, 22, 38, tzinfo=UTC)
    field.session.get_one(Activity, field.study.talk.id).held_on = field.clock.today()
    field.send(field.finish())

    assert only(field)["started"] == "2026-07-02T00:30:00+02:00"


def test_no_name_and_no_number_has_a_column(field: Field) -> None:
    field.meet(ask_for="Mevrouw Canarino", second_phone="010 2345678", avoid="Ramadan Canarino")

    assert not {"ask_for", "phone", "second_phone", "avoid", "note"} & set(only(field))
    assert "Canarino" not in str(only(field))
