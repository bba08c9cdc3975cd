"""Every kind of fault: its name, in which campaigns it can be, and how it is brought about. A row each."""

import resource
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from demo.story import ADA, REVIEWS
from faults.bot_house import APART, SOCKET, another
from faults.world import World

POST, UPDATE = "chat.postMessage", "chat.update"
# A file may grow by so much before its disk is full.
LEFT_BYTES = 4096
AWAY_SECONDS = 60.0
HANGING_SECONDS = 14.0
JUMP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One kind of fault."""

    name: str
    bring_about: Callable[[World], None]
    is_possible: Callable[[World], bool] = lambda _: True
    # Of so many tickets in the draw; processes die more often than the rest, which takes longer.
    tickets: int = 1


def serves_http(world: World) -> bool:
    """Tell whether Slack comes over HTTP, to processes that gunicorn keeps."""
    return world.way != SOCKET


def is_apart(world: World) -> bool:
    """Tell whether web and worker are processes of their own."""
    return world.way == APART


def kill_child(world: World) -> None:
    """Kill a process in which requests are answered."""
    world.bot.kill_child()


def kill_master(world: World) -> None:
    """Kill the process that keeps those, or all there is."""
    world.bot.kill("web")


def kill_worker(world: World) -> None:
    """Kill the process that delivers letters and keeps the clock."""
    world.bot.kill("worker")


def stop_gently(world: World) -> None:
    """Ask a process to stop, as a host does when a new version comes."""
    world.bot.of(world.luck.choice(["web", "worker"])).send_signal(signal.SIGTERM)


def race(world: World) -> None:
    """Let two workers race for the letters and the ceremonies."""
    with another(world.bot, "worker", world.for_a_while(15)):
        world.bot.kills += 1


def limit(world: World) -> None:
    """Let Slack say that it was asked too often."""
    world.slack.disturb(world.luck.choice([POST, UPDATE]), "ratelimited", retry_after=3, times=4)


def stumble(world: World) -> None:
    """Let Slack answer with errors of its own."""
    status = world.luck.choice([500, 502, 503])
    world.slack.disturb(world.luck.choice([POST, UPDATE, "*"]), "status", status=status, times=5)


def hang(world: World) -> None:
    """Let Slack carry out what it is asked for after everybody has stopped waiting."""
    seconds = world.for_a_while(HANGING_SECONDS)
    world.slack.disturb(world.luck.choice([POST, UPDATE]), "slow", seconds=seconds, times=2)
    time.sleep(seconds)


def lose_before(world: World) -> None:
    """Let Slack close connections before it did anything."""
    world.slack.disturb(world.luck.choice([POST, UPDATE, "*"]), "lost_before", times=4)


def lose_after(world: World) -> None:
    """Let Slack close connections after it did what it was asked for."""
    world.slack.disturb(world.luck.choice([POST, POST, UPDATE]), "lost_after", times=4)


def be_away(world: World) -> None:
    """Let nobody reach Slack for a while."""
    world.slack.disturb("*", "lost_before", times=None)
    time.sleep(world.for_a_while(AWAY_SECONDS))
    world.slack.calm()


def refuse(world: World) -> None:
    """Let Slack refuse a letter for good, as where the bot was removed from a channel."""
    world.slack.disturb(POST, "error", error="not_in_channel", times=1)


def archive(world: World) -> None:
    """Archive the channel, and open it again."""
    person = world.slack.sandbox.person(ADA)
    person.archive(REVIEWS)
    time.sleep(world.for_a_while(3))
    person.archive(REVIEWS, archived=False)


def drop_socket(world: World) -> None:
    """Cut the sockets, or ask to open them anew."""
    world.slack.disturb("socket", world.luck.choice(["drop", "disconnect"]))


def disorder(world: World) -> None:
    """Let Slack deliver what people do not at all, late, or without hearing of the acknowledgement; that they do it twice is
    theirs, so that both answers are known."""
    kind = world.luck.choice(["drop", "later", "lost_after"])
    world.slack.disturb("delivery", kind, times=3)


def take_database_away(world: World) -> None:
    """Lock the file as another program does, or stop the server and start it again."""
    world.database.be_away(world.for_a_while(world.luck.choice([5, 5, 20])))


def fill_disk(world: World) -> None:
    """Let no file of the bot's processes grow any more, for a while."""
    size = max((one.stat().st_size for one in world.folder.glob("assay.db*")), default=0)
    limited = []
    for pid in world.bot.pids():
        with suppress(ProcessLookupError, PermissionError):
            limited.append((pid, resource.prlimit(pid, resource.RLIMIT_FSIZE)))
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size + LEFT_BYTES, resource.RLIM_INFINITY))
    time.sleep(world.for_a_while(4))
    for pid, before in limited:
        with suppress(ProcessLookupError, PermissionError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def set_clock(world: World) -> None:
    """Set the clock of the bot's processes forward by a day, and back again."""
    seconds = world.luck.choice([1, -1]) * JUMP.total_seconds()
    world.bot.set_clock(seconds)
    time.sleep(world.for_a_while(25))
    world.bot.set_clock(0)


KINDS = (
    FaultKind("kill -9 of a web child", kill_child, serves_http, 8),
    FaultKind("kill -9 of the master", kill_master, tickets=6),
    FaultKind("kill -9 of the worker", kill_worker, is_apart, 8),
    FaultKind("SIGTERM under load", stop_gently, tickets=2),
    FaultKind("two workers racing", race),
    FaultKind("Slack answers 429", limit),
    FaultKind("Slack answers 5xx", stumble, tickets=2),
    FaultKind("Slack hangs", hang),
    FaultKind("Slack loses what it is asked", lose_before),
    FaultKind("Slack loses its answer", lose_after, tickets=3),
    FaultKind("Slack is away", be_away),
    FaultKind("Slack refuses for good", refuse),
    FaultKind("the channel is archived", archive),
    FaultKind("sockets dropped", drop_socket, lambda world: world.way == SOCKET, 3),
    FaultKind("deliveries late or lost", disorder, tickets=3),
    FaultKind("the database is away", take_database_away, tickets=2),
    FaultKind("the disk is full", fill_disk, lambda world: world.is_sqlite),
    FaultKind("the clock jumps", set_clock),
)
