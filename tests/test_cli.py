"""`aloud …` as somebody at a terminal meets it."""

import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from app import cli, config
from app.config import Settings
from app.db import Database
from app.instrument.load import load
from app.instrument.schema import Instrument
from app.instrument.xlsform.write import workbook
from app.main import create_app
from app.models import Interview, Person
from tests.conftest import ORIGIN, TestClock
from tests.factories import SmallStudy, finished, snapshot
from tests.instrument.workbooks import made, survey
from tests.routes.phones import put

Run = Callable[..., Result]
LINK = re.compile(r"^http://localhost:8000/signin#(\S{43})$", re.MULTILINE)
CODE = re.compile(r"^(\d{3} \d{3})$", re.MULTILINE)
SHIPPED = ["instruments/parent-w1.yaml", "instruments/parent-w2.yaml"]


def terminal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Run:
    """A terminal with these settings; every command is a new process to them."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> Result:
        config.settings.cache_clear()
        return CliRunner().invoke(cli.app, list(words))

    return run


@pytest.fixture
def aloud(
    database_url: str, settings: Settings, tmp_path: Path, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """A terminal beside the small study, on its evening."""
    monkeypatch.setattr(cli, "Clock", lambda: clock)
    monkeypatch.setattr(config, "with_keys", lambda _: settings)
    return terminal(monkeypatch, ALOUD_DATABASE_URL=database_url, ALOUD_DATA_DIR=str(tmp_path))


@pytest.fixture
def empty(empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A terminal beside a database in which nothing is."""
    return terminal(monkeypatch, ALOUD_DATABASE_URL=empty_database_url, ALOUD_DATA_DIR=str(tmp_path))


def test_a_link_lets_somebody_in_once(aloud: Run, visit: Callable[[None], TestClient]) -> None:
    said = aloud("link", "--role", "student").output

    [token], [code] = LINK.findall(said), CODE.findall(said)
    assert said.startswith("Amina\n")
    assert [visit(None).post("/signin", data={"secret": secret}).status_code for secret in (token, code, token)] == [
        303,
        303,
        410,
    ]


def test_a_link_for_somebody_new_makes_her_one_of_the_team(aloud: Run, database: Database) -> None:
    assert aloud("link", "--role", "caller", "--name", "Noor").exit_code == 0
    assert aloud("link", "--role", "caller", "--name", "Noor").exit_code == 0

    with database.reading() as session:
        assert session.exec(select(Person.role).where(Person.name == "Noor")).all() == ["caller"]


@pytest.mark.parametrize("words", [["--role", "boss"], []])
def test_a_role_that_is_none_is_explained(aloud: Run, words: list[str]) -> None:
    said = aloud("link", *words)

    assert said.exit_code == 2
    assert "--role" in said.output


def test_without_a_study_there_is_nobody_to_let_in(empty: Run) -> None:
    assert empty("migrate").exit_code == 0

    said = empty("link", "--role", "lead")

    assert said.exit_code == 1
    assert "does not exist" in said.output


