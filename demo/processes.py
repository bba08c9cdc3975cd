"""The processes of the demo: started with a log each, watched while they come up, stopped gently."""

import errno
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
START_SECONDS = 60
STOP_SECONDS = 15
HOST = "127.0.0.1"
# What the bot would read as its settings, and proxies, which have no business with this machine's own addresses.
NOT_OURS = ("SLACK_", "ASSAY_", "DATABASE_URL", "PORT", "WEB_CONCURRENCY")
PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy"})


Process = subprocess.Popen[bytes]


class DemoCannotStart(Exception):
    """The demo cannot start, for a reason that whoever started it can mend."""


def forget_surroundings() -> None:
    """Drop the settings and proxies around us: the demo needs none, and a real workspace's must not reach it."""
    for name in list(os.environ):
        if name.startswith(NOT_OURS) or name.lower() in PROXIES:
            del os.environ[name]


def require_free(port: int) -> None:
    """Refuse a port that somebody else listens on, or that we may not listen on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as problem:
            why = "is taken" if problem.errno == errno.EADDRINUSE else f"cannot be used ({problem.strerror})"
            raise DemoCannotStart(
                f"Port {port} {why}. Choose another one: make demo DEMO_PORT={free_port()}"
            ) from None


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(module: str, words: Sequence[str], settings: Mapping[str, str], log: Path) -> Iterator[Process]:
    """Run a module of this repository for the length of a `with` block; what it writes goes to a log."""
    with log.open("ab") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "demo.leash", module, *words],
            # Not in the repository: the settings of a real workspace may stand there, in a file `.env`.
            cwd=log.parent,
            env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=written,
            # Ctrl-C reaches the demo alone, which then stops the others in the right order.
            start_new_session=True,
        )
        with process:
            try:
                yield process
            finally:
                stop(process)


def stop(process: Process) -> None:
    """Stop a process, gently first."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for(address: str, process: Process, log: Path) -> None:
    """Wait until a process answers at an address; refuse when it ends before, or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:  # noqa: S310  (our own loopback address)
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise DemoCannotStart(f"The demo did not start. What went wrong stands in {log}")


def watch(processes: Mapping[Path, Process]) -> None:
    """Wait until a process ends, which only Ctrl-C should bring about."""
    while True:
        for log, process in processes.items():
            if process.poll() is not None:
                raise DemoCannotStart(f"The demo ended by itself. What went wrong stands in {log}")
        time.sleep(0.5)
