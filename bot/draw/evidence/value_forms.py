"""The forms in which values are recorded, all metrics at once, and in which one is marked as wrong."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, InputBlock
from slack_sdk.models.views import View

from bot.button_values import ExperimentValue
from bot.draw.blocks import context, section
from bot.draw.inputs import choice_input, modal, moment_input, option, text_input
from bot.ids import Form, Input
from rules.evidence.typed_values import value_field
from rules.experiments.experiment import Experiment
from rules.experiments.metrics import Measurement, Metric
from rules.experiments.sheets import ExperimentSheet
from rules.lifecycle.striking import MOST_OFFERED, mark_of, value_words
from rules.words import shorten

RECORDING = (
    "Leave empty what you did not measure. The last evidence that was missing may approve the experiment."
)
STRIKING = "The value stays, struck out, with your name and your reason, and counts no more: the checklist may open again, or close."
RUN_HINT = "Instead of values: the link to a run. What it has of these metrics is recorded."
LONGEST_LABEL = 150


def measure_form(sheet: ExperimentSheet, *, with_runs: bool = False) -> View:
    """Return the form in which values are recorded, or a run of MLflow where there is a server; without metrics it
    says how to state one."""
    experiment = sheet.experiment
    value = ExperimentValue(experiment=experiment.number)
    title = f"Values of {experiment.key}"
    if not experiment.metrics:
        advice = f"{experiment.key} states no metric yet, so there is nothing to record. Edit it and add one."
        return modal(Form.MEASURE, title, "", value, (section(advice),))
    return modal(Form.MEASURE, title, "Record", value, value_inputs(experiment, with_runs=with_runs))


def value_inputs(experiment: Experiment, *, with_runs: bool) -> Iterator[Block]:
    """Yield an input for each metric, then when they were measured, and the run that has them."""
    yield context(RECORDING)
    yield from (value_input(experiment, metric) for metric in experiment.metrics)
    yield moment_input(
        Input.MEASURED_AT, "Measured at", hint="Only for values that were measured earlier; empty means now."
    )
    if with_runs:
        yield text_input(Input.RUN, "MLflow run", optional=True, hint=RUN_HINT)


def value_input(experiment: Experiment, metric: Metric) -> InputBlock:
    """Return the input for the value of a metric, with the threshold it is held against and the value it has."""
    latest = experiment.latest(metric)
    now = f"Now {metric.quantity(latest.value)}" if latest else "No value yet"
    unit = f"; a number, in {metric.unit}" if metric.unit else "; a number"
    label = f"{shorten(metric.name, LONGEST_LABEL)} {metric.target}"
    return text_input(value_field(metric.name), label, optional=True, hint=f"{now}{unit}")


def strike_form(experiment: Experiment, found: Sequence[Measurement]) -> View:
    """Return the form in which one of the latest values of somebody's reach is marked as wrong."""
    options = [option(value_words(one), mark_of(one), one.source[:75]) for one in found[:MOST_OFFERED]]
    blocks = (
        context(STRIKING),
        choice_input(Input.MEASUREMENT, "Value", options),
        text_input(Input.REASON, "Reason", multiline=True, hint="What is wrong with it."),
    )
    value = ExperimentValue(experiment=experiment.number)
    return modal(Form.STRIKE, f"Wrong value: {experiment.key}", "Mark", value, blocks)