def test_a_study_with_a_lead_alone_starts_too(empty: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[str] = []
    monkeypatch.setattr("uvicorn.run", lambda app, **_: served.append(app))
    assert empty("study", "new", "--lead", "Fatima").exit_code == 0

    said = empty("start")

    assert (said.exit_code, len(served)) == (0, 1)
    assert "    lead  http" in said.output
    assert "student" not in said.output


def test_who_is_due_at_a_moment_is_told_by_code_in_the_order_of_the_page(
    aloud: Run, phone: TestClient, visit: Callable[[Person], TestClient], study: SmallStudy, clock: TestClock
) -> None:
    told = [put(phone, finished(study, clock.now())).json()["code"] for _ in range(3)]
    clock.moment = datetime(2027, 2, 24, 17, 0, tzinfo=UTC)  # 18:00, the hour that is meant where only a day is named

    then = [line.split() for line in aloud("due", "--on", "2027-02-24").output.splitlines()]
    page = visit(study.lead).get("/callbacks", headers={"accept": "text/html"}).text

    assert sorted(line[0] for line in then) == sorted(told)
    assert [line[0] for line in then] == re.findall(r"<bdi>(R-\w{6})</bdi>", page)
    assert then[0][1:] == ["ar", "A3", "First", "call", "·", "prefers", "evenings", "and", "Saturdays"]
    assert aloud("due", "--on", "2027-02-24", "--caller", "sanne").output == ""  # she speaks no Arabic
    assert "Callers are: Elif, Sanne." in aloud("due", "--caller", "piet").output
    assert aloud("due", "--on", "2027-02-24", "--at", "09:29").output == ""
    assert aloud("due", "--on", "2027-02-23").output == aloud("due", "--on", "2027-03-25").output == ""
    assert aloud("due", "--on", "24-02-2027").exit_code == 2


def test_the_export_is_two_files_that_are_there_whole_or_not_at_all(
    aloud: Run, phone: TestClient, study: SmallStudy, clock: TestClock, tmp_path: Path
) -> None:
    put(phone, finished(study, clock.now()))
    out = tmp_path / "out" / "data.csv"
    out.parent.mkdir()

    said = aloud("export", "--format", "csv", "--out", str(out))

    book = out.with_name("data-codebook.csv")
    assert (said.exit_code, said.output) == (0, f"{out}\n{book}\n")
    assert sorted(out.parent.iterdir()) == [book, out]
    [row] = csv.DictReader(out.read_text("utf-8-sig").splitlines())
    assert (row["site"], row["wave"], row["info_tips"]) == ("A3", "w1", "4")
    assert {entry["variable"] for entry in csv.DictReader(book.read_text("utf-8-sig").splitlines())} == set(row)


def test_an_unknown_format_writes_nothing(aloud: Run, tmp_path: Path) -> None:
    said = aloud("export", "--format", "xls", "--out", str(tmp_path / "data.xls"))

    assert said.exit_code == 1
    assert "“xls” cannot be written here. What can be:" in said.output
    assert not list(tmp_path.glob("data*"))


def test_the_export_needs_a_place(aloud: Run) -> None:
    assert "Say where: --out data.csv" in aloud("export").output


def test_a_public_export_tells_how_hidden_people_are(
    aloud: Run, phone: TestClient, study: SmallStudy, clock: TestClock, tmp_path: Path
) -> None:
    for _ in range(6):
        put(phone, finished(study, clock.now()))
    out = tmp_path / "data.csv"

    said = aloud("export", "--out", str(out), "--level", "public", "--shape", "wide", "--wave", "w1", "--paradata")

    assert said.exit_code == 0, said.output
    assert "is shared by at least 5 people" in said.output
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert [row["respondent"] for row in rows] == ["R1", "R2", "R3", "R4", "R5", "R6"]
    assert {row["info_tips_w1"] for row in rows} == {"4"}
    assert (tmp_path / "data-anonymity.json").exists()
    assert not (tmp_path / "data-paradata.csv").exists()


def test_a_full_disk_at_the_terminal_is_a_sentence(aloud: Run, tmp_path: Path) -> None:
    (tmp_path / "data.csv.part").symlink_to("/dev/full")
    (tmp_path / "data.csv").write_text("what was there")

    said = aloud("export", "--out", str(tmp_path / "data.csv"))

    assert (said.exit_code, "The disk is full." in said.output) == (1, True)
    assert [file.name for file in tmp_path.glob("data*")] == ["data.csv"]
    assert (tmp_path / "data.csv").read_text() == "what was there"


def test_settling_tells_what_it_did(aloud: Run, phone: TestClient, study: SmallStudy, clock: TestClock) -> None:
    put(phone, snapshot(study, clock.now()))
    put(phone, finished(study, clock.now()))
    clock.forward(days=130)

    assert aloud("settle").output == "1 drafts settled, 1 cases closed\n"
    assert aloud("settle").output == "0 drafts settled, 0 cases closed\n"


def test_the_demo_is_put_into_an_empty_database_only(empty: Run, empty_database_url: str, tmp_path: Path) -> None:
    first, again = empty("demo", "--replay"), empty("demo", "--replay")

    assert (first.exit_code, again.exit_code) == (0, 1)
    assert "invented" in first.output
    assert "holds a study already" in again.output
    database = Database(empty_database_url)
    with database.reading() as session:
        assert len(session.exec(select(Interview.id)).all()) == 338 + 81
    database.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_demo_of_today_can_be_tried_at_once(empty: Run, tmp_path: Path) -> None:
    """What `make run` shows: a student with activities today, a lead with counts, a caller with calls."""
    assert empty("demo").exit_code == 0
    said = {role: LINK.findall(empty("link", "--role", role).output)[0] for role in ("student", "lead", "caller")}
    config.settings.cache_clear()
    app = create_app(config.settings())

    pages = {}
    for role, token in said.items():
        browser = TestClient(app, base_url="http://localhost:8000", headers=ORIGIN, cookies={"language": "en"})
        pages[role] = browser.post("/signin", data={"secret": token}).text
    app.state.database.close()

    today = pages["student"].partition('class="day now"')[2].partition("</section>")[0]
    assert today.count('class="card occasion"') == 3
    assert "invented" in pages["lead"]
    assert pages["caller"].count('class="card case') > 0
    assert " nl " in empty("due").output  # a promise that is to be kept now, on a Sunday and at night too


def test_questionnaires_that_are_fine_are_named_with_their_version(aloud: Run) -> None:
    said = aloud("instruments", "check", *SHIPPED)

    assert said.exit_code == 0
    assert re.findall(r"parent-w[12] [0-9a-f]{8}, \d+ items, nl en tr ar", said.output.replace("\n", " "))


def test_a_mistake_in_a_questionnaire_is_told_with_file_and_line(aloud: Run, tmp_path: Path) -> None:
    lines = Path(SHIPPED[0]).read_text("utf-8").splitlines()
    broken = next(number for number, line in enumerate(lines) if line.strip() == "type: select_one agree5")
    lines[broken] = lines[broken].replace("agree5", "agree6")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("\n".join(lines), "utf-8")

    said = aloud("instruments", "check", str(wrong), SHIPPED[1])

    assert said.exit_code == 1
    assert f"wrong.yaml:{broken + 1}: " in said.output
    assert "agree6" in said.output
    assert "parent-w2" in said.output  # the other file is still looked at


def test_what_is_still_to_be_spoken_is_listed_with_its_words(aloud: Run, study: SmallStudy) -> None:
    told = aloud("recordings", "missing", "parent-w1", "tr")

    assert told.exit_code == 0
    assert "item:trust_mentor:label  Çocuğumun mentoruna güveniyorum" in told.output
    assert aloud("recordings", "missing", "parent-w1", "kea").exit_code == 1


def test_a_file_that_is_not_there_is_told_without_a_stack_trace(aloud: Run, tmp_path: Path) -> None:
    said = aloud("instruments", "check", str(tmp_path / "none.yaml"))

    assert said.exit_code in {1, 2}
    assert "none.yaml" in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ALOUD_PRODUCTION", "true", "Production needs ALOUD_SECRETS"),
        ("ALOUD_DATABASE_URL", "mysql://localhost/x", "ALOUD_DATABASE_URL must begin with"),
        ("ALOUD_CONTACT_KEYS", "nonsense", "must be 32 bytes in base64"),
        ("ALOUD_PORT", "eighty", "ALOUD_PORT"),
    ],
)
@pytest.mark.parametrize("words", [["migrate"], ["link", "--role", "lead"], ["due"], ["demo"], ["serve"]])
def test_a_setting_that_cannot_be_is_a_sentence_and_no_stack_trace(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], name: str, value: str, sentence: str
) -> None:
    run = terminal(monkeypatch, ALOUD_DATA_DIR=str(tmp_path), **{name: value})

    said = run(*words)

    assert said.exit_code == 1
    assert sentence in said.output
    assert "Traceback" not in said.output
    assert said.exception is None or isinstance(said.exception, SystemExit)


