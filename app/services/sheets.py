"""A questionnaire laid out for a pen: questions, boxes with their numbers, and for whom it is, in one language."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from app import i18n
from app.instrument import boxes
from app.instrument.boxes import Box, Only
from app.instrument.schema import Instrument, Item, Section

WORDS = Path(__file__).parents[1] / "sheet_words.yaml"
FALLBACK = "en"
SCALE = range(3, 8)  # answers that fit as columns beside a statement


@dataclass(frozen=True)
class Printed:
    """One question: its number, its words, its boxes, and the sentence that says whom it is for."""

    item: Item
    number: int
    label: str
    boxes: tuple[Box, ...]
    only: str = ""
    appeal: str = ""  # how to answer: one box, more, numbers

    @property
    def labels_are_short(self) -> bool:
        """Whether the boxes can stand beside each other."""
        return len(self.boxes) <= 3 and all(len(text) <= 24 for box in self.boxes for text in box.choice.label.values())


@dataclass(frozen=True)
class Block:
    """What stands together: one question, a note, or statements with the same answers as a table."""

    kind: str  # "table", "note", or the type of its only question
    questions: tuple[Printed, ...]


@dataclass(frozen=True)
class Part:
    """A section under its heading."""

    label: str
    only: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class PaperForm:
    """A questionnaire in one language, as it is printed."""

    instrument: Instrument
    language: i18n.Language
    words: dict[str, str]
    words_language: i18n.Language
    title: str
    parts: tuple[Part, ...]
    slip: tuple[Printed, ...]  # name and number, on a page of their own


@dataclass(frozen=True)
class Card:
    """The answers of one scale in one language, to be pointed at."""

    name: str
    language: i18n.Language
    appeal: str
    boxes: tuple[Box, ...]


def form(instrument: Instrument, tag: str, kind: str = "") -> PaperForm:
    """The questionnaire in one of its languages; `kind` of activity chooses between wordings."""
    words, spoken = words_in(tag)
    asked = _Asked(instrument, tag, kind, words)
    parts = [asked.part(section) for section in instrument.survey]
    return PaperForm(
        instrument=instrument,
        language=i18n.language(tag),
        words=words,
        words_language=i18n.language(spoken),
        title=instrument.title[tag],
        parts=tuple(part for part in parts if part.blocks),
        slip=tuple(asked.printed(item) for item in boxes.on_slip(instrument)),
    )


def cards(instrument: Instrument, tags: tuple[str, ...]) -> list[Card]:
    """A card for every list of three to seven answers that is read out with a question, language by language."""
    asked = {item.choice_list: item for item in instrument.items() if item.type == "select_one" and not item.consent}
    lists = {name: item for name, item in asked.items() if len(boxes.boxes(instrument, item)) in SCALE}
    return [
        Card(name or "", i18n.language(tag), words_in(tag)[0]["card"], boxes.boxes(instrument, item))
        for tag in tags
        for name, item in lists.items()
    ]


def words_in(tag: str) -> tuple[dict[str, str], str]:
    """What paper says beside the questions in a language, and the language that it is in."""
    known = _words()
    found = next((one for one in (tag, tag.split("-", 1)[0]) if one in known), FALLBACK)
    return known[found], found


@lru_cache
def _words() -> dict[str, dict[str, str]]:
    held: dict[str, dict[str, str]] = yaml.safe_load(WORDS.read_text("utf-8"))
    return held


@dataclass(frozen=True)
class _Asked:
    """Puts items into words; what all of them share."""

    instrument: Instrument
    tag: str
    kind: str
    words: dict[str, str]

    def part(self, section: Section) -> Part:
        """A section without what belongs to another page."""
        blocks: list[Block] = []
        for item in section.items:
            if item.contact:
                continue
            question = self.printed(item)
            if blocks and self._joins(blocks[-1], question):
                blocks[-1] = Block("table", (*blocks[-1].questions, question))
            else:
                blocks.append(Block(item.type, (question,)))
        only = self._sentence(boxes.only(self.instrument, section.relevant))
        return Part(section.label[self.tag], only, tuple(blocks))

    def printed(self, item: Item) -> Printed:
        """One item in words."""
        offered = boxes.boxes(self.instrument, item)
        return Printed(
            item=item,
            number=boxes.numbers(self.instrument).get(item.name, 0),
            label=boxes.wording(item, self.kind)[self.tag],
            boxes=offered,
            only=self._sentence(boxes.only(self.instrument, item.relevant)),
            appeal=self._appeal(item, len(offered)),
        )

    def _joins(self, block: Block, question: Printed) -> bool:
        last, item = block.questions[-1].item, question.item
        both = (last, item)
        return (
            all(one.type == "select_one" and not one.consent and one.relevant is None for one in both)
            and last.choice_list == item.choice_list
            and len(question.boxes) in SCALE
        )

    def _sentence(self, conditions: tuple[Only, ...]) -> str:
        return " · ".join(self._condition(one) for one in conditions)

    def _condition(self, one: Only) -> str:
        answers = " / ".join(answer[self.tag] for answer in one.answers)
        return self.words["not_if" if one.is_not else "only_if"].format(answer=answers, number=one.number)

    def _appeal(self, item: Item, count: int) -> str:
        match item.type:
            case "select_multiple":
                return self.words["many"]
            case "rank":
                return self.words["rank"].format(last=count)
            case "date":
                return self.words["date"]
        return ""
