"""One ZIP that holds everything, says what it is, and is the same to the last byte when it is made again."""

import hashlib
import json
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from frictionless import validate

from app.export import codebook, csv, ddi, package, redcap, rscript, spss, stata, xlsx
from app.export.model import Dataset
from tests.export.study import study

WRITERS = {
    "csv": csv.write,
    "xlsx": xlsx.write,
    "sav": spss.write,
    "dta": stata.write,
    "html": codebook.write,
    "codebook.xlsx": codebook.write_workbook,
    "xml": ddi.write,
    "redcap.csv": redcap.write,
    "R": rscript.write,
}


def paradata() -> Dataset:
    return replace(study(7), name="interviews-paradata", count=0)


def unpacked(path: Path, dataset: Dataset, **more: object) -> Path:
    package.write(dataset, path / "all.zip", **more)  # type: ignore[arg-type]
    with zipfile.ZipFile(path / "all.zip") as held:
        held.extractall(path / "all")
    return path / "all"


@pytest.mark.parametrize("ending", WRITERS)
def test_the_same_data_are_the_same_bytes(tmp_path: Path, ending: str) -> None:
    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    WRITERS[ending](study(), first)
    WRITERS[ending](study(), second)

    assert first.read_bytes() == second.read_bytes()


def test_files_of_statistical_programs_hold_the_moment_of_the_snapshot(tmp_path: Path) -> None:
    spss.write(study(), tmp_path / "x.sav")
    stata.write(study(), tmp_path / "x.dta")

    assert b"12 Mar 2614:05:09" in (tmp_path / "x.sav").read_bytes()[:176]
    assert b"<timestamp>\x1112 Mar 2026 14:05</timestamp>" in (tmp_path / "x.dta").read_bytes()[:400]


def test_workbooks_hold_no_other_clock(tmp_path: Path) -> None:
    xlsx.write(study(), tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        assert len({entry.date_time for entry in book.infolist()}) == 1
        core = book.read("docProps/core.xml").decode()

    assert core.count("2026-03-12T14:05:09Z") == 2


def test_the_package_is_the_same_bytes(tmp_path: Path) -> None:
    package.write(study(), tmp_path / "a.zip", beside=[paradata()], anonymity={"k": 5})
    package.write(study(), tmp_path / "b.zip", beside=[paradata()], anonymity={"k": 5})

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as held:
        names = held.namelist()
        assert names == sorted(names)
        assert {entry.date_time for entry in held.infolist()} == {(2026, 3, 12, 14, 5, 8)}  # a ZIP counts in twos
        assert {entry.external_attr >> 16 for entry in held.infolist()} == {0o644}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.zip", "b.zip"]


def test_everything_is_in_it_and_told(tmp_path: Path) -> None:
    made = unpacked(tmp_path, study(), beside=[paradata()], anonymity={"smallest": 5})
    names = {one.name for one in made.iterdir()}
    read = (made / "README.txt").read_text("utf-8")

    assert names == {
        *("README.txt", "SHA256SUMS", "manifest.json", "anonymity.json", "analysis.R", "datapackage.json", "ddi.xml"),
        *("interviews.csv", "interviews.xlsx", "interviews.sav", "interviews.dta", "interviews-paradata.csv"),
        *("codebook.html", "codebook.xlsx", "codebook-interviews-paradata.html", "redcap.csv"),
    }
    assert all(name in read for name in names - {"README.txt"})
    assert "Questionnaire parent-w1, version ab12cd34" in read
    assert "Remarks were left out of nothing." in read
    assert "is called to_2 in SPSS" in read


def test_sums_agree_with_the_files(tmp_path: Path) -> None:
    made = unpacked(tmp_path, study())
    done = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=made, capture_output=True, check=True)

    assert done.stdout.count(b": OK") == len(list(made.iterdir())) - 1


def test_the_manifest_tells_what_it_was_made_of(tmp_path: Path) -> None:
    made = unpacked(tmp_path, study(12, language="ar"), beside=[paradata()])
    told = json.loads((made / "manifest.json").read_text("utf-8"))

    assert told["snapshot_at"] == "2026-03-12T14:05:09Z"
    assert (told["release"], told["level"], told["language"]) == ("0.1.0", "internal", "ar")
    assert told["rows"] == {"interviews": 12, "interviews-paradata": 7}
    assert told["instruments"] == [{"name": "parent-w1", "version": "ab12cd34"}]
    assert any("longer than the 120 bytes" in note for note in told["notes_of_files"]["interviews.sav"])
    for one in told["files"]:
        assert hashlib.sha256((made / one["name"]).read_bytes()).hexdigest() == one["sha256"]


@pytest.mark.filterwarnings("ignore")
def test_frictionless_accepts_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(unpacked(tmp_path, study(), beside=[paradata()], anonymity={"k": 5}))
    told = json.loads(Path("datapackage.json").read_text("utf-8"))

    assert validate("datapackage.json").valid
    assert told["anonymity"] == {"k": 5}
    assert [one["path"] for one in told["resources"]] == ["interviews.csv", "interviews-paradata.csv"]


def test_the_csv_is_there_whatever_is_chosen(tmp_path: Path) -> None:
    made = unpacked(tmp_path, study(), formats=["xlsx"])

    assert {one.suffix for one in made.glob("interviews.*")} == {".csv", ".xlsx"}


def test_without_the_analysis_packages_the_rest_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    notes = package.write(study(), tmp_path / "all.zip")

    assert "interviews.sav: No file for SPSS was made: the analysis packages are not installed here." in notes
    assert not {"interviews.sav", "interviews.dta"} & set(zipfile.ZipFile(tmp_path / "all.zip").namelist())


def test_rows_are_asked_for_once(tmp_path: Path) -> None:
    asked: list[int] = []
    told: list[int] = []
    dataset = study(600)

    def rows() -> object:
        asked.append(1)
        return dataset.rows()

    package.write(replace(dataset, rows=rows), tmp_path / "all.zip", progress=told.append)  # type: ignore[arg-type]

    assert len(asked) == 1
    assert told == [500, 600]
