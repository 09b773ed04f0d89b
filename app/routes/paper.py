"""Paper: questionnaires for a pen and show cards, as PDF or as a page that a browser prints."""

from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.db import RowId, SessionDep
from app.errors import NotFound
from app.instrument.schema import Instrument
from app.models import PaperSheet
from app.routes.policy import ClockDep, Me
from app.services import batches, instruments, paper_codes, pdfs, printing, releases, sheets
from app.services.pdfs import Copy, Stamp
from app.services.printing import EVERY
from app.services.sheets import PaperForm
from app.templating import page, render

router = APIRouter()


def as_pdf(pages: list[str], copies: list[Copy], name: str, *, two_sided: bool = False) -> Response:
    """A PDF that opens in the browser."""
    headers = {"content-disposition": f'inline; filename="{name}.pdf"', "cache-control": "no-store"}
    return Response(pdfs.write(pages, copies, two_sided=two_sided), media_type="application/pdf", headers=headers)


@router.get("/paper", name="paper_shelf")
def paper_shelf(request: Request, session: SessionDep, _: Me, activity: RowId | None = None) -> Response:
    """Every questionnaire that can be printed."""
    return page(request, "paper/shelf.html", shelf=printing.shelf(session), activity=activity)


@router.get("/paper/{name}", name="paper")
def paper(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    name: str,
    activity: RowId | None = None,
    made: UUID | None = None,
) -> Response:
    """One of them: in which language, with numbers or without, as sheets or as cards."""
    instrument = instruments.newest(session, name)
    return page(
        request,
        "paper/one.html",
        shown=printing.printable(session, instrument),
        can_print=pdfs.ready(),
        every=EVERY,
        is_asked=batches.is_in_use(session, instrument),
        places=batches.places(session, person=me, today=clock.today(), activity=activity),
        activity=activity,
        batches=batches.made(session, name, person=me),
        fresh=made,
        most=batches.MOST,
    )


@router.post("/paper/{name}/sheets", name="make_sheets")
def make_sheets(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    name: str,
    place: str = Form("", max_length=40),
    language: list[str] = Form([]),
    copies: list[str] = Form([]),
) -> Response:
    """Numbers for so many sheets; then they can be printed."""
    instrument = instruments.newest(session, name)
    where = batches.chosen(session, place, person=me, today=clock.today()) if place else None
    made = batches.make(session, instrument, where, batches.counted(language, copies), by=me, now=clock.now())
    return RedirectResponse(f"{request.url_for('paper', name=name).path}?made={made[0].batch}", 303)


@router.get("/paper/batches/{batch}.pdf", name="batch_pdf")
def batch_pdf(request: Request, session: SessionDep, _: Me, batch: UUID, sides: int = 1) -> Response:
    """All sheets of a batch, each with its number, and for each a page for name and number."""
    printed = _Batch(request, session, batch)
    pages, first = printed.pages(request)
    copies: list[Copy] = []
    for sheet in printed.sheets:
        form, at = printed.forms[sheet.language], first[sheet.language]
        stamps = (printed.stamp(sheet.code, sheet), printed.stamp(sheet.slip, None))
        parts = range(len(_kinds(form)))
        copies += [Copy(at + part, stamps[part], mirrored=form.language.dir == "rtl") for part in parts]
    return as_pdf(pages, copies, f"{printed.instrument.name}-{len(printed.sheets)}", two_sided=sides == 2)


@router.get("/paper/batches/{batch}.html", name="batch_page")
def batch_page(request: Request, session: SessionDep, _: Me, batch: UUID) -> Response:
    """The same, printed by the browser: the code is on the first page of each sheet."""
    printed = _Batch(request, session, batch)
    shown = [
        {
            "form": printed.forms[one.language],
            "code": one.code,
            "slip": one.slip,
            "qr": pdfs.qr_image(printed.stamp(one.code, one).link),
            "slip_qr": pdfs.qr_image(printed.stamp(one.slip, None).link),
        }
        for one in printed.sheets
    ]
    return page(request, "paper/batch.html", sheets=shown, context=printed.context, linked=True)


class _Batch:
    """A batch with one page for each of its languages, and one for names."""

    def __init__(self, request: Request, session: SessionDep, batch: UUID) -> None:
        self.base = request.app.state.settings.base_url
        self.sheets = batches.of(session, batch)
        self.instrument = printing.of_sheet(session, self.sheets[0])
        place = batches.place_of(session, self.sheets[0].activity_id, self.sheets[0].group_id)
        kind = place.intervention.kind if place else ""
        self.context = [printing.study_name(session), *(place.context if place else [])]
        self.contexts = {one.language: batches.context(session, one, self.instrument) for one in self.sheets}
        self.forms = {tag: sheets.form(self.instrument, tag, kind) for tag in self.contexts}

    def pages(self, request: Request) -> tuple[list[str], dict[str, int]]:
        """What is laid out once, and where the pages of each language begin."""
        pages: list[str] = []
        first: dict[str, int] = {}
        for tag, form in self.forms.items():
            first[tag] = len(pages)
            shown = {"form": form, "context": self.context, "draft": False, "linked": False, "stamps": "", "code": ""}
            pages += [render(request, f"paper/{name}.html", context=shown) for name in _kinds(form)]
        return pages, first

    def stamp(self, code: str, sheet: PaperSheet | None) -> Stamp:
        """The code of one sheet, or of its page for name and number, which says nothing else."""
        return Stamp(paper_codes.link(self.base, code, self.contexts[sheet.language] if sheet else ""), (code,))


@router.get("/paper/{name}/{version}/{language}.pdf", name="paper_pdf")
def paper_pdf(request: Request, session: SessionDep, _: Me, name: str, version: str, language: str) -> Response:
    """The questionnaire without a number, to be copied; it gets one when it is entered."""
    instrument = printing.in_language(session, name, version, language)
    form = sheets.form(instrument, language)
    stamp = Stamp(_address(request, instrument, language), (name[:17], f"{version} {language}"[:17]))
    shown = {"form": form, "context": [printing.study_name(session)], "draft": _is_draft(session, instrument, language)}
    mirrored = form.language.dir == "rtl"
    shown |= {"linked": False, "stamps": "", "code": ""}
    pages = [render(request, f"paper/{kind}.html", context=shown) for kind in _kinds(form)]
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


def _kinds(form: PaperForm) -> tuple[str, ...]:
    """The pages of a questionnaire: answers, and name and number where those are asked."""
    return ("sheet", "slip") if form.slip else ("sheet",)


def _is_draft(session: SessionDep, instrument: Instrument, language: str) -> bool:
    return not releases.can_be_used(session, instrument, language)


def _address(request: Request, instrument: Instrument, language: str) -> str:
    """What a scanner reads from a sheet without a number: where to enter it, and what it is."""
    base = request.app.state.settings.base_url
    return f"{base}/paper/entry?of={instrument.name}.{instrument.version}.{language}"
