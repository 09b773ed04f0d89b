"""Servers of our own for a measurement: on loopback, on a free port, stopped when it is over."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 20.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(target: str, *, factory: bool = False, health: str = "/healthz", **environment: str) -> Iterator[int]:
    """Run an ASGI application in a process of its own; gives its port."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", target, "--port", str(port), "--log-level", "warning"]
    child = subprocess.Popen(command + ["--factory"] * factory, env={**os.environ, **environment})
    try:
        _wait(f"http://127.0.0.1:{port}{health}", child)
        yield port
    finally:
        child.terminate()
        child.wait(PATIENCE)


def _wait(address: str, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and child.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{address} did not answer")
