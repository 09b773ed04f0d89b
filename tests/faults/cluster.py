"""A PostgreSQL of a test's own, that can be killed and started again."""

import os
import select
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

from tests.postgres import ACCOUNT, PATIENCE, find_programs, make


class Cluster:
    """A cluster in a folder of its own, on a Unix socket only; durability as it comes (all on)."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="aloud-pg-")
        self.home = Path(self._folder.name)
        self.url = f"postgresql+psycopg://aloud@/postgres?host={self.home}"
        self._programs = find_programs()
        self._server: subprocess.Popen[bytes] | None = None
        make(self._programs, self.home)

    def __enter__(self) -> "Cluster":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self._end(signal.SIGINT)
        self._folder.cleanup()

    def start(self) -> None:
        """Serve; after a crash that means reading the log again first."""
        deadline = time.monotonic() + PATIENCE
        while not self._ready():
            if self._server is None or self._server.poll() is not None:  # what a killed one shared may still be there
                self._server = self._begin()
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {(self.home / 'log').read_text()[-2000:]}")
            time.sleep(0.02)

    def crash(self, how: signal.Signals) -> None:
        """End at once: SIGQUIT is what `pg_ctl stop -m immediate` sends, SIGKILL leaves it no chance to do anything."""
        backends = self._backends()
        self._end(how)
        for one in backends:  # they notice that their head is gone, and end by themselves
            if not select.select([one], [], [], PATIENCE)[0]:
                raise TimeoutError("a backend survived its postmaster")
            os.close(one)

    def _begin(self) -> "subprocess.Popen[bytes]":
        command = [
            f"{self._programs}/postgres",
            *("-D", "data", "-c", "listen_addresses=", "-c", f"unix_socket_directories={self.home}"),
        ]
        with (self.home / "log").open("a") as log:
            return subprocess.Popen(command, cwd=self.home, stdout=log, stderr=log, start_new_session=True, **ACCOUNT)

    def _ready(self) -> bool:
        asked = [f"{self._programs}/pg_isready", "--quiet", f"--host={self.home}"]
        return self._server is not None and subprocess.run(asked, check=False).returncode == 0

    def _end(self, how: signal.Signals) -> None:
        if self._server is not None:
            self._server.send_signal(how)
            self._server.wait(PATIENCE)
            self._server = None

    def _backends(self) -> list[int]:
        assert self._server is not None
        children = Path(f"/proc/{self._server.pid}/task/{self._server.pid}/children").read_text().split()
        return [os.pidfd_open(int(child)) for child in children]
