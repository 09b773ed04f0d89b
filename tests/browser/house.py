"""The real server, for a real browser: it can be stopped in the middle of an evening and started again."""

import asyncio
import os
import threading
import time
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from app.config import Settings
from app.db import Database
from app.main import create_app
from app.models import Person
from app.security.tokens import CookieSigner
from app.services import people
from benchmarks.serving import free_port
from tests.conftest import TestClock

PATIENCE = 20  # seconds for a slow machine
SLOW = float(os.environ.get("SLOW", "0"))  # seconds before every reply: `SLOW=0.4 make test` finds impatient tests


def slowly(app: ASGIApp) -> ASGIApp:
    """The same server on a machine that has other things to do."""

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await asyncio.sleep(SLOW)
        await app(scope, receive, send)

    return late if SLOW else app


class House:
    """Aloud on a port of this machine, in a thread, with a clock that the test sets."""

    def __init__(self, settings: Settings, clock: TestClock) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.settings = settings.model_copy(update={"port": self.port, "base_url": self.address})
        self.clock = clock
        self.database = Database(settings.database_url)  # the test's own view
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def move(self, address: str) -> None:
        """Stand behind something that browsers know by this address; takes effect at the next `start`."""
        self.address = address
        self.settings = self.settings.model_copy(update={"base_url": address})

    def start(self) -> None:
        """Open the doors; returns when somebody can come in."""
        self.app = create_app(self.settings, clock=self.clock)
        config = uvicorn.Config(
            slowly(self.app),
            port=self.port,
            log_level="critical",
            ws="none",
            timeout_graceful_shutdown=PATIENCE,  # whoever is answered late is not left open
            timeout_keep_alive=60,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="house", daemon=True)
        self._thread.start()
        self.until(lambda: self._server is not None and self._server.started)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds on the server's side."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline or self._thread is None or not self._thread.is_alive():
                raise TimeoutError("it did not come about")
            self._thread.join(0.01)

    @property
    def is_asked(self) -> bool:
        """Whether somebody waits for an answer."""
        return self._server is not None and bool(self._server.server_state.tasks)

    def stop(self) -> None:
        """The power goes: nobody is answered until `start`."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(PATIENCE)
            self._server = None

    def close(self) -> None:
        """The evening is over."""
        self.stop()
        self.database.close()

    def link(self, person: Person) -> str:
        """A way in, as the lead hands it out."""
        with self.database.writing() as session:
            way = people.invite(session, person, now=self.clock.now())
        return f"{self.address}/signin#{way.token}"

    def cookie(self, person: Person) -> str:
        """The session of somebody who signed in before the test begins."""
        now = self.clock.now()
        with self.database.writing() as session:
            way = people.invite(session, person, now=now)
            found = people.sign_in(session, way.token, origin="test", device="", now=now)
        assert found is not None
        return CookieSigner(self.settings.secrets, "session").sign(found[1])
