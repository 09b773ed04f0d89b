"""A script for R: reads the data, names what is missing and why, and repeats what the pages of results compute.

What it does stands in `analysis.R`, the same for every file. Before it stands what this file holds: its columns and
codes, which items each scale has in each questionnaire (7.3 of Lusse 2013: a scale is what a questionnaire asks of it),
and, for ourselves, what R has to find.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from app.export import rwords, summary
from app.export.labels import is_number, missing, valid
from app.export.model import Dataset, Holds, Measure, Value, Variable
from app.export.passing import Progress, silent
from app.export.rscales import base, called, known_scales, scales
from app.export.stata import LETTERS

BODY = Path(__file__).with_name("analysis.R")
RATINGS = (4, 5)  # points of a list that may be averaged outside a scale too
HEAD = """# {title}
#
# State of the data: {moment} UTC. Made with Aloud {release}. Level: {level}.
#
# Put this script in the folder of {name}.sav or {name}.csv and make that the working directory. Run it line by line, or
# whole: source("analysis.R", encoding = "UTF-8"). First stands what the file holds, then how it is read, then the rest.
#
# Without any package it reads the .csv and does all but the factor models. With more of these it does more:
#   haven     reads the .sav, keeps labels and the reasons for no answer
#   lmerTest  p-values in regressions of several levels (lme4 or nlme: the same regressions without, or with others)
#   lavaan    factor models
# install.packages(c("haven", "lmerTest", "lavaan"))
"""
FACTS = """# ---- What the file holds --------------------------------------------------------------------------------

file <- {file}
count <- {count} # rows
reference <- {reference} # the activity that others are compared with; empty: the usual one among the controls
tags <- {tags} # codes that tell why there is no answer, with their letters in haven and Stata
columns <- {columns}
numbers <- {numbers}
texts <- {texts}
dates <- {dates}
moments <- {moments}
missable <- {missable} # columns in which those codes may stand
labels <- {labels}
values <- {values}
reasons <- {reasons}
rounds <- {rounds} # where a row is a respondent: the columns of each round, by their names without it
scales <- {scales} # by questionnaire: which items each scale has
rated <- {rated} # by questionnaire: items answered on points from 1, with how many there are
known <- {known} # how many answers a column has, and their mean
known_scales <- {known_scales}
"""


def write(dataset: Dataset, path: Path, *, progress: Progress = silent, reference: str = "") -> list[str]:
    """Write the script. `reference`: the activity that others are compared with."""
    path.write_text("\n".join((_head(dataset), _facts(dataset, reference))) + BODY.read_text("utf-8"), "utf-8")
    progress(dataset.count)
    return []


def _head(dataset: Dataset) -> str:
    return HEAD.format(
        title=" ".join(dataset.title["en"].split()),
        moment=f"{dataset.snapshot_at:%Y-%m-%d %H:%M}",
        release=dataset.release,
        level=dataset.level.value,
        name=dataset.name,
    )


def _facts(dataset: Dataset, reference: str) -> str:
    columns, scaled = dataset.variables, scales(dataset)
    return FACTS.format(
        file=rwords.text(dataset.name),
        count=dataset.count,
        reference=rwords.text(reference),
        tags="c(" + ", ".join(f"{letter} = {code}" for code, letter in LETTERS.items()) + ")",
        columns=_names(columns),
        numbers=_names(one for one in columns if is_number(one)),
        texts=_names(one for one in columns if one.holds == Holds.TEXT),
        dates=_names(one for one in columns if one.holds == Holds.DATE),
        moments=_names(one for one in columns if one.holds == Holds.MOMENT),
        missable=_names(one for one in columns if one.can_miss),
        labels=rwords.listed({one.name: _said(dataset, one, one.label) for one in columns}),
        values=_coded(dataset, valid),
        reasons=_coded(dataset, missing),
        rounds=_rounds(columns),
        scales=rwords.listed(
            {
                asked: rwords.listed({name: rwords.vector(items) for name, items in held.items()}, 4)
                for asked, held in scaled.items()
            }
        ),
        rated=_rated(columns),
        known=rwords.listed(
            {
                name: f"c({one.n}, {rwords.number(one.mean)})"
                for name, one in summary.figures(dataset).items()
                if one.mean == one.mean
            }
        ),
        known_scales=rwords.each(known_scales(dataset, scaled)),
    )


def _names(some: Iterable[Variable]) -> str:
    return rwords.vector(one.name for one in some)


def _said(dataset: Dataset, one: Variable, texts: Mapping[str, str]) -> str:
    return rwords.text(one.said(texts, dataset.language))


def _coded(dataset: Dataset, codes: Callable[[Variable], list[Value]]) -> str:
    """Codes of every column of numbers, named by what they mean."""
    return rwords.listed(
        {
            one.name: f"c({', '.join(f'{_said(dataset, one, value.label)} = {value.code}' for value in codes(one))})"
            for one in dataset.variables
            if is_number(one) and codes(one)
        }
    )


def _rounds(columns: Iterable[Variable]) -> str:
    """Nothing where a row is an interview."""
    found: dict[str, dict[str, str]] = {}
    for one in columns:
        if one.wave:
            found.setdefault(one.wave, {})[base(one)] = rwords.text(one.name)
    return rwords.listed({wave: rwords.named(names) for wave, names in found.items()})


def _rated(columns: Iterable[Variable]) -> str:
    found: dict[str, dict[str, str]] = {}
    for one in columns:
        points = len(valid(one))
        in_order = one.measure == Measure.ORDINAL and [value.code for value in valid(one)] == [*range(1, points + 1)]
        if in_order and (points in RATINGS or any(called(one, asked) for asked in one.asked)):
            for asked in one.asked:
                found.setdefault(asked, {})[base(one)] = str(points)
    return rwords.listed({asked: rwords.named(items) for asked, items in found.items()})
