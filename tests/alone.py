"""Somebody who fills it in alone, as a test plays her: she scans, chooses, and sends sheets."""

import re
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from httpx2 import Response
from starlette.testclient import TestClient

from app.db import Database
from app.instrument.schema import Instrument
from app.models import Person
from app.security.links import LinkSigner
from app.services import evenings, instruments
from tests.conftest import TestClock
from tests.databases import EVENING
from tests.factories import SmallStudy

HTML = {"accept": "text/html"}


def all_languages(database: Database, instrument: Instrument) -> Instrument:
    """The same questionnaire with every translation released."""
    whole = Instrument.model_validate({**instrument.document(), "drafts": []})
    with database.writing() as session:
        instruments.publish(session, whole, now=EVENING)
    return whole


def link(
    app: Any,
    study: SmallStudy,
    clock: TestClock,
    *,
    by: Person | None = None,
    at: int | None = None,
    instrument: str = "parent-w1",
) -> str:
    """The address behind the QR of an evening."""
    signer: LinkSigner = app.state.links
    with app.state.database.writing() as session:
        shown = evenings.open_link(
            session, signer, at or study.talk.id, instrument=instrument, by=by or study.student, now=clock.now()
        )
    return f"/s/{shown.token}"


@dataclass
class Visitor:
    """A browser in somebody's hand, and the page that it shows."""

    browser: TestClient
    reply: Response | None = None
    seen: list[str] = field(default_factory=list)

    @property
    def page(self) -> BeautifulSoup:
        assert self.reply is not None
        return BeautifulSoup(self.reply.text, "html.parser")

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", self.page.get_text(" ")).strip()

    @property
    def form(self) -> Tag:
        found = self.page.find("form")
        assert isinstance(found, Tag), self.words
        return found

    @property
    def items(self) -> list[str]:
        """What is asked on the sheet that is shown."""
        return [str(one["id"]) for one in self.page.find_all("fieldset")]

    def open(self, path: str) -> "Visitor":
        self.reply = self._follow(self.browser.get(path, headers=HTML))
        return self

    def scan(self, path: str, language: str = "nl") -> "Visitor":
        """From the QR to the first question."""
        self.open(path)
        return self.post(self.fields() | {"language": language})

    def fields(self) -> dict[str, Any]:
        """What a browser would send without a tap: hidden fields, and what stands in the others."""
        found: dict[str, Any] = {}
        for one in self.form.find_all(["input", "textarea"]):
            kind, name = str(one.get("type", "text")), str(one.get("name"))
            if kind in {"radio", "checkbox"} and not one.has_attr("checked"):
                continue
            found[name] = one.get_text() if one.name == "textarea" else str(one.get("value", ""))
        return found

    def post(self, fields: dict[str, Any]) -> "Visitor":
        address = str(self.form["action"])
        self.reply = self._follow(self.browser.post(address, data=fields, headers=HTML))
        return self

    def send(self, *, go: str = "next", **answers: Any) -> "Visitor":
        """Tap the button below, after answering."""
        return self.post(self.fields() | answers | {"go": go})

    def middle(self, **picks: Any) -> dict[str, Any]:
        """An answer for everything on this sheet: the fourth where there is one."""
        given: dict[str, Any] = {}
        for one in self.page.find_all("fieldset"):
            name = str(one["id"])
            values = [str(other["value"]) for other in one.select(".line input")]
            for place, select in enumerate(one.find_all("select"), 1):
                given[str(select["name"])] = str(place)
            usual = {"phone": "06 12345678", "ask_for": "Mevrouw Canarino", "second_phone": "", "avoid": ""}
            middle = next((code for code in ("4", "1") if code in values), values[0] if values else "")
            given[name] = middle or usual.get(name, "")
            if one.select('input[inputmode="numeric"]'):
                given[name] = "14"
            elif one.select('input[type="date"]'):
                given[name] = "2026-11-24"
            elif name not in usual and one.select(".entry") and not given[name]:
                given[name] = "Alles ging goed."
        return given | {name: value for name, value in picks.items() if name in given}

    def until(self, item: str, **picks: Any) -> "Visitor":
        """Answer everything before an item."""
        while item not in self.items:
            self.seen += self.items
            self.send(**self.middle(**picks))
        return self

    def finish(self, **picks: Any) -> "Visitor":
        """Answer everything there is."""
        while self.page.find("fieldset"):
            before = self.items
            self.seen += before
            self.send(**self.middle(**picks))
            assert self.items != before, self.words
        return self.send() if self.page.find("form") else self

    @property
    def code(self) -> str:
        """The code at the end."""
        found = self.page.select_one(".end .code")
        return found.get_text(strip=True) if found else ""

    def _follow(self, reply: Response) -> Response:
        for _ in range(5):
            if reply.status_code != 303:
                return reply
            reply = self.browser.get(reply.headers["location"], headers=HTML)
        raise AssertionError("it goes round in circles")
