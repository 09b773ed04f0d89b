"""What the R script says of a file: well formed, only what is there. R itself runs it in tests/services/test_r.py."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.export import rscales, rscript, rwords
from app.export.model import Dataset, Holds, Level, Measure, Variable
from tests.export.study import statement, study

TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<text>"(?:[^"\\]|\\["\\nrt])*")
      | (?P<name>`(?:[^`\\]|\\[`\\])*`)
      | (?P<number>[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?)
      | (?P<word>[A-Za-z.][A-Za-z0-9._]*)
      | (?P<sign><-|<=|>=|==|!=|&&|\|\||::|%in%|[-+*/^~&|!<>=,:;$])
      | (?P<open>[(\[{])
      | (?P<close>[)\]}])
      | (?P<space>\s+)""",
    re.VERBOSE,
)
PAIRS = {"(": ")", "[": "]", "{": "}"}


def tokens(script: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(script):
        found = TOKEN.match(script, at)
        assert found, f"no R: {script[at : at + 60]!r}"
        yield str(found.lastgroup), found.group()
        at = found.end()


def assert_balanced(script: str) -> None:
    waiting: list[str] = []
    for kind, said in tokens(script):
        if kind == "open":
            waiting.append(PAIRS[said])
        elif kind == "close":
            assert waiting, f"a {said} too many"
            assert waiting.pop() == said
    assert waiting == []


def written(path: Path, dataset: Dataset, **more: object) -> str:
    rscript.write(dataset, path / "analysis.R", **more)  # type: ignore[arg-type]
    return (path / "analysis.R").read_text("utf-8")


def with_questionnaire() -> Dataset:
    words = [
        Variable(name, Holds.TEXT, Measure.NOMINAL, {"en": name.capitalize()}) for name in ("instrument", "status")
    ]
    more = [statement(f"s{turn}", scale=("trust", "information", "relation")[turn % 3]) for turn in range(9)]
    dataset = study()
    rows = [
        [*row, "parent-w1", "complete", *((turn * item) % 5 + 1 for item in range(9))]
        for turn, row in enumerate(dataset.rows())
    ]
    return replace(dataset, variables=(*dataset.variables, *words, *more), rows=lambda: iter(rows))


def in_rounds() -> tuple[Variable, ...]:
    return (
        Variable("respondent", Holds.TEXT, Measure.NOMINAL, {"en": "Code"}),
        *(
            one
            for wave in ("w1", "w2")
            for one in (
                *(
                    Variable(f"{name}_{wave}", Holds.TEXT, Measure.NOMINAL, {"en": name}, wave=wave)
                    for name in ("instrument", "status")
                ),
                *(
                    statement(f"s{turn}_{wave}", item=f"s{turn}", wave=wave, asked=("parent-w1", "parent-w2"))
                    for turn in range(3)
                ),
            )
        ),
    )


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("language", ["nl", "ar", "ti"])
def test_brackets_and_quotes_are_balanced(tmp_path: Path, language: str, level: Level) -> None:
    assert_balanced(written(tmp_path, study(language=language, level=level)))
    assert_balanced(written(tmp_path, with_questionnaire()))


def test_every_column_that_it_names_is_there(tmp_path: Path) -> None:
    script = written(tmp_path, with_questionnaire())
    [columns] = re.findall(r"^columns <- c\(([^)]*)\)", script, re.MULTILINE)

    assert re.findall(r'"([^"]+)"', columns) == [one.name for one in with_questionnaire().variables]
    for scales in re.findall(r"^    `\w+` = c\(([^)]*)\)", script, re.MULTILINE):
        assert set(re.findall(r'"([^"]+)"', scales)) <= set(re.findall(r'"([^"]+)"', columns))


def test_scales_are_what_a_questionnaire_asks_of_them(tmp_path: Path) -> None:
    """An item may belong to a scale in one list and to none in another, as pupils' `child_likes_visit`."""
    dataset = with_questionnaire()
    lists = ("parent-w1", "pupil-w1")
    both = tuple(replace(one, asked=lists) if one.scale else one for one in dataset.variables)
    apart = tuple(replace(one, scales={lists[0]: "trust", lists[1]: ""}) if one.name == "s0" else one for one in both)
    found = rscales.scales(replace(dataset, variables=apart))

    assert found["parent-w1"]["trust"] == ["tells", "listens", "to", "s0", "s3", "s6"]
    assert found["pupil-w1"]["trust"] == ["tells", "listens", "to", "s3", "s6"]
    assert '`trust` = c("tells", "listens", "to", "s0", "s3", "s6")' in written(tmp_path, dataset)


def test_a_score_is_no_item_of_its_scale() -> None:
    dataset = with_questionnaire()
    score = replace(statement("somscore"), holds=Holds.DECIMAL, measure=Measure.SCALE)

    assert rscales.scales(replace(dataset, variables=(*dataset.variables, score))) == rscales.scales(dataset)


def test_of_one_item_there_is_no_scale() -> None:
    dataset = with_questionnaire()
    kept = tuple(one for one in dataset.variables if one.name not in {"s1", "s4"})

    assert "information" not in rscales.scales(replace(dataset, variables=kept))["parent-w1"]


def test_in_a_wide_file_every_round_has_its_columns(tmp_path: Path) -> None:
    script = written(tmp_path, replace(study(0), variables=in_rounds()))

    assert_balanced(script)
    assert '`w2` = c(`instrument` = "instrument_w2", `status` = "status_w2", `s0` = "s0_w2"' in script
    assert '`trust` = c("s0", "s1", "s2")' in script


def test_what_the_file_does_not_hold_has_no_scales(tmp_path: Path) -> None:
    kept = tuple(one for one in study().variables if one.name in {"minutes", "remark"})
    script = written(tmp_path, replace(study(0), variables=kept))

    assert_balanced(script)
    assert "scales <- list() " in script


def test_known_figures_are_told(tmp_path: Path) -> None:
    script = written(tmp_path, with_questionnaire())

    assert "`minutes` = c(40, 19.75)" in script
    information, *_ = [line for line in script.splitlines() if "list(`wave` =" in line and '"information"' in line]
    assert '`list` = "parent-w1", `scale` = "information", `n` = 20, `mean` = 3, `alpha` = 0.5999' in information


def test_others_get_no_figures(tmp_path: Path) -> None:
    script = written(tmp_path, replace(with_questionnaire(), level=Level.RESTRICTED))

    assert "known <- list() " in script
    assert "known_scales <- list()\n" in script


def test_with_a_reference_the_script_takes_it(tmp_path: Path) -> None:
    assert 'reference <- "report_talk"' in written(tmp_path, study(), reference="report_talk")


def test_no_line_is_endless() -> None:
    """But for a label that is long itself."""
    assert max(map(len, rwords.vector([f"name_{turn}" for turn in range(200)]).splitlines())) <= 120


@given(st.text(st.characters(codec="utf-8")))
def test_no_text_gets_out_of_its_quotes(said: str) -> None:
    assert [kind for kind, _ in tokens(rwords.text(said))] == ["text"]
    assert [kind for kind, _ in tokens(rwords.name(said))] == ["name"]
