"""What somebody reads or hears who stops taking part, in the languages of the parents."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from app import i18n
from app.services import contacts

FILE = Path(i18n.__file__).parent / "stop_words.yaml"


@lru_cache
def columns() -> dict[str, dict[str, str]]:
    """By language, the words under their names."""
    held: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text("utf-8"))
    return held


def spoken(tag: str) -> str:
    """The language in which somebody who speaks this one is answered: her own where we have it, else ours."""
    return tag if tag in columns() else i18n.FIRST


def words(tag: str) -> Mapping[str, str]:
    """The words of a language."""
    return columns()[spoken(tag)]


@dataclass(frozen=True)
class Line:
    """The sentence with the study's number in it, in three parts, so that the number keeps its own direction."""

    before: str
    dial: str
    read: str
    after: str


def line(tag: str, number: str) -> Line | None:
    """Where somebody can call who would rather speak; None where the study has no number."""
    before, _, after = words(tag)["call_us"].partition("{number}")
    return Line(before, number, contacts.readable(number), after) if number else None


def wanted(accepted: str, chosen: str = "") -> str:
    """The language to begin in: the one that was chosen on our pages, then those that the browser asks for."""
    asked = [chosen, *(part.split(";")[0].strip().split("-")[0] for part in accepted.split(","))]
    return next((tag for tag in asked if tag in columns()), i18n.FIRST)
