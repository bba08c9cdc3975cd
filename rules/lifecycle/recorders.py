"""Who may record values, and what of it counts: who has a part in an experiment."""

from collections.abc import Iterator
from dataclasses import replace

from rules.experiments.experiment import Experiment, Stage
from rules.experiments.metrics import Measurement
from rules.lifecycle.steps import Step, objections
from rules.marks import mention
from rules.people.people import Person
from rules.recorders import Recorders

# What the board approved rests on its evidence: only who has a part in it takes that back.
SETTLED = frozenset({Stage.APPROVED, Stage.PROMOTING, Stage.DECLINED})


def has_part(experiment: Experiment, by: Person) -> bool:
    """Tell whether somebody has a part in an experiment: made some of it, holds a duty, or is a machine let in by a token."""
    makes = by.id in experiment.makers or by.id == experiment.deputy
    return makes or by.is_machine or bool(by.duties)


def record_objections(experiment: Experiment, by: Person, recorders: Recorders) -> Iterator[str]:
    """Yield every reason why somebody cannot record a value now."""
    yield from objections(experiment, Step.MEASURE, by)
    if recorders is Recorders.PART and not has_part(experiment, by):
        yield (
            f"Only those with a part in {experiment.key} record values for it: the owner, {mention(experiment.owner)},"
            " who proposed it, who contributed to its revision, whoever holds a duty, and API tokens of its project."
            " An admin can open this to the whole team: `/team values everybody`."
        )


def set_aside(experiment: Experiment, found: Measurement, by: Person) -> Measurement:
    """Return a value as it is kept: one of somebody without a part, once the board has approved, counts for nothing."""
    is_aside = experiment.stage in SETTLED and not has_part(experiment, by)
    return replace(found, aside=True) if is_aside else found


def aside_words(experiment: Experiment) -> str:
    """Return to who recorded a value that it is set aside."""
    return (
        f"{experiment.key} is {experiment.stage.words} and you have no part in it, so what you recorded is set aside and does"
        " not count until somebody with a part in it records it too. The owner is told in its thread."
    )
