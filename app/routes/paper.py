"""Paper: questionnaires for a pen and show cards, as PDF or as a page that a browser prints."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.db import SessionDep
from app.errors import NotFound
from app.instrument.schema import Instrument
from app.routes.policy import Me
from app.services import instruments, pdfs, printing, sheets
from app.services.pdfs import Copy, Stamp
from app.services.printing import EVERY
from app.templating import page, render

router = APIRouter()


def as_pdf(pages: list[str], copies: list[Copy], name: str, *, two_sided: bool = False) -> Response:
    """A PDF that opens in the browser."""
    headers = {"content-disposition": f'inline; filename="{name}.pdf"', "cache-control": "no-store"}
    return Response(pdfs.write(pages, copies, two_sided=two_sided), media_type="application/pdf", headers=headers)


@router.get("/paper", name="paper_shelf")
def paper_shelf(request: Request, session: SessionDep, _: Me) -> Response:
    """Every questionnaire that can be printed."""
    return page(request, "paper/shelf.html", shelf=printing.shelf(session))


@router.get("/paper/{name}", name="paper")
def paper(request: Request, session: SessionDep, _: Me, name: str) -> Response:
    """One of them: in which language, as sheets or as cards."""
    shown = printing.printable(session, instruments.newest(session, name))
    return page(request, "paper/one.html", shown=shown, can_print=pdfs.ready(), every=EVERY)


@router.get("/paper/{name}/{version}/{language}.pdf", name="paper_pdf")
def paper_pdf(request: Request, session: SessionDep, _: Me, name: str, version: str, language: str) -> Response:
    """The questionnaire without a number, to be copied; it gets one when it is entered."""
    instrument = printing.in_language(session, name, version, language)
    form = sheets.form(instrument, language)
    stamp = Stamp(_address(request, instrument, language), (name[:17], f"{version} {language}"[:17]))
    shown = {"form": form, "context": [printing.study_name(session)], "draft": _is_draft(session, instrument, language)}
    mirrored = form.language.dir == "rtl"
    pages = [render(request, "paper/sheet.html", context={**shown, "linked": False, "stamps": ""})]
    if form.slip:
        pages.append(render(request, "paper/slip.html", context={"form": form, "linked": False, "stamps": ""}))
    copies = [Copy(0, stamp, mirrored=mirrored), *(Copy(at) for at in range(1, len(pages)))]
    return as_pdf(pages, copies, f"{name}-{language}")


@router.get("/paper/{name}/{version}/{language}.html", name="paper_page")
def paper_page(request: Request, session: SessionDep, _: Me, name: str, version: str, language: str) -> Response:
    """The same, printed by the browser."""
    instrument = printing.in_language(session, name, version, language)
    return page(
        request,
        "paper/sheet.html",
        form=sheets.form(instrument, language),
        context=[printing.study_name(session)],
        draft=_is_draft(session, instrument, language),
        linked=True,
        stamps=pdfs.qr_image(_address(request, instrument, language)),
        code=f"{name} {version} {language}",
    )


@router.get("/paper/{name}/{version}/cards/{language}.pdf", name="cards_pdf")
def cards_pdf(request: Request, session: SessionDep, _: Me, name: str, version: str, language: str) -> Response:
    """Show cards, A5, one per list of answers."""
    return as_pdf([_cards(request, session, name, version, language, linked=False)], [Copy(0)], f"{name}-{language}-a5")


@router.get("/paper/{name}/{version}/cards/{language}.html", name="cards_page")
def cards_page(request: Request, session: SessionDep, _: Me, name: str, version: str, language: str) -> Response:
    """The same, printed by the browser."""
    html = _cards(request, session, name, version, language, linked=True)
    return Response(html, media_type="text/html; charset=utf-8", headers={"cache-control": "no-store"})


def _cards(request: Request, session: SessionDep, name: str, version: str, language: str, *, linked: bool) -> str:
    instrument = printing.in_language(session, name, version, language)
    cards = sheets.cards(instrument, instrument.languages if language == EVERY else (language,))
    if not cards:
        raise NotFound
    return render(request, "paper/cards.html", context={"cards": cards, "title": name, "linked": linked})


def _is_draft(session: SessionDep, instrument: Instrument, language: str) -> bool:
    return language not in printing.usable(session, instrument)


def _address(request: Request, instrument: Instrument, language: str) -> str:
    """What a scanner reads from a sheet without a number: where to enter it, and what it is."""
    base = request.app.state.settings.base_url
    return f"{base}/paper/entry?of={instrument.name}.{instrument.version}.{language}"
