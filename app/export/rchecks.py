"""What R has to find: figures that were known when the data left, as assertions.

A figure is named by what it is about: `rows`, `n <column>`, `mean <column>`, `sd <column>` (scales are columns called
`scale_<name>`), `alpha <questionnaire> <scale>`, `omega <questionnaire> <scale>`.
"""

from collections.abc import Iterator, Mapping

from app.export import rwords
from app.export.model import Dataset
from app.export.rmodels import parts, scale_names
from app.export.summary import Figures

EXACT, ABOUT = 1e-6, 1e-3  # programs estimate omega in different ways
OF_COLUMN = {
    "n": "sum(!is.na(plain[[{}]]))",
    "mean": "mean(plain[[{}]], na.rm = TRUE)",
    "sd": "stats::sd(plain[[{}]], na.rm = TRUE)",
}
HEAD = """# What is known already. A difference means that the data or this script are not those that left together.
agrees <- function(found, known, within) {
  stopifnot(is.finite(found), abs(unname(found) - known) <= within * max(1, abs(known)))
}
"""


def asserted(dataset: Dataset, checks: Mapping[str, float], figures: Mapping[str, Figures]) -> str:
    """Assertions of these figures, and of those that the codebook shows."""
    known = {**dict(_of_codebook(figures)), **checks}
    lines = [
        f"agrees({_found(dataset, what)}, {rwords.number(value)}, {ABOUT if what.startswith('omega') else EXACT:g})"
        for what, value in known.items()
    ]
    return HEAD + "\n".join(lines) + "\n" if lines else ""


def _of_codebook(figures: Mapping[str, Figures]) -> Iterator[tuple[str, float]]:
    for name, one in figures.items():
        if one.mean == one.mean:
            yield f"n {name}", one.n
            yield f"mean {name}", one.mean


def _found(dataset: Dataset, what: str) -> str:
    """How R finds a figure.

    Raises:
        ValueError: It is about nothing that the script knows.
    """
    kind, _, about = what.partition(" ")
    columns = {one.name for one in dataset.variables} | set(scale_names(dataset))
    if what == "rows":
        return "nrow(plain)"
    if kind in OF_COLUMN and about in columns:
        return OF_COLUMN[kind].format(rwords.text(about))
    part, _, scale = about.rpartition(" ")
    if kind in {"alpha", "omega"} and f"scale_{scale}" in parts(dataset).get(part, {}):
        return f"reliability[[{rwords.text(f'{part} scale_{scale}')}]][[{rwords.text(kind)}]]"
    raise ValueError(f"the script finds no figure called {what!r}")
