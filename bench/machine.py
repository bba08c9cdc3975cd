"""What a run was measured on: figures of another machine, or of a busy one, say nothing about this one."""

import os
import platform
import shutil
import sqlite3
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.ground import file_system
from demo.processes import ROOT

PACKAGES = ("slack-bolt", "flask", "gunicorn", "sqlalchemy", "sqlmodel", "psycopg", "pydantic")


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine, what runs on it, and how busy it was before we began."""

    cores: int
    load: tuple[float, float, float]
    system: str
    python: str
    packages: dict[str, str]
    disk: str
    commit: str

    @property
    def lines(self) -> list[str]:
        """Return it in words."""
        versions = ", ".join(f"{name} {number}" for name, number in self.packages.items())
        busy = " - BUSY: other work will show in these figures" if self.load[0] > self.cores / 2 else ""
        return [
            f"commit {self.commit}, {self.system}, {self.cores} cores, files on {self.disk}",
            f"Python {self.python}, {versions}",
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
        commit=commit(),
    )


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
