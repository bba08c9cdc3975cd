"""Recording the values that somebody typed, and marking one as wrong."""

from datetime import datetime

from flows.desk import Desk
from flows.experiments.record import Doing, record
from flows.experiments.sheets import sheet_of
from rules.evidence.measurements import ValueDraft, fresh_values
from rules.evidence.typed_values import ValuesDraft
from rules.experiments.experiment import Experiment
from rules.experiments.metrics import Measurement
from rules.experiments.notices import Notice, NoticeTopic
from rules.experiments.sheets import ExperimentSheet
from rules.journal.entries import Deed
from rules.lifecycle import recording, striking
from rules.lifecycle.recorders import record_objections
from rules.lifecycle.striking import value_words
from rules.refusals import refuse
from rules.words import clean
from store import workspaces
from store.experiments import experiments


def record_value(
    desk: Desk, number: int, draft: ValueDraft, *, by: str, now: datetime, request: str
) -> Experiment:
    """Record one measured value of one metric."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, number, by)
        after = recording.measure(before, draft, person, now, workspaces.recorders(session))
        doing = Doing(deed=Deed.MEASURED, by=by, now=now, news=aside_news(before, after, by))
        return record(session, before, after, doing)


def record_values(
    desk: Desk, number: int, draft: ValuesDraft, *, by: str, now: datetime, request: str
) -> Experiment:
    """Record all the values that a form holds, or none of them."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, number, by)
        after = recording.measure_typed(before, draft, person, now, workspaces.recorders(session))
        doing = Doing(deed=Deed.MEASURED, by=by, now=now, news=aside_news(before, after, by))
        return record(session, before, after, doing)


def measurable(desk: Desk, number: int, by: str) -> ExperimentSheet:
    """Return an experiment's sheet for the form of its values; refuse now who could not record one later."""
    with desk.look() as session:
        experiment = experiments.get(session, number)
        refuse(record_objections(experiment, desk.person(session, by), workspaces.recorders(session)))
        return sheet_of(session, desk, experiment)


def aside_news(before: Experiment, after: Experiment, by: str) -> tuple[Notice, ...]:
    """Return word to the owner of values that were set aside; nothing where none was."""
    aside = [one for one in fresh_values(before, after) if one.aside]
    if not aside:
        return ()
    about = "; ".join(value_words(one) for one in aside)
    return (Notice(topic=NoticeTopic.VALUE_SET_ASIDE, by=by, about=about, to=(after.owner,)),)


def strike_value(
    desk: Desk, number: int, mark: str, reason: str, *, by: str, now: datetime, request: str
) -> Experiment:
    """Mark one value as wrong; it stays, and counts no more."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, number, by)
        after = striking.strike(before, mark, reason, person, now)
        said = clean(reason)
        return record(session, before, after, Doing(deed=Deed.STRUCK_VALUE, by=by, now=now, said=said))


def strikable(desk: Desk, number: int, by: str) -> tuple[Experiment, tuple[Measurement, ...]]:
    """Return the values that somebody can mark as wrong, the last first; refuse now who could mark none later."""
    with desk.look() as session:
        experiment = experiments.get(session, number)
        person = desk.person(session, by)
        refuse(striking.strike_objections(experiment, person))
        return experiment, striking.strikable(experiment, person)
