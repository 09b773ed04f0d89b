"""What can be said of the image without a container engine; scripts/docker_steps.py says what that leaves out."""

import re
import subprocess
from pathlib import Path

import pytest

from scripts import docker_steps
from scripts.dockerfile import Stage, Step, read

ROOT = Path(__file__).parents[1]
STAGES = read(ROOT / "Dockerfile")
LAST = STAGES[-1]
KEPT = set(subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n"))
COPIED = [
    source for stage in STAGES for step in stage.all("COPY") if "from" not in step.flags for source in step.words[:-1]
]


def test_the_steps_end_in_a_server_that_says_it_is_healthy(tmp_path: Path) -> None:
    image = docker_steps.build(tmp_path)

    with docker_steps.serving(image) as server:
        assert server.poll() is None

    assert (image.root / "data/aloud.db").exists()
    assert not list(image.workdir.glob("data"))
    assert not list(image.workdir.glob("tests"))


def test_a_stage_is_read_with_its_flags_words_and_long_lines(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text(
        'FROM a:1 AS b\n# why\nCOPY --from=c --chown=d e f\nRUN one && \\\n    two\nENTRYPOINT ["g", "h i"]\n'
    )

    assert read(file) == [
        Stage(
            "b",
            "a:1",
            [
                Step("COPY", {"from": "c", "chown": "d"}, "e f"),
                Step("RUN", {}, "one && two"),
                Step("ENTRYPOINT", {}, '["g", "h i"]'),
            ],
        )
    ]
    assert read(file)[0].all("ENTRYPOINT")[0].words == ["g", "h i"]


def test_paths_of_the_image_stay_below_our_own_root() -> None:
    building = docker_steps.Building(Path("/tmp/x"), {}, {}, workdir="/srv/aloud")

    assert building.inside("sqlite:////data/a.db /opt/b:/usr/bin app/data") == (
        "sqlite:////tmp/x/data/a.db /tmp/x/opt/b:/usr/bin app/data"
    )
    assert building.path("app") == Path("/tmp/x/srv/aloud/app")


@pytest.mark.parametrize("source", COPIED)
def test_everything_copied_is_kept_by_git(source: str) -> None:
    assert any(name == source or name.startswith(f"{source}/") for name in KEPT)


@pytest.mark.parametrize("source", COPIED)
def test_everything_copied_gets_past_the_dockerignore(source: str) -> None:
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]

    assert source.split("/", maxsplit=1)[0] in allowed


def test_nothing_secret_gets_past_the_dockerignore() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]

    assert lines[0] == "*"
    assert not {"!data", "!.env", "!.git", "!."} & set(lines)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_bases_are_pinned_to_a_version_and_a_debian_release_on_no_named_host(stage: Stage) -> None:
    assert re.fullmatch(r"(node:\d+|python:3\.\d+)(-slim)?-bookworm(-slim)?", stage.base)
    assert not stage.all("ADD")


def test_the_server_does_not_run_as_root_and_keeps_its_data_outside_the_image() -> None:
    verbs = [step.verb for step in LAST.steps]

    assert [step.text for step in LAST.all("USER")] == ["aloud"]
    assert [step.text for step in LAST.all("VOLUME")] == ["/data"]
    assert verbs.index("USER") > max(place for place, verb in enumerate(verbs) if verb in {"RUN", "COPY"})


def test_the_image_can_make_the_pdfs_that_the_tests_make() -> None:
    needed = (ROOT / "scripts/need.sh").read_text()
    [installs] = [step.text for step in LAST.all("RUN") if step.words[0] == "apt-get"]

    wanted = re.findall(r"\b(?:lib|fonts-)[a-z0-9.-]+", installs.replace("lib/apt", ""))
    assert len(wanted) == 4
    assert [name for name in wanted if name not in needed] == []


def test_an_engine_can_ask_whether_the_server_is_well() -> None:
    assert "/healthz" in LAST.all("HEALTHCHECK")[0].text


def test_a_container_refuses_to_start_with_the_settings_of_a_laptop() -> None:
    assert "ALOUD_PRODUCTION=true" in LAST.all("ENV")[0].words
