"""What the lead can choose from when she takes data out."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.errors import N_
from app.export.model import Level
from app.export.wanted import Shape
from app.models import Interview, Wave
from app.services import export_formats, waves
from app.services.export_formats import Format

LEVELS = {
    Level.INTERNAL: (N_("For ourselves"), N_("Everything that was answered, open texts too.")),
    Level.RESTRICTED: (
        N_("For researchers with an agreement"),
        N_("Without open texts and interviewers; days are given to the month."),
    ),
    Level.PUBLIC: (
        N_("For everybody"),
        N_("Nobody can be recognised: at least five people share whatever others may know of somebody."),
    ),
}
SHAPES = {
    Shape.LONG: N_("One row per interview"),
    Shape.WIDE: N_("One row per respondent, a column per round"),
}
ROLES = {"parent": N_("Parents"), "pupil": N_("Pupils"), "mentor": N_("Mentors"), "observer": N_("Observers")}


@dataclass(frozen=True)
class Choices:
    """What there is in this study."""

    formats: list[Format]
    waves: list[str]
    roles: Mapping[str, str]
    languages: list[str]
    has_synthetic: bool


def choices(session: Session) -> Choices:
    """The rounds, roles and languages of the lists in use, and the formats that can be written here."""
    rows = session.exec(select(Wave).order_by(col(Wave.name), col(Wave.id))).all()
    languages = [tag for one in waves.in_use(session) for tag in one.instrument.languages]
    return Choices(
        formats=export_formats.known(),
        waves=list(dict.fromkeys(row.name for row in rows)),
        roles={role: words for role, words in ROLES.items() if any(row.role == role for row in rows)},
        languages=list(dict.fromkeys(["en", *languages])),
        has_synthetic=session.exec(select(Interview.id).where(col(Interview.synthetic)).limit(1)).first() is not None,
    )
