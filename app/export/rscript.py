"""A script for R: reads the data, names what is missing and why, and repeats the analyses of the published study.

Scales are what the data say: the sum of the items of a scale that a questionnaire asks, divided by their number, for
whoever answered all of them (Lusse 2013, 7.3). All items point the same way, so none is turned around. Regressions are
respondents in classes in schools, compared with the report-card talk. The script asserts what is known already; whoever
runs it sees at once when R finds something else.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.export import rwords, summary
from app.export.labels import is_number, missing, valid
from app.export.model import Dataset, Holds, Variable
from app.export.passing import Progress, silent
from app.export.rchecks import asserted
from app.export.rmodels import attrition, factors, regressions, scales
from app.export.stata import LETTERS

PACKAGES = ("haven", "psych", "lavaan", "lme4", "lmerTest")
HEAD = """# {title}
#
# State of the data: {moment} UTC. Made with Aloud {release}. Level: {level}.
# Read in the folder in which the file {name}.sav or {name}.csv lies.
# It was checked for its form only: nobody has run it before you. Tell us what does not work.
# install.packages({packages})
"""
READ = """library(haven)

columns <- {columns}
if (file.exists({sav})) {{
  data <- as.data.frame(haven::read_sav({sav}, user_na = TRUE))
}} else {{
  data <- read.csv({csv}, colClasses = "character", na.strings = "", check.names = FALSE, encoding = "UTF-8")
}}
stopifnot(ncol(data) == length(columns), nrow(data) == {count})
names(data) <- columns

numbers <- {numbers}
texts <- {texts}
for (column in numbers) data[[column]] <- as.numeric(as.vector(unclass(data[[column]])))
for (column in texts) data[[column]] <- as.character(as.vector(unclass(data[[column]])))
for (column in {dates}) data[[column]] <- as.Date(data[[column]])
"""
MISSING = """# Why there is no answer, as tagged missing values: is_tagged_na(data$x, "b") finds who does not know.
tags <- {tags}
missable <- {missable}
for (column in missable) {{
  for (tag in names(tags)) data[[column]][which(data[[column]] == tags[[tag]])] <- haven::tagged_na(tag)
}}
"""
LABELS = """labels <- {labels}
values <- {values}
reasons <- {reasons}
for (column in numbers) {{
  if (is.null(values[[column]]) && is.null(reasons[[column]])) {{
    attr(data[[column]], "label") <- labels[[column]]
  }} else {{
    told <- c(values[[column]], reasons[[column]])
    data[[column]] <- haven::labelled(data[[column]], labels = told, label = labels[[column]])
  }}
}}
for (column in setdiff(columns, numbers)) attr(data[[column]], "label") <- labels[[column]]
plain <- haven::zap_labels(data) # for calculating: every reason for no answer is missing
"""


def write(
    dataset: Dataset,
    path: Path,
    *,
    progress: Progress = silent,
    checks: Mapping[str, float] | None = None,
    reference: str = "",
) -> list[str]:
    """Write the script. `checks`: figures that are known, see `rchecks`; `reference`: what others are compared with."""
    parts = [
        _head(dataset),
        _read(dataset),
        _missing(dataset),
        _labels(dataset),
        scales(dataset),
        asserted(dataset, checks or {}, summary.figures(dataset)),
        factors(dataset),
        regressions(dataset, reference),
        attrition(dataset),
    ]
    path.write_text("\n".join(part for part in parts if part), "utf-8", newline="\n")
    progress(dataset.count)
    return ["The R script was checked for its form; it was not run."]


def _head(dataset: Dataset) -> str:
    return HEAD.format(
        title=" ".join(dataset.title["en"].split()),
        moment=f"{dataset.snapshot_at:%Y-%m-%d %H:%M}",
        release=dataset.release,
        level=dataset.level.value,
        name=dataset.name,
        packages=rwords.vector(PACKAGES),
    )


def _read(dataset: Dataset) -> str:
    return READ.format(
        columns=rwords.vector(one.name for one in dataset.variables),
        sav=rwords.text(f"{dataset.name}.sav"),
        csv=rwords.text(f"{dataset.name}.csv"),
        count=dataset.count,
        numbers=rwords.vector(one.name for one in dataset.variables if is_number(one)),
        texts=rwords.vector(one.name for one in dataset.variables if one.holds == Holds.TEXT),
        dates=rwords.vector(one.name for one in dataset.variables if one.holds == Holds.DATE),
    )


def _missing(dataset: Dataset) -> str:
    return MISSING.format(
        tags="c(" + ", ".join(f"{letter} = {code}" for code, letter in LETTERS.items()) + ")",
        missable=rwords.vector(one.name for one in _missable(dataset.variables)),
    )


def _missable(variables: Sequence[Variable]) -> list[Variable]:
    return [one for one in variables if one.can_miss and is_number(one)]


def _labels(dataset: Dataset) -> str:
    def said(one: Variable, texts: Mapping[str, str]) -> str:
        return rwords.text(one.said(texts, dataset.language))

    return LABELS.format(
        labels=rwords.listed({one.name: said(one, one.label) for one in dataset.variables}),
        values=rwords.listed(
            {
                one.name: f"c({', '.join(f'{said(one, value.label)} = {value.code}' for value in valid(one))})"
                for one in dataset.variables
                if is_number(one) and valid(one)
            }
        ),
        reasons=rwords.listed(
            {
                one.name: f"c({', '.join(_tagged(said(one, value.label), value.code) for value in missing(one))})"
                for one in _missable(dataset.variables)
            }
        ),
    )


def _tagged(label: str, code: int | str) -> str:
    return f'{label} = haven::tagged_na("{LETTERS[int(code)]}")'
