"""The R script is well formed and names only what is there. R itself is not among our tools: nobody runs it here."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.export import rscript, rwords
from app.export.model import Dataset, Holds, Level, Measure, Variable
from app.export.rmodels import scale_names
from tests.export.study import statement, study

TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<text>"(?:[^"\\]|\\["\\nrt])*")
      | (?P<name>`(?:[^`\\]|\\[`\\])*`)
      | (?P<number>[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?)
      | (?P<word>[A-Za-z.][A-Za-z0-9._]*)
      | (?P<sign><-|<=|>=|==|!=|&&|\|\||::|%in%|[-+*/~&|!<>=,:$])
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
    instrument = Variable("instrument", Holds.TEXT, Measure.NOMINAL, {"en": "Questionnaire"})
    more = [statement(f"s{turn}", scale=("trust", "information", "relation")[turn % 3]) for turn in range(9)]
    return replace(study(0), variables=(*study().variables, instrument, *more))


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("language", ["nl", "ar", "ti"])
def test_brackets_and_quotes_are_balanced(tmp_path: Path, language: str, level: Level) -> None:
    assert_balanced(written(tmp_path, study(language=language, level=level)))
    assert_balanced(written(tmp_path, with_questionnaire()))


def test_every_column_that_it_names_is_there(tmp_path: Path) -> None:
    dataset = with_questionnaire()
    script = written(tmp_path, dataset)
    columns = {one.name for one in dataset.variables}
    own = set(scale_names(dataset)) | {"reached", "intervention"}

    assert set(re.findall(r'(?:data|plain|people|first)\[\["([^"]+)"\]\]', script)) <= columns | own
    for model in re.findall(r'"(f1 =~ [^"]*)"', script):
        assert set(re.split(r" \+ |f\d =~ |\\n", model)) - {""} <= columns
    [ordered] = re.findall(r"ordered <- c\(([^)]*)\)", script)
    assert {one.strip('"') for one in ordered.split(", ")} <= columns


def test_scales_are_those_of_the_data(tmp_path: Path) -> None:
    script = written(tmp_path, with_questionnaire())

    assert '`scale_trust` = c("tells", "listens", "to", "s0", "s3", "s6")' in script
    assert '"two (scale_trust and scale_information joined)"' in script.replace("`", '"')
    assert "3 scales" in script


def test_in_a_wide_file_every_round_has_its_scales(tmp_path: Path) -> None:
    rounds = [
        one
        for wave in ("w1", "w2")
        for one in (
            Variable(f"instrument_{wave}", Holds.TEXT, Measure.NOMINAL, {"en": "Questionnaire"}, wave=wave),
            *(statement(f"s{turn}_{wave}", item=f"s{turn}", wave=wave, asked=(f"parent-{wave}",)) for turn in range(3)),
        )
    ]
    script = written(tmp_path, replace(study(0), variables=tuple(rounds)))

    assert_balanced(script)
    assert '`scale_trust_w2` = c("s0_w2", "s1_w2", "s2_w2")' in script
    assert '`parent-w2 w2` = c("instrument_w2", "parent-w2")' in script
    assert 'people <- plain[belongs("parent-w1 w1"), , drop = FALSE]' in script


def test_what_the_file_does_not_hold_is_not_in_the_script(tmp_path: Path) -> None:
    kept = tuple(one for one in study().variables if one.name in {"minutes", "remark"})
    script = written(tmp_path, replace(study(0), variables=kept))

    assert_balanced(script)
    assert not re.search("psych|lavaan::|lmer|glm", script.split("install.packages")[1].split("\n", 1)[1])


def test_known_figures_are_asserted(tmp_path: Path) -> None:
    checks = {"rows": 40, "mean scale_trust": 3.25}
    script = written(tmp_path, study(), checks=checks)

    assert "agrees(nrow(plain), 40, 1e-06)" in script
    assert 'agrees(mean(plain[["scale_trust"]], na.rm = TRUE), 3.25, 1e-06)' in script
    assert 'agrees(mean(plain[["minutes"]], na.rm = TRUE), 19.75, 1e-06)' in script
    assert_balanced(script)


def test_alpha_of_a_questionnaire_can_be_asserted(tmp_path: Path) -> None:
    script = written(tmp_path, with_questionnaire(), checks={"alpha parent-w1 trust": 0.68})

    assert 'agrees(reliability[["parent-w1 scale_trust"]][["alpha"]], 0.68' in script


def test_a_figure_that_nobody_finds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no figure called 'mean nothing'"):
        written(tmp_path, study(), checks={"mean nothing": 1})


def test_others_get_no_figures(tmp_path: Path) -> None:
    assert "agrees(" not in written(tmp_path, study(level=Level.RESTRICTED))


def test_with_a_reference_the_script_takes_it(tmp_path: Path) -> None:
    assert 'reference <- "report-card talk"' in written(tmp_path, study(), reference="report-card talk")


@given(st.text(st.characters(codec="utf-8")))
def test_no_text_gets_out_of_its_quotes(said: str) -> None:
    assert [kind for kind, _ in tokens(rwords.text(said))] == ["text"]
    assert [kind for kind, _ in tokens(rwords.name(said))] == ["name"]
