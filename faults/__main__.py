"""`python -m faults`: lets everything around Assay fail while people work, and tells whether all agrees in the end."""

import argparse
import logging
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from demo.processes import forget_surroundings
from faults.bot_house import WAYS
from faults.campaign import Plan, run
from faults.databases import POSTGRESQL, SQLITE
from faults.kinds import KINDS


def main(words: Sequence[str] | None = None) -> int:
    """Run the campaigns that were asked for, one after the other; return 1 where anything does not agree."""
    asked = arguments().parse_args(words)
    forget_surroundings()
    # However it is stopped, what it started is stopped.
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    # Of processes that are killed in the middle of a call there is nothing to tell.
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    databases, ways = asked.database or [SQLITE, POSTGRESQL], asked.way or list(WAYS)
    plans = [
        Plan(
            database=database,
            way=way,
            seconds=asked.seconds / (len(databases) * len(ways)),
            seed=asked.seed + number,
            rate=asked.rate,
            only=tuple(asked.only or ()),
        )
        for number, (database, way) in enumerate((one, way) for one in databases for way in ways)
    ]
    found = [campaign(plan, asked.keep) for plan in plans]
    return int(any(found))


def arguments() -> argparse.ArgumentParser:
    """Return what may be asked for."""
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument(
        "--seconds",
        type=float,
        default=3600,
        help="how long in all, parted among the campaigns (%(default)s)",
    )
    parser.add_argument(
        "--seed", type=int, default=int(time.time()), help="the luck by which all is drawn (the time)"
    )
    parser.add_argument("--rate", type=float, default=8, help="deeds a second (%(default)s)")
    parser.add_argument("--database", action="append", choices=[SQLITE, POSTGRESQL], help="one only")
    parser.add_argument("--way", action="append", choices=list(WAYS), help="one way to run the bot only")
    parser.add_argument(
        "--only", action="append", choices=[one.name for one in KINDS], help="one kind of fault (repeatable)"
    )
    parser.add_argument("--keep", type=Path, help="a folder in which everything is left, logs among it")
    return parser


def campaign(plan: Plan, keep: Path | None) -> bool:
    """Run one campaign; tell whether anything does not agree."""
    say(f"{plan.database}, {plan.way}: {plan.seconds:.0f} s, seed {plan.seed}")
    with tempfile.TemporaryDirectory(prefix="assay-faults-") as passing:
        folder = keep / f"{plan.database}-{plan.way}-{plan.seed}" if keep else Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        report = run(plan, folder, say)
    say("\n".join(report.lines))
    return bool(report.findings)


def say(line: str) -> None:
    """Tell of progress."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
