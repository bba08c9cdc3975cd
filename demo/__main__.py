"""`make demo`: the sandbox Slack, the seeded team and the bot, started together and stopped together."""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from slack_sdk import WebClient

from bot.office import Office
from bot.postman import Postman
from bot.roster import people_of
from bot.start import utc_now
from demo.seed import REVIEWS, seed
from demo.welcome import post_welcome
from flows import team
from flows.desk import Desk
from store import migrate
from store.database import Database

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data" / "demo"
WORKSPACE = "T0DEMO"
# These open nothing but the sandbox on this machine.
TOKENS = {
    "SLACK_BOT_TOKEN": "xoxb-demo-bot",
    "SLACK_APP_TOKEN": "xapp-demo-app",
    "SLACK_SIGNING_SECRET": "demo-signing-secret",
}
START_SECONDS = 60
STOP_SECONDS = 15


class CannotStart(Exception):
    """The demo cannot start, for a reason that whoever started it can mend."""


def main() -> int:
    """Run the demo until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=int(os.environ.get("DEMO_PORT", "8970")), help="of the page"
    )
    parser.add_argument("--reset", action="store_true", help="start over with fresh data")
    asked = parser.parse_args()
    if asked.reset:
        shutil.rmtree(DATA, ignore_errors=True)
    try:
        run(asked.port)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. `make demo` goes on from here; `make demo RESET=1` starts over.")
    return 0


def run(port: int) -> None:
    """Start everything, say where to look, and wait."""
    require_free(port)
    DATA.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    with ExitStack() as stack:
        processes = [start_sandbox(stack, port)]
        wait_for(f"http://127.0.0.1:{port}/", processes)
        slack = WebClient(token=TOKENS["SLACK_BOT_TOKEN"], base_url=f"http://127.0.0.1:{port}/api/")
        prepare(slack)
        health = free_port()
        processes.append(start_bot(stack, port, health))
        wait_for(f"http://127.0.0.1:{health}/readyz", processes)
        tell(port)
        watch(processes)


def require_free(port: int) -> None:
    """Refuse a port that somebody else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(
                f"Port {port} is taken. Choose another one: make demo DEMO_PORT={port + 1}"
            ) from None


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_sandbox(stack: ExitStack, port: int) -> subprocess.Popen[bytes]:
    """Start the local Slack."""
    return start(
        stack,
        "sandbox",
        [
            *("--manifest", "manifest.yml", "--workspace", "demo/workspace.yml"),
            *("--port", str(port), "--state", str(DATA / "slack.json")),
            *("--bot-token", TOKENS["SLACK_BOT_TOKEN"], "--app-token", TOKENS["SLACK_APP_TOKEN"]),
        ],
        {},
    )


def start_bot(stack: ExitStack, port: int, health: int) -> subprocess.Popen[bytes]:
    """Start Assay, connected to the local Slack over Socket Mode."""
    settings = {
        **TOKENS,
        "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
        "DATABASE_URL": database_url(),
        "ASSAY_REVIEW_CHANNEL": REVIEWS,
        "PORT": str(health),
    }
    return start(stack, "bot", [], settings)


def start(
    stack: ExitStack, module: str, words: list[str], settings: dict[str, str]
) -> subprocess.Popen[bytes]:
    """Start one process in a session of its own, logging to a file; it is stopped with the stack."""
    log = stack.enter_context((DATA / f"{module}.log").open("ab"))
    process = subprocess.Popen(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=log,
        stderr=log,
        # Ctrl-C reaches the demo alone, which then stops the others in the right order.
        start_new_session=True,
    )
    stack.callback(stop, process)
    return process


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a process, gently first."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def prepare(slack: WebClient) -> None:
    """Make and fill the database, and the channel with it, if there is none yet."""
    kept = DATA / "assay.db"
    if kept.exists():
        return
    # Filled under another name, so that a start that was broken off leaves nothing half full behind.
    filling = DATA / "filling.db"
    for leftover in DATA.glob("filling.db*"):
        leftover.unlink()
    database = Database(f"sqlite:///{filling}")
    migrate.upgrade(database)
    desk, now = Desk(database, WORKSPACE, REVIEWS), utc_now()
    team.record_workspace(desk, "Northwind AI", now=now)
    seed(desk, list(people_of(slack)), now)
    deliver_all(Office(database, WORKSPACE, "", slack, utc_now, REVIEWS))
    post_welcome(slack, REVIEWS)
    database.close()
    filling.rename(kept)


def deliver_all(office: Office) -> None:
    """Post the cards of the seeded experiments, one after the other, so that the welcome comes last."""
    postman = Postman(office)
    while postman.step():
        pass


def database_url() -> str:
    """Return where the demo keeps its data."""
    return f"sqlite:///{DATA / 'assay.db'}"


def wait_for(address: str, processes: list[subprocess.Popen[bytes]]) -> None:
    """Wait until an address answers; refuse when a process ends before."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in processes):
            break
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:  # noqa: S310  (our own loopback address)
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise CannotStart(f"The demo did not start. What went wrong stands in {DATA.relative_to(ROOT)}/*.log")


def tell(port: int) -> None:
    """Say where to look and what to type first."""
    print(
        f"""
  Assay is ready, in a Slack of its own on this machine.

    Open        http://127.0.0.1:{port}/#/U0ANA/{REVIEWS}
    Then type   /experiment propose
    Stop        Ctrl-C (what you did is kept; `make demo RESET=1` starts over)

  The welcome in the channel leads through a first decision.
""",
        flush=True,
    )


def watch(processes: list[subprocess.Popen[bytes]]) -> None:
    """Wait until a process ends, which only Ctrl-C should bring about."""
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)
    raise CannotStart(f"The demo ended by itself. What went wrong stands in {DATA.relative_to(ROOT)}/*.log")


if __name__ == "__main__":
    sys.exit(main())
