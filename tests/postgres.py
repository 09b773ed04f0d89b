"""One throw-away PostgreSQL per test session: made at the first call, gone at exit, reachable by nobody else."""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TypedDict

INSTALLED = Path("/usr/lib/postgresql")  # where Debian keeps what is not on the PATH
PATIENCE = 30  # seconds for a slow disk


class Account(TypedDict, total=False):
    """Who runs a program, in the words of `subprocess`."""

    user: str
    group: str
    extra_groups: list[str]


# PostgreSQL refuses to run as root; Debian's package brings this account.
ACCOUNT: Account = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


@cache
def cluster_url() -> str:
    """Start the session's own cluster and return the URL of its database `postgres`.

    It listens on a Unix socket in a directory of its own, on no network. Durability stays as it comes (fsync on),
    because what we test is that nothing is lost. Calling this again returns the same cluster.

    Raises:
        RuntimeError: PostgreSQL's programs are not on this machine, or refuse to start; says what to do.
    """
    programs = find_programs()
    home = Path(tempfile.mkdtemp(prefix="aloud-pg-"))
    atexit.register(shutil.rmtree, home)
    make(programs, home)
    _serve(programs, home)
    return f"postgresql+psycopg://aloud@/postgres?host={home}"


def make(programs: Path, home: Path) -> None:
    """Make a cluster in the folder `data` of a home, that belongs to whoever runs it.

    Raises:
        RuntimeError: It could not be made; says why.
    """
    if ACCOUNT:
        shutil.chown(home, ACCOUNT["user"], ACCOUNT["group"])
    initdb = [
        f"{programs}/initdb",
        "--pgdata=data",
        "--username=aloud",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
    ]
    made = subprocess.run(initdb, cwd=home, capture_output=True, text=True, check=False, **ACCOUNT)
    if made.returncode:
        raise RuntimeError(f"PostgreSQL could not make a cluster: {made.stderr}")


def find_programs(path: str | None = None, installed: Path = INSTALLED) -> Path:
    """The directory of PostgreSQL's programs: the one on the search path, else the newest installed.

    Args:
        path: A search path instead of this process's own.
        installed: Where versions lie beside each other, each with its `bin`.

    Raises:
        RuntimeError: There is none; says what to install.
    """
    newest_first = sorted(installed.glob("*/bin/initdb"), key=lambda program: -float(program.parts[-3]))
    found = shutil.which("initdb", path=path) or next(map(str, newest_first), None)
    if found is None:
        raise RuntimeError("The tests need PostgreSQL's programs (initdb). On Debian: sudo apt install postgresql")
    return Path(found).resolve().parent


def _serve(programs: Path, home: Path) -> None:
    """Start the server as our own child, so that we stop this one and no other."""
    command = [f"{programs}/postgres", "-D", "data", "-c", "listen_addresses=", "-c", f"unix_socket_directories={home}"]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=home, stdout=log, stderr=log, start_new_session=True, **ACCOUNT)
    atexit.register(_stop, server)
    deadline = time.monotonic() + PATIENCE
    ready = [f"{programs}/pg_isready", "--quiet", f"--host={home}"]
    while subprocess.run(ready, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start: {(home / 'log').read_text()}")
        time.sleep(0.02)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # PostgreSQL's "fast": ends sessions, then itself
    server.wait(PATIENCE)
