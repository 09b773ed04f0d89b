"""The house tests itself: who may know whom, where words stand, and whether its pages tell the truth about it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import app.models
from app.config import Settings
from app.routes.doors import POLICY
from tests.routes.house import WAYS

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "app").rglob("*.py"))
GROUND = {
    "config",
    "db",
    "writer",
    "errors",
    "i18n",
    "languages",
    "templating",
    "security",
    "clock",
    "sound",
    "card_words",
    "navigation",
}
FLOORS = [
    GROUND,
    {"instrument", "calling", "demo", "export", "statistics", "pictures", "plan", "quality", "analysis"},
    {"models"},
    {"services"},
    {"routes"},
    {
        "main",
        "cli",
        "closure_commands",
        "export_commands",
        "instrument_commands",
        "privacy_commands",
        "study_commands",
        "translation_commands",
        "refusals",
        "migrating",
    },
]


def of_floor(*names: str) -> list[Path]:
    return [path for path in MODULES if path.relative_to(ROOT / "app").with_suffix("").parts[0] in names]


def floor_of(part: str) -> int:
    [floor] = [number for number, names in enumerate(FLOORS) if part in names]
    return floor


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it, as dotted names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by dots"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def libraries(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


def parts_of_ours(path: Path) -> set[str]:
    """What a file knows of us, by the names directly under `app`."""
    return {name.split(".")[1] for name in imports(path) if name.startswith("app.")}


every_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))


@every_module
def test_imports_only_go_downstairs(path: Path) -> None:
    here = path.relative_to(ROOT / "app").with_suffix("").parts[0]
    if here == "__init__":
        return

    assert {part for part in parts_of_ours(path) if floor_of(part) > floor_of(here)} == set()


@pytest.mark.parametrize("path", of_floor("instrument"), ids=lambda path: path.name)
def test_questionnaires_know_nothing_but_words_for_what_is_wrong(path: Path) -> None:
    assert parts_of_ours(path) <= {"instrument", "errors"}
    assert not {name.split(".")[0] for name in imports(path)} & {
        "fastapi",
        "starlette",
        "sqlmodel",
        "sqlalchemy",
        "jinja2",
    }


@pytest.mark.parametrize("path", of_floor("services", "models", "demo"), ids=lambda path: path.name)
def test_whoever_decides_knows_no_http(path: Path) -> None:
    assert not libraries(path) & {"fastapi", "starlette", "uvicorn", "jinja2"}


@pytest.mark.parametrize("path", of_floor("routes"), ids=lambda path: path.name)
def test_a_route_never_asks_the_database_and_never_commits(path: Path) -> None:
    called = {
        ast.unparse(node.func).split(".")[-1]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    }

    assert called & {"select", "exec", "execute", "commit", "rollback", "flush", "text", "scalars"} == set()


@every_module
def test_only_the_ground_commits(path: Path) -> None:
    if path.name not in {"db.py", "writer.py"}:
        assert not re.search(r"\.(commit|rollback|begin)\(\)", path.read_text("utf-8"))


@every_module
def test_a_file_is_short_enough_to_be_read(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 250


def test_dialects_are_a_matter_of_the_ground() -> None:
    named = re.compile(r"sqlite|postgres|psycopg", re.IGNORECASE)
    told = [path.relative_to(ROOT / "app") for path in MODULES if named.search(without_docstrings(path))]

    assert set(map(str, told)) <= {"db.py", "config.py"}


def without_docstrings(path: Path) -> str:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            node.value.value = ""
    return ast.unparse(tree)


def table_rows(name: str) -> list[list[str]]:
    """The rows of all tables of a page, without their headings."""
    lines = (ROOT / "docs" / name).read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if row[0].startswith("`")]


def test_the_map_shows_every_way_and_who_may_take_it() -> None:
    shown = {row[0].strip("`"): row[1] for row in table_rows("map.md")}

    assert shown == {f"{way.method} {way.path}": who(way.name) for way in WAYS}
    assert all(len(row[2]) > 10 for row in table_rows("map.md"))


def who(name: str) -> str:
    allowed = POLICY[name]
    return (
        "anybody" if allowed is None else ", ".join(role for role in ("student", "lead", "caller") if role in allowed)
    )


def test_the_vocabulary_holds_every_model() -> None:
    words = {row[0].strip("`") for row in table_rows("vocabulary.md")}

    assert set(app.models.__all__) - {"MISSING_CODES"} <= words
    assert len(words) == len(table_rows("vocabulary.md"))


def test_a_word_that_is_not_used_for_a_thing_names_no_class_and_no_table() -> None:
    shunned = {word.strip() for row in table_rows("vocabulary.md") for word in row[3].split(",") if word.strip()}
    classes = {
        node.name.lower()
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    }

    assert len(shunned) > 30
    assert (classes | {f"{name}s" for name in classes}) & shunned == set()


def test_the_readme_tells_every_setting() -> None:
    told = set(re.findall(r"`(ALOUD_\w+)`", (ROOT / "README.md").read_text("utf-8")))

    assert {f"ALOUD_{name.upper()}" for name in Settings.model_fields} <= told


def test_links_between_our_pages_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    broken = [
        (page.name, link)
        for page in pages
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []
