"""A file as its author wrote it: everything text, and the line of each piece.

YAML on its own turns the language `no` into False and the answers `yes` and `no` into booleans. Here the nodes are
read before that happens. A key that stands twice, which YAML lets pass, is a problem.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from app.errors import InstrumentError
from app.instrument.problems import Place, Problem

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # eleven times as fast where PyYAML was built with it
DEEPEST = 50  # boxes in boxes; a questionnaire has five


@dataclass
class Paper:
    """The content of one file, to be looked up by line."""

    name: str
    content: dict[str, Any] = field(default_factory=dict)
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it that is in the file."""
        while place not in self.lines:
            place = place[:-1]
        return self.lines[place]

    def refusal(self, problems: list[Problem]) -> InstrumentError:
        """All problems at once, in the order of the file."""
        found = sorted({(self.line(problem.place), problem.sentence) for problem in problems})
        return InstrumentError("\n".join(f"{self.name}:{line}: {sentence}" for line, sentence in found))


def read(path: Path) -> Paper:
    """Read a YAML file as text with lines.

    Raises:
        InstrumentError: It is not there, not UTF-8, not YAML, or not a mapping.
    """
    try:
        return parse(path.name, path.read_bytes())
    except OSError as problem:
        raise InstrumentError(f"{path.name}:1: The file cannot be opened.") from problem


def parse(name: str, content: bytes) -> Paper:
    """Read the content of a YAML file as text with lines.

    Raises:
        InstrumentError: It is not UTF-8, not YAML, or not a mapping.
    """
    root = _composed(name, content)
    if not isinstance(root, yaml.MappingNode):
        line = root.start_mark.line + 1 if root else 1
        raise InstrumentError(f"{name}:{line}: {_not_a_questionnaire(root)}")
    paper = Paper(name)
    paper.content = _plain(root, (), paper)
    return paper


def _composed(name: str, content: bytes) -> yaml.Node | None:
    try:
        text = content.decode()
        _check_depth(name, text)
        return yaml.compose(text, Loader=LOADER)
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise InstrumentError(f"{name}:{line}: The file is not UTF-8 text.") from problem
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else 1
        raise InstrumentError(f"{name}:{line}: This is not YAML: {problem.problem}.") from problem
    except yaml.YAMLError as problem:  # a control character, which has no line
        raise InstrumentError(f"{name}:1: The file holds a character that YAML does not allow.") from problem


def _check_depth(name: str, text: str) -> None:
    """Refuse boxes in boxes without end: whoever composes them calls itself for each, until there is no room."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST and event.start_mark:
            raise InstrumentError(f"{name}:{event.start_mark.line + 1}: This is nested too deeply.")


def _not_a_questionnaire(root: yaml.Node | None) -> str:
    if root is None:
        return "The file is empty."
    return "A questionnaire begins with keys, such as `instrument:` and `survey:`."


def _plain(node: yaml.Node, place: Place, paper: Paper) -> Any:
    """Turn a node into dictionaries, lists and text, and note its line."""
    line = paper.lines.setdefault(place, node.start_mark.line + 1)
    if id(node) in paper.seen:  # an alias, which may even contain itself
        raise InstrumentError(f"{paper.name}:{line}: Write the text out; `&` and `*` of YAML are not understood here.")
    paper.seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, paper)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(entry, (*place, at), paper) for at, entry in enumerate(node.value)]
    return node.value


def _mapping(node: yaml.MappingNode, place: Place, paper: Paper) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            paper.lines[(*place, line)] = line
            paper.problems.append(Problem((*place, line), "A key must be a single word."))
        elif key.value in found:
            paper.lines[(*place, key.value, line)] = line
            paper.problems.append(Problem((*place, key.value, line), f"`{key.value}` stands here twice."))
        else:
            paper.lines[(*place, key.value)] = line
            found[key.value] = _plain(value, (*place, key.value), paper)
    return found
