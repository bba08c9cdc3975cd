"""What one person is told aside, where they are: beside the message that they clicked, or on top of their form."""

import logging
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.draw import answers
from bot.draw.message import Message
from bot.draw.saying import saying
from bot.hear.payloads import Click
from bot.hear.shortcut_payloads import ShortcutUse
from bot.outside.slack_errors import NO_ANSWER

logger = logging.getLogger(__name__)
ANSWER_SECONDS = 2
REFUSED = 400
# What keeps an answer from Slack: the deed it tells of is done, so nothing more comes of it than a line in the log.
UNSAID = (*NO_ANSWER, ValueError)


@dataclass(frozen=True, slots=True)
class Instead:
    """A message that takes the place of the one that was clicked; `or_else` where Slack does not take it."""

    message: Message
    or_else: Message | None = None


def instead_if_alone(click: Click, text: str) -> Instead | None:
    """Return what takes the place of a message that only who clicked sees; the messages of all are drawn anew anyway."""
    return Instead(answers.done(text)) if click.container.is_ephemeral else None


def answer_click(click: Click, answer: Message | Instead | None, client: WebClient) -> None:
    """Bring the answer to a click, if there is one, to where the person is."""
    match answer:
        case Message():
            tell_clicker(click, answer, client)
        case Instead():
            tell_instead(click, answer)


def tell_clicker(click: Click, message: Message, client: WebClient) -> None:
    """Tell who clicked, and them alone: where they clicked, or on top of the form that they clicked in."""
    if click.response_url:
        thread = {"thread_ts": click.container.thread} if click.container.thread else {}
        send(click.response_url, {"replace_original": False, **thread, **message.payload()})
    elif click.view and click.trigger_id:
        # On a Home there is no form to stand on.
        show = client.views_open if click.view.type == "home" else client.views_push
        try:
            show(trigger_id=click.trigger_id, view=saying(message))
        except UNSAID as problem:
            logger.warning("a private answer did not fit on top of a form: %s", problem)


def tell_user(used: ShortcutUse, message: Message, client: WebClient) -> None:
    """Tell who used a shortcut, and them alone: beside the message, or in a modal where there is none."""
    if used.response_url:
        send(used.response_url, {"replace_original": False, **message.payload()})
    elif used.trigger_id:
        try:
            client.views_open(trigger_id=used.trigger_id, view=saying(message))
        except UNSAID as problem:
            logger.warning("a private answer found no place to open: %s", problem)


def tell_instead(click: Click, instead: Instead) -> None:
    """Show a message in the place of the one that was clicked; a Home is drawn anew by itself."""
    if click.response_url:
        is_taken = send(click.response_url, {"replace_original": True, **instead.message.payload()})
        if instead.or_else and not is_taken:
            send(click.response_url, {"replace_original": True, **instead.or_else.payload()})


def send(response_url: str, body: dict[str, object]) -> bool:
    """Send one answer to where Slack awaits it, without waiting long: the acknowledgement has three seconds; tell whether
    Slack did anything but refuse it."""
    try:
        webhook = WebhookClient(response_url, timeout=ANSWER_SECONDS, retry_handlers=[])
        return webhook.send_dict({"response_type": "ephemeral", **body}).status_code < REFUSED
    except UNSAID:
        # What came of it is not known, and another one would take as long.
        logger.warning("a private answer did not reach Slack in %s seconds", ANSWER_SECONDS)
        return True
