"""`python -m bot data`: one person's data as a file, and its erasure."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.commands.at_hand import OPERATOR, in_a_terminal, one_desk, opened
from bot.serve.start import CannotStart, utc_now
from flows.desk import Desk
from flows.people import personal_data
from rules.refusals import Refused


def main(words: Sequence[str]) -> int:
    """Do what was asked; return 0 when it was done, 1 otherwise, with a sentence."""
    asked = arguments().parse_args(words)
    try:
        with opened() as database:
            asked.deed(asked, one_desk(database, asked.workspace, "Somebody belongs to one workspace."))
    except (CannotStart, Refused) as reason:
        print(in_a_terminal(str(reason)), file=sys.stderr)
        return 1
    return 0


def arguments() -> argparse.ArgumentParser:
    """Return what may be asked for."""
    parser = argparse.ArgumentParser(prog="python -m bot data", description="What is kept of one person.")
    deeds = parser.add_subparsers(required=True, metavar="export | erase | lift")
    export = deeds.add_parser("export", help="write every row that names a person into a file")
    export.add_argument("--out", type=Path, help="the file to write; without one, to the terminal")
    export.set_defaults(deed=write_data)
    erase = deeds.add_parser(
        "erase", help="erase name, profile and answers of a person; decisions keep their id"
    )
    erase.set_defaults(deed=erase_data)
    lift = deeds.add_parser("lift", help="let Slack's word of a person be kept again")
    lift.set_defaults(deed=lift_erasure)
    for deed in (export, erase, lift):
        deed.add_argument("user", help="their id, like U0123456789")
        deed.add_argument("--workspace", default="", help="the workspace, where there are several")
    return parser


def write_data(asked: argparse.Namespace, desk: Desk) -> None:
    """Write the data of a person."""
    found = personal_data.data_of(desk, asked.user)
    told = {"workspace": desk.workspace, "person": asked.user, "taken_at": utc_now(), "tables": found}
    text = json.dumps(told, indent=2, ensure_ascii=False, default=str)
    if asked.out is None:
        print(text)
        return
    # Whoever may read the database wrote it; nobody else need read the file.
    try:
        with open(asked.out, "x", encoding="utf-8", opener=owner_only) as file:
            file.write(text + "\n")
    except FileExistsError:
        raise Refused(f"{asked.out} is there already; name another file.") from None
    except OSError as error:
        raise Refused(f"{asked.out} cannot be written: {error.strerror or error}.") from None
    print(f"Wrote {sum(len(rows) for rows in found.values()):,} rows to {asked.out}.")


def owner_only(path: str, flags: int) -> int:
    """Open a file that its owner alone may read."""
    return os.open(path, flags, 0o600)


def erase_data(asked: argparse.Namespace, desk: Desk) -> None:
    """Erase the data of a person, and say what is left."""
    is_new = personal_data.erase(desk, asked.user, by=OPERATOR, now=utc_now())
    print("Erased." if is_new else "It was erased before; what came since is erased too.")
    print(
        "What they decided stays under their id. Their messages in Slack are Slack's; cards show it once they change."
    )


def lift_erasure(asked: argparse.Namespace, desk: Desk) -> None:
    """Let the name of a person be kept again."""
    personal_data.lift(desk, asked.user, by=OPERATOR, now=utc_now())
    print("Lifted. Their name comes with the next look at Slack's list of people.")
