"""What came out, for the lead: per list, broken down, twice the same people, and behind every figure its interviews."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.db import SessionDep
from app.routes.policy import Me
from app.services import results, results_opened, results_pages, results_remarks
from app.services.results_words import decimal, signed
from app.templating import page

router = APIRouter()

Name = Annotated[str, Query(max_length=60)]


@router.get("/results", name="results")
def show_results(request: Request, session: SessionDep, _: Me) -> Response:
    """Every list that was filled in, with its scales; and where everything else stands."""
    return page(request, "results/lists.html", lists=results.overview(session), decimal=decimal)


@router.get("/results/lists/{name}", name="results_instrument")
def show_list(
    request: Request,
    session: SessionDep,
    _: Me,
    name: str,
    wave: Name = "",
    by: Name = "intervention",
    stratum: Name = "",
) -> Response:
    """The answers to a list, its scales, and both part by part."""
    shown = results_pages.of_list(session, name, wave=wave or None, by=by, stratum=stratum)
    return page(request, "results/list.html", shown=shown, decimal=decimal, signed=signed)


@router.get("/results/comparison", name="results_comparison")
def show_comparison(request: Request, session: SessionDep, _: Me, later: Name = "", activity: Name = "") -> Response:
    """The same people at both moments, per activity, and whom the later round leaves out."""
    shown = results_pages.comparison(session, later=later or None, activity=activity)
    return page(request, "results/comparison.html", shown=shown, decimal=decimal, signed=signed)


@router.get("/results/groups", name="results_groups")
def show_groups(request: Request, session: SessionDep, _: Me) -> Response:
    """Parents, pupils and mentors side by side, where they were asked the same."""
    return page(request, "results/groups.html", shown=results_pages.groups(session), decimal=decimal)


@router.get("/results/figure", name="results_figure")
def show_figure(
    request: Request,
    session: SessionDep,
    _: Me,
    name: Annotated[str, Query(alias="list", max_length=60)],
    figure: Name,
    wave: Name = "",
    by: Name = "",
    part: Name = "",
    stratum: Name = "",
) -> Response:
    """What is behind a mean: its rule, its interviews, and which were left out and why."""
    opened = results_opened.of_list(session, name, figure, wave=wave or None, by=by, part=part, stratum=stratum)
    return page(request, "results/figure.html", opened=opened, change=False, decimal=decimal)


@router.get("/results/change", name="results_change")
def show_change(
    request: Request, session: SessionDep, _: Me, figure: Name, later: Name = "", part: Name = ""
) -> Response:
    """The same of a change between two rounds."""
    opened = results_opened.of_change(session, later or None, figure, part=part)
    return page(request, "results/figure.html", opened=opened, change=True, decimal=decimal)


@router.get("/results/remarks", name="results_remarks")
def show_remarks(request: Request, session: SessionDep, _: Me, item: Name = "") -> Response:
    """What people said in their own words."""
    return page(request, "results/remarks.html", shown=results_remarks.page(session, item))
