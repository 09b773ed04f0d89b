"""What Aloud is measured against: the least that can save an interview durably, and the least that can be tapped."""

import os
import threading
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

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


PAGE = """<!doctype html><html lang="nl"><meta name="viewport" content="width=device-width"><title>Bare</title>
<section class="screen"><p>Een zin</p>
<label class="answer"><input type="radio" name="a">een antwoord</label></section>"""


@app.get("/page")
def page() -> HTMLResponse:
    """The least that can be tapped: one statement, one answer, no style and no script."""
    return HTMLResponse(PAGE, headers={"cache-control": "max-age=3600"})


@app.put("/interviews/{interview_id}")
def put(interview_id: str, snapshot: dict[str, Any]) -> dict[str, Any]:
    """Keep a snapshot, unread."""
    save(interview_id, repr(snapshot).encode())
    return {"revision": snapshot["revision"]}
