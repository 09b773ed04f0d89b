"""What R finds with the script of the package is what the pages of results say; R itself computes it here.

Tolerances: alphas, means and differences 1e-6; regressions 1e-4, since two programs climb to the same top; omega 1e-3.
"""

import csv
import os
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.analysis import multilevel
from app.export import csv as plain_csv
from app.export import rscript
from app.export.model import Cell, Level
from app.export.wanted import Names, Shape, Wanted
from app.models import InterviewStatus
from app.services import export_making, finished, modelling, results, results_breakdown, results_comparison
from app.services.results_parts import BREAKDOWNS
from app.statistics.suppression import FEW
from tests.databases import replayed

NOW = datetime(2012, 7, 1, 12, tzinfo=UTC)
TABLES = ("items", "reliability", "arms", "changes", "effects", "variances", "fits")
RUN = (
    'source("analysis.R", encoding = "UTF-8"); '
    f"for (name in c({', '.join(map(repr, TABLES))})) "
    'if (!is.null(get(name))) utils::write.csv(get(name), paste0(name, ".found"), row.names = FALSE, na = "")'
)
WORDS = {"wave", "list", "again", "figure", "scale", "item", "outcome", "level", "activity", "way", "estimator"}
BARE = {"R_LIBS_SITE": "/nowhere", "R_LIBS_USER": "/nowhere"}  # R as it comes
EXACT, CLIMBED, ABOUT = 1e-6, 1e-4, 1e-3
pytestmark = pytest.mark.xdist_group("replay")

Rows = list[dict[str, Cell]]
Pick = Callable[[Rows], Rows]
Found = dict[str, list[dict[str, str]]]


@pytest.fixture
def year() -> Iterator[Session]:
    with replayed("sqlite").reading() as session:
        yield session


