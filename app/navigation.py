"""The lead's desk has five drawers; in each of them some pages lie."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.errors import N_


@dataclass(frozen=True)
class Drawer:
    """Pages that belong together, by the names of their routes; the first is the one that lies on top."""

    words: str
    pages: tuple[tuple[str, str], ...]  # the name of a route, and what the page is called
    behind: tuple[str, ...] = ()  # how the names begin of routes that are opened from these
    rooms: tuple[str, ...] = ()  # how the paths begin of what forms answer with, and of what was not found


DRAWERS = (
    Drawer(
        N_("Progress"),
        (
            ("board", N_("Progress")),
            ("parked", N_("Parked")),
            ("quality", N_("To talk about")),
            ("find_interviews", N_("Interviews")),
            ("missing_context", N_("Missing context")),
            ("attendance", N_("Attendance")),
        ),
        behind=("parked_", "interview_desk", "compare_interviews", "attendance_", "implementation"),
        rooms=("board", "parked", "quality", "interviews", "missing", "attendance", "implementation", "activities"),
    ),
    Drawer(
        N_("Calls"),
        (("due_calls", N_("Calls")),),
        behind=("case", "rota", "forecast", "outcomes", "call_", "dispositions", "follow_links", "withdrawals"),
        rooms=("callbacks",),
    ),
    Drawer(
        N_("Results"),
        (
            ("results", N_("Results")),
            ("results_comparison", N_("First and again")),
            ("results_groups", N_("Side by side")),
            ("results_schools", N_("Schools' own marks")),
            ("results_models", N_("Models")),
            ("results_remarks", N_("Remarks")),
            ("reports", N_("Reports")),
        ),
        behind=("results_", "report_", "school_report", "study_report"),
        rooms=("results", "reports"),
    ),
    Drawer(
        N_("Data"),
        (("exports", N_("Data files")),),
        behind=("export",),
        rooms=("exports", "export"),
    ),
    Drawer(
        N_("Study"),
        (
            ("study", N_("Study")),
            ("schools", N_("Schools")),
            ("team", N_("Team")),
            ("phones", N_("Phones")),
            ("instruments", N_("Questionnaires")),
            ("plan", N_("Plan")),
        ),
        behind=(
            "school",
            "member",
            "planned_",
            "wave",
            "languages",
            "instrument_",
            "translat",
            "recording",
            "preview_plan",
        ),
        rooms=("study", "team", "phones", "instruments", "plan", "waves", "languages", "translations", "recordings"),
    ),
)


def drawer_of(route: str | None, path: str = "") -> Drawer | None:
    """The drawer in which a page lies, or from which it was opened, by the name of its route.

    A form that is refused answers under a route of its own: it lies where its path begins.
    """
    inside = (drawer for drawer in DRAWERS if route in dict(drawer.pages))
    opened = (drawer for drawer in DRAWERS if route and route.startswith(drawer.behind))
    begun = (drawer for drawer in DRAWERS if path.split("/")[1:2] and path.split("/")[1] in drawer.rooms)
    return next(inside, None) or next(opened, None) or next(begun, None)


def page_of(drawer: Drawer, path: str, url_for: Callable[[str], Any]) -> str | None:
    """On or behind which page of a drawer somebody stands; of two that fit, the one further in."""
    at = {url_for(place).path: place for place, _ in drawer.pages}
    return at[max(fits, key=len)] if (fits := [one for one in at if f"{path}/".startswith(f"{one}/")]) else None
