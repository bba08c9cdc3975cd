"""A process that seals as soon as it is told to: `python -m tests.flows.sealing URL NOW [hang]`.

With `hang` it stops within the transaction, after it has sealed and before it commits.
"""

import sys
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from flows import due_kinds
from flows.due import run_due
from store.database import Database
from store.journal import seals
from tests.stories import WORKSPACE, desk_of


def main(url: str, now: str, how: str = "") -> None:
    """Say that we are ready, wait for a line, seal, and say how many entries that were."""
    desk = desk_of(Database(url), WORKSPACE)
    if how == "hang":
        seals.wait_no_more = hang  # type: ignore[assignment]
    print("ready")
    sys.stdin.readline()
    print(run_due(due_kinds.SEALING, desk.database, lambda _workspace: desk, datetime.fromisoformat(now)))


def hang(session: Session, _entries: Sequence[int]) -> None:
    """Stop in the middle."""
    session.flush()
    print("sealed")
    sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
