"""The processes of the bot, kept running as a host does: what ends is started again."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from demo.processes import HOST, ROOT

APART, TOGETHER, SOCKET = "apart", "together", "socket"
# The words after `python -m bot` of the processes of each way to run it.
WAYS = {APART: ("web", "worker"), TOGETHER: ("",), SOCKET: ("",)}
LEASHED = (sys.executable, "-m", "demo.leash")
# Hands a socket over as systemd does: as the fourth file, with the number of the process that is meant.
HANDING_OVER = (
    "import os, sys; number = int(sys.argv[1]); os.dup2(number, 3); number == 3 or os.close(number); "
    "os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); os.execv(sys.argv[2], sys.argv[2:])"
)
BACKLOG = 1024
LOOK_SECONDS = 0.2
STOP_SECONDS = 25.0


@dataclass
class BotHouse:
    """The processes of the bot in one of the ways to run it."""

    settings: Mapping[str, str]
    folder: Path
    words: list[str]
    # Kept open while processes come and go, as systemd keeps it; over sockets of Slack's there is none.
    listening: socket.socket | None = None
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    kills: int = 0
    leaving: threading.Event = field(default_factory=threading.Event)

    def start(self, word: str) -> subprocess.Popen[bytes]:
        """Start one process; it ends with this one, however that ends."""
        serving = self.listening if word != "worker" else None
        given = [serving.fileno()] if serving else []
        handing_over = [sys.executable, "-ISc", HANDING_OVER, *map(str, given)] if given else []
        asked = ["faults.wrong_clock", str(self.clock), "bot", *([word] if word else [])]
        with (self.folder / f"{word or 'all'}.log").open("ab") as log:
            return subprocess.Popen(
                [*handing_over, *LEASHED, *asked],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), **self.settings},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=given,
            )

    def keep(self) -> None:
        """Start what ended, until told to leave."""
        while not self.leaving.wait(LOOK_SECONDS):
            for place, process in enumerate(self.running):
                if process.poll() is not None:
                    close(process)
                    self.running[place] = self.start(self.words[place])

    def of(self, word: str) -> subprocess.Popen[bytes]:
        """Return the process of a word, or the one there is."""
        return self.running[self.words.index(word) if word in self.words else 0]

    def kill(self, word: str) -> None:
        """Kill a process with -9; children that it leaves behind end by themselves."""
        self.of(word).kill()
        self.kills += 1

    def kill_child(self) -> bool:
        """Kill one child of the process that serves HTTP; tell whether there was one."""
        found = children(self.of("web").pid)
        if found:
            with suppress(ProcessLookupError):
                os.kill(found[0], signal.SIGKILL)
                self.kills += 1
        return bool(found)

    def pids(self) -> list[int]:
        """Return every process of the bot, children among them."""
        return [pid for one in self.running for pid in (one.pid, *children(one.pid))]

    @property
    def clock(self) -> Path:
        """Return the file that says by how much the clocks of the processes are wrong."""
        return self.folder / "clock"

    def set_clock(self, seconds: float) -> None:
        """Set the clock of the processes forward, or back."""
        half = self.clock.with_suffix(".half")
        half.write_text(str(seconds))
        half.rename(self.clock)

    def stop(self) -> None:
        """Stop all processes, gently first."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            close(process)


def children(pid: int) -> list[int]:
    """Return the children of a process."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def close(process: subprocess.Popen[bytes]) -> None:
    """Close the leash of a process that has ended."""
    if process.stdin:
        process.stdin.close()


@contextmanager
def running_bot(way: str, settings: Mapping[str, str], folder: Path) -> Iterator[BotHouse]:
    """Run the bot in one of its ways until the block ends."""
    listening = (
        None if way == SOCKET else socket.create_server((HOST, int(settings["PORT"])), backlog=BACKLOG)
    )
    house = BotHouse(settings, folder, list(WAYS[way]), listening)
    house.set_clock(0)
    house.running = [house.start(word) for word in house.words]
    keeper = threading.Thread(target=house.keep, name="host", daemon=True)
    keeper.start()
    try:
        yield house
    finally:
        house.leaving.set()
        keeper.join()
        house.stop()
        if listening:
            listening.close()


@contextmanager
def another(house: BotHouse, word: str, seconds: float) -> Iterator[None]:
    """Run one process more for a while."""
    process = house.start(word)
    try:
        time.sleep(seconds)
        yield
    finally:
        process.kill()
        process.wait()
        close(process)
