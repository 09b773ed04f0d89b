"""A process that has read all of Aloud and turns into a server at once: `python -m tests.faults.zygote`.

Each line that it is told is an order; it answers with the process that it forked for it. That child is the real
server and can be killed as one. Nothing runs here besides, so forking is safe.
"""

import ctypes
import gc
import json
import os
import signal
import sys
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import uvicorn

from app.config import Settings
from app.errors import FieldworkError
from app.instrument.load import load
from app.main import create_app
from app.services import instruments
from app.writer import Job, Writer

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def warm() -> None:
    """Read the questionnaires once, here, instead of in every child."""
    for file in instruments.SHIPPED.glob("*.yaml"):
        instruments._parsed(json.dumps(load(file).document(), ensure_ascii=False))


class Hasty(Writer):
    """What must be found out: it says that all is safe, and only then commits."""

    def _commit(self, waiting: list[tuple[Job, Future[Any]]]) -> None:
        with self._writing() as session:
            for job, future in waiting:
                try:
                    future.set_result(job(session))
                except FieldworkError as refusal:
                    future.set_exception(refusal)
            time.sleep(0.1)


def serve(order: dict[str, Any]) -> None:
    """Be the server, until somebody ends it."""
    app = create_app(Settings.model_validate(order["settings"]))
    if pragma := order.get("pragma"):
        sa.event.listen(app.state.database.engine, "connect", lambda held, _: held.execute(f"PRAGMA {pragma}"))
    if order.get("hasty"):
        app.state.database.writer = Hasty(app.state.database.writing)
    config = uvicorn.Config(app, port=app.state.settings.port, log_level="critical", ws="none", backlog=512)
    uvicorn.Server(config).run()


def fork(order: dict[str, Any]) -> int:
    """Turn a copy of this process into a server; gives its number."""
    if child := os.fork():
        return child
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    try:
        serve(order)
    finally:
        os._exit(1)


def main() -> None:
    """Take orders until nobody gives any more."""
    sys.path.insert(0, str(Path.cwd()))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    warm()
    gc.freeze()
    for line in sys.stdin:
        print(fork(json.loads(line)), flush=True)  # noqa: T201 - whoever ordered reads it


if __name__ == "__main__":
    main()
