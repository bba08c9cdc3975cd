"""`python -m bot audit`: verify the journal in the database or a pack in a file, and export the pack of an experiment."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.commands.at_hand import OPERATOR, in_a_terminal, known_desks, one_desk, opened
from bot.packs.pack_file import file_digest, pack_name, pack_of, verified
from bot.serve.start import CannotStart, utc_now
from flows.desk import Desk
from flows.journal import verification
from flows.packs.evidence import evidence_of
from rules.journal.audit import JournalFinding
from rules.journal.heads import Head, read_head
from rules.refusals import Refused
from rules.typed_keys import read_key
from rules.words import counted

MOST_BYTES = 256 * 1024 * 1024


def main(words: Sequence[str]) -> int:
    """Do what was asked; return 0 when all is well, 1 when anything is wrong, with a sentence for each."""
    asked = arguments().parse_args(words)
    try:
        return int(asked.deed(asked))
    except (CannotStart, Refused) as reason:
        print(in_a_terminal(str(reason)), file=sys.stderr)
        return 1


def arguments() -> argparse.ArgumentParser:
    """Return what may be asked for."""
    parser = argparse.ArgumentParser(prog="python -m bot audit", description="The sealed journal.")
    deeds = parser.add_subparsers(required=True, metavar="verify | export")
    verify = deeds.add_parser("verify", help="verify the journal of the database, or an evidence pack")
    verify.add_argument("file", nargs="?", type=Path, help="an evidence pack; without one, the database")
    verify.add_argument("--head", help="a line copied from Slack: “Journal head … at entry …”")
    verify.add_argument("--workspace", default="", help="one workspace only, by its id, like T0123456789")
    verify.set_defaults(deed=run_verify)
    export = deeds.add_parser("export", help="write the evidence pack of an experiment")
    export.add_argument("experiment", help="its id, like EXP-1")
    export.add_argument("--out", type=Path, help="the file to write; default: EXP-1-evidence-….zip here")
    export.add_argument("--workspace", default="", help="its workspace, where there are several")
    export.set_defaults(deed=run_export)
    return parser


def run_verify(asked: argparse.Namespace) -> bool:
    """Verify a pack or the database; tell whether anything is wrong."""
    head = read_head(asked.head) if asked.head is not None else None
    if asked.file:
        return verify_file(asked.file, head)
    with opened() as database:
        if head:
            return verify_desk(one_desk(database, asked.workspace, "A head belongs to one workspace."), head)
        # Each is verified, also after one in which something is wrong.
        return sum(verify_desk(desk, None) for desk in known_desks(database, asked.workspace)) > 0


def verify_desk(desk: Desk, head: Head | None) -> bool:
    """Verify the journal of one workspace, and say what was found; tell whether anything is wrong."""
    verdict = verification.verify(desk, head, tell_how_far)
    print(f"Workspace {desk.workspace}: {counted_entries(verdict.head.position)} sealed.")
    if verdict.waiting:
        print(f"  {counted_entries(verdict.waiting)} not sealed yet; the worker seals every minute.")
    if say(verdict.findings, verdict.in_all):
        return True
    held = f", held against {counted(verdict.heads, 'head')} from Slack" if verdict.heads else ""
    print(f"  Every entry is as it was sealed{held}.")
    if verdict.last_at:
        print(f"  The last one is of {verdict.last_at:%Y-%m-%d %H:%M:%S} UTC.")
    print(
        "  Every experiment, duty, token and follow-up in the tables is what the facts give, and none is missing."
    )
    if not verdict.heads:
        print("  No posted head is known: a cut tail could not be told. Give one with --head.")
    print(f"  Journal head {verdict.head.digest} at entry {verdict.head.position:,}")
    return False


def verify_file(path: Path, head: Head | None) -> bool:
    """Verify an evidence pack with nothing else at hand, and say what was found."""
    data = content_of(path)
    chain, findings = verified(data, head)
    print(f"Evidence pack of {chain.subject}, workspace {chain.workspace}.")
    print(f"  SHA-256 of the file: {file_digest(data)}")
    if say(findings):
        return True
    posted = counted(len(chain.posted), "posted head")
    print(
        f"  {counted_entries(len(chain.entries))}, each as it was sealed; {posted} in it, each leading to this journal."
    )
    print(f"  Journal head {chain.head.digest} at entry {chain.head.position:,}")
    return False


def content_of(path: Path) -> bytes:
    """Return the bytes of a file; refuse what cannot be one of ours."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"{path} is larger than any evidence pack.")
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from None


def tell_how_far(what: str, done: int) -> None:
    """Print how far something long is, beside what it finds."""
    print(f"  … {done:,} {what}", file=sys.stderr, flush=True)


def say(findings: Iterable[JournalFinding], in_all: int = 0) -> bool:
    """Print every finding that is given, and how many there are; tell whether there was one."""
    lines = [in_a_terminal(finding.words) for finding in findings]
    for line in lines:
        print(f"  ✗ {line}")
    if in_all > len(lines):
        print(f"  … and {in_all - len(lines):,} more like these.")
    if lines:
        number = max(in_all, len(lines))
        print(f"  {number:,} finding{'' if number == 1 else 's'}. docs/audit.md says what to do.")
    return bool(lines)


def run_export(asked: argparse.Namespace) -> bool:
    """Write the evidence pack of an experiment."""
    number = read_key(asked.experiment)
    with opened() as database:
        desk = one_desk(database, asked.workspace, "There are several workspaces.")
        evidence = evidence_of(desk, number, utc_now(), by=OPERATOR, watch=tell_how_far)
    path = asked.out or Path(pack_name(evidence))
    data = pack_of(evidence)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}.") from None
    print(f"{path}: {counted_entries(len(evidence.chain.entries))} about EXP-{number}.")
    print(f"  SHA-256 {file_digest(data)}")
    print(f"  Journal head {evidence.chain.head.digest} at entry {evidence.chain.head.position:,}")
    return False


def counted_entries(number: int) -> str:
    """Return “1 entry” or “3 entries”."""
    return f"{number:,} {'entry' if number == 1 else 'entries'}"
