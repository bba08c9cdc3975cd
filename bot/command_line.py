"""`python -m bot`: everything in one process; `web`, `worker` and `migrate` are its parts; commands look after it."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from bot.serve.processes import run_all, run_web, run_worker
from bot.serve.start import CannotStart, S, open_database, password_of, read
from bot.watch.logs import set_up_logging
from settings import DatabaseSettings, Settings, WorkerSettings


def bring_up_to_date(settings: DatabaseSettings) -> None:
    """Bring the database to the newest tables; it needs no settings but the database's."""
    open_database(settings, tell_how_far).close()


def tell_how_far(words: str) -> None:
    """Print to which revision the tables were brought, and how far one is that takes long where many rows are kept."""
    print(f"  … {words}", file=sys.stderr, flush=True)


def logged(kind: type[S], run: Callable[[S], None]) -> Callable[[], None]:
    """Return a process that reads its settings and keeps the secrets among them out of the log."""

    def start() -> None:
        settings = read(kind)
        set_up_logging((*settings.secrets, password_of(settings.database_url)))
        run(settings)

    return start


PROCESSES: dict[str, tuple[Callable[[], None], str]] = {
    "all": (
        logged(Settings, run_all),
        "everything in one process: Socket Mode when SLACK_APP_TOKEN is set, else HTTP (the default)",
    ),
    "web": (logged(Settings, run_web), "hear Slack over signed HTTP"),
    "worker": (logged(WorkerSettings, run_worker), "deliver messages and keep the clock"),
    "migrate": (logged(DatabaseSettings, bring_up_to_date), "bring the database to the newest tables"),
}


def command(module: str, name: str) -> Callable[[Sequence[str]], int]:
    """Return a command that is imported once it is asked for: a process that serves needs none of them."""

    def run(words: Sequence[str]) -> int:
        return int(getattr(import_module(f"bot.commands.{module}"), name)(words))

    return run


def obeying_signals(run: Callable[[Sequence[str]], int], words: Sequence[str]) -> int:
    """Do a command, which leaves nothing half done where it is told to stop, and says nothing more to who hears no more."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        status = run(words)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        # What is left to say would fail once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    finally:
        signal.signal(signal.SIGTERM, before)
    return status


# Each reads its own words, and tells of them with --help.
COMMANDS: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "audit": (command("audit_command", "main"), "verifies the journal and exports evidence packs"),
    "backup": (command("backup_command", "back_up"), "copies the database into a file"),
    "restore": (command("backup_command", "bring_back"), "brings such a copy back"),
    "letters": (
        command("letters_command", "main"),
        "lists what Slack has not, and sends again what was set aside",
    ),
    "data": (command("data_command", "main"), "writes one person's data into a file, or erases it"),
    "manifest": (
        command("install_command", "print_manifest"),
        "prints the manifest of an app that many workspaces install",
    ),
    "key": (
        command("install_command", "make_key"),
        "makes a key for ASSAY_ENCRYPTION_KEY, or seals all tokens with the newest",
    ),
    "doctor": (
        command("doctor_command", "main"),
        "looks at all that Assay rests on, and says how to mend it",
    ),
}


def main() -> int:
    """Run one of the processes; what an operator can mend is said in one sentence."""
    asked = COMMANDS.get("".join(sys.argv[1:2]))
    if asked:
        return obeying_signals(asked[0], sys.argv[2:])
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Assay, the experiment desk of AI teams.",
        epilog="Besides, each with a --help of its own: "
        + "; ".join(f"{name} {words}" for name, (_, words) in COMMANDS.items()),
    )
    parser.add_argument(
        "process",
        nargs="?",
        choices=PROCESSES,
        default="all",
        help="; ".join(f"{name}: {words}" for name, (_, words) in PROCESSES.items()),
    )
    chosen = parser.parse_args().process
    set_up_logging()
    # Until a process takes the signals itself, it waits for nothing that must be finished; as the first process of a
    # container it would not even hear this one.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        PROCESSES[chosen][0]()
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0
