"""A server that can be killed in the middle of anything and started again in no time."""

import base64
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from app.config import Settings
from benchmarks.serving import free_port

PATIENCE = 30.0  # seconds for a slow machine; a start takes a tenth of one
ROOT = Path(__file__).parents[2]


class Nursery:
    """Where servers come from; whoever leaves it leaves none behind."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "server.log"
        self._zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in (self._zygote.stdin, self._zygote.stdout):
            if pipe is not None:
                pipe.close()
        self._zygote.wait(PATIENCE)  # its children die with it

    def server(self, settings: Settings, **order: Any) -> "Server":
        """A server that does not run yet."""
        port = free_port()
        return Server(self, settings.model_copy(update={"port": port, "base_url": f"http://127.0.0.1:{port}"}), order)

    def fork(self, order: dict[str, Any]) -> int:
        """A process that does what is ordered."""
        assert self._zygote.stdin is not None
        assert self._zygote.stdout is not None
        self._zygote.stdin.write(json.dumps(order | {"log": str(self.log)}) + "\n")
        self._zygote.stdin.flush()
        said = self._zygote.stdout.readline()
        if not said:
            raise RuntimeError("the process that servers are made of has ended")
        return int(said)


class Server:
    """Aloud on a port of its own, in a process of its own."""

    def __init__(self, nursery: Nursery, settings: Settings, order: dict[str, Any]) -> None:
        self.settings = settings
        self.port = settings.port
        self.pid = 0
        self._order = order
        self._nursery = nursery
        self._life: int | None = None  # a handle on this very process, whatever number the next one gets

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if self.alive:
            self.kill()

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._life is not None and not select.select([self._life], [], [], 0)[0]

    def start(self) -> None:
        """Begin to serve; returns when somebody could come in."""
        kept = self.settings.model_dump(mode="json", exclude={"contact_keys", "secrets"})
        keys = ",".join(f"{name}:{encoded(key)}" for name, key in self.settings.contact_keys.items())
        chosen = kept | {"contact_keys": keys, "secrets": ",".join(self.settings.secrets)}
        self.pid = self._nursery.fork({"settings": chosen, **self._order})
        self._life = os.pidfd_open(self.pid)
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if not self.alive or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start: {self._nursery.log.read_text()[-2000:]}")
            time.sleep(0.004)

    def kill(self) -> None:
        """The power goes: no goodbye."""
        self.strike()
        self.buried()

    def strike(self) -> None:
        """Kill without waiting."""
        assert self._life is not None
        signal.pidfd_send_signal(self._life, signal.SIGKILL)

    def buried(self) -> None:
        """Wait until it is gone."""
        assert self._life is not None
        if not select.select([self._life], [], [], PATIENCE)[0]:
            raise TimeoutError("the server survived")
        os.close(self._life)
        self._life = None

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


def encoded(key: bytes) -> str:
    """A key as settings take it."""
    return base64.b64encode(key).decode()
