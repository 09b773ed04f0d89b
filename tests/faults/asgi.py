"""A phone's request without a wire: straight into the application, many at a time."""

import asyncio
from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from starlette.types import Message

from tests.faults.model import Reply


async def put(app: FastAPI, path: str, body: bytes, cookie: str) -> Reply:
    """Send one request and take its reply to the end."""
    told: list[Message] = []
    headers = {
        "host": "localhost:8000",
        "sec-fetch-site": "same-origin",
        "accept-language": "en",
        "content-type": "application/json",
        "content-length": str(len(body)),
        "cookie": cookie,
    }
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "PUT",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), text.encode()) for name, text in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 8000),
    }
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        told.append(message)

    await app(scope, receive, send)
    said = {name.decode().lower(): text.decode() for name, text in told[0]["headers"]}
    return Reply(told[0]["status"], said, b"".join(part.get("body", b"") for part in told[1:]))


async def together(app: FastAPI, requests: Iterable[tuple[str, bytes]], cookie: str) -> list[Reply]:
    """Send all of these in the same moment."""
    return await asyncio.gather(*(put(app, path, body, cookie) for path, body in requests))
