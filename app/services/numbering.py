"""Where typing begins: a number that was typed or scanned, or paper without one, which gets one."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit

from sqlmodel import Session

from app import i18n
from app.clock import local
from app.errors import N_, FieldworkError, NotFound
from app.instrument.schema import Instrument
from app.models import PaperSheet, Person
from app.services import (
    batches,
    comparing,
    entries,
    paper_codes,
    printing,
    releases,
    second_entries,
    slips,
)
from app.services.batches import Place
from app.services.entries import Pile
from app.services.second_entries import Agreement

UNKNOWN_VERSION = N_(
    "The paper says %(name)s, version %(version)s, and this server does not have that version. "
    "It comes from another study, or from a draft that was never published. Ask the lead."
)
CHOOSE = N_("Choose which questionnaire it is, and in which language.")


@dataclass(frozen=True)
class Unnumbered:
    """A questionnaire in a language, as paper without a number can be."""

    key: str
    title: str
    language: i18n.Language


@dataclass(frozen=True)
class Desk:
    """The page where typing begins."""

    pile: Pile
    agreement: Agreement
    options: list[Unnumbered]
    places: list[Place]
    chosen: str = ""  # an option that a scanned code named
    problem: str = ""


def desk(session: Session, *, by: Person, today: date, of: str = "") -> Desk:
    """What waits, and what paper without a number can be; `of` is what a scanned code says."""
    options = [option for instrument in _asked(session) for option in _options(session, instrument)]
    chosen, problem = "", ""
    if of:
        name, _, rest = of.partition(".")
        version, _, tag = rest.partition(".")
        try:
            option = _option(printing.in_language(session, name, version, tag), tag)
            chosen = option.key
            options = [option, *(one for one in options if one != option)]
        except (NotFound, KeyError):
            problem = i18n.gettext(UNKNOWN_VERSION, name=name[:40], version=version[:20])
    return Desk(
        pile=entries.pile(session, by=by),
        agreement=second_entries.agreement(session),
        options=options,
        places=batches.places(session, person=by, today=today),
        chosen=chosen,
        problem=problem,
    )


def find(session: Session, typed: str) -> tuple[str, str]:
    """The address of what a number or a scanned code stands for, and what is wrong with it."""
    link = urlsplit(typed.strip()) if "/" in typed else None
    of = parse_qs(link.query).get("of", [""])[0] if link else ""
    if link and link.path.rstrip("/").endswith("/paper/entry"):
        return f"/paper/entry?of={of}", ""
    try:
        code = paper_codes.read(typed)
        if code.startswith(paper_codes.SLIP):
            return f"/paper/contact/{slips.look(session, code).code}", ""
        return f"/paper/entry/{entries.sheet_of(session, code, of).code}", ""
    except FieldworkError as problem:
        return "", i18n.gettext(problem.msgid, **problem.values)


def number(session: Session, what: str, place: str, *, by: Person, now: datetime) -> PaperSheet:
    """A number for paper that has none.

    Raises:
        FieldworkError: It was not said which questionnaire it is, or that one cannot be given to people.
        NotFound: There is no such class, or it is not hers.
    """
    name, _, rest = what.partition(".")
    version, _, tag = rest.partition(".")
    if not tag:
        raise FieldworkError(CHOOSE)
    instrument = printing.in_language(session, name, version, tag)
    where = batches.chosen(session, place, person=by, today=local(now).date()) if place else None
    [sheet] = batches.make(session, instrument, where, {tag: 1}, by=by, now=now, by_hand=True)
    return sheet


def _asked(session: Session) -> list[Instrument]:
    return [one.instrument for one in printing.shelf(session) if batches.is_in_use(session, one.instrument)]


def _options(session: Session, instrument: Instrument) -> list[Unnumbered]:
    return [_option(instrument, tag) for tag in releases.usable(session, instrument)]


def _option(instrument: Instrument, tag: str) -> Unnumbered:
    title = instrument.title[comparing.language_of(instrument)]
    return Unnumbered(f"{instrument.name}.{instrument.version}.{tag}", title, i18n.language(tag))
