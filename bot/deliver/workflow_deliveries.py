"""How the steps of workflows are ended in Slack: with what came of them, or with why they fail."""

import logging
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.deliver.delivery import Deliver, Delivery
from bot.draw.answers import step_failure
from flows import outbox
from flows.people.team import named
from rules.letters import Letter
from rules.message_keys import card_of
from rules.workflows.letters import StepDecidedLetter, StepFailedLetter, StepProposedLetter

logger = logging.getLogger(__name__)
# Whoever ran the workflow has ended it, or it was ended before: nobody waits any more.
ENDED = frozenset({"execution_not_in_running_state", "function_execution_not_found"})


def deliver_proposed(letter: StepProposedLetter, delivery: Delivery) -> None:
    """End a step with the key of the experiment that it proposed, and the link to its card."""
    complete(delivery, letter.execution, outputs_about(delivery, letter.experiment))


def deliver_decided(letter: StepDecidedLetter, delivery: Delivery) -> None:
    """End a step with the decision that it waited for."""
    outputs = outputs_about(delivery, letter.experiment)
    outputs |= {"outcome": letter.outcome.words, "reason": letter.reason}
    complete(delivery, letter.execution, outputs | ({"by": letter.by} if letter.by else {}))


def deliver_failed(letter: StepFailedLetter, delivery: Delivery) -> None:
    """Fail a step in the sentences in which a form would refuse it."""
    said = step_failure(letter.reasons, named(delivery.desk, letter.reasons))
    try:
        delivery.slack.functions_completeError(function_execution_id=letter.execution, error=said)
    except SlackApiError as error:
        raise_unless_ended(error)


def outputs_about(delivery: Delivery, number: int) -> dict[str, Any]:
    """Return what every step says of its experiment; without a card in Slack the link is empty."""
    card = outbox.posted(delivery.desk, card_of(number))
    return {"experiment": f"EXP-{number}", "number": number, "link": card.link if card else ""}


def complete(delivery: Delivery, execution: str, outputs: dict[str, Any]) -> None:
    """End a step with its outputs."""
    try:
        delivery.slack.functions_completeSuccess(function_execution_id=execution, outputs=outputs)
    except SlackApiError as error:
        raise_unless_ended(error)


def raise_unless_ended(error: SlackApiError) -> None:
    """Raise what Slack answered, unless the workflow has ended without us."""
    if error.response.get("error") not in ENDED:
        raise error
    logger.info("a workflow did not wait for its step: %s", error.response.get("error"))


DELIVERIES: dict[type[Letter], Deliver] = {
    StepProposedLetter: deliver_proposed,
    StepDecidedLetter: deliver_decided,
    StepFailedLetter: deliver_failed,
}
