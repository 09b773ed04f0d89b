"""What robots know of their interviews, and whether the server's database agrees."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import select

from app.db import Database
from app.instrument.expressions import evaluate
from app.instrument.schema import Instrument
from app.models import Interview, Refusal
from app.security.sealing import Sealer
from app.services import contacts
from tests.databases import EVENING
from tests.factories import SmallStudy

Known = dict[str, Any]  # an interview as a robot knows it
STATUSES = {"draft": {"draft"}, "complete": {"complete"}, "stopped": {"refused", "partial", "broken_off"}}


def asked(paper: Instrument, answers: dict[str, Any]) -> set[str]:
    """The items that are asked, given these answers; told anew here, not taken from the phone."""
    values: dict[str, str | None] = {}
    for section in paper.survey:
        for item in section.items:
            trees = [tree for tree in (section.relevant, item.relevant) if tree is not None]
            if all(evaluate(tree, values) is True for tree in trees):
                values[item.name] = answers.get(item.name, {}).get("value")
    return set(values)


def expected(paper: Instrument, known: Known) -> dict[str, Any]:
    """What the database must hold of an interview."""
    names = asked(paper, known["answers"])
    return {name: given for name, given in known["answers"].items() if name in names}


def expected_contact(paper: Instrument, known: Known) -> dict[str, str]:
    """Names and numbers of whoever may be called."""
    names = asked(paper, known["answers"])
    fields = {item.contact for item in paper.items() if item.contact and item.name in names}
    allowed = any(
        item.consent == "recontact" and known["answers"].get(item.name, {}).get("value") == "1"
        for item in paper.items()
    )
    typed = {field: text for field, text in known["contact"].items() if field in fields}
    return contacts.checked(typed) if allowed else {}


@dataclass
class Ledger:
    """The test's own account of an evening."""

    database: Database
    sealer: Sealer
    study: SmallStudy
    papers: dict[str, Instrument] = field(default_factory=dict)  # by interview
    known: dict[str, Known] = field(default_factory=dict)
    flaps: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    cuts: Counter[str] = field(default_factory=Counter)  # of the network of one phone
    promises: int = 0
    refusals: dict[str, tuple[str, bool]] = field(default_factory=dict)  # by id: the reason, and whether it stands

    def hears(self, known: Known, paper: Instrument) -> None:
        """An interview as the robot knows it now."""
        self.known[known["id"]] = known
        self.papers.setdefault(known["id"], paper)  # the last news of one may come when the next has begun

    def promised(self, by: str, either: list[Known]) -> None:
        """The page has just said that all is safe on the server: one of its last moments must be there now."""
        self.promises += 1
        missed = [self.differences(known) for known in either]
        if all(missed):
            self.problems += [f"{by} said safe: {wrong}" for wrong in missed[-1]]

    def differences(self, known: Known) -> list[str]:
        """How the database differs from what the robot tapped."""
        interview_id, paper = known["id"], self.papers[known["id"]]
        with self.database.reading() as session:
            held = session.get(Interview, UUID(interview_id))
        if held is None:
            return [f"{interview_id} is not there"] if known["answers"] else []
        parts = ("value", "missing", "language", "remark")
        there = {
            name: {part: given[part] for part in parts} for name, given in json.loads(held.snapshot)["answers"].items()
        }
        wanted = expected(paper, known)
        wrong = [
            f"{interview_id} {name}: tapped {wanted.get(name)}, held {there.get(name)}"
            for name in sorted({*wanted, *there})
            if wanted.get(name) != there.get(name)
        ]
        if held.status not in STATUSES[known["status"]] or held.stop_reason != known["stop_reason"]:
            wrong.append(f"{interview_id} is {held.status} {held.stop_reason}, was {known['status']}")
        if held.language != known["language"]:
            wrong.append(f"{interview_id} in {held.language}, was in {known['language']}")
        return wrong

    def contact_differences(self, interview_id: str) -> list[str]:
        """How the names and numbers differ."""
        known, paper = self.known[interview_id], self.papers[interview_id]
        with self.database.writing() as session:
            held = session.get(Interview, UUID(interview_id))
            if held is None:
                return []
            there = contacts.reveal(session, self.sealer, held.respondent_id, by=self.study.lead, now=EVENING)
        wanted = expected_contact(paper, known)
        return [] if there == wanted else [f"{interview_id} contact: typed {wanted}, held {there}"]

    def settled(self) -> list[str]:
        """When everything was sent: all that is wrong."""
        with self.database.reading() as session:
            held = {str(one.id): json.loads(one.snapshot)["answers"] for one in session.exec(select(Interview))}
        # a page that was given up while it came may have begun one, in which nobody said anything
        wrong = [f"{one} is nobody's" for one, answers in held.items() if answers and one not in self.known]
        for one, known in self.known.items():
            wrong += self.differences(known) + self.contact_differences(one)
        with self.database.reading() as session:
            counted = {str(one.id): (one.reason, one.undone_at is None) for one in session.exec(select(Refusal))}
        if counted != self.refusals:
            wrong.append(f"refusals: tapped {self.refusals}, held {counted}")
        return self.problems + wrong
