"""What becomes of an exception: a refusal becomes a private sentence, anything unforeseen a reference code."""

import logging
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from pydantic import ValidationError
from slack_bolt import BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.draw import answers
from bot.draw.message import Message
from bot.draw.saying import saying
from bot.draw.text import plain_lines, plain_text
from bot.hear.again import not_opened
from bot.hear.aside import tell_clicker, tell_user
from bot.hear.hearing import Hearing
from bot.hear.payloads import Click, FormSubmission, Malformed
from bot.hear.shortcut_payloads import MessageShortcutUse, ShortcutUse
from bot.outside.slack_errors import NO_ANSWER, status_of
from bot.watch.context import reference
from bot.watch.metrics import FAULTS, REFUSALS
from flows.desk import AlreadyDone
from flows.outages import is_database_away, may_be_kept, why_away
from flows.people.team import named
from rules.people.people import Team
from rules.refusals import Refused

logger = logging.getLogger(__name__)


TRIGGER_ERRORS = frozenset(
    {
        "invalid_trigger_id",
        "expired_trigger_id",
        "trigger_expired",
        "exchanged_trigger_id",
        "trigger_exchanged",
    }
)
TRIGGER_LATE = "Slack closed the door before the form could open. Please try once more."
MALFORMED = (
    "Slack sent something that Assay does not understand, so nothing was changed. Please try once more."
)
SLACK_AWAY = "Slack did not answer just now. Where no form has opened, please try once more in a moment."
DATABASE_AWAY = (
    "Assay cannot write to its database just now, so nothing was changed. Please try again in a moment."
)
MAYBE_KEPT = (
    "The database did not say whether this was kept. Please look how things stand before you try again."
)
NOT_SERVED = "This Assay serves another workspace."
NOT_INSTALLED = (
    "Assay is not installed in this workspace, or was taken out of it. An admin can install it at {address}"
)

TOLD_ASIDE = frozenset({"block_actions", "shortcut", "message_action"})
# There is nobody to tell: Slack keeps the form open, or marks the button, with a sentence of its own.
NOT_ACKNOWLEDGED = BoltResponse(status=400, body="")


def answer(error: Exception, body: Mapping[str, Any], context: Mapping[str, Any]) -> BoltResponse:
    """Return the acknowledgement of a request whose listener raised."""
    if isinstance(error, AlreadyDone):
        return BoltResponse(status=200, body="")
    if isinstance(error, Refused):
        count("rule", context)
        return refused(error, body, context)
    if isinstance(error, (Malformed, ValidationError)):
        count("malformed", context)
        return say(body, context, answers.refusal((MALFORMED,)))
    if isinstance(error, SlackApiError) and error.response.get("error") in TRIGGER_ERRORS:
        count("trigger", context)
        return say(body, context, not_opened(context.get("said"), TRIGGER_LATE))
    if is_slack_failure(error):
        return slack_failed(error, body, context)
    return failed(error, body, context)


def failed(error: Exception, body: Mapping[str, Any], context: Mapping[str, Any]) -> BoltResponse:
    """Return the answer where neither who asked nor Slack is the cause: the database, or a fault of ours."""
    if is_database_away(error):
        return database_failed(error, body, context)
    FAULTS.labels("request").inc()
    note_outcome("fault", context)
    logger.error("fault %s in %s", reference(), kind_of(body), exc_info=error)
    return say(body, context, answers.unknown_fault(reference(), is_kept=has_kept(context)))


def database_failed(error: Exception, body: Mapping[str, Any], context: Mapping[str, Any]) -> BoltResponse:
    """Return the answer to whose deed the database did not take; that nothing was changed is said where it is known."""
    count("database", context)
    logger.warning("the database failed us in %s: %s", kind_of(body), why_away(error))
    is_known = not (may_be_kept(error) or has_kept(context))
    return say(body, context, answers.refusal((DATABASE_AWAY if is_known else MAYBE_KEPT,)))


def has_kept(context: Mapping[str, Any]) -> bool:
    """Tell whether a request has changed anything before it failed."""
    hearing: Hearing | None = context.get("hearing")
    return hearing is not None and hearing.desk.has_kept


def count(reason: str, context: Mapping[str, Any]) -> None:
    """Count a refusal by its reason, as which the request is counted too."""
    REFUSALS.labels(reason).inc()
    note_outcome(reason, context)


def note_outcome(outcome: str, context: Mapping[str, Any]) -> None:
    """Keep how a request ended, for who counts them all."""
    if isinstance(context, dict):
        context["outcome"] = outcome


def is_slack_failure(error: Exception) -> bool:
    """Tell whether Slack failed us, which happens, and is mended by trying again."""
    if isinstance(error, SlackApiError):
        return status_of(error) == 429 or status_of(error) >= 500
    return isinstance(error, (URLError, TimeoutError, ConnectionError, HTTPException))


def is_late(error: Exception) -> bool:
    """Tell whether Slack did not answer within the time that a listener has."""
    return isinstance(error.reason if isinstance(error, URLError) else error, TimeoutError)


