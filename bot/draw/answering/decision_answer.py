"""The private answer to who typed a decision: the button that makes it one, or who could press it."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.draw.blocks import actions, button, section
from bot.draw.lifecycle import deciding
from bot.draw.lifecycle.gate_message import decline_button
from bot.draw.lifecycle.seat_lines import seat_name
from bot.draw.message import Message
from bot.ids import Act, ApprovalValue, ReviewValue
from rules.answering.answerable import decidable
from rules.answering.typed_decisions import TypedVerdict
from rules.experiments.experiment import ApprovalKind, Experiment, ReviewKind, Stage
from rules.experiments.sheets import ExperimentSheet
from rules.experiments.staleness import digest
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
        yield actions(decline_button(experiment))
        return
    for kind in kinds:
        if isinstance(kind, ApprovalKind):
            yield approval_button(experiment, kind)
        elif verdict is TypedVerdict.APPROVE:
            yield review_button(experiment, kind)
        else:
            yield from refusal_buttons(experiment, kind)


def approval_button(experiment: Experiment, kind: ApprovalKind) -> Block:
    """Return a seat of the gate with the button that approves in it."""
    value = ApprovalValue(experiment=experiment.number, round=experiment.round, kind=kind)
    label = f"Approve the promotion of {experiment.key} as {kind.words}"
    return section(
        f"*{seat_name(kind)}*", button(f"Approve as {kind.words}", Act.APPROVE_PROMOTION, value, label=label)
    )


def review_button(experiment: Experiment, kind: ReviewKind) -> Block:
    """Return a seat of the board with the button that approves in it."""
    label = f"Approve the {kind.words} review of {experiment.key}"
    value = seat_value(experiment, kind)
    return section(f"*{seat_name(kind)}*", button("Approve", Act.APPROVE_REVIEW, value, label=label))


def refusal_buttons(experiment: Experiment, kind: ReviewKind) -> Iterator[Block]:
    """Yield a seat of the board with the two buttons that send an experiment back; both ask for the reason."""
    value = seat_value(experiment, kind)
    changes = value.model_copy(update={"verdict": "ask_for_changes"})
    rejection = value.model_copy(update={"verdict": "reject"})
    review = f"the {kind.words} review"
    yield section(f"*{seat_name(kind)}*")
    yield actions(
        button(
            "Ask for changes",
            Act.OPEN_ASK_FOR_CHANGES,
            changes,
            label=f"Ask for changes in {review} of {experiment.key}",
        ),
        button(
            "Reject",
            Act.OPEN_REJECT,
            rejection,
            style="danger",
            label=f"Reject {experiment.key} in {review}",
        ),
    )


def seat_value(experiment: Experiment, kind: ReviewKind) -> ReviewValue:
    """Return the seat of the board as it is now."""
    seen = digest(experiment, kind)
    return ReviewValue(experiment=experiment.number, revision=experiment.revision, kind=kind, seen=seen)
