"""The lead's desk has five drawers; in each of them some pages lie."""

from dataclasses import dataclass

from app.errors import N_


@dataclass(frozen=True)
class Drawer:
    """Pages that belong together, by the names of their routes; the first is the one that lies on top."""

    words: str
    pages: tuple[tuple[str, str], ...]  # the name of a route, and what the page is called


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
    ),
    Drawer(
        N_("Calls"),
        (("due_calls", N_("Calls")),),
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
    ),
    Drawer(
        N_("Data"),
        (("exports", N_("Data files")),),
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
    ),
)


def drawer_of(route: str | None) -> Drawer | None:
    """The drawer in which a page lies, by the name of its route; None for pages that are opened from another page."""
    return next((drawer for drawer in DRAWERS if route in dict(drawer.pages)), None)
