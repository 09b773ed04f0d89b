"""Which formats a file can have. The writers are loaded where the file is made, never in the process that serves."""

import importlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from app.errors import N_, FieldworkError
from app.export.model import Dataset


class Writer(Protocol):
    """Writes a data set; gives what whoever opens the file should know. A package takes more along."""

    def __call__(self, dataset: Dataset, path: Path, **more: Any) -> list[str]: ...  # noqa: D102


@dataclass(frozen=True)
class Format:
    """A kind of file: how it ends, who writes it, and whether that needs `aloud[analysis]`."""

    key: str
    ending: str
    words: str
    module: str
    function: str = "write"
    needs: str = ""  # a package of the extra
    media: str = "application/octet-stream"
    is_package: bool = False  # takes what goes along into the same file

    @property
    def is_here(self) -> bool:
        """Whether it can be written on this machine; nothing is loaded to find out."""
        return find_spec(self.module) is not None and (not self.needs or find_spec(self.needs) is not None)

    def writer(self) -> Writer:
        """What writes it; loads what that needs."""
        found: Writer = getattr(importlib.import_module(self.module), self.function)
        return found


FORMATS = {
    one.key: one
    for one in (
        Format(
            "zip",
            "zip",
            N_("Everything in one package (ZIP)"),
            "app.export.package",
            media="application/zip",
            is_package=True,
        ),
        Format("sav", "sav", N_("SPSS (.sav)"), "app.export.spss", needs="pyreadstat"),
        Format("dta", "dta", N_("Stata (.dta)"), "app.export.stata", needs="pyreadstat"),
        Format("xlsx", "xlsx", N_("Excel (.xlsx)"), "app.export.xlsx"),
        Format("csv", "csv", N_("CSV for programs"), "app.export.csv", media="text/csv; charset=utf-8"),
        Format("csv-sheet", "csv", N_("CSV for a spreadsheet"), "app.export.csv", "write_for_people", media="text/csv"),
    )
}


class NoSuchFormat(FieldworkError):
    """A format that nobody knows, or that needs what is not installed here."""

    status = 422
    sentence = N_("“%(format)s” cannot be written here. What can be: %(known)s.")


class NeedsAnalysis(FieldworkError):
    """A format for which the extra packages are not installed on this server."""

    status = 422
    sentence = N_(
        "%(format)s needs packages that this server does not have. Install aloud[analysis], or choose another format."
    )


def known() -> list[Format]:
    """Every format that has a writer, also those that need what is not installed."""
    return [one for one in FORMATS.values() if find_spec(one.module) is not None]


def chosen(key: str) -> Format:
    """The format of this name.

    Raises:
        NoSuchFormat: Nobody writes it.
        NeedsAnalysis: Its packages are not installed.
    """
    found = FORMATS.get(key)
    if found is None or find_spec(found.module) is None:
        raise NoSuchFormat(format=key, known=", ".join(one.key for one in known() if one.is_here))
    if not found.is_here:
        raise NeedsAnalysis(format=found.ending)
    return found
