"""What is to be taken out: chosen by the lead, kept as JSON with every file that was made."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.export.model import Level


class Shape(StrEnum):
    """One row per interview, or one per respondent with a column for every round."""

    LONG = "long"
    WIDE = "wide"


class Names(StrEnum):
    """What columns are called: as in the questionnaire, or as in the published study."""

    OURS = "ours"
    STUDY = "study"


class Wanted(BaseModel):
    """A choice of data. Empty lists mean: all of them.

    What never goes out has no switch: contacts, rehearsals, voided interviews and whoever stopped.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: str = Field("csv", pattern=r"^[a-z-]{2,16}$")
    language: str = Field("en", max_length=35, pattern=r"^[A-Za-z0-9-]+$")
    level: Level = Level.INTERNAL
    shape: Shape = Shape.LONG
    names: Names = Names.OURS
    waves: tuple[str, ...] = Field((), max_length=50)
    roles: tuple[str, ...] = Field((), max_length=10)
    instruments: tuple[str, ...] = Field((), max_length=200)
    paradata: bool = False
    synthetic: bool = True  # invented answers may be in it; False: they are left out
    separator: Literal[",", ";"] = ","
    bom: bool = False

    @property
    def has_paradata(self) -> bool:
        """Whether a second file goes along; never at the public level, where the moments of a talk tell who it was."""
        return self.paradata and self.level is not Level.PUBLIC

    def kept(self) -> str:
        """As it is kept in the database; the same choice is the same text."""
        return self.model_dump_json(exclude_defaults=True)
