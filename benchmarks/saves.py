"""How many snapshots per second 32 phones can save, beside a bare route that does the same durable write."""

import asyncio
import json
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

from sqlmodel import Session

from app.clock import Clock
from app.config import Settings, with_keys
from app.db import Database
from app.migrating import migrate
from app.models import Person
from app.security.tokens import CookieSigner
from app.services import people, phones
from benchmarks.serving import serving
from tests.factories import SmallStudy, full_answers, small_study, snapshot

PHONES = 32
SECONDS = 6.0
TURNS = 3  # each in turn, so that a noisy machine is noisy for both
BARE = "benchmarks.bare:app"
ALOUD = "app.main:create_app"


@dataclass
class Tally:
    """What one run saved, and how long each save took."""

    seconds: list[float] = field(default_factory=list)

    def report(self, name: str) -> float:
        """Print the run; gives saves per second."""
        rate = len(self.seconds) / SECONDS
        middle, slow = statistics.median(self.seconds) * 1000, statistics.quantiles(self.seconds, n=20)[-1] * 1000
        print(f"{name:>6}  {rate:6.0f} saves/s   median {middle:5.1f} ms   p95 {slow:5.1f} ms")
        return rate


def taps(study: SmallStudy, now: datetime, number: int) -> list[bytes]:
    """One interview as its phone sends it: a snapshot for every tap, each holding one answer more."""
    full = full_answers(study.w1)
    names = list(full)
    context = {"respondent": "RESP", "phone": number}
    return [
        json.dumps(
            snapshot(study, now, revision=n, answers={name: full[name] for name in names[:n]}, **context)
        ).encode()
        for n in range(1, len(names) + 1)
    ]


async def phone(port: int, cookie: str, bodies: list[bytes], until: float, tally: Tally) -> None:
    """Tap through one interview after another, as fast as the server answers."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for turn in count():
        if turn % len(bodies) == 0:
            interview, respondent = uuid4(), str(uuid4()).encode()
        if time.perf_counter() > until:
            break
        begun = time.perf_counter()
        writer.write(request(port, cookie, interview, bodies[turn % len(bodies)].replace(b"RESP", respondent)))
        await reply(reader)
        tally.seconds.append(time.perf_counter() - begun)
    writer.close()


def request(port: int, cookie: str, interview: UUID, body: bytes) -> bytes:
    """A PUT as bytes; a client library would take longer than the server."""
    head = (
        f"PUT /interviews/{interview} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Cookie: {cookie}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def reply(reader: asyncio.StreamReader) -> None:
    """Wait for a reply to the end; anything but 200 ends the measurement."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode())
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length"))
    await reader.readexactly(length)


async def crowd(port: int, cookie: str, bodies: list[bytes]) -> Tally:
    """All phones at once."""
    tally, until = Tally(), time.perf_counter() + SECONDS
    await asyncio.gather(*(phone(port, cookie, bodies, until, tally) for _ in range(PHONES)))
    return tally


def prepare(settings: Settings) -> tuple[str, list[bytes]]:
    """A small study with a student signed in on a phone: its cookies and what her phone sends."""
    now = Clock().now()
    database = Database(settings.database_url)
    migrate(database)
    with database.writing() as session:
        study = small_study(session, now=now)
        token = sign_in(session, study.student, now)
        [key] = phones.enrol(session, study.student, [], signed_in=token, device="", now=now)
        number = phones.alive(session, [key], now=now)[key].id
    database.close()
    session_cookie, phone_cookie = (
        f"{name}={CookieSigner(settings.secrets, name).sign(secret)}"
        for name, secret in (("session", token), ("phone", key))
    )
    return f"{session_cookie}; {phone_cookie}", taps(study, now, number)


def sign_in(session: Session, person: Person, now: datetime) -> str:
    """A session's token."""
    way = people.invite(session, person, now=now)
    found = people.sign_in(session, way.token, origin="benchmark", device="", now=now)
    if found is None:
        raise RuntimeError("the invitation did not work")
    return found[1]


def main() -> None:
    """Measure both in turn and print the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        settings = with_keys(Settings(database_url=f"sqlite:///{folder}/aloud.db", data_dir=Path(folder)))
        cookie, bodies = prepare(settings)
        environment = {"ALOUD_DATABASE_URL": settings.database_url, "ALOUD_DATA_DIR": folder}
        rates: dict[str, list[float]] = {"bare": [], "aloud": []}
        for _ in range(TURNS):
            with serving(BARE, health="/none", BARE_DATABASE=f"{folder}/bare.db") as port:
                rates["bare"].append(asyncio.run(crowd(port, cookie, bodies)).report("bare"))
            with serving(ALOUD, factory=True, **environment) as port:
                rates["aloud"].append(asyncio.run(crowd(port, cookie, bodies)).report("aloud"))
    ratio = statistics.median(rates["aloud"]) / statistics.median(rates["bare"])
    print(f"Aloud saves {ratio:.0%} of what the bare route saves (median of {TURNS} turns, {PHONES} phones)")


if __name__ == "__main__":
    main()
