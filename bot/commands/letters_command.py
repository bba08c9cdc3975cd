"""`python -m bot letters`: which letters Slack has not, and why; those that were set aside can be sent again."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.commands.at_hand import desks_of, in_a_terminal, opened
from bot.serve.start import CannotStart, utc_now
from flows import outbox
from flows.desk import Desk
from flows.outbox import Unsent
from rules.refusals import Refused
from rules.words import counted
from store.tables import LetterState

STATES = {"waiting": LetterState.WAITING, "set-aside": LetterState.PARKED}
NAMES = {state: name for name, state in STATES.items()}
EVERY = "all"
MOST = 1000
# No letter is that old, and no time lies much further back.
MOST_HOURS = 1_000_000
COLUMNS = ("ID", "WORKSPACE", "STATE", "AGE", "TRIES", "KIND", "REASON")
ALL_WELL, SOME_SET_ASIDE, FAILED = 0, 1, 2


def main(words: Sequence[str]) -> int:
    """Do what was asked; return 0 when no letter is set aside, 1 when some are, 2 with a sentence when nothing was done."""
    asked = arguments().parse_args(words)
    try:
        with opened() as database:
            desks = desks_of(database, asked.workspace)
            return send_again(desks, asked) if asked.deed == "again" else show(desks, asked)
    except (CannotStart, Refused) as reason:
        print(in_a_terminal(str(reason)), file=sys.stderr)
        return FAILED


def arguments() -> argparse.ArgumentParser:
    """Return what may be asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m bot letters",
        description="Lists the letters that Slack has not, the oldest first, and sends again what was set aside.",
        epilog="It ends with 0 when no letter is set aside, 1 when some are, 2 when nothing could be done.",
    )
    parser.add_argument("--workspace", default="", help="one workspace only, by its id, like T0123456789")
    parser.add_argument("--state", choices=STATES, help="one state only; default: both")
    parser.add_argument(
        "--reason", default="", help="only those whose reason has these words, like is_archived"
    )
    parser.add_argument("--older", type=int, default=0, metavar="HOURS", help="only those older than that")
    deeds = parser.add_subparsers(dest="deed", metavar="again")
    again = deeds.add_parser("again", help="send again what was set aside")
    again.add_argument("letter", help="its id, or all: all those that are asked for")
    return parser


def states_of(asked: argparse.Namespace) -> Sequence[LetterState]:
    """Return the states that are asked for."""
    return [STATES[asked.state]] if asked.state else list(STATES.values())


def found(
    desks: Sequence[Desk], states: Sequence[LetterState], asked: argparse.Namespace, now: datetime
) -> list[Unsent]:
    """Return the letters in some states that are asked for."""
    every = (one for desk in desks for one in outbox.unsent(desk, states, MOST))
    before = now - timedelta(hours=min(max(0, asked.older), MOST_HOURS))
    return [one for one in every if asked.reason in one.problem and one.created_at <= before]


def show(desks: Sequence[Desk], asked: argparse.Namespace) -> int:
    """Print the letters that are asked for as a table."""
    now = utc_now()
    letters = found(desks, states_of(asked), asked, now)
    if letters:
        for line in table([COLUMNS, *(row(one, now) for one in letters)]):
            print(in_a_terminal(line))
    parked = sum(one.state is LetterState.PARKED for one in letters)
    print(f"{counted(len(letters) - parked, 'letter')} waiting, {parked} set aside.")
    if len(letters) >= MOST:
        print(f"At most {MOST} of a workspace are shown.")
    if parked:
        print("Mend what the reason says, then send them again: python -m bot letters again ID, or all.")
    return SOME_SET_ASIDE if parked else ALL_WELL


def row(letter: Unsent, now: datetime) -> tuple[str, ...]:
    """Return the line of a letter."""
    return (
        str(letter.id),
        letter.workspace,
        NAMES[letter.state],
        age(now - letter.created_at),
        str(letter.attempts),
        letter.kind,
        letter.problem or "-",
    )


def age(since: timedelta) -> str:
    """Return how old something is, in the largest unit that it fills."""
    minutes = max(0, int(since.total_seconds())) // 60
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d"


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table whose columns stand below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for one in rows:
        cells = (cell.ljust(width) for cell, width in zip(one, widths, strict=True))
        yield "  ".join(cells).rstrip()


def send_again(desks: Sequence[Desk], asked: argparse.Namespace) -> int:
    """Let letters that were set aside go their way once more, and say how many."""
    now = utc_now()
    if asked.letter != EVERY and not (asked.letter.isascii() and asked.letter.isdigit()):
        raise Refused("Give the id of a letter, a number from the list, or all.")
    parked = found(desks, [LetterState.PARKED], asked, now)
    wanted = [one for one in parked if asked.letter in (EVERY, str(one.id))]
    if asked.letter != EVERY and not wanted:
        raise Refused(
            f"No letter {asked.letter[:20]} is set aside. `python -m bot letters` lists those that are."
        )
    at = {desk.workspace: desk for desk in desks}
    done = sum(outbox.again(at[one.workspace], one.id, now) for one in wanted)
    print(f"{counted(done, 'letter')} will be sent again; a worker takes them on within a second.")
    if asked.letter == EVERY and len(parked) >= MOST:
        print("There may be more of them; type it once more.")
    return ALL_WELL
