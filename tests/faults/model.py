"""The phone's side of the truth: what it sent, and what the server confirmed."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from app.instrument.schema import Instrument
from tests.factories import SmallStudy, answer, full_answers, snapshot

Body = dict[str, Any]
ENDINGS = ("called", "called", "called", "uncalled", "stopped", "left")
REASONS = ("refused", "no_time", "language", "already_asked", "other")
LONGEST = 12  # taps in one save, when the network was away for a while


@dataclass(frozen=True)
class Reply:
    """What came back from the server, to the end."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Sending:
    """One request, and who is to be told what became of it."""

    method: str
    path: str
    body: bytes
    kind: str
    learn: Callable[[Reply], None]


@dataclass
class Interview:
    """An interview on a phone: every state that ever left it, and the newest that is known to be safe."""

    id: UUID
    ending: str
    sent: dict[int, Body]
    newest: Body
    confirmed: int = 0

    @property
    def finished(self) -> bool:
        """Whether nothing will be tapped in it any more."""
        return bool(self.newest["status"] != "draft")

    @property
    def waits(self) -> bool:
        """Whether the phone holds something that the server has not confirmed."""
        return bool(self.newest["revision"] > self.confirmed)


@dataclass
class DoorRefusal:
    """A parent who did not take part: counted, perhaps taken back."""

    id: UUID
    reason: str
    undone: bool = False
    sent: set[bool] = field(default_factory=set)
    confirmed: bool | None = None  # the newest `undone` that is known to be safe


