"""Phones repeat themselves, overtake themselves and are copied: one interview each, the newest wins, conflicts show.

Whatever arrives in whatever order, how often, and at the same time, the rules below decide what must be held and
what every phone must have been told. They do not depend on who came first where that is left to chance.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any, ClassVar
from uuid import UUID

from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from app.db import Database
from app.security.sealing import Sealer
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy
from tests.faults.asgi import together
from tests.faults.checks import Rows, damage, prepare
from tests.faults.figures import SEED, Figures, often
from tests.faults.model import Body, Interview, Phone, Reply

PUTS = {"sqlite": often(20_000, 200_000), "postgresql": often(2_000, 20_000)}
AT_ONCE = 48


@dataclass
class Story:
    """What arrived of one interview, from however many phones, and what each of these was told."""

    bodies: dict[str, Body] = field(default_factory=dict)  # every content that arrived, by its own text
    told: defaultdict[str, list[Reply]] = field(default_factory=lambda: defaultdict(list))
    held: str | None = None

    def wrong(self, held: str | None, before: str | None) -> list[str]:
        """Which rule was broken."""
        if held is None:
            return ["confirmed, and not there"] if any(one.status == 200 for one in self.replies) else []
        mine, newest = self.bodies[held], max(body["revision"] for body in self.bodies.values())
        closed = mine["status"] == "complete"
        rules = {
            "the newest wins": mine["revision"] == newest or closed,
            "it never goes back": before is None or mine["revision"] >= self.bodies[before]["revision"],
            "complete never changes": before in {None, held} or self.bodies[before or ""]["status"] != "complete",
            "an end that was confirmed is held": closed or not any(self._ends()),
            "only two answers": {one.status for one in self.replies} <= {200, 409},
        }
        return [name for name, kept in rules.items() if not kept] + [
            f"{body['revision']} of {mine['revision']}: {name}"
            for text, body in self.bodies.items()
            for name in self._untold(text, body, mine, is_held=text == held)
        ]

    @property
    def replies(self) -> list[Reply]:
        """All of them."""
        return [one for some in self.told.values() for one in some]

    def _ends(self) -> list[Reply]:
        """What phones were told that had finished, other than no."""
        ends = [text for text, body in self.bodies.items() if body["status"] == "complete"]
        return [one for text in ends for one in self.told[text] if one.status == 200]

    def _untold(self, text: str, body: Body, mine: Body, *, is_held: bool) -> list[str]:
        """What the phones that sent this content should have been told, and were not."""
        replies, revision = self.told[text], body["revision"]
        refused = [one.status == 409 for one in replies]
        ends = {mine["status"], body["status"]}
        rival = any(other["revision"] == revision for key, other in self.bodies.items() if key != text)
        rules = {
            "what is held was confirmed": not is_held or not any(refused),
            "a conflict is surfaced": is_held or revision < mine["revision"] or all(refused),
            "what is refused is kept for the lead": all(
                one.headers.get("interview-parked") for one in replies if one.status == 409
            ),
            "nothing is refused without a conflict": not any(refused) or rival or "complete" in ends,
            "a confirmation counts at least to what was sent": all(
                revision <= int(one.headers["interview-revision"]) <= mine["revision"]
                for one in replies
                if one.status == 200
            ),
        }
        return [name for name, kept in rules.items() if not kept]


class Corridor(RuleBasedStateMachine):
    """Phones, a network that loses its head, and the server."""

    app: ClassVar[FastAPI]
    database: ClassVar[Database]
    study: ClassVar[SmallStudy]
    clock: ClassVar[TestClock]
    cookie: ClassVar[str]
    runner: ClassVar[asyncio.Runner]
    sent: ClassVar[list[int]]
    conflicts: ClassVar[list[int]]
    numbers: ClassVar[Iterator[int]] = count()

    def __init__(self) -> None:
        super().__init__()
        self.number = next(self.numbers)
        self.phones: list[tuple[Phone, Interview]] = []
        self.flight: list[tuple[UUID, Body]] = []
        self.stories: defaultdict[UUID, Story] = defaultdict(Story)

    @rule(lot=st.integers(0, 2**32))
    def begin(self, lot: int) -> None:
        """Somebody stops to answer."""
        place = f"{lot}/{len(self.phones)}"  # the same choices when it is told again, under another name
        phone = Phone(self.study, place, self.cookie, self.clock.now(), names=f"{SEED}/{self.number}")
        held = phone.begin()
        self.phones.append((phone, held))
        self.flight.append((held.id, held.newest))

    @precondition(lambda self: self.phones)
    @rule(who=st.integers(0, 99), taps=st.integers(1, 9))
    def go_on(self, who: int, taps: int) -> None:
        """Each tap sends the whole interview, and no reply is waited for."""
        self.tap(who, taps)

    def tap(self, who: int, taps: int) -> None:
        phone, held = self.phones[who % len(self.phones)]
        for _ in range(taps):
            if not held.finished:
                phone.tap(held)
                self.flight.append((held.id, held.newest))

    @precondition(lambda self: self.phones)
    @rule(who=st.integers(0, 99), lot=st.integers(0, 2**32))
    def copy(self, who: int, lot: int) -> None:
        """A phone's memory is restored on a second one, and both go on."""
        phone, held = self.phones[who % len(self.phones)]
        other = Phone(self.study, f"{lot}/{len(self.phones)}/copy", self.cookie, phone.now)
        self.phones.append((other, Interview(held.id, held.ending, {}, json.loads(json.dumps(held.newest)))))
        for number in (who, len(self.phones) - 1):
            self.tap(number, 4)

    @precondition(lambda self: self.flight)
    @rule(lot=st.integers(0, 2**32), held_back=st.floats(0, 0.6), most=st.integers(1, 6))
    def deliver(self, lot: int, held_back: float, most: int) -> None:
        """What the network has arrives: some of it later, the rest in any order, several times, all at once."""
        rng = Random(lot)
        late = [one for one in self.flight if rng.random() < held_back]
        now = [one for one in self.flight if one not in late]
        arriving = [one for one in now for _ in range(rng.randint(1, most))]
        rng.shuffle(arriving)
        self.flight = late + [one for one in now if rng.random() < 0.2]  # some come once more, much later
        for start in range(0, len(arriving), AT_ONCE):
            self.arrive(arriving[start : start + AT_ONCE])

    def arrive(self, wave: list[tuple[UUID, Body]]) -> None:
        """So many requests in the same moment; then the rules hold."""
        requests = [(f"/interviews/{interview}", json.dumps(body).encode()) for interview, body in wave]
        replies = self.runner.run(together(self.app, requests, self.cookie))
        self.sent[0] += len(wave)
        self.conflicts[0] += sum(one.status == 409 for one in replies)
        for (interview, body), answered in zip(wave, replies, strict=True):
            text = json.dumps(body, sort_keys=True)
            self.stories[interview].bodies[text] = body
            self.stories[interview].told[text].append(answered)
        self.look({interview for interview, _ in wave})

    def look(self, ids: set[UUID]) -> None:
        """What is held, against what arrived."""
        every = [held for _, held in self.phones if held.id in ids]
        with self.database.reading() as session:
            rows = Rows(session, every)
            for interview in ids:
                story, row = self.stories[interview], rows.interviews.get(interview)
                kept = {} if row is None else {"there": json.loads(row.snapshot)}
                now = next((text for text, body in story.bodies.items() if kept and same(kept["there"], body)), None)
                assert (now is None) == (row is None), f"{interview} holds what nobody sent"
                assert story.wrong(now, story.held) == [], interview
                story.held = now
                if now is not None and row is not None:
                    body = story.bodies[now]
                    assert rows.wrong(Interview(interview, "", {row.revision: body}, body), Sealer(self.keys())) == []

    def keys(self) -> dict[str, bytes]:
        held: dict[str, bytes] = self.app.state.settings.contact_keys
        return held


