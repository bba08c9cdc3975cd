"""What a run was measured on: figures of another machine, or of a busy one, say nothing about this one."""

import os
import platform
import shutil
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from bench.ground import file_system
from demo.processes import ROOT

PACKAGES = ("slack-bolt", "flask", "gunicorn", "sqlalchemy", "sqlmodel", "psycopg", "pydantic")
FLUSHES = 50


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine, what runs on it, and how busy it was before we began."""

    cores: int
    load: tuple[float, float, float]
    system: str
    python: str
    packages: dict[str, str]
    disk: str
    flush_milliseconds: float
    commit: str

    @property
    def lines(self) -> list[str]:
        """Return it in words."""
        versions = ", ".join(f"{name} {number}" for name, number in self.packages.items())
        busy = " - BUSY: other work will show in these figures" if self.load[0] > self.cores / 2 else ""
        return [
            f"commit {self.commit}, {self.system}, {self.cores} cores",
            f"Python {self.python}, {versions}",
            f"files on {self.disk}, which takes {self.flush_milliseconds:.2f} ms to keep a write",
            f"load average at the start {', '.join(f'{one:.2f}' for one in self.load)}{busy}",
        ]


def this_machine(folder: Path) -> Machine:
    """Return the machine as it is now; `folder` is where the databases will be."""
    return Machine(
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        load=os.getloadavg(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        packages={**{name: version(name) for name in PACKAGES}, "SQLite": sqlite3.sqlite_version},
        disk=file_system(folder),
        flush_milliseconds=flush_milliseconds(folder),
        commit=commit(),
    )


def flush_milliseconds(folder: Path) -> float:
    """Return how long the disk takes until it has a small write for good: no single commit on SQLite is faster."""
    taken = []
    with (folder / "flushed").open("wb", buffering=0) as written:
        for _ in range(FLUSHES):
            written.write(b"x" * 4096)
            began = time.perf_counter()
            os.fsync(written.fileno())
            taken.append(time.perf_counter() - began)
    return median(taken) * 1000


def commit() -> str:
    """Return the commit that is measured, marked where files differ from it."""
    git = shutil.which("git")
    if git is None:
        return "unknown"
    told = subprocess.run(
        [git, "describe", "--always", "--dirty", "--exclude", "*"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or "unknown"
