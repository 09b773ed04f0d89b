"""The words of the interface: every sentence in every language, and nothing that breaks on a screen."""

import re
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from app.i18n import INTERFACE, LOCALES

NAMED = re.compile(r"%\(\w+\)s|\{\w+\}|</?bdi>")
COUNTS = (0, 1, 2, 3, 10, 11, 21, 99, 100, 102, 103, 111, 1000)
FORMS = {
    "nl": (1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    "en": (1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    "tr": (0,) * 13,  # a Turkish noun stays as it is after a number
    "ar": (0, 1, 2, 3, 3, 4, 4, 4, 5, 5, 3, 4, 5),
}
UNANSWERED = ("Don't know", "Rather not say", "Not applicable")
PILLS = (
    "kept on this phone",
    "all safe on the server",
    "waits on this phone: {count}",
    "sign in to send: {count}",
    "ask the lead: {why}",
    "ask the lead about: {count}",
    "waits since yesterday: {count}",
    "waits for {days} days: {count}",
    "this phone cannot keep answers; stay online",
)
every_language = pytest.mark.parametrize("tag", INTERFACE)


def catalogue(tag: str) -> Catalog:
    with (LOCALES / tag / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=tag)


def sentences(tag: str) -> list[Message]:
    return [message for message in catalogue(tag) if message.id]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def said(tag: str, msgid: str) -> str:
    message = catalogue(tag).get(msgid)
    assert message is not None, msgid
    return forms(message)[0]


def compiled(tag: str) -> Translations:
    file = BytesIO()
    write_mo(file, catalogue(tag))
    file.seek(0)
    return Translations(file)


def letters(text: str) -> int:
    return sum(sign.isalpha() for sign in text)


@every_language
def test_every_sentence_is_translated_and_none_is_a_guess(tag: str) -> None:
    with (LOCALES / "messages.pot").open("rb") as file:
        wanted = {message.id for message in read_po(file) if message.id}

    held = sentences(tag)

    assert {message.id for message in held} == wanted
    assert [message.id for message in held if message.fuzzy or not all(forms(message))] == []


NUMBERS = ("%(count)s", "%(num)s", "%(told)s")  # as it is, or with the separators of the language


@every_language
def test_what_is_filled_in_later_stands_in_every_translation(tag: str) -> None:
    """Only a form that is used for one number may say that number as a word: مدرستان."""
    used = [form for form in FORMS[tag] if FORMS[tag].count(form) > 1]
    for message in sentences(tag):
        wanted = sorted(NAMED.findall(message.id if isinstance(message.id, str) else message.id[1]))
        for form, text in enumerate(forms(message)):
            may_be_a_word = message.pluralizable and form not in used
            left_out = [one for one in NUMBERS if may_be_a_word and one in wanted and one not in text]
            assert sorted([*NAMED.findall(text), *left_out]) == wanted, text


@every_language
def test_the_catalogue_compiles_and_counts_as_its_language_does(tag: str) -> None:
    assert [str(problem) for _, problems in catalogue(tag).check() for problem in problems] == []
    words = compiled(tag)
    school = catalogue(tag).get("%(count)s school")
    assert school is not None

    counted = [words.ngettext("%(count)s school", "%(count)s schools", count) for count in COUNTS]

    assert counted == [forms(school)[form] for form in FORMS[tag]]


@every_language
def test_what_must_stay_small_on_a_phone_is_short(tag: str) -> None:
    assert {text: letters(text) for text in (said(tag, one) for one in UNANSWERED) if letters(text) > 12} == {}
    shown = [re.sub(NAMED, "99" if "count" in pill else "", said(tag, pill)) for pill in PILLS]
    assert [text for text in shown if len(text) > 34] == []


@every_language
def test_nobody_is_shouted_at_and_no_letter_is_stretched(tag: str) -> None:
    assert [
        text for message in sentences(tag) for text in forms(message) if set(text) & set("!！\N{ARABIC TATWEEL}")
    ] == []
