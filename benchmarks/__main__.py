"""`make bench`: the figures of this machine, and which machine it is."""

import os
import platform
from pathlib import Path

from app.db import sqlite_module
from benchmarks import desk, exports, instruments, pages, paper, recordings, saves
from benchmarks.browser import chromium

CPUINFO = Path("/proc/cpuinfo")


def processor() -> str:
    """The name that the processor gives itself."""
    lines = CPUINFO.read_text().splitlines() if CPUINFO.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def machine() -> str:
    """What a figure must not be told without."""
    with chromium() as browser:
        version = browser.version
    return (
        f"{os.cpu_count()} cores of {processor()}, {platform.system()}\n"
        f"Python {platform.python_version()}, SQLite {sqlite_module().sqlite_version}, Chromium {version}\n"
    )


def main() -> None:
    """Everything in turn, never at once."""
    print(machine())
    print("Saving")
    saves.main()
    print("\nReading aloud")
    pages.main()
    print("\nRecordings")
    recordings.main()
    print("\nLarge questionnaires")
    instruments.main()
    print("\nPaper")
    paper.main()
    print("\nPages in a large study")
    desk.main()
    print("\nData files")
    exports.main()


if __name__ == "__main__":
    main()
