"""What a parent reads of the call that comes later, in her language: the public page, the card, the message."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).with_name("card_words.yaml")
FALLBACK = "en"


@lru_cache
def _all() -> dict[str, dict[str, Any]]:
    held: dict[str, dict[str, Any]] = yaml.safe_load(WORDS.read_text("utf-8"))
    return held


@lru_cache
def by_language() -> dict[str, dict[str, Any]]:
    """For each language its sentences by key, and the names of its months."""
    return {tag: {key: said[tag] for key, said in _all().items()} for tag in _all()["title"]}


def spoken(tag: str) -> str:
    """The language in which somebody who speaks `tag` reads this; English where it has no words yet."""
    return next((one for one in (tag, tag.split("-", 1)[0]) if one in by_language()), FALLBACK)


def words(tag: str) -> dict[str, Any]:
    """The sentences of a language by their key."""
    return by_language()[spoken(tag)]


def month(tag: str, day: date) -> str:
    """A month with its year, as it is said."""
    return f"{words(tag)['months'][day.month - 1]} {day.year}"
