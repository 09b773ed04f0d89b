"""How many snapshots per second 32 phones can save, beside a bare route that does the same durable write."""

import asyncio
import json
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.clock import Clock
from app.config import Settings, with_keys
from app.db import Database
from app.migrating import migrate
from app.security.tokens import CookieSigner
from app.services import people
from benchmarks.serving import serving
from tests.factories import SmallStudy, full_answers, small_study, snapshot

PHONES = 32
SECONDS = 8.0
TIMES = 3  # each, in turns, so that a noisy machine is noisy for both


async def _phone(port: int, cookie: str, bodies: list[bytes], path: str, until: float, taken: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    saved = 0
    while time.perf_counter() < until:
        body = bodies[saved % len(bodies)]
        head = (
            f"PUT {path}{saved // len(bodies):06d}-{uuid4().hex[:4]}-4000-8000-{uuid4().hex[:12]} HTTP/1.1\r\n"
            if saved % len(bodies) == 0
            else head_line  # noqa: F821
        )
        head_line = head
        begun = time.perf_counter()
        writer.write(
            f"{head}Host: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\nCookie: session={cookie}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200"), answer
        length = next(int(line[15:]) for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length"))
        await reader.readexactly(length)
        taken.append(time.perf_counter() - begun)
        saved += 1
    writer.close()
