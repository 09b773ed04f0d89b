"""How a translation looks on the phone: the screens that show a text, with what the desk says now."""

from dataclasses import dataclass

from sqlmodel import Session

from app import i18n
from app.services import desk, paper
from app.services.paper import Screen

OPEN = "…"
MOST = 12  # screens at once: a list of answers stands under many questions that look alike


@dataclass(frozen=True)
class Shown:
    """Some screens in one language."""

    language: i18n.Language
    screens: list[Screen]


def screens(session: Session, name: str, tag: str, part: str) -> Shown:
    """Those on which a part of the questionnaire stands: an item, an answer list; all for anything else.

    Args:
        session: A snapshot.
        name: The questionnaire.
        tag: The language.
        part: As `Text.part` names it: `item:info_tips`, `choice:agree5`.

    Raises:
        NotFound: No such questionnaire, or not in this language.
    """
    sheet = desk.sheet(session, name, tag)
    made = paper.paper(desk.with_desk(sheet.instrument, [sheet], blank=OPEN)).screens
    kind, _, which = part.partition(":")
    wanted = [one for one in made if _shows(one, kind, which)] or list(made)
    return Shown(sheet.language, wanted[:MOST])


def _shows(screen: Screen, kind: str, which: str) -> bool:
    return {"item": screen.item.name, "choice": screen.item.choice_list, "section": screen.section}.get(kind) == which
