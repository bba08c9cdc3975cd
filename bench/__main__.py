"""`python -m bench`: measures every promise about speed on this machine, in one run, offline."""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import report
from bench.effort import FULL, QUICK, Effort
from bench.frame import Result, Verdict, run
from bench.ground import opened
from bench.machine import this_machine
from bench.profiler import PROFILES
from bench.rows import ROWS
from demo.processes import ROOT, forget_surroundings


def main(words: Sequence[str] | None = None) -> int:
    """Run what was asked for."""
    asked = arguments().parse_args(words)
    forget_surroundings()
    # However it is stopped, what it started is stopped and its folder removed.
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    effort = QUICK if asked.quick else FULL
    try:
        if asked.profile:
            return profile(asked.profile, asked.clicks, asked.folder)
        return measure(asked, effort)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def arguments() -> argparse.ArgumentParser:
    """Return what may be asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds, for a look")
    parser.add_argument(
        "--only",
        action="append",
        choices=sorted(ROWS),
        metavar="NAME",
        help=f"one row (repeatable): {', '.join(ROWS)}",
    )
    parser.add_argument("--strict", action="store_true", help="exit with 1 where a promise is not kept")
    parser.add_argument("--folder", type=Path, help="a folder on a real disk in which to work (/var/tmp)")
    parser.add_argument(
        "--output", type=Path, default=ROOT / "test-output", help="where bench.json and bench.svg go"
    )
    parser.add_argument(
        "--profile", choices=sorted(PROFILES), help="tell where the time of a deed goes instead"
    )
    parser.add_argument("--clicks", type=int, default=300, help="of a profile (%(default)s)")
    return parser


def measure(asked: argparse.Namespace, effort: Effort) -> int:
    """Measure rows, and report."""
    chosen = [one for name, one in ROWS.items() if not asked.only or name in asked.only]
    with opened(effort, say, asked.folder) as ground:
        machine = this_machine(ground.folder)
        print("\n".join(machine.lines), flush=True)
        results = run(chosen, ground)
    print("", *report.table(results), "", sep="\n")
    print(*report.write(asked.output, machine, results, is_quick=asked.quick), sep="\n")
    return status(results, strict=asked.strict)


def status(results: Sequence[Result], *, strict: bool) -> int:
    """Return the exit status: a missed promise is a figure to look at; what could not be measured is a fault."""
    bad = {Verdict.FAILED, Verdict.MISSED, Verdict.NOT_DONE} if strict else {Verdict.FAILED}
    return int(any(one.verdict in bad for one in results))


def profile(name: str, clicks: int, folder: Path | None) -> int:
    """Tell where the time of a deed goes."""
    with opened(QUICK, say, folder) as ground:
        print("\n".join(this_machine(ground.folder).lines), flush=True)
        PROFILES[name](ground, clicks)
    return 0


def say(line: str) -> None:
    """Tell of progress."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
