"""Our number, for everybody: is this call real, save it, the day in a calendar; and cards to hand out."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app import card_words, i18n
from app.db import SessionDep
from app.errors import NotFound
from app.routes.paper import as_pdf
from app.routes.policy import ClockDep, Me
from app.services import cards, pdfs, qr
from app.services.pdfs import Copy
from app.templating import page, render

router = APIRouter()
ON_A_SHEET = 8  # cards of A7 on a sheet of A4


def address(request: Request, language: str, on: str = "") -> str:
    """Where a parent reads whether a call is real; as the world knows this server."""
    path = request.url_for("card", language=language).path
    return f"{request.app.state.settings.base_url.rstrip('/')}{path}" + (f"?{urlencode({'on': on})}" if on else "")


def known(language: str) -> str:
    """A language in which the card has words.

    Raises:
        NotFound: It has none.
    """
    if language not in card_words.by_language():
        raise NotFound
    return language


def speak(request: Request, language: str) -> None:
    """To a parent, in her language, also when something is refused.

    Raises:
        NotFound: The card has no words in it.
    """
    request.state.speaks = known(language)
    i18n.speak_alone(language)


@router.get("/card/{language}", name="card")
def card(request: Request, session: SessionDep, clock: ClockDep, language: str, on: str = "") -> Response:
    """Is this call real? Who we are, with which number, when, what we never ask, and how to stop."""
    speak(request, language)
    day = cards.on_day(on, today=clock.today())
    held = cards.line(session)
    return page(
        request,
        "card/page.html",
        language=language,
        words=card_words.words(language),
        tongues=list(card_words.by_language()),
        line=held,
        month=card_words.month(language, day) if day else "",
        on=on,
    )


@router.get("/card/{language}/number.vcf", name="card_number")
def card_number(request: Request, session: SessionDep, language: str) -> Response:
    """Our number, for the list of contacts of a telephone."""
    speak(request, language)
    made = cards.vcard(cards.needed(session), address(request, language))
    headers = {"content-disposition": 'attachment; filename="number.vcf"', "cache-control": "no-store"}
    return Response(made, media_type="text/vcard; charset=utf-8", headers=headers)


@router.get("/card/{language}/call.ics", name="card_day")
def card_day(request: Request, session: SessionDep, clock: ClockDep, language: str, on: str = "") -> Response:
    """The day from which on we call, for a calendar; without a day in the address back to the page."""
    speak(request, language)
    day = cards.on_day(on, today=clock.today())
    if day is None:
        return RedirectResponse(request.url_for("card", language=language).path, 303)
    held = cards.needed(session)
    made = cards.calendar(held, day, language, address(request, language, on), now=clock.now())
    headers = {"content-disposition": 'attachment; filename="call.ics"', "cache-control": "no-store"}
    return Response(made, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/cards", name="number_cards")
def number_cards(request: Request, session: SessionDep, _: Me) -> Response:
    """Cards with our number, to print in every language."""
    held = cards.line(session)
    tongues = [i18n.language(tag) for tag in card_words.by_language()]
    return page(request, "card/shelf.html", line=held, tongues=tongues, can_print=pdfs.ready())


@router.get("/cards/{language}.pdf", name="number_cards_pdf")
def number_cards_pdf(request: Request, session: SessionDep, _: Me, language: str) -> Response:
    """A sheet of them."""
    return as_pdf([_sheet(request, session, known(language))], [Copy(0)], f"cards-{language}")


@router.get("/cards/{language}.html", name="number_cards_page")
def number_cards_page(request: Request, session: SessionDep, _: Me, language: str) -> Response:
    """The same, printed by the browser."""
    return Response(_sheet(request, session, known(language), linked=True), media_type="text/html; charset=utf-8")


def _sheet(request: Request, session: SessionDep, language: str, *, linked: bool = False) -> str:
    held = cards.needed(session)
    where = address(request, language)
    shown = {
        "language": i18n.language(language),
        "words": card_words.words(language),
        "line": held,
        "address": where.partition("://")[2],
        "code": qr.drawing(cards.vcard(held, where)),
        "count": ON_A_SHEET,
        "linked": linked,
    }
    return render(request, "card/sheet.html", context=shown)
