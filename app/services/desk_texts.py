"""One text on the translation desk, and the sheet of all of them in one language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from app import i18n
from app.errors import NotFound
from app.instrument.keys import field_of
from app.instrument.schema import Instrument
from app.models import Remark
from app.services.differences import Piece, difference
from app.services.releases import Unit

OPEN, CHANGED, DRAFT, REVIEWED, RELEASED = "open", "changed", "draft", "reviewed", "released"
STATUSES = (OPEN, CHANGED, DRAFT, REVIEWED, RELEASED)


@dataclass
class Text:
    """One text in one language, as the desk has it."""

    key: str
    source: str
    text: str
    status: str
    in_use: str = ""  # what the published questionnaire says
    made_from: str = ""  # the source when it was written, where that has changed
    written_by: str = ""
    reviewed_by: str = ""
    released_by: str = ""
    back: str = ""
    revision: int = 0
    note: str = ""
    warning: str = ""
    earlier: str = ""  # what the desk said before somebody published other words
    remarks: list[Remark] = field(default_factory=list)

    @property
    def unit(self) -> Unit:
        """What a review or a release is about."""
        return Unit(self.key, self.source, self.text, self.written_by)

    @property
    def field(self) -> str:
        """Which of the fields of its part it is."""
        return field_of(self.key)

    @property
    def name(self) -> str:
        """What it belongs to: the item, the choice, the section."""
        return ":".join(self.key.split(":")[1:-1]) or self.key

    @property
    def part(self) -> str:
        """The texts of one part stand together: an item with its hint, the answers of a list."""
        kind, _, rest = self.key.partition(":")
        return kind if kind in ("title", "scale") else f"{kind}:{rest.split(':')[0]}"

    @property
    def is_pending(self) -> bool:
        """Whether the questionnaire says something else than the desk."""
        return self.text != self.in_use

    @property
    def changes(self) -> list[Piece]:
        """How the source differs from the one this was made from."""
        return difference(self.made_from, self.source) if self.status == CHANGED else []


@dataclass
class Sheet:
    """A questionnaire in one language."""

    instrument: Instrument
    language: i18n.Language
    texts: list[Text]
    is_wanted: bool  # not yet one of its languages

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many texts have which status."""
        return {status: sum(text.status == status for text in self.texts) for status in STATUSES}

    @property
    def pending(self) -> list[Text]:
        """What would change if this were published."""
        return [text for text in self.texts if text.text and text.is_pending]

    @property
    def is_complete(self) -> bool:
        """Whether every text is there."""
        return not self.counts[OPEN]

    @property
    def is_released(self) -> bool:
        """Whether two people stand for every text."""
        return self.counts[RELEASED] == len(self.texts)

    def parts(self, status: str = "") -> Iterator[tuple[str, list[Text]]]:
        """The texts that are shown, those of one part together; of a list of answers all, or none."""
        for name, some in by_part(self.texts):
            shown = [text for text in some if not status or text.status == status]
            if shown:
                yield name, some if name.startswith("choice:") else shown

    def of(self, key: str) -> Text:
        """One of them.

        Raises:
            NotFound: There is none under this key, or it is not translated.
        """
        found = [text for text in self.texts if text.key == key]
        if not found:
            raise NotFound
        return found[0]


def by_part(texts: Iterable[Text]) -> list[tuple[str, list[Text]]]:
    """Texts in the order of the questionnaire, by what they belong to."""
    parts: dict[str, list[Text]] = {}
    for text in texts:
        parts.setdefault(text.part, []).append(text)
    return list(parts.items())
