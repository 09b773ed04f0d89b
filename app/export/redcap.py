"""A data dictionary for REDCap: one field per column, so that the CSV of the same data can be imported as it is.

Its 18 headings stand in their fixed order; the first field is the record, of type text; the fields of a form follow
each other. Words are those of the file's language.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from app.export import names
from app.export.branching import Branching, CannotBeSaid
from app.export.csv import harmless
from app.export.labels import every, is_number, missing, valid
from app.export.model import Dataset, Holds, Texts, Variable
from app.export.passing import Progress, silent

HEADER = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
RECORD, CONTEXT = "record_id", "interview"
VALIDATION = {
    Holds.INTEGER: "integer",
    Holds.DECIMAL: "number",
    Holds.DATE: "date_ymd",
    Holds.MOMENT: "datetime_seconds_ymd",
}
Field = dict[str, str]


def write(dataset: Dataset, path: Path, *, progress: Progress = silent) -> list[str]:
    """Write the dictionary; return what it could not say."""
    called, notes = names.fitted([RECORD, *(one.name for one in dataset.variables)], names.REDCAP)
    fields = dict(zip((one.name for one in dataset.variables), called[1:], strict=True))
    branching = Branching(fields, dataset.variables)
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, HEADER, restval="")
        lines.writeheader()
        first: Field = {"Field Type": "text", "Field Label": "Record", "Field Annotation": "Number the rows from 1."}
        lines.writerow(first | {HEADER[0]: called[0], "Form Name": _forms(dataset)[_form(dataset.variables[0])]})
        for one, before in _in_forms(dataset):
            field = _field(dataset, one)
            field |= {HEADER[0]: fields[one.name], "Form Name": _forms(dataset)[_form(one)], "Section Header": before}
            try:
                field["Branching Logic (Show field only if...)"] = branching.told(one)
            except CannotBeSaid as why:
                notes.append(f"{one.name}: REDCap cannot be told when it is asked ({why}); it is always shown there.")
            lines.writerow(field)
    progress(dataset.count)
    return notes


def _form(variable: Variable) -> str:
    return f"{variable.section or CONTEXT} {variable.wave}".strip()


def _forms(dataset: Dataset) -> dict[str, str]:
    forms = list(dict.fromkeys(_form(one) for one in dataset.variables))
    return dict(zip(forms, names.fitted(forms, names.REDCAP)[0], strict=True))


def _in_forms(dataset: Dataset) -> Iterator[tuple[Variable, str]]:
    """Form by form in the order in which they begin, each column with what is read aloud before it, once."""
    for form in _forms(dataset):
        said = ""
        for one in dataset.variables:
            if _form(one) == form:
                before = _line(dataset, one, one.before)
                yield one, before if before != said else ""
                said = before


def _field(dataset: Dataset, variable: Variable) -> Field:
    asked = _line(dataset, variable, variable.question) or _line(dataset, variable, variable.label)
    field = {
        "Field Type": "radio" if valid(variable) else "text",
        "Field Label": harmless(asked),
        "Field Note": harmless(_line(dataset, variable, variable.hint)),
        "Field Annotation": harmless(_line(dataset, variable, variable.guidance)),
    }
    if valid(variable):
        field["Choices, Calculations, OR Slider Labels"] = " | ".join(
            f"{value.code}, {_line(dataset, variable, value.label).replace('|', '/')}" for value in every(variable)
        )
    elif variable.holds == Holds.TEXT:
        field["Field Type"] = "notes" if variable.item else "text"
    else:
        field["Text Validation Type OR Show Slider Number"] = VALIDATION[variable.holds]
    if is_number(variable) and not valid(variable) and variable.can_miss:
        codes = "; ".join(f"{value.code} = {_line(dataset, variable, value.label)}" for value in missing(variable))
        field["Field Annotation"] = f"{field['Field Annotation']} No answer: {codes}".strip()
    return field


def _line(dataset: Dataset, variable: Variable, texts: Texts) -> str:
    return " ".join(variable.said(texts, dataset.language).split())
