"""The moment in the head of a file: that of the snapshot, so that the same data give the same bytes.

ReadStat writes the clock of the machine into both kinds of file. In a .sav, `creation_date` and `creation_time` are 17
bytes at 92 (ReadStat, spss/readstat_sav.h); in a .dta, `<timestamp>` is 17 bytes behind a byte with their number
(Stata, "dta file format 118", 5.1.5). Months are in English in both, whatever the machine speaks.
"""

from datetime import UTC, datetime
from pathlib import Path

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
SAV_AT, SAV_SIZE = 92, 17
DTA_MARK = b"<timestamp>\x11"


def stamp_sav(path: Path, moment: datetime) -> None:
    """Write `dd mmm yyhh:mm:ss` where SPSS looks for it."""
    at = moment.astimezone(UTC)
    with path.open("r+b") as file:
        file.seek(SAV_AT)
        file.write(f"{at:%d} {MONTHS[at.month - 1]} {at:%y%H:%M:%S}".encode("ascii"))


def stamp_dta(path: Path, moment: datetime) -> None:
    """Write `dd mmm yyyy hh:mm` where Stata looks for it."""
    at = moment.astimezone(UTC)
    with path.open("r+b") as file:
        head = file.read(2000)
        file.seek(head.index(DTA_MARK) + len(DTA_MARK))
        file.write(f"{at:%d} {MONTHS[at.month - 1]} {at:%Y %H:%M}".encode("ascii"))
