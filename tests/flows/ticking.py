"""A process that ticks once as soon as it is told to: `python -m tests.flows.ticking URL NOW [hang]`.

Each phase puts one letter. With `hang` it stops within the transaction, after it decided and before it commits.
"""

import sys
from datetime import datetime

from sqlmodel import Session

from flows import ceremonies, phases
from flows.desk import Desk
from flows.letters import LetterKind, of_holding, put
from flows.phases import Deeds
from rules.ceremonies import Ceremony, Occurrence, Phase
from store.database import Database
from tests.stories import WORKSPACE, desk_of


def main(url: str, now: str, how: str = "") -> None:
    """Say that we are ready, wait for a line, tick, and say what was done."""

    def carry_out(session: Session, _desk: Desk, occurrence: Occurrence, at: datetime) -> None:
        put(session, iter([of_holding(occurrence, LetterKind.CEREMONY_NEWS)]), at)
        if how == "hang":
            session.flush()
            print("decided")
            sys.stdin.readline()

    for ceremony in Ceremony:
        phases.HANDLERS[ceremony] = Deeds(dict.fromkeys(Phase, carry_out))
    desk = desk_of(Database(url), WORKSPACE)
    print("ready")
    sys.stdin.readline()
    print(ceremonies.tick(desk.database, lambda _workspace: desk, datetime.fromisoformat(now)))


if __name__ == "__main__":
    main(*sys.argv[1:])
