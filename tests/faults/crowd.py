"""Several phones at once, over real HTTP, for as long as somebody answers."""

import asyncio
import contextlib
from collections.abc import Iterable

from tests.faults.model import Phone, Reply, Sending

LONGEST_WAIT = 20.0  # seconds; longer than the server ever needs


async def crowd(port: int, phones: Iterable[Phone], until: asyncio.Event) -> int:
    """Let all phones send until the server is gone or the event is set; gives how many got no answer."""
    unanswered = await asyncio.gather(*(_evening(port, phone, until) for phone in phones))
    return sum(unanswered)


async def _evening(port: int, phone: Phone, until: asyncio.Event) -> int:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return 0
    sending: Sending | None = None
    try:
        while not until.is_set():
            sending = phone.next()
            writer.write(request(port, phone.cookie, sending))
            sending.learn(await asyncio.wait_for(reply(reader), LONGEST_WAIT))
            sending = None
    except (OSError, asyncio.IncompleteReadError):
        pass  # the line is dead; what waited waits
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
    return sending is not None


async def once(port: int, cookie: str, sending: Sending) -> Reply:
    """One request on a line of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request(port, cookie, sending))
        answered = await asyncio.wait_for(reply(reader), LONGEST_WAIT)
    finally:
        writer.close()
    sending.learn(answered)
    return answered


def request(port: int, cookie: str, sending: Sending) -> bytes:
    """A request as bytes; a client library would take longer than the server."""
    head = (
        f"{sending.method} {sending.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n"
        "Accept-Language: en\r\n"
        f"Cookie: {cookie}\r\nContent-Type: {sending.kind}\r\nContent-Length: {len(sending.body)}\r\n\r\n"
    )
    return head.encode() + sending.body


async def reply(reader: asyncio.StreamReader) -> Reply:
    """A reply to its last byte; half of one is none."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip("\r\n").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Reply(int(first.split(" ", 2)[1]), headers, body)
