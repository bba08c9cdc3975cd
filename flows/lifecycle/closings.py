"""What an owner does with an experiment besides submitting it: start, withdraw, conclude, roll back, retire."""

from datetime import datetime

from flows.desk import Desk
from flows.experiments.record import Doing, record
from rules.experiments.experiment import Experiment
from rules.journal.entries import Deed
from rules.lifecycle import steps
from rules.lifecycle.steps import Step

DEED_OF_CLOSING = {
    Step.ROLL_BACK: Deed.ROLLED_BACK,
    Step.RETIRE: Deed.RETIRED,
    Step.WITHDRAW: Deed.WITHDREW,
    Step.CONCLUDE: Deed.CONCLUDED,
}


def start(desk: Desk, number: int, *, by: str, now: datetime, request: str = "") -> Experiment:
    """Start running an experiment."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, number, by)
        after = steps.start(before, person, now)
        return record(session, before, after, Doing(deed=Deed.STARTED, by=by, now=now))


def close(
    desk: Desk,
    number: int,
    step: Step,
    *,
    by: str,
    note: str,
    now: datetime,
    request: str,
    learning: str = "",
) -> Experiment:
    """Roll back, retire, withdraw or conclude an experiment, with why and with what was learnt."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, number, by)
        after = steps.close(before, step, person, note, now, learning)
        said = after.closing_note
        return record(
            session,
            before,
            after,
            Doing(deed=DEED_OF_CLOSING[step], by=by, now=now, said=said, reason=said),
        )
