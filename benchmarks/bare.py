"""The least that can save an interview durably: FastAPI, sqlite3 and one statement. What Aloud is measured against."""

import os
import threading
from typing import Any

from fastapi import FastAPI

from app.db import sqlite_module

app = FastAPI()
here = threading.local()


def connection() -> Any:
    """This thread's connection, with the same durability as Aloud's."""
    if not hasattr(here, "connection"):
        here.connection = sqlite_module().connect(os.environ["BARE_DATABASE"], isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=60000"):
            here.connection.execute(f"PRAGMA {pragma}")
        here.connection.execute("CREATE TABLE IF NOT EXISTS interviews (id TEXT PRIMARY KEY, snapshot BLOB)")
    return here.connection


def save(interview_id: str, body: bytes) -> None:
    """One durable write."""
    held = connection()
    held.execute("BEGIN IMMEDIATE")
    held.execute("INSERT OR REPLACE INTO interviews VALUES (?, ?)", (interview_id, body))
    held.execute("COMMIT")


@app.put("/interviews/{interview_id}")
def put(interview_id: str, snapshot: dict[str, Any]) -> dict[str, Any]:
    """Keep a snapshot, unread."""
    save(interview_id, repr(snapshot).encode())
    return {"revision": snapshot["revision"]}
