"""Opening forms, and telling a person what their submitted form has done."""

import json
import logging
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from bot.button_values import Value
from bot.hear.hearing import Hearing
from bot.hear.payloads import FormSubmission, FormView, Opener
from bot.outside.slack_errors import NO_ANSWER
from flows import private_answers
from flows.people import team
from rules.experiments.experiment import Experiment
from rules.marks import channel_mark

logger = logging.getLogger(__name__)


def open_form(opener: Opener, at: Hearing, form: View) -> None:
    """Open a modal that remembers where it was opened; one to submit only for who may do a deed."""
    view = form.to_dict()
    if view.get("submit"):
        team.require_person(at.desk, opener.by)
    kept = json.loads(view.get("private_metadata") or "{}")
    view["private_metadata"] = json.dumps({**kept, "channel": opener.channel_id})
    at.client.views_open(trigger_id=opener.trigger_id, view=view)


def redraw_form(client: WebClient, standing: FormView, form: View) -> None:
    """Draw an open modal anew; one that was closed meanwhile stays closed.

    Without its hash: of two quick choices the last must win, and the first answer would make its hash old.
    """
    update(client, standing, form.to_dict() | {"private_metadata": standing.private_metadata})


def redraw_whole(
    client: WebClient, standing: FormView, form: View, blocks: list[dict[str, Any]] | None = None
) -> None:
    """Draw an open modal anew with what it carries itself, and where it was opened; with these `blocks` where given."""
    view = form.to_dict() | ({"blocks": blocks} if blocks else {})
    kept, own = json.loads(standing.private_metadata or "{}"), json.loads(view["private_metadata"])
    update(client, standing, view | {"private_metadata": json.dumps({**kept, **own})})


def update(client: WebClient, standing: FormView, view: dict[str, Any]) -> None:
    """Bring the new drawing of an open modal to Slack."""
    try:
        client.views_update(view_id=standing.id, view=view)
    except SlackApiError as error:
        if error.response.get("error") != "not_found":
            raise


def suggest_in_form(client: WebClient, standing: FormView, frame: View, blocks: list[dict[str, Any]]) -> None:
    """Draw the blocks of an open modal anew; Slack may be too busy for it, and nobody is troubled with that."""
    view = frame.to_dict() | {"blocks": blocks, "private_metadata": standing.private_metadata}
    try:
        client.views_update(view_id=standing.id, view=view)
    except NO_ANSWER:
        logger.info("Slack did not take a suggestion", exc_info=True)


def tell_elsewhere(form: FormSubmission, at: Hearing, experiment: Experiment, done: str) -> None:
    """Tell a person what happened and where, if the card that shows it stands in another channel."""
    if form.value(Value).channel != experiment.channel:
        text = f"{done} Its card is in {channel_mark(experiment.channel)}."
        tell_privately(form, at, text)


def tell_privately(form: FormSubmission, at: Hearing, text: str) -> None:
    """Tell a person what their form has done, in the channel where they opened it."""
    private_answers.privately(at.desk, form.by, form.value(Value).channel, text, now=at.now)
