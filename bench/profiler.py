"""Where the time of one deed goes: in this process, on SQLite, without HTTP and without other work beside it."""

import cProfile
import pstats
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from sqlalchemy import event

from bench.ground import SQLITE, Ground
from bench.houses import BOT_TOKEN
from bench.seats import board_in, call_letters_sent, clicks_in_parts, now
from bot.bots import OneBot
from bot.hear.app import create_app
from bot.office import Office
from demo.house import WORKSPACE
from demo.processes import ROOT
from demo.story import REVIEWS
from store.database import Database

SHOWN, PACKAGES_SHOWN = 30, 15
HEADERS: dict[str, str | Sequence[str]] = {"content-type": ["application/x-www-form-urlencoded"]}


def profile_click(ground: Ground, number: int) -> None:
    """Tell where the time of an Approve click goes: once by the wall clock, once by its statements, once by cProfile."""
    board = board_in(ground, SQLITE, 3 * number)
    url, parts = ground.database(SQLITE, like=board.url), clicks_in_parts(board.messages, [number] * 3)
    call_letters_sent(url)
    with opened(url) as (database, app):
        timed, listed, profiled = parts
        hear(app, timed[: len(timed) // 5])
        wall, busy = milliseconds(app, timed[len(timed) // 5 :])
        ground.say(f"{wall:.2f} ms a click by the clock, {busy:.2f} ms of this process, without a profiler")
        statements = counted(database, app, listed)
        ground.say(f"{statements.total() / len(listed):.1f} SQL statements a click:")
        for statement, times in statements.most_common():
            ground.say(f"  {times / len(listed):5.2f}  {statement}")
        show(ground, app, profiled)


@contextmanager
def opened(url: str) -> Iterator[tuple[Database, App]]:
    """Open a database, and the app that works in it and never calls Slack."""
    database = Database(url)
    client = WebClient(token=BOT_TOKEN, base_url="http://127.0.0.1:9/api/", timeout=1, retry_handlers=[])
    office = Office(database, OneBot(WORKSPACE, "U0ASSAYBOT", client), now, REVIEWS)
    try:
        yield database, create_app(office)
    finally:
        database.close()


def hear(app: App, bodies: Sequence[str]) -> None:
    """Let the app hear clicks, which it must acknowledge."""
    for body in bodies:
        answer = app.dispatch(BoltRequest(body=body, headers=HEADERS))
        if answer.status != 200:
            raise AssertionError(f"a click was answered with {answer.status}: {answer.body}")


def milliseconds(app: App, bodies: Sequence[str]) -> tuple[float, float]:
    """Return how long one click takes by the clock, and how long this process works for it: the rest is the disk, and
    whatever else the machine does."""
    began, busy = time.perf_counter(), time.process_time()
    hear(app, bodies)
    each = 1000 / len(bodies)
    return (time.perf_counter() - began) * each, (time.process_time() - busy) * each


def counted(database: Database, app: App, bodies: Sequence[str]) -> Counter[str]:
    """Return how often each statement was executed, without the columns that it names."""
    found: Counter[str] = Counter()

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found[shortened(statement)] += 1

    event.listen(database.engine, "before_cursor_execute", count)
    try:
        hear(app, bodies)
    finally:
        event.remove(database.engine, "before_cursor_execute", count)
    return found


def shortened(statement: str) -> str:
    """Return a statement on one line, without the columns that it names."""
    line = re.sub(r"\s+", " ", statement)
    without = re.sub(r"^SELECT .*? FROM", "SELECT … FROM", line) if line.startswith("SELECT") else line
    return re.sub(r" \(.*", " (…)", without)[:120] if line.startswith("INSERT") else without[:120]


def show(ground: Ground, app: App, bodies: Sequence[str]) -> None:
    """Print which packages take the time of their own, then which functions do, with all they call and on their own."""
    profiler = cProfile.Profile()
    profiler.runcall(hear, app, bodies)
    figures = pstats.Stats(profiler)
    shares = own_time(figures)
    ground.say("own time of a click by package, a profiler slowing each call down:")
    for package, seconds in shares.most_common(PACKAGES_SHOWN):
        ground.say(f"  {seconds / shares.total():6.1%}  {seconds * 1000 / len(bodies):6.2f} ms  {package}")
    for order in (pstats.SortKey.CUMULATIVE, pstats.SortKey.TIME):
        figures.sort_stats(order).print_stats(SHOWN)


def own_time(figures: pstats.Stats) -> Counter[str]:
    """Return the seconds that each package spends itself; what is built in goes by its name."""
    found: Counter[str] = Counter()
    for (file, _line, name), (_calls, _all, own, _with, _callers) in figures.stats.items():  # type: ignore[attr-defined]
        found[name if file == "~" else package_of(Path(file))] += own
    return found


def package_of(file: Path) -> str:
    """Return the package that a file belongs to: a room of ours, a library, or Python itself."""
    parts = file.parts
    if file.is_relative_to(ROOT) and "site-packages" not in parts:
        return file.relative_to(ROOT).parts[0]
    return parts[parts.index("site-packages") + 1] if "site-packages" in parts else "Python"


PROFILES: dict[str, Callable[[Ground, int], None]] = {"click": profile_click}
