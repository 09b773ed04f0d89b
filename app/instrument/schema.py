"""What a questionnaire is: the words of XLSForm and DDI as frozen models.

Nothing here judges a questionnaire; `checks` and `lint` do, once, when its file is read. A published document is
therefore always readable again, whatever rules are added later.
"""

import hashlib
import json
from functools import cached_property
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from app.instrument.expressions import Tree

Texts = dict[str, str]  # language tag → what is said in that language
Role = Literal["parent", "pupil", "mentor", "observer"]
Mode = Literal["capi", "cati", "self", "paper"]
ActivityKind = Literal["talk", "meeting"]  # individual or collective
ItemType = Literal["note", "text", "integer", "decimal", "date", "select_one", "select_multiple", "rank"]
ConsentKind = Literal["interview", "recontact", "recontact_text", "special_category"]
FIELD_LIST = "field-list"  # how XLSForm says of a group that its items stand on one screen


class Part(BaseModel):
    """A piece of a questionnaire: never changed once made, and no unknown key goes unnoticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(Part):
    """An answer option: a code that never changes meaning and a label per language."""

    name: str
    label: Texts
    retired: bool = False  # no longer offered; what was answered with it stays readable


class Scale(Part):
    """Items that measure one construct together; each names it with `scale`, all point the same way."""

    label: Texts
    variable_label: str
    source: str | None = None


class Wording(Part):
    """Other words for the same question, in one mode or at one kind of activity."""

    label: Texts
    hint: Texts = {}


class Item(Part):
    """One thing asked, on one screen. Its name is the variable, the same across waves and roles."""

    name: str
    type: ItemType
    choice_list: str | None = None
    label: Texts  # read aloud, word for word
    hint: Texts = {}  # read aloud if needed
    guidance: Texts = {}  # for the interviewer's eyes
    variable_label: str  # short English, fits SPSS
    scale: str | None = None
    core: bool = False  # counts when we ask whether an unfinished interview is still worth keeping
    required: bool = True
    relevant: Tree | None = None
    constraint: Tree | None = None
    constraint_message: Texts = {}
    appearance: str | None = None
    consent: ConsentKind | None = None  # what a yes (code 1) to this item permits
    special: bool = False  # special-category data: stored only after the special_category consent
    contact: str | None = None  # field of the sealed contact store; the answer never goes among the answers
    per_mode: dict[Mode, Wording] = {}
    per_activity: dict[ActivityKind, Wording] = {}
    source: str | None = None


class Section(Part):
    """Items that belong together, under one heading."""

    name: str = Field(validation_alias=AliasChoices("section", "name"))
    label: Texts
    relevant: Tree | None = None
    appearance: Literal["field-list"] | None = None  # all its items on one screen; else one each
    items: tuple[Item, ...]

    @property
    def is_together(self) -> bool:
        """Whether its items stand on one screen."""
        return self.appearance == FIELD_LIST


class Instrument(Part):
    """A questionnaire as designed, in all its languages."""

    name: str = Field(validation_alias=AliasChoices("instrument", "name"))
    title: Texts
    role: Role
    wave: str
    languages: tuple[str, ...]  # the first is the one it was written in
    drafts: tuple[str, ...] = ()  # languages whose translation is ours and not yet reviewed
    source: str
    choices: dict[str, tuple[Choice, ...]] = {}
    scales: dict[str, Scale] = {}
    survey: tuple[Section, ...]

    def items(self) -> tuple[Item, ...]:
        """All items in the order in which they are asked."""
        return tuple(item for section in self.survey for item in section.items)

    def item(self, name: str) -> Item:
        """The item of this name.

        Raises:
            KeyError: The questionnaire has no such item.
        """
        return self.items_by_name[name]

    def choices_of(self, item: Item) -> tuple[Choice, ...]:
        """The options of an item, retired ones included; none when it offers no choice."""
        return self.choices[item.choice_list] if item.choice_list else ()

    @property
    def is_script(self) -> bool:
        """Whether it holds sentences only, such as what a caller says: no interview can be held with it."""
        return all(item.type == "note" for item in self.items())

    @cached_property
    def items_by_name(self) -> dict[str, Item]:
        """Items by the name of their variable."""
        return {item.name: item for item in self.items()}

    @cached_property
    def version(self) -> str:
        """Eight characters that name exactly these words; the order of keys plays no part."""
        canonical = json.dumps(self.document(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:8]

    def document(self) -> dict[str, Any]:
        """The whole questionnaire as plain JSON; `model_validate` gives it back.

        Defaults are left out: a key we add to the schema next year must not rename the versions of today.
        """
        return self.model_dump(mode="json", exclude_defaults=True)
