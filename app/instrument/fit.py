"""Will the answers and the sentences do on a small phone and to the ear? An estimate, on the careful side.

How wide letters are depends on the phone; the estimate takes wide ones. A test with a real browser measures the
questionnaires that come with Aloud and holds this estimate to what it saw.
"""

import re
import unicodedata
from collections.abc import Iterator

from app.errors import N_
from app.instrument.checks import placed, texts
from app.instrument.problems import Finding, Place, say
from app.instrument.schema import Instrument

NARROWEST = 320  # px: the smallest phone that anybody still carries
ROOM = 204  # px for the words of one answer on it, beside its number
LETTER, ARABIC_LETTER = 16, 18  # px, the size of an answer there
ACROSS = 270  # px for a statement
TALLEST = 5  # lines that one answer may take
MOST_WORDS = 20  # in one sentence that is read aloud
STATEMENT = 190  # letters that fit above two answers

#: How wide a letter is at most on average, as a share of its size, by the name of its script in Unicode.
WIDTHS = {"ARABIC": 0.68, "LATIN": 0.68, "CYRILLIC": 0.7, "GREEK": 0.66, "ETHIOPIC": 0.8, "HEBREW": 0.6, "CJK": 1.0}
OTHER_SCRIPT = 0.75
NARROW, WIDE = set("fijlrtIı.,:;'’!| "), set("mwMWÇŞĞ@%&ØÆ—")

TOO_WIDE = N_(
    "The word “%(word)s” in `%(tag)s` is wider than a phone of 320 points. Use another word, or break it with a hyphen."
)
TOO_TALL = N_(
    "The answer “%(label)s” takes about %(lines)s lines on a phone of 320 points. "
    "Make it shorter, so that all are seen at once."
)
LONG_SENTENCE = N_("A sentence of %(words)s words in `%(tag)s` is hard to follow when it is heard once: “%(sentence)s”")

SENTENCES = re.compile(r"[^.!?؟۔。…\n]+")
READ_ALOUD = {"label", "hint"}


def fits(instrument: Instrument) -> Iterator[Finding]:
    """Words that are wider than the screen, answers that are too tall, sentences that are too long to hear."""
    for name, choices in instrument.choices.items():
        for at, choice in enumerate(choices):
            for tag, label in () if choice.retired else choice.label.items():
                yield from _answer(label, tag, ("choices", name, at, "label", tag))
    for place, item in placed(instrument):
        for where, said in texts(item, place):
            if where[-1] in READ_ALOUD:
                for tag, text in said.items():
                    yield from _spoken(text, tag, (*where, tag))


def _answer(label: str, tag: str, place: Place) -> Iterator[Finding]:
    size = ARABIC_LETTER if any(_script(sign) == "ARABIC" for sign in label) else LETTER
    yield from _words(label, tag, place, size, ROOM)
    lines = _lines(label, size, ROOM)
    if lines > TALLEST:
        yield Finding(place, say(TOO_TALL, label=label, lines=lines), stops=False)


def _spoken(text: str, tag: str, place: Place) -> Iterator[Finding]:
    yield from _words(text, tag, place, 21, ACROSS)
    for sentence in SENTENCES.findall(text):
        words = len(sentence.split())
        if words > MOST_WORDS:
            short = " ".join(sentence.split()[:6]) + " …"
            yield Finding(place, say(LONG_SENTENCE, words=words, tag=tag, sentence=short), stops=False)


def _words(text: str, tag: str, place: Place, size: int, room: int) -> Iterator[Finding]:
    for word in re.split(r"[\s\-–/\u00ad\u200b]+", text):
        if width(word, size) > room:
            yield Finding(place, say(TOO_WIDE, word=word, tag=tag), stops=True)


def _lines(text: str, size: int, room: int) -> int:
    lines, used = 1, 0.0
    for word in text.split():
        wide = width(word, size)
        if used and used + wide + size * 0.28 > room:
            lines, used = lines + 1, 0.0
        used += wide + (size * 0.28 if used else 0)
    return lines


def width(text: str, size: int) -> float:
    """How wide a text is in px at a size, at most."""
    return sum(_letter(sign) for sign in text) * size


def _letter(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0.0
    if sign in NARROW:
        return 0.4
    if sign in WIDE:
        return 1.0
    wide = WIDTHS.get(_script(sign), OTHER_SCRIPT)
    return wide * 1.2 if sign.isupper() else wide if sign.isalpha() else max(wide, 0.6) if sign.isalnum() else 0.45


def _script(sign: str) -> str:
    return unicodedata.name(sign, "?").partition(" ")[0]
