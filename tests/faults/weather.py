"""What can go wrong with a request in a corridor, and plans of when it does."""

import random
import re
from collections.abc import Callable
from enum import StrEnum


class Fault(StrEnum):
    """What happens to one request."""

    PASS = "pass"
    REFUSED = "refused"  # nobody listens for a moment
    CUT_BEFORE = "cut before"  # the server never hears of it
    CUT_HALF = "cut half"  # the server hears the half of it
    CUT_AFTER = "cut after"  # the server has done it; nobody learns that
    CUT_REPLY = "cut reply"  # the head of the reply arrives, and the half of its body
    CUT_HEAD = "cut head"  # the half of the head arrives
    DELAY = "delay"
    HANG = "hang"  # nothing at all, then closed
    PORTAL = "portal"  # a hotel's page, with 200
    MOVED = "moved"  # a hotel sends us there
    BAD_GATEWAY = "bad gateway"
    GATEWAY_TIMEOUT = "gateway timeout"  # the server has done it, somebody on the way says that it has not
    BROKEN = "broken"
    WRONG_TYPE = "wrong type"  # 200, and something that is no page


FAULTS = [fault for fault in Fault if fault is not Fault.PASS]
Plan = Callable[[str, str], Fault]  # of a method and a path


def calm(method: str, path: str) -> Fault:
    """A good network."""
    return Fault.PASS


def always(fault: Fault, only: str, times: int | None = None) -> Plan:
    """The same fault for every request of which "METHOD /path" fits, or for the first few."""
    met: list[str] = []

    def plan(method: str, path: str) -> Fault:
        if not re.search(only, f"{method} {path}") or (times is not None and len(met) >= times):
            return Fault.PASS
        met.append(path)
        return fault

    return plan


def stormy(seed: int, share: float, only: str, among: list[Fault] | None = None) -> Plan:
    """So many of these requests meet a fault, drawn from a seed."""
    draw = random.Random(seed)

    def plan(method: str, path: str) -> Fault:
        if not re.search(only, f"{method} {path}") or draw.random() >= share:
            return Fault.PASS
        return draw.choice(among or FAULTS)

    return plan
