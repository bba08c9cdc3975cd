"""The forms that ask why: for a verdict, a declined promotion, and the end of an experiment."""

from collections.abc import Iterator
from dataclasses import dataclass

from slack_sdk.models.blocks import InputBlock
from slack_sdk.models.views import View

from bot.button_values import CloseValue, DeclineValue, ReviewValue
from bot.draw.blocks import context
from bot.draw.inputs import modal, text_input
from bot.draw.stage_words import title_as_typed
from bot.ids import Form, Input
from rules.experiments.experiment import Experiment
from rules.experiments.sheets import ExperimentSheet
from rules.lifecycle.steps import Step


@dataclass(frozen=True, slots=True)
class Closing:
    """What a form that closes an experiment says."""

    title: str
    submit: str
    before: str
    label: str = "Reason"
    optional: bool = False


LEARNING_HINT = (
    "What the next one should know. It is found by search, and shown to whoever proposes something alike."
)


CLOSINGS: dict[Step, Closing] = {
    Step.ROLL_BACK: Closing(
        "Roll back", "Roll back", "It leaves production. Afterwards it can be mended and resubmitted."
    ),
    Step.RETIRE: Closing("Retire", "Retire", "It leaves production for good, as planned.", optional=True),
    Step.WITHDRAW: Closing("Withdraw", "Withdraw", "It ends here for good. Its thread and its history stay."),
    Step.CONCLUDE: Closing(
        "Conclude", "Conclude", "It ends here for good, and stays as something learnt.", label="Learning"
    ),
}


def review_reason_form(value: ReviewValue) -> View:
    """Return the form that asks for the reason of a verdict."""
    key = f"EXP-{value.experiment}"
    if value.verdict == "reject":
        before = f"Rejecting {key} in the {value.kind.words} review is final for revision {value.revision}."
        return reason_form(Form.REVIEW_REASON, f"Reject {key}", "Reject", value, before)
    before = f"{key} goes back to its owner, with your words in its thread."
    return reason_form(Form.REVIEW_REASON, "Ask for changes", "Ask for changes", value, before)


def decline_form(value: DeclineValue) -> View:
    """Return the form that asks why a promotion is declined."""
    before = f"The promotion of EXP-{value.experiment} ends, with your words in its thread."
    return reason_form(Form.DECLINE_REASON, "Decline the promotion", "Decline", value, before)


def close_form(value: CloseValue, sheet: ExperimentSheet) -> View:
    """Return the form that asks for the note with which an experiment is closed or rolled back."""
    step = Step(value.step)
    words = CLOSINGS[step]
    experiment = sheet.experiment
    before = f"*{experiment.key} · {title_as_typed(experiment.title, 600)}*\n{words.before}"
    blocks = (
        context(before),
        text_input(
            Input.REASON,
            words.label,
            # What a rollback taught is the beginning of what the whole taught.
            experiment.learning if step is Step.CONCLUDE else "",
            multiline=True,
            optional=words.optional,
        ),
        *(learning_input(experiment) if step is Step.ROLL_BACK else ()),
    )
    return modal(Form.CLOSE, f"{words.title} {experiment.key}", words.submit, value, blocks)


def learning_input(experiment: Experiment) -> Iterator[InputBlock]:
    """Yield the question for what was learnt."""
    yield text_input(
        Input.LEARNING, "Learning", experiment.learning, multiline=True, optional=True, hint=LEARNING_HINT
    )


def reason_form(form: Form, title: str, submit: str, value: ReviewValue | DeclineValue, before: str) -> View:
    """Return a form with one line of context and the reason."""
    blocks = (context(before), text_input(Input.REASON, "Reason", multiline=True))
    return modal(form, title, submit, value, blocks)
