"""Recording a value that somebody typed."""

from datetime import datetime

from flows.desk import Desk
from flows.experiments.record import Doing, record
from rules.evidence.measurements import ValueDraft
from rules.experiments.experiment import Experiment
from rules.journal.entries import Deed
from rules.lifecycle import recording
from store.experiments import experiments


def record_value(
    desk: Desk, number: int, draft: ValueDraft, *, by: str, now: datetime, request: str
) -> Experiment:
    """Record one measured value of one metric."""
    with desk.begin(request, now) as session:
        before = experiments.lock(session, number)
        after = recording.measure(before, draft, desk.person(session, by), now)
        return record(session, before, after, Doing(deed=Deed.MEASURED, by=by, now=now))
