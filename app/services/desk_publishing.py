"""From the desk into the questionnaire: a new version with the translated words; running interviews keep theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from app.errors import N_, FieldworkError, NotAllowed
from app.instrument.retelling import faults, retold
from app.instrument.schema import Instrument
from app.models import Translation, WantedLanguage
from app.services import audit, desk, instruments, releases
from app.services.desk_texts import RELEASED, Sheet, Text
from app.services.translators import Worker


class NothingToPublish(FieldworkError):
    """The questionnaire says all of it already."""

    status = 409
    sentence = N_("There is nothing new to publish.")


class CannotBePublished(FieldworkError):
    """The checks of a questionnaire say no; nothing was published."""

    status = 422
    sentence = N_("Nothing was published, because the questionnaire would not be right: %(why)s")


@dataclass(frozen=True)
class Proposal:
    """What publishing would do in one language."""

    sheet: Sheet
    changes: list[Text]
    open: int  # texts without words; with any of them the language stays on the desk
    waiting: int  # texts that two people do not stand for yet

    @property
    def goes(self) -> bool:
        """Whether it goes along."""
        return bool(self.changes) and not self.open


def proposals(session: Session, name: str) -> list[Proposal]:
    """What differs between the desk and the questionnaire in use, by language."""
    instrument = instruments.newest(session, name)
    made = []
    for sheet in desk.overview(session, instrument):
        if sheet.pending:
            waiting = len(sheet.texts) - sheet.counts[RELEASED]
            made.append(Proposal(sheet, sheet.pending, sum(not text.text for text in sheet.texts), waiting))
    return made


def publish(session: Session, name: str, *, by: Worker, now: datetime) -> Instrument:
    """Publish what is complete on the desk as a new version.

    Raises:
        NotAllowed: Only the lead does that.
        NothingToPublish: No language has anything new that is complete.
        CannotBePublished: The words would make the questionnaire wrong; says which and why.
    """
    if by.person is None:
        raise NotAllowed
    going = [one.sheet for one in proposals(session, name) if one.goes]
    if not going:
        raise NothingToPublish
    before = instruments.newest(session, name)
    after = _made(before, going)
    if wrong := faults(after):
        (key, tag), sentence = next(iter(wrong.items()))
        raise CannotBePublished(why=" ".join(filter(None, (f"[{key} {tag}]" if key else "", sentence))))
    for sheet in going:
        _stand_for_the_rest(session, before, sheet, now)
    instruments.publish(session, after, now=now)
    _settle(session, name, going)
    audit.record(session, "translations.publish", by=by.person, now=now, thing=f"{name} {after.version}")
    return after


def _made(before: Instrument, going: Sequence[Sheet]) -> Instrument:
    said: dict[str, dict[str, str]] = {}
    tags = [sheet.language.tag for sheet in going]
    for sheet in going:
        for text in sheet.texts:
            said.setdefault(text.key, {})[sheet.language.tag] = text.text
    return retold(before, said, languages=[*before.languages, *tags], drafts=[*before.drafts, *tags])


def _stand_for_the_rest(session: Session, before: Instrument, sheet: Sheet, now: datetime) -> None:
    """A language that the file vouched for becomes one of the desk; what stays the same keeps its standing."""
    tag = sheet.language.tag
    if sheet.is_wanted or tag in before.drafts:
        return
    same = [text.unit for text in sheet.texts if not text.is_pending]
    releases.vouch(session, before.name, tag, same, source=before.source, now=now)


def _settle(session: Session, name: str, going: Sequence[Sheet]) -> None:
    """What was published is in use now; the desk keeps who wrote it and what it says back."""
    for sheet in going:
        tag = sheet.language.tag
        for row in session.exec(select(Translation).where(Translation.instrument == name, Translation.language == tag)):
            row.base = next((text.text for text in sheet.texts if text.key == row.key), row.base)
        wanted = delete(WantedLanguage)
        session.exec(wanted.where(col(WantedLanguage.instrument) == name, col(WantedLanguage.language) == tag))
    session.flush()
