"""`python -m demo` as anyone starts it: a process of its own, on a free port, with a data folder of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from strictslack.client.person import Person

from demo.processes import ROOT, free_port
from demo.story import REVIEWS

LAST_WORDS = "The welcome in the channel"
PATIENCE = 60
# What may stand around it on a real machine: neither a proxy nor a real workspace's settings may reach the demo.
SURROUNDINGS = {
    "HTTP_PROXY": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "SLACK_BOT_TOKEN": "xoxb-of-a-real-workspace",
    "DATABASE_URL": "postgresql://nowhere/nothing",
}


@dataclass
class Demo:
    """A demo that was started: what it printed so far, and who is in its Slack."""

    process: subprocess.Popen[str]
    port: int
    printed: str = ""

    def ready(self) -> "Demo":
        """Read what it prints until it says that it is ready."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.printed += line
            if LAST_WORDS in line:
                return self
        raise AssertionError(f"the demo did not start: {self.printed}{self.process.communicate()[1]}")

    def stop(self) -> int:
        """Press Ctrl-C; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        self.printed += self.process.communicate(timeout=PATIENCE)[0]
        return self.process.returncode

    def person(self, user: str) -> Person:
        """Return somebody of the team."""
        return Person(f"http://127.0.0.1:{self.port}", user, user)

    def texts(self, user: str) -> list[str]:
        """Return what the review channel shows a person, the oldest first."""
        return [message["text"] for message in self.person(user).messages(REVIEWS)]


@contextmanager
def demo(folder: Path, *words: str, port: int = 0) -> Iterator[Demo]:
    """Start the demo; it is killed in the end, if it still runs."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "demo", "--port", str(port), "--data", str(folder), *words],
        cwd=ROOT,
        env={**os.environ, **SURROUNDINGS},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield Demo(process, port)
        finally:
            process.kill()
