"""The question in an experiment's thread whether somebody takes it over, and what became of it."""

from collections.abc import Iterator

from slack_sdk.models.blocks import ActionsBlock, Block

from bot.button_values import HandoverValue
from bot.draw.blocks import actions, button, context, section
from bot.draw.message import Message
from bot.draw.text import names, person
from bot.ids import Act
from rules.experiments.experiment import Experiment
from rules.experiments.makers import Handover, HandoverOutcome
from rules.experiments.sheets import ExperimentSheet
from rules.lifecycle.handing_over import awaited

ENDED = {
    HandoverOutcome.ACCEPTED: "✓ {by} accepted and took it over from {of}.",
    HandoverOutcome.DECLINED: "✗ {by} declined; {of} still owned it.",
    HandoverOutcome.WITHDRAWN: "✗ {by} took it back; {of} still owned it.",
    HandoverOutcome.ASKED: "Nobody answered; {of} owned it to the end.",
}
MEANS = (
    "Who accepts is a maker of {key} for good: no review, no approval and no confirmation of an override by them counts,"
    " also none that they have given. Until then {of} stays the owner, and can take this back, as can an admin."
)


def handover(sheet: ExperimentSheet, place: int) -> Message:
    """Return one handover: with buttons and a ping while it waits for its answer, without them ever after."""
    experiment = sheet.experiment
    one = experiment.handovers[place]
    if awaited(experiment) is one:
        text = f"{person(one.to)}, {names((one.asked_by,), sheet.team)} asks you to own {experiment.key}."
        return Message(text, tuple(asking(sheet, one, place, text)))
    told = f"The handover of {experiment.key} to {names((one.to,), sheet.team)}"
    by = names((one.settled_by,), sheet.team) if one.settled_by else ""
    ended = ENDED[one.outcome].format(by=by, of=names((one.of,), sheet.team))
    return Message(f"{told} is over.", (section(f"{told}\n{ended}"),))


def asking(sheet: ExperimentSheet, one: Handover, place: int, text: str) -> Iterator[Block]:
    """Yield the question, the buttons, and what accepting means."""
    yield section(text)
    yield buttons(sheet.experiment, place)
    yield context(MEANS.format(key=sheet.experiment.key, of=names((one.of,), sheet.team)))


def buttons(experiment: Experiment, place: int) -> ActionsBlock:
    """Return the two answers of who is asked, and the way back of who asked."""
    value = HandoverValue(experiment=experiment.number, place=place)
    of = f"the handover of {experiment.key}"
    return actions(
        button("Accept", Act.ACCEPT_HANDOVER, value, style="primary", label=f"Accept {of}"),
        button("Decline", Act.DECLINE_HANDOVER, value, label=f"Decline {of}"),
        button("Take back", Act.TAKE_BACK_HANDOVER, value, label=f"Take back {of}"),
    )
