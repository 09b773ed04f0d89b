"""Parts of the R script that calculate: scales, factors, regressions, and who was reached again.

A part is left out where the file does not hold what it is about, such as classes at the public level.
"""

from collections.abc import Mapping
from itertools import combinations

from app.export import rwords
from app.export.labels import is_number
from app.export.model import Dataset, Measure, Variable

FEWEST = 3  # items of which a scale has a meaning of its own
SCALES = """# Scales: complete cases only, the sum divided by the number of items.
scales <- {scales}
places <- {places} # the column that names the questionnaire of a row, and its name
belongs <- function(part) {{
  if (is.null(places[[part]])) rep(TRUE, nrow(plain)) else plain[[places[[part]][1]]] %in% places[[part]][2]
}}
reliability <- list()
for (part in names(scales)) {{
  asked <- belongs(part)
  for (scale in names(scales[[part]])) {{
    items <- scales[[part]][[scale]]
    answers <- plain[asked, items, drop = FALSE]
    if (!scale %in% names(plain)) plain[[scale]] <- NA_real_
    plain[asked, scale] <- rowSums(answers) / length(items)
    complete <- answers[stats::complete.cases(answers), , drop = FALSE]
    if (length(items) >= 3 && nrow(complete) >= 30) {{
      alpha <- psych::alpha(complete)$total$raw_alpha
      omega <- psych::omega(complete, nfactors = 1, plot = FALSE)$omega.tot
      reliability[[paste(part, scale)]] <- c(n = nrow(complete), alpha = alpha, omega = omega)
    }}
  }}
}}
print(do.call(rbind, reliability))
"""
FACTORS = """# Factors of ordered answers (WLSMV), from one to as many as there are scales.
models <- {models}
ordered <- {items}
people <- plain[belongs({part}), , drop = FALSE]
fits <- lapply(models, function(model) {{
  lavaan::cfa(model, data = people, ordered = ordered, estimator = "WLSMV")
}})
indices <- c("chisq.scaled", "df.scaled", "pvalue.scaled", "cfi.scaled", "tli.scaled", "rmsea.scaled", "srmr")
print(t(sapply(fits, lavaan::fitMeasures, fit.measures = indices)))
"""
REGRESSIONS = """# Respondents in classes in schools; interventions compared with the report-card talk.
reference <- {reference}
people <- plain{rows}
people[["intervention"]] <- stats::relevel(factor(people[["intervention"]]), ref = reference)
for (outcome in {outcomes}) {{
  formula <- stats::reformulate({terms}, response = outcome)
  model <- lmerTest::lmer(formula, data = people, REML = TRUE)
  cat("\\n", outcome, "\\n")
  if (lme4::isSingular(model)) cat("A level explains nothing: leave it out before you read the estimates.\\n")
  print(summary(model))
}}
"""
ATTRITION = """# Who was reached again: read this before any comparison of the two rounds.
first <- plain[plain[["wave"]] %in% "w1"{role}, , drop = FALSE]
first[["reached"]] <- first[["respondent"]] %in% plain[["respondent"]][plain[["wave"]] %in% "w2"]
print(table(first[["reached"]]))
known <- Filter(function(column) length(unique(stats::na.omit(first[[column]]))) > 1, {known})
if (length(known) > 0 && length(unique(first[["reached"]])) > 1) {{
  print(summary(stats::glm(stats::reformulate(known, response = "reached"), data = first, family = stats::binomial())))
}}
"""
USUAL = 'names(sort(table(plain[["intervention"]]{control}), decreasing = TRUE))[1] # the usual one among the controls'

Parts = Mapping[str, Mapping[str, list[str]]]


def parts(dataset: Dataset) -> Parts:
    """The items of each scale, by questionnaire; in a wide file by questionnaire and round."""
    found: dict[str, dict[str, list[str]]] = {}
    for one in dataset.variables:
        if one.scale and is_number(one) and one.measure != Measure.NOMINAL:
            for part in _places(dataset, one):
                found.setdefault(part, {}).setdefault(_called(one), []).append(one.name)
    return found


