"""The server is killed with SIGKILL in the middle of writing, again and again; what phones were told stays true."""

import signal
import time
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.databases import example, filled, fresh
from tests.faults.cluster import Cluster
from tests.faults.evening import Evening, evening, settings
from tests.faults.figures import SEED, Figures, often
from tests.faults.server import Nursery
from tests.faults.strace import tracing

KILLS = often(100, 1000)
PHONES = 12
TOGETHER = 40  # phones that wait for one commit
FEWEST, MOST = 3, 60  # replies that come before it ends
MOMENT = 0.02  # seconds, at most, from the last of them
CRASH_EVERY = 10  # kills; then PostgreSQL itself goes


def test_a_server_that_is_killed_loses_nothing_that_it_confirmed(
    tmp_path: Path, nursery: Nursery, figures: Figures
) -> None:
    begun, rng = time.monotonic(), Random(f"{SEED}/sqlite")
    made = example("sqlite")
    with (
        fresh("sqlite", tmp_path / "held", example=made) as url,
        evening(url, made.study, phones=PHONES, seed=f"{SEED}/sqlite") as tonight,
        nursery.server(settings(url, tmp_path)) as server,
    ):
        for _ in range(KILLS):
            server.start()  # it opens the file before we do, and finds what the dead one left
            assert tonight.lost() == []
            tonight.send(server, rng.randint(FEWEST, MOST), server.kill, rng.uniform(0, MOMENT))
        server.start()
        assert tonight.lost(everything=True) == []
    tell(figures, tonight, begun)


def test_neither_the_server_nor_postgresql_loses_anything_when_it_is_killed(
    tmp_path: Path, nursery: Nursery, figures: Figures
) -> None:
    """Every tenth time the database is the one that goes, in turn with and without the server."""
    begun, rng, crashes = time.monotonic(), Random(f"{SEED}/postgresql"), 0
    with (
        Cluster() as cluster,
        evening(cluster.url, filled(cluster.url), phones=PHONES, seed=f"{SEED}/postgresql") as tonight,
        nursery.server(settings(cluster.url, tmp_path)) as server,
    ):
        for turn in range(1, KILLS + 1):
            if not server.alive:
                server.start()
            assert tonight.lost() == []
            if turn % CRASH_EVERY:
                tonight.send(server, rng.randint(FEWEST, MOST), server.kill, rng.uniform(0, MOMENT))
                continue
            crashes += 1
            how = rng.choice([signal.SIGQUIT, signal.SIGKILL])
            tonight.send(server, rng.randint(FEWEST, MOST), partial(cluster.crash, how), rng.uniform(0, MOMENT))
            cluster.start()
            if crashes % 2:
                tonight.send(server, MOST)  # the same server goes on with the new one
                server.kill()
        server.start()
        assert tonight.lost(everything=True) == []
    tell(figures, tonight, begun, crashes=crashes)


def test_these_checks_find_a_server_that_promises_too_early(tmp_path: Path, nursery: Nursery) -> None:
    """Otherwise the tests above would prove little."""
    made = example("sqlite")
    with (
        fresh("sqlite", tmp_path / "held", example=made) as url,
        evening(url, made.study, phones=PHONES, seed=SEED) as tonight,
        nursery.server(settings(url, tmp_path), hasty="yes") as server,
    ):
        found: list[str] = []
        for _ in range(20):
            server.start()
            found += tonight.lost()
            tonight.send(server, MOST, server.kill)
            if found:
                break

    assert any("lost" in line or "held" in line for line in found)


@pytest.mark.parametrize(("call", "times"), [("pwrite64", 60), ("fsync,fdatasync", 3)])
def test_a_commit_of_many_phones_that_is_cut_in_two_leaves_no_half_interview(
    tmp_path: Path, nursery: Nursery, figures: Figures, call: str, times: int
) -> None:
    """The kernel kills the server at a chosen write or sync of a commit that dozens of phones wait for."""
    made, cuts = example("sqlite"), often(4, 40)
    with (
        fresh("sqlite", tmp_path / "held", example=made) as url,
        evening(url, made.study, phones=TOGETHER, seed=f"{SEED}/{call}") as tonight,
        nursery.server(settings(url, tmp_path)) as server,
    ):
        for turn in range(cuts):
            server.start()
            assert tonight.lost() == []
            tonight.send(server, TOGETHER)
            at = 1 + (turn * times) // cuts
            with tracing(server.pid, "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={at}"):
                tonight.send(server, 0, server.buried)
        server.start()
        assert tonight.lost(everything=True) == []
    figures.tell(kills=cuts, confirmed=tonight.confirmed, unanswered=tonight.unanswered, lost=0)


def tell(figures: Figures, tonight: Evening, begun: float, **more: int) -> None:
    seconds = round(time.monotonic() - begun, 1)
    told = {"kills": KILLS, "confirmed": tonight.confirmed, "unanswered": tonight.unanswered, "lost": 0}
    figures.tell(**told, parked=tonight.parked, seconds=seconds, **more)
    assert tonight.unanswered > KILLS  # it was killed while it wrote
    assert tonight.parked > 0
