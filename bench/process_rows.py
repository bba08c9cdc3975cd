"""The rows about processes: how soon the whole of Assay is ready, how much memory it holds, what an idle worker costs, and how
long a verification takes."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from bench.archives import archive
from bench.frame import Measured, Promise, row
from bench.ground import SQLITE, Ground
from bench.houses import running_all, running_bare, running_slack, running_worker
from bench.problems import BenchFailed
from bench.seats import board_in, call_letters_sent, desk_in, now
from demo.processes import ROOT
from flows.journal import sealing

VERIFY_SECONDS = 900


@row(
    "start",
    Promise(
        what="start to ready, the all-in-one process",
        against="none",
        at_least="2 s at most",
        goal=2,
        less_is_better=True,
    ),
)
def start(ground: Ground) -> Measured:
    """Measure how long the all-in-one process takes until it is ready."""
    found = ground.once("starts", lambda: starts(ground))
    seconds, bare = median(one for one, _ in found), bare_start(ground)
    words = f"{seconds:.2f} s, the median of {len(found)} (a bare Bolt app: {bare:.2f} s)"
    return Measured(seconds, words, {"starts": found, "bare": bare})


def bare_start(ground: Ground) -> float:
    """Return how long a bare Bolt app takes to be ready on this machine, as busy as it is."""
    found = []
    for _ in range(ground.effort.starts):
        began = time.monotonic()
        with running_bare(ground.room("bare")):
            found.append(time.monotonic() - began)
    return median(found)


@row(
    "memory",
    Promise(
        what="memory of the all-in-one process, its own and its part of what is shared",
        against="none",
        at_least="150 MB at most",
        goal=150,
        less_is_better=True,
    ),
)
def memory(ground: Ground) -> Measured:
    """Measure how much memory the all-in-one process holds once it is ready."""
    found = ground.once("starts", lambda: starts(ground))
    megabytes = median(one for _, one in found)
    return Measured(megabytes, f"{megabytes:.0f} MB, the median of {len(found)}", {"starts": found})


def starts(ground: Ground) -> list[tuple[float, float]]:
    """Return how long some starts took, in seconds, and how much memory each held then, in megabytes."""
    folder, board = ground.room("starts"), board_in(ground, SQLITE, ground.effort.seats)
    url, found = ground.database(SQLITE, like=board.url), []
    with running_slack(folder) as slack:
        for _ in range(ground.effort.starts + 1):
            began = time.monotonic()
            with running_all(folder, slack, url) as process:
                seconds = time.monotonic() - began
                time.sleep(ground.effort.settle_seconds)
                found.append((seconds, proportional_megabytes(process.pid)))
    # The first one reads the files of all modules from the disk.
    return found[1:]


def proportional_megabytes(process: int) -> float:
    """Return how much memory a process holds: its own, and its part of what it shares."""
    lines = told_of(process, "smaps_rollup").splitlines()
    (line,) = (one for one in lines if one.startswith("Pss:"))
    return int(line.split()[1]) / 1024


def told_of(process: int, what: str) -> str:
    """Return what the machine tells of a process."""
    try:
        return Path(f"/proc/{process}/{what}").read_text()
    except OSError as problem:
        raise BenchFailed(f"this machine does not tell of its processes: {problem}") from None


@row(
    "idle",
    Promise(
        what="an idle worker",
        against="one core",
        at_least="under 0.5%",
        goal=0.005,
        less_is_better=True,
    ),
)
def idle(ground: Ground) -> Measured:
    """Measure how much a worker works that has nothing to do."""
    folder, board = ground.room("idle"), board_in(ground, SQLITE, ground.effort.seats)
    url = ground.database(SQLITE, like=board.url)
    call_letters_sent(url)
    with desk_in(url) as desk:
        sealing.seal(desk, now())
    with running_slack(folder) as slack, running_worker(folder, slack, url) as process:
        time.sleep(2 * ground.effort.settle_seconds)
        before, began = worked(process.pid), time.monotonic()
        time.sleep(ground.effort.idle_seconds)
        share = (worked(process.pid) - before) / (time.monotonic() - began)
    return Measured(share, f"{share:.2%} of a core over {ground.effort.idle_seconds:.0f} s", {"share": share})


def worked(process: int) -> float:
    """Return how many seconds a process has worked so far."""
    fields = told_of(process, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@row(
    "verify",
    Promise(
        what="audit verify of 1,000,000 facts, SQLite",
        against="reading them once",
        at_least="2 times at most, memory flat",
        goal=2,
        less_is_better=True,
    ),
)
def verify(ground: Ground) -> Measured:
    """Measure a verification, and reading the same once, each in a process of its own."""
    sizes = (ground.effort.few_experiments, ground.effort.many_experiments)
    few, many = (archive(ground, SQLITE, size) for size in sizes)
    # Side by side: each takes one core, and what is compared is what it took of it.
    with ThreadPoolExecutor() as beside:
        asked = [beside.submit(examined, what, one.url) for what, one in (("read", many), ("verify", many))]
        read, large = (one.result() for one in asked)
    small = examined("verify", few.url)
    ratio = large["seconds"] / read["seconds"]
    words = (
        f"{ratio:.2f} times ({large['seconds']:.0f} s of a core, {many.facts:,} facts; reading {read['seconds']:.0f} s); "
        f"memory {large['megabytes']:.0f} MB, of {few.facts:,} facts {small['megabytes']:.0f}"
    )
    return Measured(ratio, words, {"read": read, "verify": large, "verify_few": small})


def examined(what: str, url: str) -> dict[str, float]:
    """Return how long a process of its own takes for something, and the memory it needs."""
    try:
        told = subprocess.run(
            [sys.executable, "-m", "bench.examined", what, url],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=VERIFY_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise BenchFailed(f"{what} was not done after {VERIFY_SECONDS} s") from None
    if told.returncode:
        raise BenchFailed(f"{what} ended with {told.returncode}: {told.stderr[-1000:]}")
    found: dict[str, float] = json.loads(told.stdout)
    return found