def _places(dataset: Dataset, variable: Variable) -> dict[str, tuple[str, str]]:
    """The parts in which a column is asked, each with the column that tells so and what stands there."""
    column = f"instrument_{variable.wave}" if variable.wave else "instrument"
    if column in _names(dataset) and variable.asked:
        return {f"{asked} {variable.wave}".strip(): (column, asked) for asked in variable.asked}
    return {variable.wave or "all": ("", "")}


def scale_names(dataset: Dataset) -> list[str]:
    """Every scale once; one that is called like a column has another name."""
    return list(dict.fromkeys(name for scales in parts(dataset).values() for name in scales))


def scales(dataset: Dataset) -> str:
    """Values, alpha and omega of every scale."""
    found = parts(dataset)
    if not found:
        return ""
    listed = {
        part: rwords.listed({name: rwords.vector(items) for name, items in held.items()}, indent=4)
        for part, held in found.items()
    }
    places = {part: place for one in dataset.variables for part, place in _places(dataset, one).items()}
    told = {part: rwords.vector(place) for part, place in places.items() if part in found and place[0]}
    return SCALES.format(scales=rwords.listed(listed), places=rwords.listed(told))


def factors(dataset: Dataset) -> str:
    """Factor models of the questionnaire with most items in scales."""
    found = parts(dataset)
    if not found:
        return ""
    part, held = max(found.items(), key=lambda pair: sum(map(len, pair[1].values())))
    items = [item for some in held.values() for item in some]
    if len(items) < FEWEST:
        return ""
    models = {name: rwords.text(said) for name, said in _models(held).items()}
    return FACTORS.format(models=rwords.listed(models), items=rwords.vector(items), part=rwords.text(part))


def regressions(dataset: Dataset, reference: str) -> str:
    """A model for each scale."""
    has = _names(dataset)
    levels = [f"(1 | {rwords.name(level)})" for level in ("site", "group") if level in has]
    if "intervention" not in has or not levels or not scale_names(dataset):
        return ""
    control = '[plain[["condition"]] %in% "control"]' if "condition" in has else ""
    return REGRESSIONS.format(
        reference=rwords.text(reference) if reference else USUAL.format(control=control),
        rows=_first_parents(has),
        outcomes=rwords.vector(scale_names(dataset)),
        terms=rwords.vector(["intervention", *levels]),
    )


def attrition(dataset: Dataset) -> str:
    """A model of who was reached in the second round; only where a row is an interview."""
    has = _names(dataset)
    if not {"respondent", "wave"} <= has:
        return ""
    known = [*scale_names(dataset), *(one for one in ("language", "stratum", "intervention") if one in has)]
    role = ' & plain[["role"]] %in% "parent"' if "role" in has else ""
    return ATTRITION.format(known=rwords.vector(known), role=role)


def _models(held: Mapping[str, list[str]]) -> dict[str, str]:
    """One factor; for three scales every way to join two; and each scale its own."""
    made = {"one": _model({"all": [item for items in held.values() for item in items]})}
    if len(held) == FEWEST:
        for left, right in combinations(held, 2):
            joined = {"joined": [*held[left], *held[right]]}
            made[f"two ({left} and {right} joined)"] = _model(
                joined | {name: items for name, items in held.items() if name not in {left, right}}
            )
    return made | ({f"{len(held)} scales": _model(held)} if len(held) > 1 else {})


def _model(held: Mapping[str, list[str]]) -> str:
    return "\n".join(f"f{turn} =~ {' + '.join(items)}" for turn, items in enumerate(held.values(), 1))


def _first_parents(has: set[str]) -> str:
    kept = [f'plain[["{name}"]] %in% "{value}"' for name, value in (("wave", "w1"), ("role", "parent")) if name in has]
    return f"[{' & '.join(kept)}, , drop = FALSE]" if kept else ""


def _names(dataset: Dataset) -> set[str]:
    return {one.name for one in dataset.variables}


def _called(variable: Variable) -> str:
    return f"scale_{variable.scale}_{variable.wave}" if variable.wave else f"scale_{variable.scale}"
