"""What the lead reads of a round: where parents were lost, the rates, and whom the round leaves out."""

from collections.abc import Mapping
from datetime import date

import pytest
from sqlmodel import select

from app.calling.events import Ended
from app.models import Wave
from app.services import calls, casework, composition, outcomes
from app.services.composition import Variable
from app.services.outcomes import Outcomes
from tests.databases import replayed
from tests.demo.printed import FIELDS, WORDS, printed_margin
from tests.services.conftest import Field

BACKGROUND = {"w1": "appendix_7_3_1_background_counts", "w2": "appendix_7_3_2_callback_background"}
both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])


def of_field(field: Field) -> Outcomes:
    wave = outcomes.chosen(field.session, None)
    assert wave is not None
    return outcomes.of_round(field.session, wave, today=field.clock.today())


def test_before_anybody_is_due_there_is_nobody_to_have_reached(field: Field) -> None:
    field.meet()

    found = of_field(field)

    assert [step.count for step in found.chain] == [1, 1, 1, 0, 0, 0]
    assert (found.due, found.rates["RR1"].value, found.days) == (0, None, None)


def test_every_loss_stands_at_the_step_where_it_happened(field: Field) -> None:
    answered, refuses, silent = field.meet(), field.meet("tr"), field.meet()
    field.send(
        field.finish(
            answers={
                **field.finish()["answers"],
                "recontact": {**field.finish()["answers"]["recontact"], "value": "0"},
            },
            contact=None,
        )
    )
    field.clock.forward(days=92)
    field.send(field.ring(answered), by=field.study.caller)
    field.record(refuses, "refusal", by=field.study.turkish_caller, note="Wil niet meer.")
    field.record(silent, "no_answer")

    found = of_field(field)

    assert [(step.name, step.count, step.lost) for step in found.chain] == [
        ("interviewed", 4, 0),
        ("agreed", 3, 1),
        ("number", 3, 0),
        ("reached", 2, 1),
        ("cooperated", 1, 1),
        ("again", 1, 0),
    ]
    assert (found.tally.I, found.tally.R, found.tally.NC) == (1, 1, 1)
    assert (found.rates["CON1"].numerator, int(found.rates["CON1"].denominator)) == (2, 3)
    assert found.days == 92
    assert [(one.key, one.count, one.of, one.value) for one in found.by_language] == [
        ("nl", 1, 2, None),  # of so few a share would be about persons
        ("tr", 1, 1, None),
    ]


@pytest.mark.parametrize(
    ("language", "how", "code"),
    [("nl", "bad_moment", "2.21"), ("pl", None, "2.20"), ("pl", "bad_moment", "2.333"), ("pl", "link", "2.20")],
)
def test_the_last_day_changes_nothing_but_the_code(field: Field, language: str, how: str | None, code: str) -> None:
    """Of six parents with a bad moment all were reached until their window closed, and then none."""
    case = field.meet()
    field.clock.forward(days=92)
    if how is not None:
        calls.reveal(field.session, field.sealer, case.id, by=field.study.caller, now=field.clock.now())
        said = Ended(field.study.caller.id, how, link=how == "link")
        casework.apply(field.session, case.id, said, by=field.study.caller, now=field.clock.now())
    case.language = language
    field.session.flush()
    before = of_field(field)

    field.clock.forward(days=40)
    casework.pass_time(field.session, field.clock.now())

    after = of_field(field)
    assert (case.closed_by, case.code) == ("exhausted", code)
    assert (before.tally, before.chain, before.by_language) == (after.tally, after.chain, after.by_language)


def test_a_link_that_was_made_is_no_call_of_that_evening(field: Field) -> None:
    case = field.meet()
    field.clock.forward(days=92)
    calls.reveal(field.session, field.sealer, case.id, by=field.study.caller, now=field.clock.now())
    linked = Ended(field.study.caller.id, "link", link=True)
    casework.apply(field.session, case.id, linked, by=field.study.caller, now=field.clock.now())

    found = of_field(field)

    assert (found.tally.NC, found.by_day_part) == (1, [])
    assert found.by_language[0].count == 0


def test_a_case_that_closes_this_week_is_named_until_it_is_over(field: Field) -> None:
    case = field.meet()
    field.clock.forward(days=92 + 22)

    assert [one.case.id for one in of_field(field).closing] == [case.id]


def test_a_study_that_calls_nobody_has_no_outcomes(field: Field) -> None:
    for wave in field.session.exec(select(Wave).where(Wave.name == "w2")).all():
        field.session.delete(wave)
    field.session.flush()

    assert outcomes.chosen(field.session, None) is None


@pytest.mark.xdist_group("replay")
class TestThePublishedYear:
    """The year 2011-2012 as it was printed."""

    @both_engines
    def test_338_were_interviewed_and_81_again(self, engine: str) -> None:
        with replayed(engine).reading() as session:
            wave = outcomes.chosen(session, None)
            assert wave is not None
            found = outcomes.of_round(session, wave, today=date(2012, 12, 31))

        counts = {step.name: step.count for step in found.chain}
        assert (counts["interviewed"], counts["number"], counts["again"]) == (338, 261, 81)
        assert found.tally.eligible == 261 == found.ended
        assert found.rates["RR1"].value == pytest.approx(81 / 261)
        assert 88 <= (found.days or 0) <= 120

    @both_engines
    def test_the_composition_of_both_rounds_is_that_of_the_printed_tables(self, engine: str) -> None:
        with replayed(engine).reading() as session:
            wave = outcomes.chosen(session, None)
            assert wave is not None
            found = {one.name: one for one in composition.of_round(session, wave)}

        for printed, name in FIELDS.items():
            if name != "year":  # of the class, not an answer
                assert sorted(counted(found[name], "first")) == sorted(known(printed, "w1")), name
                assert sorted(counted(found[name], "again")) == sorted(known(printed, "w2")), name


def counted(variable: Variable, side: str) -> list[int]:
    return [count for part in variable.parts if (count := getattr(part, side))]


def known(variable: str, wave: str) -> list[int]:
    margin: Mapping[str, int] = printed_margin(BACKGROUND[wave], variable)
    return [count for word, count in margin.items() if count and WORDS[variable].get(word, word)]
