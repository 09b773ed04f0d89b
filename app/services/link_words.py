"""What a parent reads who gets a personal link: in any of her languages, whoever of the team made it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import yaml
from sqlmodel import Session, select

from app import i18n
from app.clock import local
from app.models import Case, FollowUpLink, Study
from app.services import contacts, rounds

WORDS = Path(__file__).parents[1] / "link_words.yaml"
A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Words:
    """The sentences in one language, with what is filled in everywhere."""

    tag: str
    said: Mapping[str, str]
    filled: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.said[key].format_map(self.filled)


@cache
def _all() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for key, said in yaml.safe_load(WORDS.read_text("utf-8")).items():
        for tag, sentence in said.items():
            found.setdefault(tag, {})[key] = sentence
    return found


def tag_of(language: str) -> str:
    """The language in which she is spoken to; Dutch where nobody wrote these words in hers."""
    return language if language in _all() else i18n.FIRST


def said(
    session: Session, language: str, way: FollowUpLink | None = None, held: Case | None = None, **more: str
) -> Words:
    """The sentences in her language: who we are, when we met, until when her link works, and what else is given."""
    tag, office = tag_of(language), rounds.settings(session).caller_name
    filled = {"office": office or session.exec(select(Study.name)).one(), "month": "", "day": ""}
    if way is not None and held is not None:
        last = local(way.expires_at - A_MOMENT).date()
        filled |= {"month": i18n.day(held.interviewed_on, "LLLL", tag), "day": i18n.day(last, "d MMMM", tag)}
    return Words(tag, _all()[tag], filled | more)


def line(session: Session) -> str:
    """Our number as it is read; empty where the study has none. The mark keeps it from left to right everywhere."""
    number = rounds.settings(session).number
    return f"\N{LEFT-TO-RIGHT MARK}{contacts.readable(number)}" if number else ""
