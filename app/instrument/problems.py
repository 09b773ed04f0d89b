"""What is wrong with a questionnaire, and where."""

from typing import NamedTuple

from app.errors import FieldworkError

Place = tuple[str | int, ...]  # the keys that lead to a piece of the file: ("survey", 0, "items", 3, "label")


class Sentence(str):
    """A sentence in English that remembers how it was made, so that a page can say it in another language."""

    __slots__ = ("msgid", "values")

    msgid: str
    values: dict[str, str]


def say(msgid: str, **values: object) -> Sentence:
    """Fill the named places of a sentence, marked with `N_` where it stands; a value may be a sentence itself."""
    texts = {name: value if isinstance(value, str) else str(value) for name, value in values.items()}
    sentence = Sentence(msgid % texts if texts else msgid)
    sentence.msgid, sentence.values = msgid, texts
    return sentence


def of_refusal(refusal: FieldworkError) -> Sentence:
    """The sentence of a refusal, with the values that it was made of."""
    return say(refusal.msgid, **refusal.values)


class Problem(NamedTuple):
    """One thing to mend, in one plain sentence."""

    place: Place
    sentence: str


class Finding(NamedTuple):
    """What was found before publishing: it stops it, or a person confirms it by name."""

    place: Place
    sentence: Sentence
    stops: bool
