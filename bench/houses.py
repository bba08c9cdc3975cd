"""The processes of a run, each on a leash: a local Slack, the bot's web and worker, a bare app, PostgreSQL."""

import json
import re
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.problems import BenchFailed
from demo.processes import HOST, ROOT, Process, free_port, started
from demo.story import REVIEWS

START_SECONDS = 60
# They open nothing but what runs on this machine meanwhile.
BOT_TOKEN, SIGNING_SECRET = "xoxb-bench-bot", "bench-signing-secret"
APP_TOKEN = "xapp-bench-app"  # noqa: S105
WORKSPACE = ROOT / "demo" / "workspace.yml"


@dataclass(frozen=True, slots=True)
class Slack:
    """A local Slack that runs."""

    port: int

    @property
    def api_url(self) -> str:
        """Return the address of its Web API."""
        return f"http://{HOST}:{self.port}/api/"

    def answer_after(self, seconds: float) -> None:
        """Let every call of the Web API take so long from now on."""
        asked = json.dumps({"target": "*", "kind": "slow", "times": None, "seconds": seconds}).encode()
        address = f"http://{HOST}:{self.port}/_sandbox/faults"
        wanted = urllib.request.Request(address, asked, {"Content-Type": "application/json"})
        urllib.request.urlopen(wanted, timeout=10).close()  # noqa: S310  (our own loopback address)


@contextmanager
def running_slack(folder: Path, workspace: Path = WORKSPACE) -> Iterator[Slack]:
    """Run a local Slack with the demo's team, or another one."""
    port, log = free_port(), folder / "slack.log"
    words = [
        *("--manifest", str(ROOT / "manifest.yml"), "--workspace", str(workspace), "--port", str(port)),
        *("--bot-token", BOT_TOKEN, "--signing-secret", SIGNING_SECRET, "--app-token", APP_TOKEN),
    ]
    with running("strictslack", words, {}, log, lambda: answers(f"http://{HOST}:{port}/")):
        yield Slack(port)


@contextmanager
def running_web(folder: Path, slack: Slack, url: str) -> Iterator[int]:
    """Run the bot's web process alone, with one worker of Gunicorn's; yields its port."""
    port = free_port()
    settings = settings_of(slack, url, port)
    with running("bot", ["web"], settings, folder / "web.log", lambda: is_ready(port)):
        yield port


@contextmanager
def running_worker(folder: Path, slack: Slack, url: str, name: str = "worker") -> Iterator[Process]:
    """Run the bot's worker: the postman, and the clock."""
    log = folder / f"{name}.log"
    settings = settings_of(slack, url, free_port())
    with running(
        "bot", ["worker"], settings, log, lambda: "the worker is ready" in log.read_text()
    ) as process:
        yield process


@contextmanager
def running_all(folder: Path, slack: Slack, url: str) -> Iterator[Process]:
    """Run everything in one process, over Socket Mode."""
    log = folder / "all.log"
    log.unlink(missing_ok=True)
    settings = settings_of(slack, url, free_port()) | {"SLACK_APP_TOKEN": APP_TOKEN}
    with running("bot", [], settings, log, lambda: "Assay is ready" in log.read_text()) as process:
        yield process


@contextmanager
def running_bare(folder: Path) -> Iterator[int]:
    """Run the bare Bolt app under the same Gunicorn; yields its port."""
    port = free_port()
    settings = settings_of(Slack(1), f"sqlite:///{folder / 'bare.db'}", port)
    with running("bench.bare", [], settings, folder / "bare.log", lambda: is_ready(port)):
        yield port


@contextmanager
def running_postgresql(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL server as it comes, which flushes what it acknowledges; yields the address of its first database."""
    told = folder / "address"
    with running(
        "bench.postgresql",
        [str(folder / "data"), str(told)],
        {},
        folder / "postgresql.log",
        lambda: told.exists(),
    ):
        yield told.read_text()


def settings_of(slack: Slack, url: str, port: int) -> dict[str, str]:
    """Return the environment of a process of the bot."""
    return {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": url,
        "ASSAY_REVIEW_CHANNEL": REVIEWS,
        "PORT": str(port),
        # One process against one: how a second one helps is a row of its own.
        "WEB_CONCURRENCY": "1",
    }


@contextmanager
def running(
    module: str,
    words: Sequence[str],
    settings: Mapping[str, str],
    log: Path,
    is_up: Callable[[], bool],
) -> Iterator[Process]:
    """Run a module from the moment it is up until the block ends."""
    with started(module, words, settings, log) as process:
        deadline = time.monotonic() + START_SECONDS
        while not is_up():
            if process.poll() is not None or time.monotonic() > deadline:
                raise BenchFailed(f"{module} did not start: {log.read_text()[-2000:]}")
            time.sleep(0.05)
        yield process


def processor_seconds(port: int) -> float:
    """Return how long a web process, our own or the bare one, has worked so far; 0 where the machine does not tell."""
    with urllib.request.urlopen(f"http://{HOST}:{port}/metrics", timeout=10) as answer:
        found = re.search(r"^process_cpu_seconds_total (\S+)$", answer.read().decode(), re.MULTILINE)
    return float(found[1]) if found else 0.0


def is_ready(port: int) -> bool:
    """Tell whether a web process is ready."""
    return answers(f"http://{HOST}:{port}/readyz")


def answers(address: str) -> bool:
    """Tell whether an address answers."""
    try:
        with urllib.request.urlopen(address, timeout=1) as answer:  # noqa: S310  (our own loopback address)
            return bool(answer.status == 200)
    except OSError:
        return False