def run(folder: Path, **env: str) -> tuple[Found, str]:
    """Every table that R made, and what it said beside them."""
    done = subprocess.run(
        ["Rscript", "-e", RUN], cwd=folder, env=os.environ | env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = {}
    for name in TABLES:
        if (folder / f"{name}.found").exists():
            with (folder / f"{name}.found").open(encoding="utf-8", newline="") as file:
                found[name] = list(csv.DictReader(file))
    return found, done.stderr


def written(session: Session, folder: Path, wanted: Wanted, pick: Pick = list) -> Path:
    """The CSV and the script beside it, of some of the rows."""
    prepared = export_making.prepare(session, wanted, now=NOW).dataset
    rows = pick([dict(zip((one.name for one in prepared.variables), row, strict=True)) for row in prepared.rows()])
    dataset = replace(prepared, rows=lambda: (list(row.values()) for row in rows), count=len(rows))
    plain_csv.write(dataset, folder / "aloud.csv")
    rscript.write(dataset, folder / "analysis.R", reference=modelling.REFERENCE)
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Found:
    with replayed("sqlite").reading() as session:
        folder = tmp_path_factory.mktemp("r")
        export_making.make(session, Wanted(format="zip", language="nl"), folder / "all.zip", now=NOW)
        with zipfile.ZipFile(folder / "all.zip") as packed:
            packed.extractall(folder, ["analysis.R", "aloud.sav"])
        found, said = run(folder)
    assert "is not installed" not in said
    return found


def one(rows: list[dict[str, str]], **where: str) -> dict[str, float]:
    [held] = [row for row in rows if where.items() <= row.items()]
    return {name: float(cell) for name, cell in held.items() if name not in {*WORDS, *where} and cell}


@cache
def everybody() -> dict[str, results.ListFigures]:
    with replayed("sqlite").reading() as session:
        return {held.name: results.of_list(session, held.name, held.wave) for held in results.lists(session)}


def test_how_people_answered(whole: Found) -> None:
    told = [(asked, figure) for asked, held in everybody().items() for figure in held.items if not figure.is_few]

    assert len(told) == len(whole["items"]) > 20
    for asked, figure in told:
        row = one(whole["items"], list=asked, item=figure.item.name)
        assert figure.description is not None
        assert row["n"] == figure.n
        assert row["mean"] == pytest.approx(figure.description.mean, abs=EXACT)
        assert row["sd"] == pytest.approx(figure.description.sd, abs=EXACT)
        assert {point: row[f"p{point}"] for point in figure.distribution.points} == dict(figure.distribution.points)


def test_scales(whole: Found, year: Session) -> None:
    told = [(asked, figure) for asked, held in everybody().items() for figure in held.scales if not figure.is_few]
    more = {scale.name: held for scale, held in modelling.reliability(year, "parent-w1", "w1")}

    assert len(told) == len(whole["reliability"]) == 4
    for asked, figure in told:
        row = one(whole["reliability"], list=asked, scale=figure.name)
        assert figure.description is not None
        assert figure.alpha is not None
        assert (row["n"], row["items"]) == (figure.n, len(figure.items))
        assert row["mean"] == pytest.approx(figure.description.mean, abs=EXACT)
        assert row["sd"] == pytest.approx(figure.description.sd, abs=EXACT)
        assert row["alpha"] == pytest.approx(figure.alpha.value, abs=EXACT)
        if asked == "parent-w1":
            held = more[figure.name]
            assert (row["low"], row["high"]) == pytest.approx((held.low, held.high), abs=EXACT)
            assert row["omega"] == pytest.approx(held.omega, abs=ABOUT)


def test_intervention_and_control(whole: Found, year: Session) -> None:
    for listed in results.lists(year):
        held = finished.interviews(year, wave=listed.wave, instrument=listed.name)
        for line in results_breakdown.table(listed, held, BREAKDOWNS["analysed"]).lines:
            figure = f"scale.{line.name}" if line.is_scale else line.name
            arms = {cell.part: cell.described for cell in line.cells}
            row = one(whole["arms"], list=listed.name, figure=figure)
            for arm, described in arms.items():
                assert described is not None
                assert row[f"n_{arm}"] == described.n
                assert row[arm] == pytest.approx(described.mean, abs=EXACT)
                assert row[f"sd_{arm}"] == pytest.approx(described.sd, abs=EXACT)
            assert row["printed"] == pytest.approx(float(line.difference or 0), abs=EXACT)


def test_first_and_again(whole: Found, year: Session) -> None:
    both = results_comparison.chosen(year)
    told = results_comparison.compare(both, results_comparison.pairs(year, both)).changes

    assert len(told) == len(whole["changes"])
    for change in told:
        row = one(whole["changes"], figure=f"scale.{change.name}" if change.is_scale else change.name)
        assert change.first is not None
        assert change.later is not None
        assert change.paired is not None
        assert change.paired.clustered is not None
        assert (row["n"], row["schools"]) == (change.n, change.paired.schools)
        assert (row["first"], row["later"]) == pytest.approx((change.first.mean, change.later.mean), abs=EXACT)
        assert (row["change"], row["sd"]) == pytest.approx((change.paired.mean, change.paired.sd), abs=EXACT)
        assert row["printed"] == pytest.approx(float(change.difference or 0), abs=EXACT)
        ends = (change.paired.clustered.low, change.paired.clustered.high)
        assert (row["low"], row["high"]) == pytest.approx(ends, abs=EXACT)


def test_what_an_activity_adds(whole: Found, year: Session) -> None:
    told = modelling.of_outcome(year, "scale:information", [])
    rows = [row for row in whole["effects"] if row["outcome"] == "scale.information"]
    variances = [row for row in whole["variances"] if row["outcome"] == "scale.information"]

    assert len(told.effects) == len(rows) == 4
    for effect, row in zip(told.effects, rows, strict=True):
        assert (int(row["n"]), int(row["schools"])) == (told.n, told.sites)
        found = [float(row[name]) for name in ("b", "se", "low", "high")]
        assert found == pytest.approx([effect.b, effect.se, effect.low, effect.high], abs=CLIMBED)
    for level, share in told.icc.items():
        assert one(variances, level=level)["share"] == pytest.approx(share, abs=CLIMBED)
    for level, explained in told.explained.items():
        # A quotient of two small variances is known less well than they are.
        assert one(variances, level=level)["explained"] == pytest.approx(explained, abs=5e-3)


def test_factors(whole: Found, year: Session) -> None:
    """The preview takes n − 1 where lavaan takes n in RMSEA; everything else is the same."""
    for fit in modelling.fits(year):
        row = one(whole["fits"], factors=str(fit.factors), estimator="ML")
        assert (row["n"], row["df"]) == (fit.n, fit.dof)
        assert row["chisq"] == pytest.approx(fit.chi2, abs=ABOUT)
        assert (row["cfi"], row["tli"]) == pytest.approx((fit.cfi, fit.tli), abs=CLIMBED)
        assert row["rmsea"] == pytest.approx(fit.rmsea, abs=ABOUT)
    assert [row["factors"] for row in whole["fits"] if row["estimator"] == "WLSMV"] == ["1", "2", "2", "2", "3"]


def test_another_shape_with_other_names_for_others_without_packages_says_the_same(
    tmp_path: Path, year: Session, whole: Found
) -> None:
    wanted = Wanted(shape=Shape.WIDE, names=Names.STUDY, level=Level.RESTRICTED)
    found, said = run(written(year, tmp_path, wanted), **BARE)

    for package in ("haven", "lmerTest", "lme4", "lavaan"):
        assert f"The package {package} is not installed. " in said
    assert "fits" not in found
    assert found["reliability"] == whole["reliability"]
    for table, column in (("arms", "difference"), ("changes", "se"), ("effects", "se")):
        ours, theirs = ([float(row[column]) for row in held[table]] for held in (found, whole))
        assert ours == pytest.approx(theirs, abs=CLIMBED)


def test_with_few_schools_they_are_drawn_again(tmp_path: Path, year: Session) -> None:
    held = finished.interviews(year, wave="w1", instrument="parent-w1")
    controls = {one.site for one in held if one.intervention == modelling.REFERENCE}
    few = sorted(controls)[:4] + sorted({one.site for one in held} - controls)[:4]
    made = written(year, tmp_path, Wanted(), lambda rows: [row for row in rows if row["site"] in few])
    found, problems = run(made, **BARE)
    assert "regression of scale.information" not in problems

    said: list[dict[str, Any]] = [
        {"y": float(point), "site": one.site, "group": one.group, "activity": one.intervention}
        for one in held
        if one.site in few and (point := results.score(one, items(year))) is not None
    ]
    enough = [row for row in said if sum(row["activity"] == one["activity"] for one in said) >= FEW]
    told = multilevel.model(enough, modelling.REFERENCE, [])
    ours = [row for row in found["effects"] if row["outcome"] == "scale.information"]

    assert told["method"] == "bootstrap"
    assert [float(row["b"]) for row in ours] == pytest.approx([one["b"] for one in told["effects"]], abs=EXACT)
    for row, effect in zip(ours, told["effects"], strict=True):  # other dice
        assert float(row["low"]) == pytest.approx(effect["low"], abs=0.1)


def items(session: Session) -> Sequence[Any]:
    return results.items_of(results.listed(session, "parent-w1").instrument, "information")


def test_a_public_file_says_what_it_cannot_tell(tmp_path: Path, year: Session) -> None:
    found, said = run(written(year, tmp_path, Wanted(level=Level.PUBLIC)))

    assert "No regression of scale.trust: " in said
    assert len(found["items"]) > 20
    assert "effects" not in found


def test_what_did_not_leave_with_it_stops_the_script(tmp_path: Path, year: Session) -> None:
    made = written(year, tmp_path, Wanted())
    file = made / "aloud.csv"
    whole = file.read_bytes()
    first, other = whole.split(b"\r\n")[:2]
    at = first.split(b",").index(b"minutes")
    changed = b",".join(b"999" if turn == at else cell for turn, cell in enumerate(other.split(b",")))

    file.write_bytes(whole.replace(other, changed))
    with pytest.raises(AssertionError, match=r"R finds .* for the mean of minutes, Aloud found"):
        run(made, **BARE)
    file.write_bytes(whole.replace(other + b"\r\n", b""))
    with pytest.raises(AssertionError, match="Take both out of the same package"):
        run(made, **BARE)
    file.unlink()
    with pytest.raises(AssertionError, match=r"There is no aloud\.sav or aloud\.csv in"):
        run(made, **BARE)


def test_who_broke_off_is_in_no_figure(tmp_path: Path, year: Session) -> None:
    def first_broke_off(rows: Rows) -> Rows:
        return [{**rows[0], "status": InterviewStatus.BROKEN_OFF.value}, *rows[1:]]

    found, _ = run(written(year, tmp_path, Wanted(), first_broke_off), **BARE)
    whole = [figure.n for held in everybody().values() for figure in held.items if not figure.is_few]

    assert 0 < sum(whole) - sum(int(row["n"]) for row in found["items"]) <= 16
