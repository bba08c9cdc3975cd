"""A process that ticks once as soon as it is told to: `python -m tests.flows.ticking URL NOW [hang]`.

Each phase puts one letter. With `hang` it stops within the transaction, after it decided and before it commits.
"""

import sys
from datetime import datetime

from sqlmodel import Session

from flows import due_kinds
from flows.ceremonies import phase_handlers
from flows.ceremonies.phases import PhaseHandlers
from flows.desk import Desk
from flows.due import run_due
from rules.ceremonies.ceremonies import Holding, Phase
from rules.ceremonies.review.letters import AgendaLetter
from rules.ceremony_names import Ceremony
from store import outbox
from store.database import Database
from tests.stories import WORKSPACE, desk_of


def main(url: str, now: str, how: str = "") -> None:
    """Say that we are ready, wait for a line, tick, and say what was done."""

    def carry_out(session: Session, _desk: Desk, holding: Holding, at: datetime) -> None:
        outbox.put(session, [AgendaLetter(holding=holding.key)], at)
        if how == "hang":
            session.flush()
            print("decided")
            sys.stdin.readline()

    for ceremony in Ceremony:
        phase_handlers.HANDLERS[ceremony] = PhaseHandlers(dict.fromkeys(Phase, carry_out))
    desk = desk_of(Database(url), WORKSPACE)
    print("ready")
    sys.stdin.readline()
    print(run_due(due_kinds.CEREMONIES, desk.database, lambda _workspace: desk, datetime.fromisoformat(now)))


if __name__ == "__main__":
    main(*sys.argv[1:])
