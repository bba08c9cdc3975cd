"""Values that a machine sends: judged all together, so that either all of them are recorded or none."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from rules.evidence.measurements import ValueDraft, read_measurement
from rules.experiments.experiment import Experiment
from rules.experiments.metrics import find_metric
from rules.numbers.scales import takes_unit
from rules.numbers.typed_numbers import our_signs
from rules.refusals import Refused
from rules.words import shorten

MOST_READINGS = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """One value as it was sent; `place` leads to it in what was sent, as in “metrics[0].”, `unit` may be empty."""

    draft: ValueDraft
    unit: str = ""
    place: str = ""


def faults(experiment: Experiment, reading: Reading, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one value, each with the field that it is about."""
    try:
        metric = find_metric(experiment.metrics, reading.draft.metric)
    except Refused as refusal:
        yield f"{reading.place}metric", str(refusal)
        return
    unit = our_signs(reading.unit)
    if unit and not takes_unit(metric, unit):
        said = f"{metric.name} is measured in {metric.unit or 'plain numbers'}, not in {shorten(unit, 20)}."
        yield f"{reading.place}unit", said
        unit = metric.unit
    try:
        read_measurement(experiment.metrics, replace(drafted(reading), unit=unit), by="", now=now)
    except Refused as refusal:
        yield from ((f"{reading.place}{field}", said) for field, said in refusal.fields.items())


def drafted(reading: Reading) -> ValueDraft:
    """Return a value as it was sent, with the unit that stood beside it."""
    return replace(reading.draft, unit=our_signs(reading.unit))
