"""Marking a recorded value as wrong: it stays, shows with the reason, and counts no more."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from rules.evidence.measurements import identity, time_words
from rules.experiments.experiment import Experiment
from rules.experiments.metrics import Measurement, Strike
from rules.lifecycle.board import settle
from rules.lifecycle.steps import BY_STEP, Step, objections, required_reason
from rules.people.people import Person
from rules.refusals import Refused, refuse

# What the choice of a form shows at once.
MOST_OFFERED = 25
MOST_STRIKES = 500


def is_in_reach(experiment: Experiment, value: Measurement, by: Person) -> bool:
    """Tell whether somebody may mark a value as wrong: who recorded it, the owner, or an admin."""
    return by.id in (value.by, experiment.owner, experiment.deputy) or by.is_admin


def strikable(experiment: Experiment, by: Person) -> tuple[Measurement, ...]:
    """Return the values that somebody may mark as wrong now, the last recorded first."""
    if experiment.stage not in BY_STEP[Step.STRIKE].sources:
        return ()
    latest = reversed(experiment.measurements)
    standing = (one for one in latest if experiment.strike_of(one) is None)
    return tuple(one for one in standing if is_in_reach(experiment, one, by))


def strike_objections(experiment: Experiment, by: Person) -> Iterator[str]:
    """Yield every reason why somebody can mark no value as wrong now."""
    yield from objections(experiment, Step.STRIKE, by)
    if experiment.stage in BY_STEP[Step.STRIKE].sources and not strikable(experiment, by):
        yield (
            f"There is no value of {experiment.key} that you can mark as wrong."
            " Who recorded a value, the owner and admins can."
        )
    if len(experiment.strikes) >= MOST_STRIKES:
        yield f"{MOST_STRIKES} values of {experiment.key} are marked as wrong already. Propose it anew."


def strike(experiment: Experiment, mark: str, reason: str, by: Person, now: datetime) -> Experiment:
    """Return the experiment with one value marked as wrong, where its evidence puts it then."""
    refuse(objections(experiment, Step.STRIKE, by))
    value = read_mark(experiment, mark)
    before = experiment.strike_of(value)
    if before and before.by == by.id:
        return experiment
    if before:
        raise Refused(fields={"measurement": "This value is marked as wrong already."})
    if not is_in_reach(experiment, value, by):
        raise Refused("Only who recorded a value, the owner or an admin can mark it as wrong.")
    refuse(strike_objections(experiment, by))
    kept = required_reason(Step.STRIKE, reason)
    struck = Strike(value=value, by=by.id, at=now, reason=kept)
    return settle(replace(experiment, strikes=(*experiment.strikes, struck)), now)


def read_mark(experiment: Experiment, mark: str) -> Measurement:
    """Return the value that was chosen; refuse one that is not there, or no longer kept."""
    found = next((one for one in experiment.measurements if mark_of(one) == mark), None)
    if found is None:
        raise Refused(fields={"measurement": "This value is no longer there. Open the form anew and choose."})
    return found


def mark_of(value: Measurement) -> str:
    """Return what names a value in a form: a short digest of all that it says."""
    said = (*identity(value), value.by, value.aside)
    return hashlib.sha256("\x1f".join(map(str, said)).encode()).hexdigest()[:20]


def value_words(value: Measurement) -> str:
    """Return a value with its unit and when it was measured."""
    return f"{value.metric} {value.quantity}, {time_words(value.at)}"
