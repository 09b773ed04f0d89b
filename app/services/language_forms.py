"""A language as somebody types it: strings that may be wrong, with help for what few people know by heart."""

from dataclasses import dataclass, fields
from typing import Self, cast

from app import i18n
from app.errors import N_
from app.languages import BAD_PACE, Direction, Language, LanguageRefused

#: Ways of counting that cover most languages, each by a language that counts so.
EXAMPLES = {
    "nl": N_("as Dutch does: 1 school, 2 schools"),
    "tr": N_("as Turkish does: the word never changes"),
    "fr": N_("as French does: 0 and 1 alike, then more"),
    "pl": N_("as Polish does: three forms"),
    "ru": N_("as Russian does: three forms, 21 as 1"),
    "ar": N_("as Arabic does: six forms"),
}


@dataclass(frozen=True)
class Typed:
    """The fields of the form as they were filled in."""

    tag: str = ""
    own_name: str = ""
    dutch_name: str = ""
    dir: str = "ltr"
    cldr: str = ""
    counts_like: str = "nl"
    plural_forms: str = ""
    font: str = ""
    words_per_second: str = "4"

    def stripped(self) -> Self:
        """Without the spaces around."""
        return type(self)(**{field.name: getattr(self, field.name).strip() for field in fields(self)})


EMPTY = Typed()


def typed_as(row: Language) -> Typed:
    """A row, to be changed."""
    like = next((tag for tag in EXAMPLES if i18n.LANGUAGES[tag].plural_forms == row.plural_forms), "")
    forms = "" if like else row.plural_forms
    pace = f"{row.words_per_second:g}"
    return Typed(row.tag, row.own_name, row.dutch_name, row.dir, row.cldr, like, forms, row.font, pace)


def read(typed: Typed) -> Language:
    """What was typed, as a row; whether it is a good one is checked when it is saved.

    Raises:
        LanguageRefused: The pace is no number.
    """
    try:
        pace = float(i18n.plain_digits(typed.words_per_second).replace(",", "."))
    except ValueError:
        raise LanguageRefused(BAD_PACE) from None
    like = i18n.LANGUAGES.get(typed.counts_like)
    forms = typed.plural_forms or (like.plural_forms if like else "")
    way = cast("Direction", typed.dir)
    return Language(typed.tag, typed.own_name, typed.dutch_name, way, typed.cldr, forms, typed.font, pace)
