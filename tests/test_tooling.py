"""The words that people type: make's, and the scripts behind them."""

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text()
WORDS = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))


def test_make_explains_every_word() -> None:
    said = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert set(re.findall(r"^  make (\w+) +\S", said, re.MULTILINE)) == WORDS


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_documents_name_only_words_that_make_knows(page: str) -> None:
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", (ROOT / page).read_text(), re.MULTILINE))

    assert named <= WORDS


def test_a_url_given_to_make_reaches_the_server_as_it_is(tmp_path: Path) -> None:
    """A password may hold anything that a shell would like to interpret."""
    url = "postgresql+psycopg://a:b;c&d 'e@f/g"
    program(tmp_path / "aloud", 'printf "%s|%s|%s" "$1" "$ALOUD_DATABASE_URL" "$ALOUD_PORT"')
    program(tmp_path / "pybabel", "")
    installed = "--assume-old=.venv/.installed"

    said = subprocess.run(
        ["make", "-s", installed, f"BIN={tmp_path}", "demo", f"DATABASE_URL={url}", "PORT=8080"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout == f"demo|{url}|8080"


def test_nothing_names_a_package_index() -> None:
    names = ["Makefile", "Dockerfile", ".npmrc", "package.json", "package-lock.json", "requirements.txt"]
    index = re.compile(r"https?://(?!127\.0\.0\.1)|--(extra-)?index-url|^registry", re.MULTILINE)

    assert [name for name in [*names, "requirements-dev.txt"] if index.search((ROOT / name).read_text())] == []


def program(file: Path, script: str) -> None:
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def bare_machine(folder: Path, uid: int) -> dict[str, str]:
    """A machine that knows only who we are, with an installer that writes down what it was told."""
    program(folder / "id", f"echo {uid}")
    program(folder / "apt-get", f'echo "$@" >> "{folder}/ordered"')
    return {"PATH": str(folder), "POSTGRES_PROGRAMS": str(folder), "LDCONFIG": str(folder / "ldconfig")}


def test_what_the_tests_need_is_installed_when_we_may(tmp_path: Path) -> None:
    env = bare_machine(tmp_path, uid=0)

    subprocess.run([ROOT / "scripts/need.sh"], env=env, capture_output=True, check=True)

    assert (tmp_path / "ordered").read_text().splitlines() == [
        "-qq update",
        (
            "-qq install --yes --no-install-recommends "
            "chromium chromium-headless-shell fonts-noto-core postgresql webkit2gtk-driver xvfb "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 poppler-utils strace "
            "r-base-core r-cran-haven r-cran-nlme r-cran-lme4 r-cran-lmertest r-cran-lavaan"
        ),
    ]


def test_what_the_tests_need_is_named_when_we_may_not_install_it(tmp_path: Path) -> None:
    env = bare_machine(tmp_path, uid=1000)

    said = subprocess.run([ROOT / "scripts/need.sh"], env=env, capture_output=True, text=True, check=False)

    assert said.returncode == 1
    assert "sudo apt install chromium chromium-headless-shell fonts-noto-core postgresql" in said.stderr
    assert not (tmp_path / "ordered").exists()


def test_a_machine_that_has_everything_is_left_alone(tmp_path: Path) -> None:
    env = bare_machine(tmp_path, uid=0)
    has = ("chromium", "chromium-headless-shell", "initdb", "fc-list", "WebKitWebDriver", "Xvfb", "pdftoppm", "strace")
    for name in (*has, "Rscript"):
        program(tmp_path / name, "echo found")
    libraries = "libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0"
    program(tmp_path / "ldconfig", f"for library in {libraries}; do echo $library '(libc6)'; done")

    subprocess.run([ROOT / "scripts/need.sh"], env=env, check=True)

    assert not (tmp_path / "ordered").exists()


def test_ci_ends_with_pytests_own_line_even_after_a_failure(tmp_path: Path) -> None:
    make = tmp_path / "make"
    make.write_text(
        '#!/bin/sh\necho "$@"; echo "1 failed, 3 passed in 0.10s"; echo "make: *** [test] Error 1" >&2; exit 2\n'
    )
    make.chmod(0o755)
    env = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}

    said = subprocess.run([ROOT / ".ci/run"], env=env, capture_output=True, text=True, check=False)

    assert said.returncode == 2
    assert said.stdout.splitlines()[0].endswith("sure")
    assert said.stdout.splitlines()[-1] == "1 failed, 3 passed in 0.10s"


@pytest.mark.parametrize("script", [".ci/run", "scripts/need.sh", "scripts/serve.sh"])
def test_scripts_can_be_run(script: str) -> None:
    assert (ROOT / script).stat().st_mode & stat.S_IXUSR
