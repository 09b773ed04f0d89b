"""Do the five answers of a scale measure the same in every language? What stops, and what a person must confirm.

A label that was translated well on its own may still bend a scale: ends of unequal strength, a middle that means
"no opinion", two neighbours that became one word, or the list turned round.
"""

import re
import unicodedata
from collections.abc import Iterator

from app.errors import N_
from app.instrument.anchors import KNOWN, Words
from app.instrument.lint import FIVE_POINTS
from app.instrument.problems import Finding, Place, say
from app.instrument.schema import Choice, Instrument

REVERSED = N_(
    "`%(list)s` runs the other way in `%(tag)s`: 1 is “%(label)s”, which is known as %(point)s. "
    "Put the labels at their own codes; 1 is always the lowest."
)
LOPSIDED = N_(
    "The ends of `%(list)s` are not equally strong in `%(tag)s`: “%(first)s” and “%(last)s”. "
    "Use the same word of strength for both."
)
ONE_END = N_(
    "Of `%(list)s` only one end is strong in `%(tag)s`: “%(first)s” and “%(last)s”. Is that as strong as it is meant?"
)
NO_MIDDLE = N_(
    "The middle of `%(list)s` says “%(label)s” in `%(tag)s`. That is no answer, not the middle: "
    "say neither the one nor the other, and leave “does not know” to its own button."
)
PARTLY = N_("The middle of `%(list)s` leans to one side in `%(tag)s`: “%(label)s”. Say neither the one nor the other.")
IS_IT_NEITHER = N_("Does the middle of `%(list)s` in `%(tag)s`, “%(label)s”, say neither the one nor the other?")
UNKNOWN = N_(
    "The words of `%(list)s` in `%(tag)s` are not known here: %(labels)s. "
    "Let somebody who speaks it confirm that both ends are equally strong and the middle is neither."
)
ALIKE = N_(
    "%(one)s and %(other)s of `%(list)s` sound the same in `%(tag)s`: “%(label)s”. Nobody can choose between them."
)
AN_ANSWER = N_(
    "`%(list)s` offers “%(label)s” in `%(tag)s`. No answer has its own buttons and is not a point of a scale."
)


def weigh(instrument: Instrument) -> Iterator[Finding]:
    """Everything about its five-point lists, in every language."""
    measuring = {item.choice_list for item in instrument.items() if item.scale}
    for name, choices in instrument.choices.items():
        offered = tuple(choice for choice in choices if not choice.retired)
        if tuple(choice.name for choice in offered) != FIVE_POINTS or not (name in measuring or name.endswith("5")):
            continue
        for tag in instrument.languages:
            labels = [choice.label.get(tag, "") for choice in offered]
            yield from _alike(name, tag, offered, labels)
            yield from _said(name, tag, labels)


def plain(text: str) -> str:
    """A label for comparing: no capitals, signs, vowel marks or double spaces."""
    marked = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in marked if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w\s']", " ", letters.replace("ı", "i")).split())


def _alike(name: str, tag: str, offered: tuple[Choice, ...], labels: list[str]) -> Iterator[Finding]:
    """Different letters, but the same to the ear; equal letters are refused already."""
    seen: dict[str, int] = {}
    for at, label in enumerate(labels):
        heard = plain(label)
        if heard in seen and labels[seen[heard]].strip() != label.strip():
            one, other = offered[seen[heard]].name, offered[at].name
            values = {"one": one, "other": other, "list": name, "tag": tag, "label": label}
            yield Finding(_place(name, at, tag), say(ALIKE, **values), stops=True)
        seen.setdefault(heard, at)


def _said(name: str, tag: str, labels: list[str]) -> Iterator[Finding]:
    words = KNOWN.get(tag) or KNOWN.get(tag.partition("-")[0])
    heard = [plain(label) for label in labels]
    if words is None:
        listed = ", ".join(f"“{label}”" for label in labels)
        yield Finding(("choices", name), say(UNKNOWN, list=name, tag=tag, labels=listed), stops=False)
        return
    known = [tuple(plain(label) for label in one) for one in words.sets]
    if tuple(heard) in known:
        return
    turned = next((one for one in known if heard[0] in one[3:] or heard[4] in one[:2]), None)
    if turned is not None:
        point = turned.index(heard[0]) + 1 if heard[0] in turned else 5
        values = {"list": name, "tag": tag, "label": labels[0], "point": point}
        yield Finding(("choices", name), say(REVERSED, **values), stops=True)
        return
    yield from _ends(name, tag, labels, words)
    yield from _middle(name, tag, labels, words)


def _ends(name: str, tag: str, labels: list[str], words: Words) -> Iterator[Finding]:
    first, last = (_strength(labels[at], words) for at in (0, 4))
    values = {"list": name, "tag": tag, "first": labels[0], "last": labels[4]}
    if first and last and not first & last:
        yield Finding(_place(name, 4, tag), say(LOPSIDED, **values), stops=True)
    elif bool(first) != bool(last):
        yield Finding(_place(name, 4, tag), say(ONE_END, **values), stops=False)


def _strength(label: str, words: Words) -> set[int]:
    """The groups of strength that a label takes a word from."""
    return {at for at, group in enumerate(words.intense) if any(_holds(label, word) for word in group)}


def _holds(label: str, word: str) -> bool:
    return f" {plain(word)} " in f" {plain(label)} "


def _middle(name: str, tag: str, labels: list[str], words: Words) -> Iterator[Finding]:
    for at, label in enumerate(labels):
        if any(_holds(label, word) for word in words.opinionless):
            sentence = NO_MIDDLE if at == 2 else AN_ANSWER
            yield Finding(_place(name, at, tag), say(sentence, list=name, tag=tag, label=label), stops=True)
            return
    values = {"list": name, "tag": tag, "label": labels[2]}
    if any(plain(word) == plain(labels[2]) for word in words.partly):
        yield Finding(_place(name, 2, tag), say(PARTLY, **values), stops=True)
    elif not any(_holds(labels[2], word) for word in words.neither):
        yield Finding(_place(name, 2, tag), say(IS_IT_NEITHER, **values), stops=False)


def _place(name: str, at: int, tag: str) -> Place:
    return ("choices", name, at, "label", tag)
