"""`make demo`: the sandbox Slack, the seeded team and the bot, started together and stopped together."""

import argparse
import signal
import sys
from pathlib import Path

from demo.house import House, opened
from demo.processes import ROOT, DemoCannotStart, forget_surroundings, watch

PORT = 8970


def main() -> int:
    """Run the demo until Ctrl-C."""
    asked = arguments().parse_args()
    forget_surroundings()
    # SIGINT as well: whatever a script starts in the background ignores it otherwise.
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    try:
        run(House(asked.port, asked.data.resolve()), reset=asked.reset)
    except DemoCannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. `make demo` goes on from here; `make demo RESET=1` starts over.")
    return 0


def arguments() -> argparse.ArgumentParser:
    """Return what may be asked for."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--port", type=port, default=PORT, help="of the page (%(default)s)")
    parser.add_argument("--reset", action="store_true", help="start over with fresh data")
    parser.add_argument(
        "--data", type=Path, default=ROOT / "data" / "demo", help="the folder of all that is kept"
    )
    return parser


def port(typed: str) -> int:
    """Return the port that was typed."""
    number = int(typed)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


def run(house: House, *, reset: bool) -> None:
    """Start everything, say where to look, and wait."""
    if reset or not house.kept.exists():
        print("Setting up a team with a few experiments ...", flush=True)
    with opened(house, reset=reset) as processes:
        say_where_to_look(house)
        try:
            watch(processes)
        except KeyboardInterrupt:
            print("\nStopping ...", flush=True)
            raise


def say_where_to_look(house: House) -> None:
    """Say where to look and what to type first."""
    print(
        f"""
  Assay is ready, in a Slack of its own on this machine.

    Open        {house.page}
    Then type   /experiment propose
    Stop        Ctrl-C (what you did is kept; `make demo RESET=1` starts over)

  The welcome in the channel leads through a first decision.
""",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
