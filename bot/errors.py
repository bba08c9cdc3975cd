"""What becomes of an exception: a refusal becomes a private sentence, anything unforeseen a reference code."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from prometheus_client import Counter
from pydantic import ValidationError
from slack_bolt import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.payloads import Malformed, Submission
from bot.views import answers
from bot.views.message import Message
from bot.views.text import plain_sentence
from flows import read
from flows.desk import AlreadyDone, Desk
from rules.people import Team
from rules.refusals import Refused

logger = logging.getLogger(__name__)
REFUSALS = Counter(
    "assay_refusals_total", "Deeds refused by a rule, a form or a malformed payload", ["reason"]
)
FAULTS = Counter("assay_faults_total", "Unforeseen errors, each logged with its reference")

TRIGGER_ERRORS = frozenset(
    {"expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "trigger_exchanged"}
)
TRIGGER_LATE = "Slack closed the door before the form could open. Please try once more."
MALFORMED = (
    "Slack sent something that Assay does not understand, so nothing was changed. Please try once more."
)
ANSWER_SECONDS = 2


def answer(error: Exception, body: Mapping[str, Any], context: Mapping[str, Any]) -> BoltResponse:
    """Return the acknowledgement of a request whose listener raised."""
    if isinstance(error, AlreadyDone):
        return BoltResponse(status=200, body="")
    if isinstance(error, Refused):
        REFUSALS.labels("rule").inc()
        return refused(error, body, context.get("desk"))
    if isinstance(error, (Malformed, ValidationError)):
        REFUSALS.labels("malformed").inc()
        return say(body, answers.refusal((MALFORMED,)), {})
    if isinstance(error, SlackApiError) and error.response.get("error") in TRIGGER_ERRORS:
        REFUSALS.labels("trigger").inc()
        return say(body, answers.refusal((TRIGGER_LATE,)), {})
    reference = secrets.token_hex(4)
    FAULTS.inc()
    logger.error("fault %s in %s", reference, kind_of(body), exc_info=error)
    return say(body, answers.unknown_fault(reference), {})


def refused(refusal: Refused, body: Mapping[str, Any], desk: Desk | None) -> BoltResponse:
    """Return the answer to a refusal; a form shows plain text, so people are named there."""
    if body.get("type") != "view_submission":
        return say(body, answers.refusal(refusal.reasons), {})
    team = read.team(desk) if desk else Team()
    named = Message("\n".join(plain_sentence(reason, team) for reason in refusal.reasons))
    return say(body, named, {field: plain_sentence(text, team) for field, text in refusal.fields.items()})


def kind_of(body: Mapping[str, Any]) -> str:
    """Return what kind of request this was, for the log."""
    return str(body.get("command") or body.get("type") or "request")[:40]


def say(body: Mapping[str, Any], message: Message, fields: Mapping[str, str]) -> BoltResponse:
    """Return the acknowledgement that tells the person, and them alone."""
    if body.get("type") == "view_submission":
        return say_in_form(body, message, fields)
    if body.get("command"):
        return BoltResponse(status=200, body={"response_type": "ephemeral", **message.payload()})
    response_url = body.get("response_url")
    if isinstance(response_url, str) and response_url:
        say_beside_message(response_url, body, message)
    return BoltResponse(status=200, body="")


def say_in_form(body: Mapping[str, Any], message: Message, fields: Mapping[str, str]) -> BoltResponse:
    """Return the sentences beside their fields; what fits no field stands beside the first, so nothing typed is lost."""
    try:
        inputs = Submission.model_validate(body).inputs
    except ValidationError:
        inputs = ()
    beside = {block: text for block, text in fields.items() if block in inputs}
    if not beside and inputs:
        beside = {inputs[0]: message.text}
    if not beside:
        return BoltResponse(status=200, body="")
    return BoltResponse(status=200, body={"response_action": "errors", "errors": beside})


def say_beside_message(response_url: str, body: Mapping[str, Any], message: Message) -> None:
    """Tell a person privately, in the thread where they clicked."""
    container = body.get("container")
    thread = container.get("thread_ts") if isinstance(container, dict) else None
    webhook = WebhookClient(response_url, timeout=ANSWER_SECONDS)
    extra = {"thread_ts": thread} if thread else {}
    try:
        webhook.send_dict(
            {"response_type": "ephemeral", "replace_original": False, **extra, **message.payload()}
        )
    except OSError:
        logger.warning("a private answer did not reach Slack in %s seconds", ANSWER_SECONDS)
