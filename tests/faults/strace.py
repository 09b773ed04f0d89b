"""What a process asks of the kernel, in order; and a kernel that refuses, or kills, at a chosen moment."""

import re
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 20.0  # seconds to get hold of a process
#: Everything that moves answers: from the phone, to the disk, to the phone.
MOVES = "read,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,pwritev,fsync,fdatasync,ftruncate"
CALL = re.compile(
    r"^(?P<thread>\d+) +(?P<name>\w+)\((?:(?P<number>\d+)<(?P<where>TCP:\[[^\]]*\]|[^>]*)>)?(?P<rest>.*)$"
)
RESUMED = re.compile(r"^(?P<thread>\d+) +<\.\.\. (?P<name>\w+) resumed>(?P<rest>.*)$")
RESULT = re.compile(r"= (?P<value>-?\d+)[^=]*$")


@dataclass
class Call:
    """One system call: when it began and ended, as lines of the log; on which file or socket; what it moved."""

    name: str
    where: str
    text: str
    begun: int
    ended: int | None = None
    result: int | None = None


@contextmanager
def tracing(pid: int, *options: str, longest: int = 32) -> Iterator[list[Call]]:
    """Watch all threads of a process, as long as this lasts; what was seen is in the list afterwards.

    Raises:
        RuntimeError: Nobody may watch on this machine; says what to do.
    """
    with tempfile.TemporaryDirectory(prefix="aloud-strace-") as folder:
        log, said = Path(folder) / "calls", Path(folder) / "said"
        command = ["strace", "-f", "-yy", "-s", str(longest), "-o", str(log), "-p", str(pid), *options]
        with said.open("w") as words:
            watcher = subprocess.Popen(command, stderr=words, stdin=subprocess.DEVNULL)
        seen: list[Call] = []
        try:
            _wait_until_attached(watcher, said)
            yield seen
        finally:
            if watcher.poll() is None:
                watcher.send_signal(signal.SIGINT)  # it lets go, and the process runs on
            watcher.wait(PATIENCE)
        seen += calls(log)


def _wait_until_attached(watcher: "subprocess.Popen[bytes]", said: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while "attached" not in said.read_text():
        if watcher.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The tests need strace, allowed to trace what they start: {said.read_text()}")
        select.select([], [], [], 0.005)


def calls(log: Path) -> list[Call]:
    """What was seen, in the order in which it began."""
    seen: list[Call] = []
    under_way: dict[str, Call] = {}
    for number, line in enumerate(log.read_text(errors="replace").splitlines()):
        if (again := RESUMED.match(line)) and (held := under_way.pop(again["thread"], None)):
            held.text += again["rest"]
            _finish(held, number, again["rest"])
        elif found := CALL.match(line):
            held = Call(found["name"], found["where"] or "", found["rest"], number)
            seen.append(held)
            if line.endswith("<unfinished ...>"):
                under_way[found["thread"]] = held
            else:
                _finish(held, number, found["rest"])
    return seen


def _finish(call: Call, line: int, rest: str) -> None:
    result = RESULT.search(rest)
    call.ended, call.result = line, int(result["value"]) if result else None
