"""`python -m bot`: everything in one process; `web`, `worker` and `migrate` are its parts; commands look after it."""

import argparse
import sys
from collections.abc import Callable, Sequence

from bot.commands import audit_command, backup_command, doctor_command, install_command
from bot.serve.processes import run_all, run_web, run_worker
from bot.serve.start import CannotStart, open_database, read, set_up_logging
from settings import DatabaseSettings, Settings


def bring_up_to_date() -> None:
    """Bring the database to the newest tables; it needs no settings but the database's."""
    open_database(read(DatabaseSettings)).close()


PROCESSES: dict[str, tuple[Callable[[], None], str]] = {
    "all": (
        lambda: run_all(read(Settings)),
        "everything in one process: Socket Mode when SLACK_APP_TOKEN is set, else HTTP (the default)",
    ),
    "web": (lambda: run_web(read(Settings)), "hear Slack over signed HTTP"),
    "worker": (lambda: run_worker(read(Settings)), "deliver messages and keep the clock"),
    "migrate": (bring_up_to_date, "bring the database to the newest tables"),
}

# Each reads its own words, and tells of them with --help.
COMMANDS: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "audit": (audit_command.main, "verifies the journal and exports evidence packs"),
    "backup": (backup_command.back_up, "copies the database into a file"),
    "restore": (backup_command.bring_back, "brings such a copy back"),
    "manifest": (
        install_command.print_manifest,
        "prints the manifest of an app that many workspaces install",
    ),
    "key": (
        install_command.make_key,
        "makes a key for ASSAY_ENCRYPTION_KEY, or seals all tokens with the newest",
    ),
    "doctor": (doctor_command.main, "looks at all that Assay rests on, and says how to mend it"),
}


def main() -> int:
    """Run one of the processes; what an operator can mend is said in one sentence."""
    command = COMMANDS.get("".join(sys.argv[1:2]))
    if command:
        return command[0](sys.argv[2:])
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
    try:
        PROCESSES[chosen][0]()
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
