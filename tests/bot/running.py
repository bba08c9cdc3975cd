"""The bot as real processes: started, listened to line by line, stopped or killed."""

import os
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

from strictslack.server import Sandbox

ROOT = Path(__file__).parent.parent.parent
# How many times slower than alone a machine may be that does other work meanwhile, before a test calls the bot slow.
PATIENCE = 5
PATIENCE_SECONDS = 120
READY = {
    "all": "Assay is ready",
    "web": "Assay is ready",
    "worker": "the worker is ready",
}
OURS = ("SLACK_", "ASSAY_", "MLFLOW_", "DATABASE_URL", "PORT", "OPS_PORT", "WEB_CONCURRENCY")


class Process:
    """One process of the bot, with all that it has said so far."""

    def __init__(self, word: str, settings: dict[str, str], folder: Path) -> None:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        self.word = word
        self.lines: list[str] = []
        self.said = threading.Condition()
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "bot", *([word] if word != "all" else [])],
            cwd=folder,
            env={**kept, "PYTHONPATH": str(ROOT), **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        """Take in line after line, until the process has closed its mouth."""
        assert self.popen.stdout
        for line in self.popen.stdout:
            with self.said:
                self.lines.append(line)
                self.said.notify_all()
        with self.said:
            self.said.notify_all()

    @property
    def log(self) -> str:
        """Return all that was said."""
        return "".join(self.lines)

    def wait_until_ready(self) -> None:
        """Wait for the line that tells so; a process that ends instead tells why."""
        self.wait_for(READY[self.word])

    def wait_for(self, words: str) -> None:
        """Wait until something is said; a process that ends instead tells why."""
        with self.said:
            self.said.wait_for(lambda: words in self.log or not self.reader.is_alive(), PATIENCE_SECONDS)
        assert words in self.log, self.log

    def wait_for_times(self, words: str, times: int) -> None:
        """Wait until something is said so often."""
        with self.said:
            self.said.wait_for(
                lambda: self.log.count(words) >= times or not self.reader.is_alive(), PATIENCE_SECONDS
            )
        assert self.log.count(words) >= times, self.log

    def ended(self, seconds: float = PATIENCE_SECONDS) -> int:
        """Return the exit status, once the process has ended by itself."""
        status = self.popen.wait(seconds)
        self.reader.join()
        return status

    def stop(self, seconds: float = PATIENCE_SECONDS) -> int:
        """Ask it to stop as a host does, and return its exit status."""
        self.popen.terminate()
        return self.ended(seconds)

    def kill(self) -> None:
        """Kill it with -9."""
        self.popen.kill()
        self.ended()


@contextmanager
def process(word: str, settings: dict[str, str], folder: Path) -> Iterator[Process]:
    """Start a process of the bot; it does not outlive the block."""
    started = Process(word, settings, folder)
    try:
        yield started
    finally:
        if started.popen.poll() is None:
            started.kill()
        assert started.popen.stdout
        started.popen.stdout.close()
        # pytest shows it where the test failed.
        print(started.log)


def settings_for(sandbox: Sandbox, database_url: str, port: int, *, app_token: bool) -> dict[str, str]:
    """Return the environment of a process that works in a sandbox."""
    delivery = (
        {"SLACK_APP_TOKEN": sandbox.app_token}
        if app_token
        else {"SLACK_SIGNING_SECRET": sandbox.signing_secret}
    )
    return {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "ASSAY_REVIEW_CHANNEL": "C0REVIEWS",
        "ASSAY_ADMINS": "U0IVAN",
        **delivery,
    }


def read_only(database_url: str) -> str:
    """Return the address by which a database may only be read."""
    if database_url.startswith("sqlite"):
        return database_url.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"
    return f"{database_url}&options=-c%20default_transaction_read_only%3Don"


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def asked(port: int, path: str, body: bytes | None = None) -> tuple[int, str]:
    """Return the status and the text with which a process answers on its port."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", body, timeout=10) as answer:
            return int(answer.status), answer.read().decode()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()
