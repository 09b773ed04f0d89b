"""Do what the Dockerfile says on a machine without a container engine, then start what came out and ask for its health.

Run it with `python -m scripts.docker_steps`; tests/test_dockerfile.py does the same. Every stage is built in one
directory that stands for `/`, and put aside when it is finished, so that paths inside a virtual environment stay true.
What differs from an engine, and so is not proven here: the base images (Node and Python are this machine's), the
account (see `EQUIVALENTS`), and the isolation.
"""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.dockerfile import Stage, Step, read

HERE = Path(__file__).parents[1]
PATIENCE = 30  # seconds

# Steps that would change this machine's accounts or packages, by their first word, and what is done in their place.
# Packages: those of the last stage are in scripts/need.sh too; tests/test_dockerfile.py compares the two.
EQUIVALENTS = {"apt-get": "true", "useradd": "install --directory --mode=700 /data"}


@dataclass
class Building:
    """The directory that stands for `/`, what the steps so far have set, and the stages before this one by name."""

    root: Path
    env: dict[str, str]
    put_aside: dict[str, Path]
    workdir: str = "/"

    def inside(self, text: str) -> str:
        """The same text with the image's absolute paths below our own root."""
        return re.sub(r"(?<![\w.-])/(?=(opt|srv|data)\b)", f"{self.root}/", text)

    def path(self, text: str) -> Path:
        """A path of the image as a path of this machine."""
        return Path(self.inside(str(Path(self.workdir, text))))


@dataclass(frozen=True)
class Image:
    """What the last stage left: its files, its settings, and its steps for whoever starts it."""

    root: Path
    env: dict[str, str]
    workdir: Path
    stage: Stage


def export(into: Path) -> None:
    """Copy what git keeps, as a clean checkout would have it; what is ignored stays behind."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HERE, capture_output=True, text=True, check=True).stdout
    for name in filter(lambda name: (HERE / name).is_file(), listed.split("\0")):
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(HERE / name, into / name)


def build(where: Path) -> Image:
    """Do the steps of every stage below `where`, and leave the last one standing.

    Raises:
        subprocess.CalledProcessError: A `RUN` failed; it has said why.
    """
    context = where / "context"
    export(context)
    stages = read(HERE / "Dockerfile")
    put_aside: dict[str, Path] = {}
    for stage in stages:
        building = Building(where / "root", _plain_environment(), put_aside)
        building.root.mkdir()
        for step in stage.steps:
            _do(step, building, context)
        if stage is not stages[-1]:
            put_aside[stage.name] = building.root.rename(where / stage.name)
    return Image(building.root, building.env, building.path("."), stage)


def _plain_environment() -> dict[str, str]:
    """This machine's environment without what belongs to the virtual environment or the study we run in."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("ALOUD_", "VIRTUAL_", "PYTHON"))}
    return env | {"PATH": f"{Path(sys.executable).parent}:{env['PATH']}"}


def _do(step: Step, building: Building, context: Path) -> None:
    match step.verb:
        case "WORKDIR":
            building.workdir = step.text
            building.path(".").mkdir(parents=True, exist_ok=True)
        case "ENV":
            for pair in step.words:
                name, value = pair.split("=", 1)
                building.env[name] = building.inside(value).replace("$PATH", building.env["PATH"])
        case "COPY":
            _copy(step, building, context)
        case "RUN":
            command = EQUIVALENTS.get(step.words[0], step.text)
            print("RUN", command, flush=True)
            subprocess.run(building.inside(command), shell=True, check=True, cwd=building.path("."), env=building.env)  # noqa: S602


def _copy(step: Step, building: Building, context: Path) -> None:
    """A file goes into a directory named with a slash; of a directory, what is in it goes."""
    *sources, target = step.words
    origin = building.put_aside[step.flags["from"]] if "from" in step.flags else context
    for source in (origin / name.lstrip("/") for name in sources):
        if source.is_dir():
            shutil.copytree(source, building.path(target), symlinks=True, dirs_exist_ok=True)
        else:
            into = building.path(target)
            into.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, into)


@contextmanager
def serving(image: Image) -> Iterator[subprocess.Popen[bytes]]:
    """Start the image's entry point on a free port of this machine, until its own health check is content.

    Raises:
        TimeoutError: It did not become healthy.
        subprocess.TimeoutExpired: It did not stop when asked to.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "ALOUD_HOST": "127.0.0.1",
        "ALOUD_PORT": str(port),
        "ALOUD_BASE_URL": "https://aloud.example",
        "ALOUD_SECRETS": secrets.token_urlsafe(48),
        "ALOUD_CONTACT_KEYS": f"test:{b64encode(secrets.token_bytes(32)).decode()}",
    }
    entry = f"{image.root}{image.stage.all('ENTRYPOINT')[0].words[0]}"
    server = subprocess.Popen([entry], cwd=image.workdir, env=image.env | settings)
    try:
        _await_health(image, port, server)
        yield server
    finally:
        _stop(server)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ask it to end, as an engine does; an engine is not patient either."""
    server.terminate()
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        raise


def _await_health(image: Image, port: int, server: subprocess.Popen[bytes]) -> None:
    check = [word.replace("8000", str(port)) for word in _health_check(image.stage)]
    deadline = time.monotonic() + PATIENCE
    while subprocess.run(check, env=image.env, capture_output=True, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise TimeoutError("The server that the image starts is not healthy; it has said why above.")
        time.sleep(0.2)


def _health_check(stage: Stage) -> list[str]:
    """The words after `CMD`."""
    text = stage.all("HEALTHCHECK")[0].text.removeprefix("CMD").strip()
    return Step("CMD", {}, text).words


def main() -> None:
    """Build below a directory of our own, serve once, clean up."""
    with tempfile.TemporaryDirectory(prefix="aloud-image-") as where, serving(build(Path(where))):
        print("The server that the Dockerfile describes is healthy.")


if __name__ == "__main__":
    main()