def test_a_workbook_of_others_is_explained_row_by_row_and_nothing_is_stored(aloud: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "ouders.xlsx"
    wrong.write_bytes(made(survey=survey(["geopoint", "here", "Waar?"], ["text", "remark", "Wat nog?"])))

    said = aloud("instruments", "import", str(wrong), "--publish")

    assert said.exit_code == 1
    assert "ouders.xlsx: survey!A2: `geopoint` records where somebody is, and Aloud never does." in said.output
    assert "is published" not in said.output
    assert aloud("instruments", "export", "ouders", str(tmp_path / "out.xlsx")).exit_code == 1


def test_a_questionnaire_goes_out_as_a_workbook_and_comes_in_again(aloud: Run, tmp_path: Path) -> None:
    book = tmp_path / "parent-w2.xlsx"
    version = load(Path(SHIPPED[1])).version

    out = aloud("instruments", "export", "parent-w2", str(book))
    back = aloud("instruments", "import", str(book), "--publish")
    one = aloud("instruments", "export", "parent-w2", str(book), "--version", version)

    assert out.output == one.output == f"{book}: parent-w2 {version}\n"
    assert back.output.splitlines()[-1] == f"parent-w2 {version} is published."


def test_what_would_break_earlier_answers_is_not_published_at_a_terminal_either(aloud: Run, tmp_path: Path) -> None:
    document = load(Path(SHIPPED[0])).document()
    document["choices"]["relations"][5]["label"]["nl"] = "een ander"
    asking, breaking = tmp_path / "asking.xlsx", tmp_path / "breaking.xlsx"
    asking.write_bytes(workbook(Instrument.model_validate(document)))
    document["choices"]["relations"].pop()
    breaking.write_bytes(workbook(Instrument.model_validate(document)))

    stopped = aloud("instruments", "import", str(breaking), "--publish", "--confirm")
    asked = aloud("instruments", "import", str(asking), "--publish")
    stood = aloud("instruments", "import", str(asking), "--publish", "--confirm")

    assert stopped.exit_code == asked.exit_code == 1
    assert "Code 6 of `relations` (“iemand anders”) is gone." in stopped.output
    assert "Does it mean the same?" in asked.output
    assert stood.exit_code == 0
    assert stood.output.endswith("is published.\n")
