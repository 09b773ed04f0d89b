"""Paper that was filled in, typed: it becomes one interview, on its own day, whatever happens at the keyboard."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from app import i18n
from app.clock import local
from app.errors import FieldworkError, NotFound
from app.models import (
    AuditEntry,
    Case,
    Contact,
    Interview,
    InterviewStatus,
    PaperEntry,
    PaperSheet,
    Person,
    PersonRole,
    Respondent,
)
from app.security.sealing import Sealer
from app.services import batches, entering, entries, numbering, second_entries, slips
from app.services.entries import OtherPaper, Screen, SheetEntered, SheetOld, SheetTaken, UnknownSheet
from app.services.paper_codes import Mistyped
from tests import papers
from tests.conftest import TestClock
from tests.factories import SmallStudy
from tests.services import sheets


@dataclass(frozen=True)
class Office:
    """A table with a pile of paper, the morning after."""

    session: Session
    sealer: Sealer
    study: SmallStudy
    clock: TestClock

    def sheet(self, **more: Any) -> PaperSheet:
        return papers.sheet(self.session, self.study, now=self.clock.now(), **more)

    def type(
        self,
        sheet: PaperSheet,
        typed: dict[str, str] | None = None,
        *,
        by: Person | None = None,
        rest_is_empty: bool = False,
        **more: str,
    ) -> Screen:
        fields = papers.keys(self.study.w1) | (typed or {}) | more
        return entering.finish(
            self.session,
            self.sealer,
            sheet,
            fields,
            rest_is_empty=rest_is_empty,
            by=by or self.study.student,
            now=self.clock.now(),
        )

    def again(self, sheet: PaperSheet, **typed: str) -> Screen:
        return self.type(sheet, typed | {"_turn": "2"}, by=self.study.other_student)

    def settle(self, sheet: PaperSheet, **chosen: str) -> None:
        second_entries.settle(self.session, self.sealer, sheet, chosen, by=self.study.lead, now=self.clock.now())

    def interviews(self) -> list[Interview]:
        return list(self.session.exec(select(Interview)).all())

    def answers(self, sheet: PaperSheet) -> dict[str, Any]:
        held = self.session.get_one(Interview, sheet.interview_id)
        kept: dict[str, Any] = json.loads(held.snapshot)["answers"]
        return kept


@pytest.fixture
def office(session: Session, sealer: Sealer, study: SmallStudy, clock: TestClock) -> Iterator[Office]:
    clock.forward(days=1)
    i18n.speak("en")
    yield Office(session, sealer, study, clock)
    i18n.speak(i18n.FIRST)


def test_a_sheet_becomes_an_interview_on_the_day_that_stands_on_it(office: Office) -> None:
    sheet = office.sheet()
    office.clock.forward(days=9)

    screen = office.type(sheet)

    assert screen.obstacles == ()
    [held] = office.interviews()
    assert (held.mode, held.language, held.status) == ("paper", "nl", InterviewStatus.COMPLETE)
    assert local(held.started_at).date() == date(2026, 11, 24)
    assert screen.respondent == office.session.get_one(Respondent, held.respondent_id).code
    [row] = sheets.data(office.session)
    assert (row["mode"], row["started"][:10], row["info_tips"]) == ("paper", "2026-11-24", "4")


def test_a_day_before_its_activity_counts_as_it_stands_too(office: Office) -> None:
    office.type(office.sheet(), _filled_on="20-11-2026")

    assert local(office.interviews()[0].started_at).date() == date(2026, 11, 20)


def test_reasons_empty_boxes_and_two_crosses_are_told_apart(office: Office) -> None:
    sheet = office.sheet()

    office.type(sheet, info_tips="w", help_able="l", trust_mentor="-", school_climate="?2 en 4", opinion_counts="n")

    kept = office.answers(sheet)
    assert kept["info_tips"]["missing"] == "dont_know"
    assert kept["help_able"]["missing"] == "refused"
    assert kept["opinion_counts"]["missing"] == "not_applicable"
    assert "trust_mentor" not in kept
    assert (kept["school_climate"]["value"], kept["school_climate"]["remark"]) == (None, "2 en 4")
    [row] = sheets.data(office.session)
    assert [row[name] for name in ("info_tips", "help_able", "opinion_counts", "trust_mentor")] == [
        "-8",
        "-7",
        "-6",
        "-9",
    ]


def test_finishing_twice_or_with_two_windows_makes_one_interview(office: Office) -> None:
    sheet = office.sheet()
    office.type(sheet)

    with pytest.raises(SheetEntered):
        office.type(sheet, info_tips="1")

    assert len(office.interviews()) == 1
    assert office.answers(sheet)["info_tips"]["value"] == "4"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"_filled_on": ""}, "Type the day"),
        ({"_filled_on": "31-02-2026"}, "Type the day"),
        ({"_filled_on": "gisteren"}, "Type the day"),
        ({"_filled_on": "24-11-2027"}, "still to come"),
        ({"_filled_on": "24-11-2025"}, "the day of the activity"),
        ({"info_tips": "6"}, "not possible"),
        ({"best_times": "19"}, "not possible"),
        ({"consent": ""}, "takes part"),
        ({"consent": "-"}, "takes part"),
        ({"info_tips": ""}, "not typed yet"),
    ],
)
def test_what_cannot_be_stops_it_in_words_and_keeps_everything(
    office: Office, typed: dict[str, str], said: str
) -> None:
    sheet = office.sheet()

    screen = office.type(sheet, typed)

    assert any(said in one for one in screen.obstacles), screen.obstacles
    assert office.interviews() == []
    [entry] = entries.entries_of(office.session, sheet)
    assert json.loads(entry.typed)["trust_mentor"] == "4"
    assert office.type(sheet).obstacles == (), "put right, it goes on"


def test_the_lead_may_say_that_a_distant_day_is_right(office: Office) -> None:
    assert office.type(office.sheet(), by=office.study.lead, _filled_on="24-11-2025").obstacles == ()


def test_what_is_empty_on_paper_need_not_be_typed_one_by_one(office: Office) -> None:
    sheet = office.sheet()

    screen = office.type(sheet, rest_is_empty=True, remark="", education="", trust_mentor="")

    assert screen.obstacles == ()
    assert office.interviews()[0].status == InterviewStatus.COMPLETE


def test_half_a_sheet_is_partial_and_less_is_broken_off(office: Office) -> None:
    core = [item.name for item in office.study.w1.items() if item.core]
    for code, answered, status in (("P-111111", 9, "partial"), ("P-22222G", 3, "broken_off")):
        sheet = office.sheet(code=code, slip=code.replace("P", "N"))
        office.type(sheet, dict.fromkeys(core[answered:], "-"), rest_is_empty=True)
        assert office.session.get_one(Interview, sheet.interview_id).status == status


def test_a_refusal_on_paper_is_counted_and_nothing_else_is_taken(office: Office) -> None:
    sheet = office.sheet()

    assert office.type(sheet, consent="0").obstacles == ()

    assert office.interviews()[0].status == InterviewStatus.REFUSED
    assert set(office.answers(sheet)) == {"consent"}


def test_what_somebody_wrote_where_she_was_not_asked_does_not_count(office: Office) -> None:
    sheet = office.sheet()

    office.type(sheet, education="7", education_nl="1", recontact="0", best_times="12")

    assert {"education_nl", "best_times", "call_language"} & set(office.answers(sheet)) == set()


def test_origin_without_consent_is_not_even_kept_among_the_keys(office: Office) -> None:
    sheet = office.sheet()

    assert office.type(sheet, origin_consent="0", origin="3").obstacles == ()

    assert "origin" not in office.answers(sheet)
    assert "origin" not in json.loads(entries.entries_of(office.session, sheet)[0].typed)


def test_an_unknown_a_mistyped_and_a_foreign_number_are_told_apart(office: Office) -> None:
    sheet = office.sheet()
    ours = batches.context(office.session, sheet, office.study.w1)

    assert entries.sheet_of(office.session, "p111111", ours) == sheet
    for typed, of, problem in (
        ("P-22222G", "", UnknownSheet),
        ("P-111112", "", Mistyped),
        ("hallo", "", Mistyped),
        ("P-111111", "9.other.00000000.nl.1.1", OtherPaper),
    ):
        with pytest.raises(problem):
            entries.sheet_of(office.session, typed, of)


def test_paper_of_two_years_ago_is_for_the_lead(office: Office) -> None:
    sheet = office.sheet()
    office.clock.forward(days=500)

    with pytest.raises(SheetOld):
        entries.look(office.session, sheet, by=office.study.student, now=office.clock.now())
    assert entries.look(office.session, sheet, by=office.study.lead, now=office.clock.now()).turn == 1


def test_two_people_do_not_type_the_same_sheet_at_once_but_one_takes_over_what_was_left(office: Office) -> None:
    sheet, other = office.sheet(), office.study.other_student
    entries.save(office.session, sheet, {"info_tips": "2"}, by=office.study.student, now=office.clock.now())

    with pytest.raises(SheetTaken, match="Amina"):
        entries.look(office.session, sheet, by=other, now=office.clock.now())
    office.clock.forward(hours=2)
    screen = entries.look(office.session, sheet, by=other, now=office.clock.now())

    assert (screen.turn, next(row.line.typed for row in screen.rows if row.line.item.name == "info_tips")) == (1, "2")


def test_paper_without_a_number_gets_one_and_says_later_where_it_was(office: Office) -> None:
    what = f"parent-w1.{office.study.w1.version}.nl"
    sheet = numbering.number(office.session, what, "", by=office.study.student, now=office.clock.now())

    assert "Choose the activity" in office.type(sheet).obstacles[0]
    where = f"{office.study.talk.id}.{office.study.group.id}"
    assert office.type(sheet, _place=where).obstacles == ()
    assert office.interviews()[0].activity_id == office.study.talk.id


@pytest.mark.parametrize("what", ["", "parent-w1", "parent-w1.00000000.nl", "parent-w1..nl"])
def test_a_number_needs_a_questionnaire_that_we_know(office: Office, what: str) -> None:
    with pytest.raises(FieldworkError):
        numbering.number(office.session, what, "", by=office.study.student, now=office.clock.now())


def test_a_scanned_code_of_a_version_that_is_not_here_says_so(office: Office) -> None:
    today = office.clock.today()
    desk = numbering.desk(office.session, by=office.study.student, today=today, of="parent-w1.00000000.nl")
    assert "does not have that version" in desk.problem

    link = f"https://aloud.example/paper/entry?of=parent-w1.{office.study.w1.version}.nl"
    assert numbering.find(office.session, link) == (f"/paper/entry?of=parent-w1.{office.study.w1.version}.nl", "")


# The second entry


def test_two_entries_that_agree_leave_nothing_to_decide(office: Office) -> None:
    sheet = office.sheet()
    office.type(sheet)
    before = office.answers(sheet)

    assert office.again(sheet).obstacles == ()

    assert sheet.compared == sheet.agreed
    assert sheet.settled_at is not None
    assert office.answers(sheet) == before
    assert len(office.interviews()) == 1
    assert second_entries.agreement(office.session).rate == 1


def test_whoever_typed_it_first_does_not_check_herself(office: Office) -> None:
    sheet = office.sheet()
    office.type(sheet)

    with pytest.raises(SheetEntered):
        office.type(sheet, _turn="2")
    assert not entries.look(office.session, sheet, by=office.study.student, now=office.clock.now()).can_repeat
    assert entries.look(office.session, sheet, by=office.study.other_student, now=office.clock.now()).can_repeat


def test_the_second_does_not_see_what_the_first_typed(office: Office) -> None:
    sheet = office.sheet()
    office.type(sheet)

    screen = entries.look(office.session, sheet, by=office.study.other_student, now=office.clock.now(), again=True)

    assert screen.turn == 2
    assert {row.line.typed for row in screen.rows} == {""}


def test_what_the_paper_says_counts_and_both_entries_stay(office: Office) -> None:
    sheet = office.sheet()
    office.type(sheet, info_tips="2", help_able="3", remark="Goed")
    office.again(sheet, info_tips="4", help_able="w", remark="Goed", _filled_on="23-11-2026", trust_mentor="1")

    found = second_entries.compared(office.session, sheet)
    assert [one.name for one in found.differences] == ["_filled_on", "info_tips", "help_able", "trust_mentor"]
    assert sheet.agreed == (sheet.compared or 0) - 4
    office.settle(
        sheet,
        _filled_on="second",
        info_tips="second",
        help_able="first",
        trust_mentor="other",
        **{"typed.trust_mentor": "5"},
    )

    kept = office.answers(sheet)
    assert [kept[name]["value"] for name in ("info_tips", "help_able", "trust_mentor")] == ["4", "3", "5"]
    [held] = office.interviews()
    assert local(held.started_at).date() == date(2026, 11, 23)
    first, second = entries.entries_of(office.session, sheet)
    assert (json.loads(first.typed)["info_tips"], json.loads(second.typed)["help_able"]) == ("2", "w")
    assert "paper.settle" in {one.verb for one in office.session.exec(select(AuditEntry))}


def test_who_neither_typed_it_nor_was_there_does_not_see_what_others_typed_and_decides_nothing(office: Office) -> None:
    """One student who guesses numbers would read and overwrite the paper answers of every school."""
    sheet = office.sheet()
    office.type(sheet, info_tips="1", by=office.study.lead)
    office.again(sheet, info_tips="2")
    passer_by = Person(study_id=office.study.lead.study_id, name="Daan", role=PersonRole.STUDENT)
    office.session.add(passer_by)
    office.session.flush()
    now = office.clock.now()

    with pytest.raises(NotFound):
        second_entries.shown(office.session, sheet, by=passer_by)
    with pytest.raises(NotFound):
        second_entries.settle(office.session, office.sealer, sheet, {"info_tips": "second"}, by=passer_by, now=now)

    assert entries.pile(office.session, by=passer_by).differing == []
    assert office.answers(sheet)["info_tips"]["value"] == "1"
    for one in (office.study.lead, office.study.other_student, office.study.student):  # student: expected there
        assert entries.pile(office.session, by=one).differing == [sheet]
        assert len(second_entries.shown(office.session, sheet, by=one).differences) == 1


def test_a_choice_that_is_missing_or_impossible_decides_nothing(office: Office) -> None:
    sheet = office.sheet()
    office.type(sheet, info_tips="2")
    office.again(sheet, info_tips="3")

    for chosen in ({}, {"info_tips": "both"}, {"info_tips": "other"}, {"info_tips": "other", "typed.info_tips": "9"}):
        with pytest.raises(FieldworkError):
            office.settle(sheet, **chosen)

    assert sheet.settled_at is None
    assert office.answers(sheet)["info_tips"]["value"] == "2"
    office.settle(sheet, info_tips="second")
    with pytest.raises(FieldworkError):
        office.settle(sheet, info_tips="first")


def test_a_consent_that_turns_out_to_be_a_no_ends_the_calls_and_forgets_the_number(office: Office) -> None:
    sheet = office.sheet()
    office.type(sheet, recontact="1")
    slips.keep(
        office.session,
        office.sealer,
        "N-111111",
        {"ask_for": "Mevrouw Canarino", "phone": "06 12345678"},
        by=office.study.student,
        now=office.clock.now(),
    )
    office.again(sheet, recontact="0")

    office.settle(sheet, recontact="second")

    office.session.flush()
    assert office.session.exec(select(Contact)).all() == []
    assert [case.closed_by for case in office.session.exec(select(Case))] == ["refusal"]


# Name and number


def slip(office: Office, **typed: str) -> slips.Slip:
    now = office.clock.now()
    return slips.keep(office.session, office.sealer, "N-111111", typed, by=office.study.student, now=now)


def test_a_name_on_its_own_page_is_sealed_and_its_parent_becomes_due(office: Office) -> None:
    sheet = office.sheet()
    office.type(sheet, call_language="3", best_times="34")

    kept = slip(office, ask_for="Mevrouw Canarino", phone="٠٦ 12345678")

    assert kept.problem == kept.closed == ""
    assert kept.is_kept
    rows = office.session.exec(select(Contact)).all()
    assert {row.field for row in rows} == {"ask_for", "phone"}
    assert all(b"Canarino" not in row.sealed for row in rows)
    [case] = office.session.exec(select(Case)).all()
    assert case.interviewed_on == date(2026, 11, 24)
    assert (case.due_on, case.language, case.best_times) == (date(2027, 2, 24), "tr", "weekday_evening saturday")


def test_a_page_for_a_name_waits_for_its_questionnaire(office: Office) -> None:
    office.sheet()

    assert "not entered yet" in slip(office, ask_for="Canarino").closed
    assert office.session.exec(select(Contact)).all() == []


def test_without_consent_no_name_is_kept(office: Office) -> None:
    sheet = office.sheet()
    office.type(sheet, recontact="0")

    assert "destroy this page" in slip(office, ask_for="Canarino", phone="0612345678").closed
    assert office.session.exec(select(Contact)).all() == []


def test_a_number_that_cannot_exist_is_asked_again_and_nothing_typed_is_lost(office: Office) -> None:
    office.type(office.sheet())

    said = slip(office, ask_for="Canarino", phone="06 123")

    assert "cannot exist" in said.problem
    assert said.typed == {
        "ask_for": "Canarino",
        "phone": "06 123",
        "avoid": "",
        "second_phone": "",
        "second_person": "",
    }
    assert office.session.exec(select(Contact)).all() == []
    assert slip(office).problem == "Nothing was typed."


def test_nothing_on_the_page_for_a_name_leads_to_the_answers_without_us(office: Office) -> None:
    sheet = office.sheet(slip="N-22222G")

    assert sheet.slip[2:] != sheet.code[2:]


def test_a_sheet_of_a_class_that_is_gone_keeps_what_was_typed(office: Office) -> None:
    sheet = office.sheet()
    sheet.group_id = office.study.meeting_group.id  # no class of this activity (any more)

    screen = office.type(sheet)

    assert screen.obstacles != ()
    assert office.interviews() == []
    assert office.session.exec(select(PaperEntry)).one().typed != "{}"
