"""Reports: one for each school in its own language, all of them at once, and one of the whole study."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from markupsafe import Markup

from app import i18n
from app.db import RowId, SessionDep
from app.models import Site
from app.pictures import svg
from app.pictures.marks import Picture
from app.routes.policy import ClockDep, Me
from app.services import audit, pdfs, reports, reports_files, reports_material, reports_study
from app.services.reports_material import Material
from app.templating import page, render

router = APIRouter()
Quotes = Annotated[Sequence[str], Query()]  # keys of remarks that somebody read and chose
ACROSS = 156  # millimetres, of a picture on A4


@router.get("/reports", name="reports")
def show_reports(request: Request, session: SessionDep, _: Me) -> Response:
    """All reports that can be made."""
    sites = [(site, i18n.language(_spoken(site))) for site in reports_material.of_sites(session)]
    return page(request, "reports/all.html", sites=sites, can_print=pdfs.ready())


@router.post("/reports/schools.zip", name="school_reports_zip")
def school_reports_zip(request: Request, session: SessionDep, clock: ClockDep, me: Me) -> Response:
    """The reports of all schools as PDF, each as soon as it is laid out."""
    audit.record(session, "export.download", by=me, now=clock.now(), thing="school-reports.zip")
    material = reports_material.material(session, now=clock.now())
    pages = {f"{_file(site)}.pdf": _printed(request, _school(request, material, site), site) for site in material.sites}
    headers = {
        "content-disposition": f'attachment; filename="aloud-{clock.today():%Y-%m-%d}-reports.zip"',
        "cache-control": "no-store",
    }
    return StreamingResponse(reports_files.packed(pages), media_type="application/zip", headers=headers)


@router.get("/reports/schools/{site_id}.pdf", name="school_report_pdf")
def school_report_pdf(request: Request, session: SessionDep, clock: ClockDep, _: Me, site_id: RowId) -> Response:
    """The report of one school, for its leader."""
    material = reports_material.material(session, now=clock.now())
    site = reports_material.site(material.sites, site_id)
    return _as_pdf(_printed(request, _school(request, material, site), site), _file(site))


@router.get("/reports/schools/{site_id}", name="school_report")
def school_report(request: Request, session: SessionDep, clock: ClockDep, _: Me, site_id: RowId) -> Response:
    """The same on the screen, to be read before it is sent."""
    material = reports_material.material(session, now=clock.now())
    site = reports_material.site(material.sites, site_id)
    content = _school(request, material, site, f"site={site.id}&")
    language = i18n.language(_spoken(site))
    pdf = request.url_for("school_report_pdf", site_id=site.id).path
    return page(request, "reports/shown.html", content=content, language=language, title=site.code, pdf=pdf)


@router.get("/reports/study.pdf", name="study_report_pdf")
def study_report_pdf(request: Request, session: SessionDep, clock: ClockDep, _: Me, quote: Quotes = ()) -> Response:
    """The report of the study as it is now, with the remarks that were chosen for it."""
    material = reports_material.material(session, now=clock.now())
    shown = render(
        request,
        "reports/printed.html",
        context={
            "content": _study(request, session, material, quote),
            "language": i18n.language(i18n.current()),
            "title": material.study.name,
        },
    )
    return _as_pdf(shown, "study-report")


@router.get("/reports/study", name="study_report")
def study_report(request: Request, session: SessionDep, clock: ClockDep, _: Me, quote: Quotes = ()) -> Response:
    """The same on the screen."""
    material = reports_material.material(session, now=clock.now())
    content = _study(request, session, material, quote, "study?")
    language = i18n.language(i18n.current())
    pdf = f"{request.url_for('study_report_pdf').path}?{urlencode([('quote', key) for key in quote])}".rstrip("?")
    return page(request, "reports/shown.html", content=content, language=language, title=material.study.name, pdf=pdf)


def _spoken(site: Site) -> str:
    """The school's language, as far as our words go."""
    return site.language if site.language in i18n.INTERFACE else i18n.FIRST


def _file(site: Site) -> str:
    kept = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in site.code)
    return f"report-{kept}"


def _school(request: Request, material: Material, site: Site, asked: str = "") -> Markup:
    """What stands in the report, in the school's language; with links to its pictures when `asked`."""
    with i18n.speaking(_spoken(site)):
        report = reports.of_school(material, site)
        return _content(request, "reports/school.html", report, f"school?{asked}" if asked else "")


def _study(request: Request, session: SessionDep, material: Material, quotes: Sequence[str], chart: str = "") -> Markup:
    report = reports_study.of_study(session, material, quotes)
    return _content(request, "reports/study.html", report, chart)


def _content(request: Request, template: str, report: Any, chart: str) -> Markup:
    context = {"report": report, "bare": _bare, "chart": chart, "columns": reports_study.columns()}
    return Markup(render(request, template, context=context))  # noqa: S704 - a template of ours, escaped there


def _bare(picture: Picture) -> Markup:
    return Markup(svg.on_paper(picture, ACROSS))  # noqa: S704 - written by a maker of XML


def _printed(request: Request, content: Markup, site: Site) -> str:
    language = i18n.language(_spoken(site))
    return render(
        request, "reports/printed.html", context={"content": content, "language": language, "title": site.code}
    )


def _as_pdf(shown: str, name: str) -> Response:
    headers = {"content-disposition": f'inline; filename="{name}.pdf"', "cache-control": "no-store"}
    return Response(reports_files.pdf(shown), media_type="application/pdf", headers=headers)