class Phone:
    """Whatever a student does with it, seeded; it believes replies and nothing else."""

    def __init__(self, study: SmallStudy, seed: str, cookie: str, now: datetime, names: str = "") -> None:
        self.study, self.cookie, self.now = study, cookie, now
        self.rng, self._names = Random(seed), Random(f"{seed}/{names}")
        self.interviews: dict[UUID, Interview] = {}
        self.refusals: dict[UUID, DoorRefusal] = {}
        self.parked: Counter[str] = Counter()  # by the number that the server gave
        self.replies: Counter[int] = Counter()
        self.broken: list[str] = []  # promises of the server that cannot be true
        self.touched: set[UUID] = set()  # since somebody last looked
        self._open: Interview | None = None

    @property
    def confirmed(self) -> int:
        """How many saves the server said are safe."""
        return self.replies[200] + self.replies[204]

    def next(self) -> Sending:
        """What leaves the phone now: what waits, else something new; now and then something old once more."""
        if self._open is not None and self._open.waits:
            return self.send(self._open)
        dice = self.rng.random()
        if dice < 0.08:
            return self._refuse()
        if dice < 0.18 and self.interviews:
            return self._again(self.rng.choice(list(self.interviews.values())[-8:]))
        if self._open is None or self._open.finished or (self._open.ending == "left" and dice > 0.9):
            self._open = self.begin()
        else:
            self.tap(self._open)
        return self.send(self._open)

    def waiting(self) -> Interview:
        """The first interview that is not safe yet, or a new one."""
        return next((held for held in self.interviews.values() if held.waits), None) or self.begin()

    def begin(self) -> Interview:
        """A parent stops to answer."""
        respondent = self._name()
        body = snapshot(self.study, self.now, respondent=str(respondent))
        held = Interview(self._name(), self.rng.choice(ENDINGS), {}, body)
        self.interviews[held.id] = held
        return held

    def tap(self, held: Interview) -> None:
        """One answer more, or several; sometimes another answer than before; at last the end."""
        body = json.loads(json.dumps(held.newest))
        answers, full = body["answers"], choices(self.study.w1)
        body["revision"] += self.rng.randint(1, 3)
        left = [name for name in full if name not in answers]
        if len(answers) > 3 and self.rng.random() < 0.1:
            changed = self.rng.choice([name for name in answers if len(full[name]) > 1])
            answers[changed] = answer(self.rng.choice(full[changed]), changes=2)
        elif len(answers) > 3 and self.rng.random() < 0.05:
            del answers[list(answers)[-1]]
        else:
            for name in left[: self.rng.randint(1, LONGEST)]:
                answers[name] = answer(self.rng.choice(full[name]), at_ms=body["revision"] * 1000)
        if not left:
            self._end(held, body)
        held.newest = body

    def send(self, held: Interview, revision: int | None = None) -> Sending:
        """The interview as it stands, or as it once stood."""
        body = held.sent[revision] if revision else held.newest
        held.sent[body["revision"]] = body
        self.touched.add(held.id)
        moment = {"device_sent_at": self.now.isoformat()}
        text = json.dumps(body | moment).encode()

        def learn(reply: Reply) -> None:
            self.replies[reply.status] += 1
            self._note_parked(reply)
            if reply.status == 200 and self._promised(held, body["revision"], reply):
                held.confirmed = max(held.confirmed, int(reply.headers["interview-revision"]))

        return Sending("PUT", f"/interviews/{held.id}", text, "application/json", learn)

    def _name(self) -> UUID:
        return UUID(int=self._names.getrandbits(128), version=4)

    def _again(self, held: Interview) -> Sending:
        """A request that the network kept for a while arrives once more."""
        if held.confirmed and held.newest["status"] == "complete" and self.rng.random() < 0.3:
            return self._contradict(held)
        return self.send(held, self.rng.choice(list(held.sent))) if held.sent else self.send(held)

    def _contradict(self, held: Interview) -> Sending:
        """A copied phone sends another end of a finished interview: it must be refused."""
        other = held.newest | {"answers": {"consent": answer("1")}, "contact": None}
        self.touched.add(held.id)

        def learn(reply: Reply) -> None:
            self.replies[reply.status] += 1
            self._note_parked(reply)
            if reply.status == 200 and held.confirmed >= other["revision"]:
                self.broken.append(f"{held.id}: another content of a finished interview was taken for safe")

        return Sending("PUT", f"/interviews/{held.id}", json.dumps(other).encode(), "application/json", learn)

    def _refuse(self) -> Sending:
        """Somebody walks on; or it is taken back, or sent once more."""
        waiting = [one for one in self.refusals.values() if one.confirmed != one.undone]
        if not waiting:
            if self.refusals and self.rng.random() < 0.3:
                waiting = [list(self.refusals.values())[-1]]
                waiting[0].undone = True  # for ever: a tap that comes late does not count her again
            else:
                new = DoorRefusal(self._name(), self.rng.choice(REASONS))
                self.refusals[new.id], waiting = new, [new]
        held = waiting[0]
        undone = held.undone and held.confirmed is not None
        held.sent.add(undone)
        self.touched.add(held.id)

        def learn(reply: Reply) -> None:
            self.replies[reply.status] += 1
            if reply.status in {200, 204}:
                held.confirmed = undone or bool(held.confirmed)

        form = urlencode({"activity": self.study.talk.id, "reason": held.reason}).encode()
        kind = "application/x-www-form-urlencoded"
        return Sending("DELETE" if undone else "PUT", f"/refusals/{held.id}", b"" if undone else form, kind, learn)

    def _end(self, held: Interview, body: Body) -> None:
        if held.ending == "stopped":
            body |= {"status": "stopped", "stop_reason": "no_time"}
        elif held.ending in {"called", "uncalled"}:
            body["status"] = "complete"
            body["answers"]["recontact"] = answer("1" if held.ending == "called" else "0")
            if held.ending == "called":
                number = f"06 1{self.rng.randint(0, 9_999_999):07d}"
                body["contact"] = {"ask_for": f"Mevrouw {number[-4:]}", "phone": number}
        else:
            body["answers"]["consent"] = answer("1", changes=3)

    def _promised(self, held: Interview, revision: int, reply: Reply) -> bool:
        """Whether a 200 is a promise about this interview, and one that can be true."""
        said = int(reply.headers.get("interview-revision", 0))
        if said < revision or said not in held.sent:
            self.broken.append(f"{held.id}: sent {revision}, told {said}, ever sent {sorted(held.sent)}")
            return False
        return True

    def _note_parked(self, reply: Reply) -> None:
        if (kept := reply.headers.get("interview-parked")) is not None:
            self.parked[kept] += 1


_CHOICES: dict[str, dict[str, list[str]]] = {}


def choices(instrument: Instrument) -> dict[str, list[str]]:
    """For each item what may be answered, in the order of the questionnaire; consents are given."""
    if instrument.version not in _CHOICES:
        _CHOICES[instrument.version] = {
            name: _several(instrument, name, given["value"]) for name, given in full_answers(instrument).items()
        }
    return _CHOICES[instrument.version]


def _several(instrument: Instrument, name: str, usual: str) -> list[str]:
    item = instrument.items_by_name[name]
    if item.type == "select_one" and not item.consent:
        return [choice.name for choice in instrument.choices_of(item)]
    return [usual] if item.type != "text" else [usual, "Beter dan vorig jaar; “echt waar”.", "شكرا جزيلا"]
