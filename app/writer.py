"""One thread that commits whatever waits together.

A durable commit waits for the disk, however little it writes. Thirty phones that save in the same
moment therefore share one commit: each gets its answer only after that commit, so nothing is promised early.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session

Job = Callable[[Session], Any]
MOST_TOGETHER = 64
TRIES = 3  # of a job that met another process doing the same


class Writer:
    """Runs jobs, each given a session, and settles their futures after the commit."""

    def __init__(self, writing: Callable[[], AbstractContextManager[Session]]) -> None:
        self._writing = writing
        self._waiting: queue.SimpleQueue[tuple[Job, Future[Any]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def submit(self, job: Job) -> Future[Any]:
        """Run a job in the next commit; the future holds its result once that commit is on disk."""
        future: Future[Any] = Future()
        with self._starting:  # while it closes we wait, lest the job be put behind its last one
            self._waiting.put((job, future))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
        return future

    def close(self) -> None:
        """Write what waits, then stop."""
        with self._starting:
            if self._thread is not None:
                self._waiting.put(None)
                self._thread.join()
                self._thread = None

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch = [first]
            while len(batch) < MOST_TOGETHER and not self._waiting.empty():
                if (following := self._waiting.get()) is None:
                    self._commit(batch)
                    return
                batch.append(following)
            self._commit(batch)

    def _commit(self, waiting: list[tuple[Job, Future[Any]]]) -> None:
        # Whoever gave up is left out; whoever is begun cannot give up any more, so that every result finds its future.
        batch = [(job, future) for job, future in waiting if future.set_running_or_notify_cancel()]
        try:
            with self._writing() as session:
                results = [job(session) for job, _ in batch]
        except Exception:  # noqa: BLE001 - whose fault it was shows when each is tried alone
            for job, future in batch:
                self._alone(job, future)
        else:
            for (_, future), result in zip(batch, results, strict=True):
                future.set_result(result)

    def _alone(self, job: Job, future: Future[Any]) -> None:
        for last in (*[False] * (TRIES - 1), True):
            try:
                with self._writing() as session:
                    result = job(session)
            except (IntegrityError, OperationalError) as clash:
                if last:
                    future.set_exception(clash)
            except Exception as refusal:  # noqa: BLE001 - it belongs to the one who asked
                future.set_exception(refusal)
                return
            else:
                future.set_result(result)
                return
