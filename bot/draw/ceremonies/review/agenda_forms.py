"""The forms of the experiment review and the AI ethics review."""

from slack_sdk.models.blocks import InputBlock, Option
from slack_sdk.models.views import View

from bot.button_values import HoldingValue
from bot.draw.blocks import context
from bot.draw.inputs import choice_input, day_input, modal, option, person_input, text_input, ticks_input
from bot.ids import Form, Input
from rules.ceremonies.review.agendas import Choices
from rules.evidence.bias_checks import failing_words, failures
from rules.evidence.bias_groups import EXAMPLE

HIGHER, LOWER = "higher", "lower"


def note_form(shown: Choices) -> View:
    """Return the form in which a note about an experiment is taken."""
    blocks = (
        context("The note stands in the record of this ceremony and in the history of the experiment."),
        choice_input(Input.EXPERIMENT, "Experiment", experiments(shown)),
        text_input(Input.NOTE, "Note", multiline=True),
    )
    return modal(Form.NOTE, "Add a note", "Add", HoldingValue.of(shown.holding.key), blocks)


def decision_form(shown: Choices) -> View:
    """Return the form in which a decision of the AI ethics review is recorded."""
    held = [option("Hold the experiment from promotion until a finding lifts the hold", Input.HOLD.value)]
    blocks = (
        *(
            [choice_input(Input.EXPERIMENT, "Experiment", experiments(shown), optional=True)]
            if shown.experiments
            else []
        ),
        text_input(Input.DECISION, "Decision", multiline=True),
        text_input(Input.REASON, "Reason", multiline=True),
        *acceptance_inputs(shown),
        text_input(
            Input.TASK,
            "Follow-up",
            optional=True,
            hint="What is to be done; then say who does it, and until when.",
        ),
        person_input(Input.FOLLOW_UP_OWNER, "Owner", "", optional=True),
        day_input(Input.DUE, "Due date", ""),
        ticks_input(Input.HOLD, "Hold", held, ()),
    )
    return modal(Form.DECISION, "Record a decision", "Record", HoldingValue.of(shown.holding.key), blocks)


def acceptance_inputs(shown: Choices) -> list[InputBlock]:
    """Return the input of which failed bias check a decision accepts; none where none stands as failed."""
    failed = [
        option(f"{one.key} {failing_words(check)}", f"{one.number}-{check.number}")
        for one in shown.failing
        for check in failures(one)
    ]
    hint = (
        "The reason is the finding with which it is accepted; it stands on the card, in the promotion and in the history, with"
        " your name. Nobody accepts it who made a part of the experiment."
    )
    label = "Failed bias check that it accepts"
    return [choice_input(Input.ACCEPTS, label, failed, optional=True, hint=hint)] if failed else []


def bias_form(shown: Choices) -> View:
    """Return the form of a bias check: a metric by group, typed or pasted as CSV."""
    directions = [option("Higher is better", HIGHER), option("Lower is better", LOWER)]
    ratio = shown.fairness_ratio
    blocks = (
        context(
            f"Each group is compared with the best one; a ratio under {ratio:g} is marked (four-fifths rule: 0.8)."
        ),
        choice_input(Input.EXPERIMENT, "Experiment", experiments(shown)),
        text_input(Input.METRIC, "Metric", hint="Such as accuracy, or the rate of accepted answers."),
        choice_input(Input.DIRECTION, "Direction", directions, HIGHER),
        text_input(
            Input.GROUPS,
            "Groups",
            multiline=True,
            hint=f"One group on each line with its value and, if you know, how many are in it, or pasted CSV, like: {EXAMPLE}, 240",
        ),
    )
    return modal(Form.BIAS, "Add a bias check", "Add", HoldingValue.of(shown.holding.key), blocks)


def experiments(shown: Choices) -> list[Option]:
    """Return the experiments of an agenda as choices."""
    return [option(f"{one.key} {one.title}", str(one.number)) for one in shown.experiments]
