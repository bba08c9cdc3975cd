"""The buttons of the steps in an experiment's life: the same on the card, in its thread and in private answers."""

from collections.abc import Iterable, Iterator

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from bot.button_values import CloseValue, ExperimentValue, Value
from bot.draw.blocks import actions, button
from bot.ids import Act
from rules.experiments.experiment import Experiment
from rules.lifecycle.overriding import overridable
from rules.lifecycle.steps import BY_STEP, HELD_STEPS, Step

BUTTONS: dict[Step, tuple[Act, str, str | None]] = {
    Step.SUBMIT: (Act.OPEN_SUBMIT, "Submit for review", "primary"),
    Step.RESUBMIT: (Act.OPEN_SUBMIT, "Resubmit", "primary"),
    Step.PROMOTE: (Act.OPEN_PROMOTE, "Promote", "primary"),
    Step.ROLL_BACK: (Act.OPEN_CLOSE, "Roll back", "danger"),
    Step.CONCLUDE: (Act.OPEN_CLOSE, "Conclude", None),
    Step.START: (Act.START, "Start", None),
    Step.MEASURE: (Act.OPEN_MEASURE, "Record values", None),
    Step.AMEND: (Act.OPEN_AMEND, "Edit", None),
    Step.OVERRIDE: (Act.OPEN_OVERRIDE, "Override an item", None),
    Step.REMIND: (Act.REMIND, "Remind", None),
}
# What a screen reader says of a button, where that is no “Roll back: EXP-12”.
LABELS = {Step.OVERRIDE: "{text} of {key}", Step.REMIND: "{text} who decides {key}"}
# Nobody is reminded of what the hold would refuse.
NOT_WHILE_HELD = HELD_STEPS | {Step.REMIND}
# Steps that are asked for by one form, whose button says which.
CLOSED_BY_FORM = frozenset({Step.ROLL_BACK, Step.CONCLUDE})


def step_buttons(
    experiment: Experiment, steps: Iterable[Step], *, may_be_primary: bool = True
) -> Iterator[ButtonElement]:
    """Yield the buttons of those steps that the table of moves allows now; only the first may be primary."""
    offered = (step for step in steps if is_offered(experiment, step))
    for place, step in enumerate(offered):
        act, text, style = BUTTONS[step]
        shown = style if style != "primary" or (may_be_primary and not place) else None
        label = LABELS.get(step, "{text}: {key}").format(text=text, key=experiment.key)
        yield button(text, act, button_value(experiment, step), style=shown, label=label)


def is_offered(experiment: Experiment, step: Step) -> bool:
    """Tell whether a step is possible in this stage, and has something to be done with; who may do it is asked at the click."""
    if experiment.stage not in BY_STEP[step].sources or (experiment.holds and step in NOT_WHILE_HELD):
        return False
    if step is Step.MEASURE:
        return bool(experiment.metrics)
    return step is not Step.OVERRIDE or bool(overridable(experiment))


def button_value(experiment: Experiment, step: Step) -> Value:
    """Return what the button of a step carries."""
    if step in CLOSED_BY_FORM:
        return CloseValue.model_validate({"experiment": experiment.number, "step": step})
    return ExperimentValue(experiment=experiment.number)


def step_row(experiment: Experiment, *steps: Step) -> Iterator[ActionsBlock]:
    """Yield the row of the buttons of some steps; nothing where none is possible now."""
    found = tuple(step_buttons(experiment, steps))
    if found:
        yield actions(*found)
