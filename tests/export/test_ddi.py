"""The codebook as an archive reads it.

The schema of the DDI Alliance is not ours to hand on here. Where its folder is told by ALOUD_DDI_SCHEMAS (the one with
`codebook.xsd`, from the download of DDI-Codebook 2.5), the file is judged by it; everywhere by the table below, which
says of each element that we write which ones may follow each other in it, in which order, and with which attributes.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from app.export import ddi
from app.export.labels import every
from app.export.model import Dataset, Level
from tests.export.study import statement, study

SCHEMAS = os.environ.get("ALOUD_DDI_SCHEMAS", "")
TEXT = ("",)  # holds words and no element
#: name → what stands in it, in this order; `!` once, `?` at most once, `*` any number; and its attributes
GRAMMAR: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "codeBook": (("docDscr*", "stdyDscr!", "fileDscr*", "dataDscr*"), {"version", "schemaLocation", "lang"}),
    "docDscr": (("citation?",), set()),
    "stdyDscr": (("citation!", "dataAccs*", "notes*"), set()),
    "citation": (("titlStmt!", "prodStmt?", "verStmt*"), set()),
    "titlStmt": (("titl!", "parTitl*"), set()),
    "titl": (TEXT, {"lang"}),
    "parTitl": (TEXT, {"lang"}),
    "prodStmt": (("prodDate*", "software*"), set()),
    "prodDate": (TEXT, {"date"}),
    "software": (TEXT, {"version"}),
    "verStmt": (("version?",), set()),
    "version": (TEXT, {"date"}),
    "dataAccs": (("useStmt*",), set()),
    "useStmt": (("restrctn?",), set()),
    "restrctn": (TEXT, {"lang"}),
    "notes": (TEXT, {"lang", "type"}),
    "fileDscr": (("fileTxt*",), {"ID", "URI"}),
    "fileTxt": (("fileName?", "dimensns?", "fileType?"), set()),
    "fileName": (TEXT, set()),
    "dimensns": (("caseQnty*", "varQnty*"), set()),
    "caseQnty": (TEXT, set()),
    "varQnty": (TEXT, set()),
    "fileType": (TEXT, {"charset"}),
    "dataDscr": (("varGrp*", "var*"), set()),
    "varGrp": (("labl*",), {"type", "var", "name"}),
    "var": (
        (
            "location*",
            "labl*",
            "qstn*",
            "invalrng*",
            "universe*",
            "sumStat*",
            "catgry*",
            "concept*",
            "varFormat?",
            "notes*",
        ),
        {"ID", "name", "files", "intrvl"},
    ),
    "location": ((), {"fileid"}),
    "labl": (TEXT, {"lang"}),
    "qstn": (("preQTxt*", "qstnLit*", "postQTxt*", "ivuInstr*"), {"responseDomainType"}),
    "preQTxt": (TEXT, {"lang"}),
    "qstnLit": (TEXT, {"lang"}),
    "postQTxt": (TEXT, {"lang"}),
    "ivuInstr": (TEXT, {"lang"}),
    "invalrng": (("range!",), set()),
    "range": ((), {"UNITS", "min", "max"}),
    "universe": (TEXT, {"clusion"}),
    "sumStat": (TEXT, {"type"}),
    "catgry": (("catValu?", "labl*", "catStat*"), {"missing"}),
    "catValu": (TEXT, set()),
    "catStat": (TEXT, {"type"}),
    "concept": (TEXT, set()),
    "varFormat": (TEXT, {"type", "schema", "otherSchema", "category"}),
}
KINDS = {
    ("var", "intrvl"): {"contin", "discrete"},
    ("varGrp", "type"): {"subject", "multipleResp"},
    ("catgry", "missing"): {"Y", "N"},
    ("sumStat", "type"): {"vald", "invd", "mean", "stdev", "min", "max"},
    ("varFormat", "type"): {"numeric", "character"},
    ("varFormat", "category"): {"date", "time", "other"},
    ("qstn", "responseDomainType"): {"text", "numeric", "category", "multiple"},
    ("codeBook", "version"): {"2.5"},
}
levels = pytest.mark.parametrize("level", list(Level))


def written(path: Path, dataset: Dataset) -> etree._Element:
    ddi.write(dataset, path / "ddi.xml")
    return etree.parse(path / "ddi.xml", etree.XMLParser(resolve_entities=False)).getroot()


def plain(name: object) -> str:
    return etree.QName(str(name)).localname


@levels
def test_every_element_holds_what_the_standard_lets_it_hold(tmp_path: Path, level: Level) -> None:
    for element in written(tmp_path, study(level=level)).iter():
        name = plain(element.tag)
        inside, attributes = GRAMMAR[name]
        assert etree.QName(element).namespace == ddi.SPACE
        assert {plain(one) for one in element.attrib} <= attributes
        assert all(value in KINDS.get((name, plain(key)), {value}) for key, value in element.attrib.items())
        if inside == TEXT:
            assert len(element) == 0
            assert element.text
        else:
            assert_in_order([plain(one.tag) for one in element], inside)
            assert not (element.text or "").strip()


def assert_in_order(held: list[str], inside: tuple[str, ...]) -> None:
    names = [one[:-1] for one in inside]
    turns = [names.index(one) for one in held]
    assert turns == sorted(turns)
    for one in inside:
        times = held.count(one[:-1])
        assert {"!": times == 1, "?": times <= 1, "*": True}[one[-1]], (one, held)


@levels
def test_every_reference_leads_somewhere(tmp_path: Path, level: Level) -> None:
    root = written(tmp_path, study(level=level))
    known = [element.get("ID") for element in root.iter() if element.get("ID")]
    used = [
        one for element in root.iter() for key in ("files", "fileid", "var") for one in (element.get(key) or "").split()
    ]

    assert len(set(known)) == len(known)
    assert set(used) <= set(known)


if SCHEMAS:

    @pytest.mark.parametrize("language", ["nl", "ar"])
    @levels
    def test_the_schema_of_the_alliance_accepts_it(tmp_path: Path, level: Level, language: str) -> None:
        judge = etree.XMLSchema(etree.parse(Path(SCHEMAS) / "codebook.xsd"))
        judge.assertValid(written(tmp_path, study(level=level, language=language)).getroottree())
        judge.assertValid(written(tmp_path, study(0, level=level, language=language)).getroottree())


def test_every_code_is_told_in_every_language(tmp_path: Path) -> None:
    root = written(tmp_path, study())
    space = {"d": ddi.SPACE}
    for variable in study().variables:
        [var] = root.xpath("//d:var[@name=$name]", namespaces=space, name=variable.name)
        told = {
            (category.findtext(f"{{{ddi.SPACE}}}catValu"), category.get("missing"), label.get(ddi.LANG), label.text)
            for category in var.findall(f"{{{ddi.SPACE}}}catgry")
            for label in category.findall(f"{{{ddi.SPACE}}}labl")
        }
        assert told == {
            (str(value.code), "Y" if value.is_missing else "N", tag, words)
            for value in every(variable)
            for tag, words in value.label.items()
        }


def test_letters_that_xml_cannot_hold_do_no_harm(tmp_path: Path) -> None:
    odd = statement("odd", label={"en": "a\x00b\x0bc\ufffe <&>"})
    root = written(tmp_path, replace(study(0), variables=(odd,)))

    assert root.findtext(f".//{{{ddi.SPACE}}}var/{{{ddi.SPACE}}}labl") == "abc <&>"


@levels
def test_numbers_are_told_to_ourselves_only(tmp_path: Path, level: Level) -> None:
    root = written(tmp_path, study(level=level))

    assert bool(root.findall(f".//{{{ddi.SPACE}}}catStat")) == (level == Level.INTERNAL)
