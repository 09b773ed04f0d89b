"""Files as they are taken out: for machines byte by byte the same, for people harmless, whole or not at all."""

import csv
import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from app.export.csv import harmless
from app.export.wanted import Wanted
from app.models import Amending, Amendment, Answer, Interview, InterviewStatus
from app.services import export_making
from app.services.export_formats import NoSuchFormat, chosen
from tests.factories import answer, full_answers
from tests.services.conftest import Field

SIGNS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
RUN = ["1+1", "cmd|' /C calc'!A0", "SUM(A1:A9)", 'HYPERLINK("http://x.example";"y")']
PAYLOADS = [sign + rest for sign in SIGNS for rest in RUN] + [
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202f+1".replace("\u202f", "\u2060"),
    "-10",
    "-4",
]
Rows = list[dict[str, str]]


def made(field: Field, folder: Path, **choice: Any) -> list[Path]:
    """The files of a choice."""
    wanted = Wanted(**choice)
    out = folder / f"data.{chosen(wanted.format).ending}"
    return list(export_making.make(field.session, wanted, out, now=field.clock.now()).files)


def rows(file: Path, delimiter: str = ",") -> Rows:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter, strict=True))


def test_there_are_fifty_payloads_and_a_spreadsheet_runs_none() -> None:
    assert len(set(PAYLOADS)) >= 50
    assert [one for one in PAYLOADS if not harmless(one).startswith("'")] == []
    assert [harmless(code) for code in ("-9", "-8", "-7", "-6", "-5")] == ["-9", "-8", "-7", "-6", "-5"]


def test_a_machine_reads_what_was_said_and_a_spreadsheet_what_it_cannot_run(field: Field, tmp_path: Path) -> None:
    for said in PAYLOADS:
        field.send(field.finish(answers=full_answers(field.study.w1) | {"remark": answer(said)}))

    machine = rows(made(field, tmp_path)[0])
    person = made(field, tmp_path, format="csv-sheet")[0]

    assert sorted(row["remark"] for row in machine) == sorted(PAYLOADS)
    assert person.read_bytes().startswith(b"\xef\xbb\xbf")
    shown = list(csv.DictReader(io.StringIO(person.read_bytes().decode("utf-8-sig"), newline=""), delimiter=";"))
    assert sorted(row["remark"] for row in shown) == sorted(f"'{said}" for said in PAYLOADS)
    assert {row["call_language"] for row in shown} == {row["call_language"] for row in machine}


def test_the_same_snapshot_is_the_same_bytes_on_any_day(field: Field, tmp_path: Path) -> None:
    for language in ("nl", "tr", "ar"):
        field.meet(language)

    first = made(field, tmp_path)[0].read_bytes()
    field.clock.forward(days=3)

    assert made(field, tmp_path)[0].read_bytes() == first
    assert first.count(b"\r\n") == 4


def test_nothing_that_was_shown_is_empty_but_open_texts(field: Field, tmp_path: Path) -> None:
    mixed = {"info_tips": answer(missing="refused"), "best_times": answer(missing="dont_know")}
    field.send(field.finish(answers=full_answers(field.study.w1) | mixed))
    field.send(field.begin(status="stopped", stop_reason="no_time", answers={"consent": answer("1")}))

    asked = [item for item in field.study.w1.items() if item.type not in {"text", "note"} and not item.contact]
    names = {name for item in asked for name in rows(made(field, tmp_path)[0])[0] if name.startswith(item.name)}
    assert len(names) > 25
    assert {row[name] for row in rows(made(field, tmp_path)[0]) for name in names} >= {"-9", "-8", "-7", "-5", "1"}
    assert "" not in {row[name] for row in rows(made(field, tmp_path)[0]) for name in names}


def test_what_was_voided_is_in_no_file(field: Field, tmp_path: Path) -> None:
    kept, voided = field.send(field.finish()), field.send(field.finish())
    field.session.get_one(Interview, voided).status = InterviewStatus.VOIDED
    field.session.flush()

    files = made(field, tmp_path, paradata=True)

    assert [len(rows(file)) for file in files[:1]] == [1]
    assert len(rows(files[2])) == len(field.session.exec(select(Answer).where(col(Answer.interview_id) == kept)).all())


def called_back(field: Field) -> UUID:
    case = field.meet("tr")
    field.clock.forward(days=92, hours=3)
    return field.send(field.ring(case), by=field.study.caller)


def test_a_wide_file_has_one_row_per_parent_and_a_column_per_round(field: Field, tmp_path: Path) -> None:
    called_back(field)
    field.send(field.finish())

    wide = rows(made(field, tmp_path, shape="wide")[0])

    assert len(wide) == 2
    both = next(row for row in wide if row["status_w2"])
    once = next(row for row in wide if not row["status_w2"])
    assert (both["info_tips_w1"], both["info_tips_w2"], both["mode_w1"], both["mode_w2"]) == ("4", "4", "capi", "cati")
    assert (once["info_tips_w1"], once["info_tips_w2"], once["mode_w2"]) == ("4", "", "")
    assert "changed_w1" not in both
    assert both["changed_w2"] in {"0", "1"}
    assert not {"wave", "info_tips", "mode"} & set(both)


