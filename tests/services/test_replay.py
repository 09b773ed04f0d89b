"""The published study, replayed through the doors that phones use: the counts are those of the printed tables.

What the export and the board say is compared with the copies of the tables; the answers themselves are invented.
"""

from collections import Counter
from datetime import date
from functools import cache
from statistics import fmean, stdev

import pytest
from sqlmodel import select

from app.models import CallAttempt, Case, Person, PersonRole, Refusal
from app.services import counts
from tests.databases import replayed
from tests.demo.printed import CONTEXTS, FIELDS, WORDS, printed, printed_cells, printed_margin
from tests.services.sheets import Rows, codebook, files, read, unexplained

BACKGROUND = {"w1": "appendix_7_3_1_background_counts", "w2": "appendix_7_3_2_callback_background"}
BY_CONTEXT = {"w1": "appendix_7_3_1_intervention_by_context", "w2": "appendix_7_3_2_callback_intervention_by_context"}
EVERYONE = {"w1": 338, "w2": 81}
ACTIVITIES = {
    "introduction_talk": "kennismakingsgesprek",
    "home_visit": "huisbezoek/intake",
    "intake_talk": "huisbezoek/intake",
    "progress_talk": "voortgangsgesprek",
    "report_talk": "rapportgesprek (controle)",
    "parent_evening": "ouderavond",
    "theme_meeting": "ouderavond",
}
SCALES = {
    "somscore informatie": ("info_progress", "info_tips", "info_positive", "guidance_choices"),
    "somscore vertrouwen ouder-kind": ("help_able", "child_likes_help", "child_likes_visit", "child_future"),
    "somscore relatie ouder-school": ("school_climate", "trust_mentor", "opinion_counts", "invited_mentor"),
    "tevredenheid vormgeving (1 stelling)": ("satisfaction",),
    "initiatief in het contact (1 stelling)": ("initiative",),
}

pytestmark = pytest.mark.xdist_group("replay")  # the year is replayed once, in one process
both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
both_waves = pytest.mark.parametrize("wave", ["w1", "w2"])


@cache
def exported(engine: str) -> Rows:
    return read(files(replayed(engine))[0])


def of_wave(wave: str, engine: str = "sqlite") -> Rows:
    return [row for row in exported(engine) if row["wave"] == wave]


def board(engine: str) -> counts.Board:
    with replayed(engine).reading() as session:
        return counts.board(session, today=date(2012, 7, 1))


@both_engines
@both_waves
def test_every_activity_in_every_context_is_as_printed(engine: str, wave: str) -> None:
    cells = Counter(
        (ACTIVITIES[row["intervention"]], CONTEXTS[row["stratum"], row["condition"]]) for row in of_wave(wave, engine)
    )

    assert cells == printed_cells(BY_CONTEXT[wave])
    assert cells.total() == EVERYONE[wave]


@both_engines
@both_waves
def test_the_lead_counts_the_same_as_the_file(engine: str, wave: str) -> None:
    with replayed(engine).reading() as session:
        counted = counts.by_context(session, wave)

    cells = Counter[tuple[str, str]]()
    for (intervention, stratum, condition), count in counted.items():
        cells[ACTIVITIES[intervention], CONTEXTS[stratum, condition]] += count
    assert cells == printed_cells(BY_CONTEXT[wave])


@both_waves
@pytest.mark.parametrize("variable", WORDS)
def test_background_is_as_printed(wave: str, variable: str) -> None:
    """Background is asked in the first round only; the second finds it under the same code of the respondent."""
    met = {row["respondent"]: row for row in of_wave("w1")}
    column = FIELDS[variable]
    codes = {str(code): word for code, word in enumerate((word for word, ours in WORDS[variable].items() if ours), 1)}
    if variable == "leerjaar kind":
        codes = {ours: word for word, ours in WORDS[variable].items()}
    [unknown] = [word for word, ours in WORDS[variable].items() if not ours]

    told = Counter(codes.get(met[row["respondent"]][column], unknown) for row in of_wave(wave))

    assert {word: told[word] for word in WORDS[variable]} == printed_margin(BACKGROUND[wave], variable)


def test_what_is_unknown_is_a_missing_code_and_never_a_category() -> None:
    found = {row[name] for row in of_wave("w1") for name in ("relation", "origin", "education")}

    assert {cell for cell in found if cell.startswith("-")} <= {"-9", "-8", "-7"}
    assert "" not in found