def same(kept: Body, sent: Body) -> bool:
    """Whether a kept snapshot is this one; of names and numbers only a fingerprint is kept."""
    parts = ("revision", "status", "stop_reason", "respondent")
    answers = {name: {"remark": None, **one} for name, one in sent["answers"].items()}
    return all(kept[part] == sent[part] for part in parts) and kept["answers"] == answers


def test_phones_that_repeat_overtake_and_copy_themselves(
    app: FastAPI,
    database: Database,
    study: SmallStudy,
    clock: TestClock,
    visit: Visit,
    engine: str,
    figures: Figures,
) -> None:
    sent, conflicts, turn = [0], [0], 0
    with asyncio.Runner() as runner:
        shared = {"app": app, "database": database, "study": study, "clock": clock}
        machine: Any = type("Evening", (Corridor,), {**shared, "runner": runner, "sent": sent, "conflicts": conflicts})
        while sent[0] < PUTS[engine]:
            turn += 1
            clock.forward(days=2)  # the server keeps so much of one person's refused snapshots a day, and no more
            machine.cookie = f"session={visit(study.student).cookies['session']}"
            how = settings(
                max_examples=20,
                stateful_step_count=40,
                deadline=None,
                database=None,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            run_state_machine_as_test(seed(SEED + turn)(machine), settings=how)
    prepare(database)
    with database.reading() as session:
        assert damage(session) == []
    assert conflicts[0] > sent[0] / 200
    figures.tell(puts=sent[0], conflicts=conflicts[0], turns=turn, wrong=0)