def test_a_wide_file_says_so_in_its_codebook(field: Field, tmp_path: Path) -> None:
    called_back(field)

    data, book, *_ = made(field, tmp_path, shape="wide", language="tr")

    assert list(dict.fromkeys(entry["variable"] for entry in rows(book))) == list(rows(data)[0])


def test_the_study_finds_its_own_names_and_scale_scores(field: Field, tmp_path: Path) -> None:
    given = {"info_progress": answer("5"), "info_tips": answer("4"), "info_positive": answer("3")}
    field.send(field.finish(answers=full_answers(field.study.w1) | given | {"guidance_choices": answer("4")}))
    left = {"info_tips": answer(missing="dont_know")}
    field.send(field.finish(answers=full_answers(field.study.w1) | left))

    found = rows(made(field, tmp_path, names="study")[0])

    assert {row["stelling_3"] for row in found} == {"4", "-8"}
    assert {row["stelling_3"]: row["sominfooud"] for row in found} == {"4": "4.0", "-8": "-8"}
    assert {row["sominfolln"] for row in found} == {"-9"}
    assert "info_tips" not in found[0]


def test_how_answers_came_about_is_a_file_of_its_own(field: Field, tmp_path: Path) -> None:
    told: dict[str, Any] = {
        "probed": 2,
        "shown": 1,
        "plays": 3,
        "least": 4.3,
        "by": "respondent",
        "remark": "Zoon hielp",
    }
    field.send(field.finish(answers=full_answers(field.study.w1) | {"info_tips": answer("5", **told)}))

    _, _, beside = made(field, tmp_path, paradata=True)
    [tips] = [row for row in rows(beside) if row["item"] == "info_tips"]
    assert {name: tips[name] for name in ("probed", "shown", "plays", "least", "by", "remark", "missing")} == {
        "probed": "2",
        "shown": "1",
        "plays": "3",
        "least": "4.3",
        "by": "respondent",
        "remark": "Zoon hielp",
        "missing": "",
    }
    [_, _, restricted, _] = made(field, tmp_path, paradata=True, level="restricted")
    assert "remark" not in rows(restricted)[0]
    assert [file.name for file in made(field, tmp_path, paradata=True, level="public")] == [
        "data.csv",
        "data-codebook.csv",
        "data-anonymity.json",
    ]


def test_what_was_amended_is_told_to_ourselves_alone(field: Field, tmp_path: Path) -> None:
    interview = field.send(field.finish())
    field.session.add(
        Amendment(
            interview_id=interview,
            kind=Amending.ANSWER,
            what="info_tips",
            was="1",
            became="4",
            because="She tapped the wrong one",
            person_id=field.study.lead.id,
            at=field.clock.now(),
        )
    )
    field.session.flush()

    files = {file.name: file for file in made(field, tmp_path, paradata=True)}

    [row] = rows(files["data-amendments.csv"])
    assert (row["what"], row["was"], row["became"], row["because"]) == (
        "info_tips",
        "1",
        "4",
        "She tapped the wrong one",
    )
    assert "data-amendments.csv" not in {
        one.name for one in made(field, tmp_path / "..", paradata=True, level="restricted")
    }


def test_only_a_round_or_a_role_and_no_invented_answers(field: Field, tmp_path: Path) -> None:
    invented = field.session.get_one(Interview, called_back(field))
    invented.synthetic = True
    field.session.flush()

    assert {row["wave"] for row in rows(made(field, tmp_path, waves=("w1",))[0])} == {"w1"}
    assert rows(made(field, tmp_path, roles=("mentor",))[0]) == []
    assert {row["wave"] for row in rows(made(field, tmp_path, synthetic=False)[0])} == {"w1"}


def test_a_full_disk_leaves_the_old_file_and_nothing_half(field: Field, tmp_path: Path) -> None:
    field.send(field.finish())
    out = tmp_path / "data.csv"
    out.write_text("what was there")
    (tmp_path / "data-codebook.csv.part").symlink_to("/dev/full")  # the second of the files meets a full disk

    with pytest.raises(OSError, match="No space left"):
        made(field, tmp_path)

    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("data")] == ["data.csv"]
    assert out.read_text() == "what was there"


def test_a_format_that_nobody_writes_is_refused_with_those_that_are() -> None:
    with pytest.raises(NoSuchFormat, match="csv"):
        chosen("xls")


@pytest.mark.parametrize("format", ["xlsx", "sav", "dta"])
def test_every_format_is_written_from_a_wide_file_too(field: Field, tmp_path: Path, format: str) -> None:  # noqa: A002
    called_back(field)

    [file, *_] = made(field, tmp_path, format=format, shape="wide", level="restricted")

    assert file.stat().st_size > 1000


def test_a_choice_is_kept_and_read_again() -> None:
    wanted = Wanted(format="sav", language="ar", level="public", shape="wide", waves=("w1", "w2"), synthetic=False)

    assert Wanted.model_validate_json(wanted.kept()) == wanted
