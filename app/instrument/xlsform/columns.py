"""The columns of our workbooks: XLSForm's own, and ours for what XLSForm has no word for.

Ours hold no `::`, so that other readers of XLSForm leave them alone.
"""

import re
from typing import NamedTuple, get_args

from app.instrument.schema import ActivityKind, Mode

#: Texts that XLSForm translates: the key in an instrument and its column.
TRANSLATED = {
    "label": "label",
    "hint": "hint",
    "guidance": "guidance_hint",
    "constraint_message": "constraint_message",
}
#: XLSForm's other columns of the survey that we understand.
PLAIN = ("type", "name", "relevant", "constraint", "required", "appearance", "choice_filter")
#: Columns of the survey that only we know: keys of an item, word for word.
OURS = ("variable_label", "scale", "core", "consent", "special", "contact", "source", "section")
SETTINGS = ("form_title", "form_id", "version", "default_language", "role", "wave", "drafts", "source", "written_by")
CHOICES = ("list_name", "name", "retired")
SCALES = ("name", "variable_label", "source")
OUR_NAME = "Aloud"
#: Other tools show retired choices unless they are told not to; what we write, we recognise.
WITHOUT_RETIRED = "not(retired = 'yes')"

OCCASIONS = (*get_args(Mode), *get_args(ActivityKind))
SPECIAL_HEADER = re.compile(r"(?:(?P<occasion>[a-z]+) )?(?P<key>label|hint|guidance|title) \((?P<tag>[^()]+)\)")

#: Older and longer names of columns that mean the same.
ALIASES = {
    "caption": "label",
    "command": "type",
    "value": "name",
    "relevance": "relevant",
    "guidance": "guidance_hint",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "readonly": "read_only",
    "calculate": "calculation",
    "list": "list_name",
    "id_string": "form_id",
    "set_form_id": "form_id",
    "set_form_title": "form_title",
    "title": "form_title",
}


class Header(NamedTuple):
    """What a column holds: a key, and for texts the language and perhaps the one occasion they are for."""

    key: str
    tag: str | None = None
    occasion: str | None = None


def special(key: str, tag: str, occasion: str | None = None) -> str:
    """The heading of a column of ours that holds a text in one language."""
    return f"{occasion} {key} ({tag})" if occasion else f"{key} ({tag})"
