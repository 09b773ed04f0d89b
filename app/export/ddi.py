"""The codebook as DDI-Codebook 2.5, which data archives read.

What was read aloud is `qstnLit`, what is read before it `preQTxt`, what is read if needed `postQTxt`, what only the
interviewer sees `ivuInstr`; in every language there is. Source: DDI Alliance, DDI-Codebook 2.5, schema of 2012-01-17.
"""

import re
from pathlib import Path

from lxml import etree

from app.export import summary
from app.export.labels import every, is_number, valid
from app.export.model import HIGHEST, LOWEST, Dataset, Holds, Level, Measure, Texts, Value, Variable
from app.export.passing import Progress, silent

SPACE = "ddi:codebook:2_5"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA = "https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
UNTELLABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
FORMATS = {Holds.DATE: ("date", "yyyy-mm-dd"), Holds.MOMENT: ("time", "yyyy-mm-ddThh:mm:ss")}
ACCESS = {
    Level.INTERNAL: "For the study team only.",
    Level.RESTRICTED: "For researchers who have signed an agreement with the study.",
    Level.PUBLIC: "For everybody.",
}

Element = etree._Element


def write(dataset: Dataset, path: Path, *, progress: Progress = silent) -> list[str]:
    """Write the description of the CSV file."""
    held = summary.figures(dataset)
    root = etree.Element(
        f"{{{SPACE}}}codeBook", nsmap={None: SPACE, "xsi": "http://www.w3.org/2001/XMLSchema-instance"}
    )
    root.set("version", "2.5")
    root.set("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", f"{SPACE} {SCHEMA}")
    root.set(LANG, "en")
    _document(root, dataset)
    _study(root, dataset)
    _file(root, dataset)
    described = _add(root, "dataDscr")
    _groups(described, dataset)
    for turn, one in enumerate(dataset.variables, 1):
        _variable(described, one, f"V{turn}", held.get(one.name))
    etree.ElementTree(root).write(path, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    progress(dataset.count)
    return []


def _add(parent: Element, name: str, text: str = "", language: str = "", /, **attributes: str) -> Element:
    made = etree.SubElement(parent, f"{{{SPACE}}}{name}", attributes)
    if language:
        made.set(LANG, language)
    if text:
        made.text = UNTELLABLE.sub("", text)
    return made


def _words(parent: Element, name: str, texts: Texts) -> None:
    for language, text in texts.items():
        if text:
            _add(parent, name, text, language)


def _citation(parent: Element, dataset: Dataset, *, of_page: bool) -> None:
    day = f"{dataset.snapshot_at:%Y-%m-%d}"
    cited = _add(parent, "citation")
    titled = _add(cited, "titlStmt")
    [(language, title), *others] = _titles(dataset)
    _add(titled, "titl", f"{title}: codebook" if of_page else title, language)
    for language, title in [] if of_page else others:
        _add(titled, "parTitl", title, language)
    made = _add(cited, "prodStmt")
    _add(made, "prodDate", day, date=day)
    _add(made, "software", "Aloud", version=dataset.release)
    if not of_page:
        _add(_add(cited, "verStmt"), "version", f"State of {dataset.snapshot_at:%Y-%m-%d %H:%M} UTC", date=day)


def _titles(dataset: Dataset) -> list[tuple[str, str]]:
    """English first: it is always there."""
    return [("en", dataset.title["en"]), *((tag, said) for tag, said in dataset.title.items() if tag != "en")]


def _document(root: Element, dataset: Dataset) -> None:
    _citation(_add(root, "docDscr"), dataset, of_page=True)


def _study(root: Element, dataset: Dataset) -> None:
    study = _add(root, "stdyDscr")
    _citation(study, dataset, of_page=False)
    _add(_add(_add(study, "dataAccs"), "useStmt"), "restrctn", ACCESS[dataset.level], "en")
    for name, version in dataset.instruments:
        _add(study, "notes", f"Questionnaire {name}, version {version}", "en", type="instrument")
    for note in dataset.notes:
        _add(study, "notes", note, "en", type="processing")


def _file(root: Element, dataset: Dataset) -> None:
    told = _add(_add(root, "fileDscr", ID="F1", URI=f"{dataset.name}.csv"), "fileTxt")
    _add(told, "fileName", f"{dataset.name}.csv")
    sizes = _add(told, "dimensns")
    _add(sizes, "caseQnty", str(dataset.count))
    _add(sizes, "varQnty", str(len(dataset.variables)))
    _add(told, "fileType", "Comma-separated values in UTF-8, one header line", charset="UTF-8")


def _groups(parent: Element, dataset: Dataset) -> None:
    """Scales, and the columns of questions to which several answers could be given."""
    numbered = [(f"V{turn}", one) for turn, one in enumerate(dataset.variables, 1)]
    scales = dict.fromkeys((one.scale, one.wave) for _, one in numbered if one.scale)
    several = dict.fromkeys((one.item, one.wave) for _, one in numbered if one.choice)
    for name, wave in scales:
        members = [number for number, one in numbered if (one.scale, one.wave) == (name, wave)]
        _group(parent, f"{name} {wave}".strip(), "subject", members)
    for name, wave in several:
        members = [number for number, one in numbered if one.choice and (one.item, one.wave) == (name, wave)]
        _group(parent, f"{name} {wave}".strip(), "multipleResp", members)


def _group(parent: Element, name: str, kind: str, members: list[str]) -> None:
    _add(_add(parent, "varGrp", type=kind, var=" ".join(members), name=name), "labl", name)


def _variable(parent: Element, variable: Variable, number: str, figures: summary.Figures | None) -> None:
    measured = variable.measure == Measure.SCALE and is_number(variable)
    made = _add(parent, "var", ID=number, name=variable.name, files="F1", intrvl="contin" if measured else "discrete")
    _add(made, "location", fileid="F1")
    _words(made, "labl", variable.label)
    _question(made, variable)
    if variable.can_miss and is_number(variable):
        _add(_add(made, "invalrng"), "range", UNITS="INT", min=str(LOWEST), max=str(HIGHEST))
    if variable.relevant:
        _add(made, "universe", variable.relevant, clusion="I")
    if figures:
        _sums(made, figures)
    for value in every(variable):
        _category(made, value, figures)
    if variable.scale:
        _add(made, "concept", variable.scale)
    category, told = FORMATS.get(variable.holds, ("other", variable.holds.value))
    kind = "numeric" if is_number(variable) else "character"
    _add(made, "varFormat", told, type=kind, schema="other", otherSchema="Aloud", category=category)
    for kind, said in (("asked", ", ".join(variable.asked)), ("wave", variable.wave), ("source", variable.source)):
        if said:
            _add(made, "notes", said, type=kind)


def _question(made: Element, variable: Variable) -> None:
    if not variable.question:
        return
    kind = "category" if valid(variable) else "numeric" if is_number(variable) else "text"
    asked = _add(made, "qstn", responseDomainType="multiple" if variable.choice else kind)
    for name, texts in (
        ("preQTxt", variable.before),
        ("qstnLit", variable.question),
        ("postQTxt", variable.hint),
        ("ivuInstr", variable.guidance),
    ):
        _words(asked, name, texts)


def _sums(made: Element, figures: summary.Figures) -> None:
    _add(made, "sumStat", str(figures.n), type="vald")
    _add(made, "sumStat", str(figures.missing + figures.empty), type="invd")
    told = {"mean": figures.mean, "stdev": figures.deviation, "min": figures.lowest, "max": figures.highest}
    for kind, number in told.items():
        if figures.mean == figures.mean and number == number:  # noqa: PLR0124 — not unknown
            _add(made, "sumStat", f"{number:.6g}", type=kind)


def _category(made: Element, value: Value, figures: summary.Figures | None) -> None:
    kept = _add(made, "catgry", missing="Y" if value.is_missing else "N")
    _add(kept, "catValu", str(value.code))
    _words(kept, "labl", value.label)
    if figures:
        _add(kept, "catStat", str(figures.counts[value.code]), type="freq")