def slack_failed(error: Exception, body: Mapping[str, Any], context: Mapping[str, Any]) -> BoltResponse:
    """Return the answer to who waits for a form that Slack did not open; to who could only be told by Slack's own call, none."""
    count("slack", context)
    logger.warning("Slack failed us in %s: %s", kind_of(body), type(error).__name__)
    if is_late(error) and body.get("type") in TOLD_ASIDE and not body.get("response_url"):
        # Another call would hang as long, and the form may be open by now.
        return NOT_ACKNOWLEDGED
    return say(body, context, not_opened(context.get("said"), SLACK_AWAY))


def not_served(body: Mapping[str, Any], client: WebClient, install_at: str) -> BoltResponse:
    """Return the answer to somebody of a workspace that this process does not serve, with the page that installs it where
    there is one; `client` speaks for nobody, but a step's own token comes with it."""
    REFUSALS.labels("workspace").inc()
    words = answers.refusal((NOT_INSTALLED.format(address=install_at) if install_at else NOT_SERVED,))
    if runs_step(body):
        fail_step(body["event"], words, {"client": client})
    if body.get("command"):
        return say(body, {}, words)
    return BoltResponse(status=200, body="") if "event" in body else NOT_ACKNOWLEDGED


def refused(refusal: Refused, body: Mapping[str, Any], context: Mapping[str, Any]) -> BoltResponse:
    """Return the answer to a refusal; a form shows plain text beside its fields, so people are named there."""
    said = answers.refusal(refusal.reasons)
    if body.get("type") != "view_submission":
        return say(body, context, said)
    hearing: Hearing | None = context.get("hearing")
    team = named(hearing.desk, refusal.reasons, refusal.fields) if hearing else Team()
    plain = plain_lines([plain_text(reason, team) for reason in refusal.reasons])
    fields = {
        field: plain_lines(plain_text(text, team).splitlines()) for field, text in refusal.fields.items()
    }
    return say_in_form(body, Message(plain, said.blocks), fields)


def kind_of(body: Mapping[str, Any]) -> str:
    """Return what kind of request this was, for the log."""
    return str(body.get("command") or body.get("type") or "request")[:40]


def say(body: Mapping[str, Any], context: Mapping[str, Any], message: Message) -> BoltResponse:
    """Return the acknowledgement that tells the person, and them alone."""
    if body.get("type") == "view_submission":
        return say_in_form(body, message, {})
    if body.get("command"):
        return BoltResponse(status=200, body={"response_type": "ephemeral", **message.payload()})
    if runs_step(body):
        fail_step(body["event"], message, context)
    if body.get("type") not in TOLD_ASIDE:
        return BoltResponse(status=200, body="")
    try:
        tell_aside(body, message, context)
    except ValidationError:
        return NOT_ACKNOWLEDGED
    return BoltResponse(status=200, body="")


def runs_step(body: Mapping[str, Any]) -> bool:
    """Tell whether a workflow waits for a step of ours to end."""
    event = body.get("event")
    return isinstance(event, dict) and event.get("type") == "function_executed"


def fail_step(event: Mapping[str, Any], message: Message, context: Mapping[str, Any]) -> None:
    """Fail the step of a workflow at once: what is wrong may be the database, in which no letter could wait."""
    client = context.get("client")
    if client is None:
        # Not even the request could be read, so there is no telling which step it was.
        return
    try:
        client.functions_completeError(
            function_execution_id=event.get("function_execution_id"), error=message.text
        )
    except NO_ANSWER as problem:
        logger.warning("the step of a workflow could not be ended: %s", type(problem).__name__)


def tell_aside(body: Mapping[str, Any], message: Message, context: Mapping[str, Any]) -> None:
    """Tell who clicked or used a shortcut, and them alone; raise ValidationError for what Slack would not send."""
    if body.get("type") == "block_actions":
        tell_clicker(Click.model_validate(body), message, context["client"])
    else:
        kind = MessageShortcutUse if body.get("type") == "message_action" else ShortcutUse
        tell_user(kind.model_validate(body), message, context["client"])


def say_in_form(body: Mapping[str, Any], message: Message, fields: Mapping[str, str]) -> BoltResponse:
    """Return the sentences beside their fields; what fits no field stands beside the first, so nothing is lost."""
    try:
        inputs = FormSubmission.model_validate(body).inputs
    except ValidationError:
        return NOT_ACKNOWLEDGED
    beside = {block: text for block, text in fields.items() if block in inputs}
    elsewhere = [text for block, text in fields.items() if block not in inputs] if fields else [message.text]
    if inputs and elsewhere:
        beside[inputs[0]] = "\n".join(filter(None, (beside.get(inputs[0]), *elsewhere)))
    if beside:
        return BoltResponse(status=200, body={"response_action": "errors", "errors": beside})
    return BoltResponse(status=200, body={"response_action": "update", "view": saying(message).to_dict()})
