"""The bad network of a school corridor, between a browser and the real server, on this machine only.

It knows just enough HTTP/1.1: one request per connection, whole in memory. For each request a plan chooses what goes
wrong, and everything that was done is on record.
"""

import asyncio
import re
import socket
import struct
import threading
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tests.faults.weather import Fault, Plan, calm

WELCOME = "/welcome-to-our-wifi"
PATIENCE = 20  # seconds for the server behind us
CLOSED = 0.15  # seconds that nobody listens
PAUSE = 0.3  # seconds of a delay
HANGING = 0.8  # seconds until a connection that hangs is closed
BREATH = 0.05
TURNS = 5  # of the event loop, which may stand still for longer than a breath: from the door to a talk takes three
SHORTLY = 10  # seconds for what the test asks of the proxy


PAGE = "<!doctype html><title>Wi-Fi</title><h1>{}</h1><form action=/login><input name=room><button>OK</button></form>"
STRANGERS = {
    Fault.PORTAL: ("200 OK", "text/html", PAGE.format("Welcome to our Wi-Fi")),
    Fault.MOVED: ("302 Found", "text/html", PAGE.format("Moved")),
    Fault.BAD_GATEWAY: ("502 Bad Gateway", "text/html", PAGE.format("502")),
    Fault.GATEWAY_TIMEOUT: ("504 Gateway Timeout", "text/html", PAGE.format("504")),
    Fault.BROKEN: ("500 Internal Server Error", "text/html", PAGE.format("500")),
    Fault.WRONG_TYPE: ("200 OK", "application/octet-stream", "\0\1\2"),
}


@dataclass(frozen=True)
class Request:
    """What came, and what became of it."""

    method: str
    path: str
    fault: Fault


class Proxy:
    """Stands before a server on this machine. A browser knows only the proxy's address."""

    def __init__(self, behind: int, plan: Plan = calm) -> None:
        self.behind, self.plan = behind, plan
        self.record: list[Request] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._door: socket.socket | None = None
        self._is_shut = False  # by the test, not by a fault
        self._tasks: set[asyncio.Task[None]] = set()
        self._open: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)

    @property
    def address(self) -> str:
        """Where browsers go."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Proxy":
        """Begin to listen, on a port of its own."""
        self._thread.start()
        self.open()
        return self

    def open(self) -> None:
        """Somebody listens again, at the same address."""
        self._is_shut = False
        self._do(self._listen())

    def shut(self) -> None:
        """The network is gone: nobody listens, and whoever is connected is cut off."""
        self._is_shut = True
        self._do(self._cut_off())

    def close(self) -> None:
        """The evening is over."""
        self._do(self._leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SHORTLY)
        self._loop.close()

    def faults(self, path: str = "") -> int:
        """How many requests with this in their path met a fault."""
        return sum(one.fault is not Fault.PASS for one in list(self.record) if path in one.path)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(SHORTLY)

    async def _listen(self) -> None:
        if self._door is None:
            self._door = socket.create_server(("127.0.0.1", self.port), backlog=256)
            self._door.setblocking(False)
            self.port = self._door.getsockname()[1]
            self._begin(self._let_in(self._door))

    async def _let_in(self, door: socket.socket) -> None:
        """Not asyncio's own server: that one leaks whoever comes in while it closes."""
        while door is self._door:
            came, _ = await self._loop.sock_accept(door)
            self._begin(self._meet(came))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _stop_listening(self) -> bool:
        door, self._door = self._door, None
        if door is not None:
            self._loop.remove_reader(door)
            door.close()
        return door is not None

    async def _cut_off(self) -> None:
        self._stop_listening()
        for writer in list(self._open):
            _reset(writer)

    async def _leave(self) -> None:
        """Nothing stays open behind us; whoever has just come in is let in, and cut off."""
        self._stop_listening()
        await asyncio.sleep(BREATH)
        for _ in range(TURNS):
            await asyncio.sleep(0)
        await self._cut_off()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for _ in range(TURNS):  # what was cut off is closed a few turns later
            await asyncio.sleep(0)

    async def _refuse(self) -> None:
        if self._stop_listening():
            await asyncio.sleep(CLOSED)
            if not self._is_shut:
                await self._listen()

    async def _meet(self, came: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=came)
        self._open.add(writer)
        try:
            await self._serve(reader, writer)
        except (OSError, EOFError, TimeoutError, asyncio.CancelledError):
            _reset(writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()  # until then it can be cut off: a reply may wait for a browser that is gone
            self._open.discard(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        body = await reader.readexactly(int(length[1]) if length else 0)
        method, path = head.split(b" ", 2)[:2]
        fault = self.plan(method.decode(), path.decode())
        self.record.append(Request(method.decode(), path.decode(), fault))
        await self._suffer(fault, head, body, writer)

    async def _suffer(self, fault: Fault, head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
        if fault in {Fault.REFUSED, Fault.CUT_BEFORE}:
            _reset(writer)
            if fault is Fault.REFUSED:
                await self._refuse()
        elif fault is Fault.HANG:
            await asyncio.sleep(HANGING)
            _reset(writer)
        elif fault is Fault.CUT_HALF:
            await self._half(head, body)
            _reset(writer)
        elif head.startswith(b"GET " + WELCOME.encode()):
            writer.write(_stranger(Fault.PORTAL))
        elif fault in STRANGERS and fault is not Fault.GATEWAY_TIMEOUT:
            writer.write(_stranger(fault))
        else:
            await self._after(fault, await self._ask(head, body), writer)

    async def _after(self, fault: Fault, reply: bytes, writer: asyncio.StreamWriter) -> None:
        """What happens to a reply of the server."""
        if fault is Fault.CUT_AFTER:
            _reset(writer)
            return
        if fault is Fault.DELAY:
            await asyncio.sleep(PAUSE)
        end = reply.find(b"\r\n\r\n") + 4
        parts = {
            Fault.GATEWAY_TIMEOUT: _stranger(Fault.GATEWAY_TIMEOUT),
            Fault.CUT_HEAD: reply[: end // 2],
            Fault.CUT_REPLY: reply[: (end + len(reply)) // 2],
        }
        writer.write(parts.get(fault, reply))
        await writer.drain()

    async def _ask(self, head: bytes, body: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.behind)
        try:
            writer.write(_once(head) + body)
            return await asyncio.wait_for(reader.read(-1), PATIENCE)
        finally:
            writer.close()

    async def _half(self, head: bytes, body: bytes) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", self.behind)
        try:
            writer.write(_once(head) + body[: len(body) // 2] if body else head[: len(head) // 2])
            await writer.drain()
        finally:
            writer.close()


def _once(head: bytes) -> bytes:
    """The same head, for a connection that is closed after the reply."""
    return re.sub(rb"(?i)\r\nconnection:[^\r]*", b"", head)[:-2] + b"Connection: close\r\n\r\n"


def _stranger(fault: Fault) -> bytes:
    status, kind, body = STRANGERS[fault]
    where = f"Location: {WELCOME}\r\n" if fault is Fault.MOVED else ""
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{where}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return (head + body).encode()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Gone, without a good-bye."""
    if not writer.is_closing():
        held: socket.socket = writer.get_extra_info("socket")
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
