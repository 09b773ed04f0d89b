"""Read a Dockerfile into its stages and steps; as much of the format as ours uses."""

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """One instruction: `RUN`, its flags such as `--from=build`, and the text after them."""

    verb: str
    flags: dict[str, str]
    text: str

    @property
    def words(self) -> list[str]:
        """The text as words; of the form `["a", "b"]` what is inside it."""
        return json.loads(self.text) if self.text.startswith("[") else shlex.split(self.text)


@dataclass(frozen=True)
class Stage:
    """From one `FROM` to the next."""

    name: str
    base: str
    steps: list[Step] = field(default_factory=list)

    def all(self, verb: str) -> list[Step]:
        """Its steps of one kind, in order."""
        return [step for step in self.steps if step.verb == verb]


def read(file: Path) -> list[Stage]:
    """The stages of a Dockerfile, in order.

    Raises:
        ValueError: It does not begin with `FROM … AS name`.
    """
    stages: list[Stage] = []
    for step in _steps(file.read_text()):
        if step.verb == "FROM":
            base, _, name = step.words
            stages.append(Stage(name, base))
        else:
            stages[-1].steps.append(step)
    return stages


def _steps(text: str) -> list[Step]:
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [_step(line) for line in joined.splitlines()]


def _step(line: str) -> Step:
    verb, rest = line.split(maxsplit=1)
    flags = {}
    while flag := re.match(r"--([a-z-]+)=(\S+)\s+", rest):
        flags[flag[1]] = flag[2]
        rest = rest[flag.end() :]
    return Step(verb, flags, rest)
