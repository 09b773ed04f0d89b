"""A study with phones at work in it, on a server that goes and comes back."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from app.clock import Clock
from app.config import Settings
from app.db import Database
from app.models import Person
from app.security.sealing import Sealer
from app.security.tokens import CookieSigner
from benchmarks.saves import sign_in
from tests.databases import KEYS
from tests.factories import SmallStudy
from tests.faults import checks
from tests.faults.crowd import crowd, once
from tests.faults.model import Phone, Reply
from tests.faults.server import Server

SECRETS = ("a-signing-key-for-the-tests-only-0123",)


def settings(url: str, folder: Path) -> Settings:
    """Settings of a server under trial."""
    return Settings(database_url=url, data_dir=folder, secrets=SECRETS, contact_keys=KEYS)


@dataclass
class Evening:
    """Phones, and a look of our own at what the server kept."""

    database: Database
    sealer: Sealer
    phones: list[Phone]
    unanswered: int = 0  # requests that were under way when the server went

    @property
    def confirmed(self) -> int:
        """How many saves were said to be safe."""
        return sum(phone.confirmed for phone in self.phones)

    @property
    def heard(self) -> int:
        """How many replies came, whatever they said."""
        return sum(phone.replies.total() for phone in self.phones)

    @property
    def parked(self) -> int:
        """How many refused snapshots the server said it keeps for the lead."""
        return len({number for phone in self.phones for number in phone.parked})

    def send(self, server: Server, replies: int, end: Callable[[], None] | None = None, moment: float = 0) -> None:
        """All phones send at once; a moment after so many replies something ends, and they stop when it has."""

        async def run() -> int:
            enough, wanted = asyncio.Event(), self.heard + replies
            phones = asyncio.create_task(crowd(server.port, self.phones, enough))
            while self.heard < wanted and not phones.done():
                await asyncio.sleep(0.002)
            await asyncio.sleep(moment)
            if end is not None:
                await asyncio.to_thread(end)
            enough.set()
            return await phones

        self.unanswered += asyncio.run(run())

    def save(self, server: Server) -> list[Reply]:
        """Every phone sends one interview, all in the same moment: what waits, or a new one."""

        async def together() -> list[Reply]:
            sendings = [(phone, phone.send(phone.waiting())) for phone in self.phones]
            return await asyncio.gather(*(once(server.port, phone.cookie, sending) for phone, sending in sendings))

        return asyncio.run(together())

    def lost(self, *, everything: bool = False) -> list[str]:
        """What differs from what phones were told, of what they sent since the last look or of everything."""
        touched: set[UUID] = set().union(*(phone.touched for phone in self.phones))
        for phone in self.phones:
            phone.touched.clear()
        try:
            return checks.lost(self.database, self.sealer, self.phones, None if everything else touched)
        finally:
            self.database.engine.dispose()  # so that the next server is the first to open the file after its crash


@contextmanager
def evening(url: str, study: SmallStudy, *, phones: int, seed: object) -> Iterator[Evening]:
    """So many phones of two students, signed in."""
    database, now = Database(url), Clock().now()
    checks.prepare(database)
    with database.writing() as session:
        cookies = [f"session={_session(session, person)}" for person in (study.student, study.other_student)]
    crowd_of = [Phone(study, f"{seed}/{number}", cookies[number % 2], now) for number in range(phones)]
    yield Evening(database, Sealer(KEYS), crowd_of)
    database.close()


def _session(session: Session, person: Person) -> str:
    return CookieSigner(SECRETS, "session").sign(sign_in(session, person, Clock().now()))
