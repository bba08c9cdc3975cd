"""Recording a value that somebody typed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows.desk import Desk
from flows.experiments.record import Doing, record
from rules.evidence.measurements import ValueDraft
from rules.experiments.experiment import Experiment
from rules.journal.entries import Deed
from rules.lifecycle import recording
from store.experiments import experiments
from store.people import members


def record_value(
    desk: Desk, number: int, draft: ValueDraft, *, by: str, now: datetime, request: str
) -> Experiment:
    """Record one measured value of one metric."""
    with desk.begin(request, now) as session:
        before = experiments.lock(session, number)
        after = recording.measure(before, draft, desk.person(session, by), now)
        return record(session, before, after, Doing(deed=Deed.MEASURED, by=by, now=now))


def local_day(session: Session, user: str, now: datetime) -> date:
    """Return which day it is where a person lives."""
    return now.astimezone(ZoneInfo(members.get(session, user).zone)).date()
