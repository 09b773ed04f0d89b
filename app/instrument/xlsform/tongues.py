"""Languages as XLSForm writes them, `Dutch (nl)`, and back to their tags."""

import re
from functools import lru_cache

from babel import Locale

from app.instrument.lint import LANGUAGE

WHOLE = re.compile(r".*\[\s*(?P<tag>[^\[\]]+?)\s*\].*")
BETWEEN = re.compile(r"(?P<name>.*?)\s*\(\s*(?P<tag>[^()]*?)\s*\)\s*")
#: Languages whose speakers may have written the heading in their own words.
SPOKEN = "nl en tr ar fr es pt de it pl uk ru so ti am ur fa ps ku sw id vi hi bn ne zh my th ro hu bg el"


def heading(tag: str) -> str:
    """How a column names this language: in English with its tag, as `Dutch (nl)`.

    Between parentheses other tools understand only the first part of a tag: `Portuguese [pt-BR] (pt)`.
    """
    primary, _, rest = tag.partition("-")
    name = Locale("en").languages.get(primary, primary).replace("(", "").replace(")", "")
    return f"{name} [{tag}] ({primary})" if rest else f"{name} ({tag})"


def tag_of(text: str) -> str | None:
    """The tag that a heading means; None when nobody can tell."""
    text = text.strip()
    if whole := WHOLE.fullmatch(text):
        return _tag(whole["tag"])
    if between := BETWEEN.fullmatch(text):
        return _tag(between["tag"])
    return names().get(text.casefold()) or (_tag(text) if len(text.partition("-")[0]) <= 3 else None)


def _tag(text: str) -> str | None:
    primary, *rest = text.replace("_", "-").split("-")
    tag = "-".join([primary.lower(), *rest])
    return tag if LANGUAGE.fullmatch(tag) else None


@lru_cache
def names() -> dict[str, str]:
    """Tags by the name of the language in English and in itself."""
    own = {(Locale(tag).get_language_name(tag) or tag).casefold(): tag for tag in SPOKEN.split()}
    english = {name.casefold(): tag for tag, name in Locale("en").languages.items() if LANGUAGE.fullmatch(tag)}
    return english | own
