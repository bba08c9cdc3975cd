"""Recording measured values: all of them or none; the last evidence that was missing may approve an experiment."""

from collections.abc import Iterable
from datetime import datetime

from rules.evidence.measurements import ValueDraft, read_measurement, with_measurements
from rules.evidence.readings import Reading, drafted, faults
from rules.evidence.typed_values import ValuesDraft, read_values
from rules.experiments.experiment import Experiment
from rules.lifecycle.board import settle
from rules.lifecycle.recorders import record_objections, set_aside
from rules.people.people import Person
from rules.recorders import Recorders
from rules.refusals import Refused, refuse


def measure(
    experiment: Experiment,
    draft: ValueDraft,
    by: Person,
    now: datetime,
    recorders: Recorders = Recorders.PART,
) -> Experiment:
    """Return the experiment with one more measured value; the last evidence that was missing may approve it."""
    return measure_all(experiment, (draft,), by, now, recorders)


def measure_all(
    experiment: Experiment,
    drafts: Iterable[ValueDraft],
    by: Person,
    now: datetime,
    recorders: Recorders = Recorders.PART,
) -> Experiment:
    """Return the experiment with all of these values, or refuse them all; what is known already changes nothing."""
    refuse(record_objections(experiment, by, recorders))
    found = [read_measurement(experiment.metrics, draft, by=by.id, now=now) for draft in drafts]
    measured = with_measurements(experiment, [set_aside(experiment, one, by) for one in found])
    return measured if measured is experiment else settle(measured, now)


def measure_typed(
    experiment: Experiment,
    draft: ValuesDraft,
    by: Person,
    now: datetime,
    recorders: Recorders = Recorders.PART,
) -> Experiment:
    """Return the experiment with all the values of a form; refuse with everything that is wrong with any of them."""
    refuse(record_objections(experiment, by, recorders))
    return measure_all(experiment, read_values(experiment.metrics, draft, now), by, now, recorders)


def record_readings(
    experiment: Experiment, readings: Iterable[Reading], by: Person, now: datetime
) -> Experiment:
    """Return the experiment with all of a machine's values; refuse with everything that is wrong with any of them."""
    refuse(record_objections(experiment, by, Recorders.PART))
    sent = tuple(readings)
    complaints = {field: said for reading in sent for field, said in faults(experiment, reading, now)}
    if complaints:
        raise Refused(fields=complaints)
    return measure_all(experiment, map(drafted, sent), by, now)