@both_engines
def test_the_board_adds_up(engine: str) -> None:
    shown = board(engine)

    assert (shown.done, shown.sites, shown.study.minimum) == (338, 18, 200)
    assert shown.chain == [("complete", 338), ("agreed", 261), ("number", 261), ("again", 81)]
    unknown = {wave: sum(row["year"] == "" for row in of_wave(wave, engine)) for wave in ("w1", "w2")}
    assert unknown["w1"] == printed_margin(BACKGROUND["w1"], "leerjaar kind")["onbekend"] == 28
    assert shown.without_context == sum(unknown.values()) == 38  # of everybody, in both rounds
    assert (
        sum(row.done for row in shown.rows) == sum({row.site.code: row.site_done for row in shown.rows}.values()) == 338
    )
    assert (shown.curve.totals[-1], sum(count for _, count in shown.by_day)) == (338, 338)
    assert sum(count for _, count in shown.languages) == 338
    assert Counter(dict(shown.languages)) == Counter(row["language"] for row in of_wave("w1", engine))
    assert shown.study.synthetic


def test_the_refusals_of_the_board_are_those_at_the_doors() -> None:
    with replayed("sqlite").reading() as session:
        doors = Counter(session.exec(select(Refusal.reason)))

    assert dict(board("sqlite").refusals) == doors
    assert doors.total() > 0


@pytest.mark.parametrize("row", printed("table_7_3_6_descriptives"), ids=lambda row: row["variable"])
def test_scales_come_close_to_the_printed_means(row: dict[str, str]) -> None:
    answers = [[int(one[item]) for item in SCALES[row["variable"]]] for one in of_wave("w1")]
    scores = [fmean(given) for given in answers if min(given) > 0]  # complete cases, as printed

    assert len(scores) == int(row["n"])
    assert fmean(scores) == pytest.approx(float(row["mean"]), abs=0.05)
    assert stdev(scores) == pytest.approx(float(row["sd_printed"]), abs=0.05)


def test_every_row_says_that_it_is_invented_and_when_it_would_have_been() -> None:
    rows = exported("sqlite")

    assert {row["synthetic"] for row in rows} == {"1"}
    assert {(row["wave"], row["mode"], row["status"]) for row in rows} == {
        ("w1", "capi", "complete"),
        ("w2", "cati", "complete"),
    }
    assert min(row["started"] for row in rows)[:7] >= "2011-08"
    assert max(row["started"] for row in of_wave("w1"))[:7] <= "2012-07"
    assert {row["role"] for row in rows} == {"parent"}


def test_the_second_round_is_three_months_after_the_first() -> None:
    met = {row["respondent"]: row for row in of_wave("w1")}

    for row in of_wave("w2"):
        begun, again = (date.fromisoformat(one["started"][:10]) for one in (met[row["respondent"]], row))
        assert 89 <= (again - begun).days <= 92 + 28
        assert [row[name] for name in ("site", "group", "activity")] == [
            met[row["respondent"]][name] for name in ("site", "group", "activity")
        ]


def test_students_met_them_and_callers_rang_them() -> None:
    with replayed("sqlite").reading() as session:
        roles = {str(person.id): person.role for person in session.exec(select(Person))}

    assert {roles[row["interviewer"]] for row in of_wave("w1")} == {PersonRole.STUDENT}
    assert {roles[row["interviewer"]] for row in of_wave("w2")} == {PersonRole.CALLER}


def test_every_case_has_ended_as_its_last_call_did() -> None:
    with replayed("sqlite").reading() as session:
        cases = session.exec(select(Case)).all()
        last = {one.case_id: one.disposition for one in session.exec(select(CallAttempt).order_by(CallAttempt.at))}  # type: ignore[arg-type]

    ends = Counter(case.closed_by for case in cases)
    assert (len(cases), ends["complete"], ends[None]) == (261, 81, 0)
    assert all(case.closed_by in {last[case.id], "exhausted"} for case in cases)


def test_the_codebook_explains_every_cell() -> None:
    with replayed("sqlite").reading() as session:
        book = codebook(session)

    assert list(book) == list(exported("sqlite")[0])
    assert unexplained(exported("sqlite"), book) == set()


def test_both_databases_give_the_same_bytes() -> None:
    assert files(replayed("sqlite")) == files(replayed("postgresql"))


def test_the_same_study_gives_the_same_bytes_again() -> None:
    assert files(replayed("sqlite")) == files(replayed("sqlite"))
