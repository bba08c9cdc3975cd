"""The private answer to who typed a decision: the button that makes it one, or who could press it."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.button_values import ApprovalValue
from bot.draw.blocks import actions, section
from bot.draw.lifecycle import deciding
from bot.draw.lifecycle.seat_buttons import (
    approve_promotion_button,
    approve_review_button,
    decline_button,
    refusal_buttons,
    review_value,
)
from bot.draw.lifecycle.seat_lines import seat_name
from bot.draw.message import Message
from rules.answering.answerable import decidable
from rules.answering.typed_decisions import TypedVerdict
from rules.experiments.experiment import ApprovalKind, Experiment, ReviewKind, Stage
from rules.experiments.sheets import ExperimentSheet
from rules.people.people import Person

WORDS_DECIDE_NOTHING = "Typed words decide nothing about {key}: a decision is a button, so that what is judged and who decides are certain."


def decision_answer(sheet: ExperimentSheet, by: Person, verdict: TypedVerdict) -> Message:
    """Return the answer to a typed decision, with a button for each seat that its author could decide so now."""
    experiment = sheet.experiment
    told = WORDS_DECIDE_NOTHING.format(key=experiment.key)
    kinds = decidable(experiment, sheet.team, by, verdict)
    if not kinds:
        where = deciding.where_decided(sheet, by)
        return Message(told, (section(told), *where.blocks))
    return Message(told, (section(f"{told} Here is yours:"), *buttons(experiment, kinds, verdict)))


def buttons(
    experiment: Experiment, kinds: tuple[ReviewKind | ApprovalKind, ...], verdict: TypedVerdict
) -> Iterator[Block]:
    """Yield what decides each of these seats like this; a promotion is declined once, whatever the seat."""
    if experiment.stage is Stage.PROMOTING and verdict is TypedVerdict.REFUSE:
        yield actions(decline_button(experiment.number, experiment.round))
        return
    for kind in kinds:
        heading = f"*{seat_name(kind)}*"
        if isinstance(kind, ApprovalKind):
            value = ApprovalValue(experiment=experiment.number, round=experiment.round, kind=kind)
            yield section(heading, approve_promotion_button(value))
        elif verdict is TypedVerdict.APPROVE:
            yield section(heading, approve_review_button(review_value(experiment, kind)))
        else:
            yield section(heading)
            yield actions(*refusal_buttons(review_value(experiment, kind)))
