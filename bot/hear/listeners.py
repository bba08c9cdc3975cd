"""All listeners in one table: what Slack said is looked up there by its id, heard, and acknowledged."""

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.draw.message import Message
from bot.hear import again, strangers
from bot.hear.answering import shortcuts, typed_words
from bot.hear.aside import answer_click
from bot.hear.ceremonies import agendas, ceremony_command, retros, standups
from bot.hear.event_payloads import Happening
from bot.hear.hearing import Hearing, Listeners, joined
from bot.hear.installing import departures
from bot.hear.journal import evidence_packs
from bot.hear.learning import insight_choices
from bot.hear.lifecycle import (
    closings,
    experiment_command,
    handovers,
    overrides,
    promotions,
    proposals,
    reviews,
    seats,
    submissions,
    values,
)
from bot.hear.payload import Payload
from bot.hear.payloads import Click, FormSubmission, Malformed, SlashCommand
from bot.hear.people import projects, roster_events, team, tokens
from bot.hear.shortcut_payloads import ShortcutUse
from bot.hear.typed_text import with_forms_read
from bot.hear.waiting import homes, settings
from bot.hear.workflows import workflow_steps
from bot.ids import Act

ANYTHING = re.compile(".*", re.DOTALL)


def typed_again(click: Click, at: Hearing) -> Message | None:
    """Hear a command once more, whose form Slack did not open in time."""
    command = again.typed_anew(click)
    return TABLE.commands[command.command](command, at)


MODULES = (
    experiment_command,
    proposals,
    submissions,
    values,
    reviews,
    seats,
    overrides,
    handovers,
    promotions,
    closings,
    projects,
    team,
    tokens,
    settings,
    ceremony_command,
    agendas,
    standups,
    roster_events,
    departures,
    retros,
    evidence_packs,
    insight_choices,
    homes,
    shortcuts,
    typed_words,
    workflow_steps,
)
TABLE = joined(
    (Listeners(actions={Act.TYPE_AGAIN: typed_again}), *(module.listeners() for module in MODULES))
)


def register(app: App, make_hearing: Callable[[dict[str, Any], WebClient], Hearing]) -> None:
    """Let Bolt bring us what we hear, of whatever id: it would try one listener after the other, a table knows."""

    def hear(ack: Ack, said: Payload, context: dict[str, Any], client: WebClient) -> None:
        """Let who waits for it hear what was said, and only then acknowledge it: what was answered is committed."""
        hearing = context["hearing"] = make_hearing(context, client)
        ack(**answer(with_forms_read(said, hearing.desk), hearing))

    app.action({"action_id": ANYTHING})(hear)
    app.view(ANYTHING)(hear)
    app.command(ANYTHING)(hear)
    app.shortcut(ANYTHING)(hear)
    app.event(ANYTHING)(hear)


def answer(said: Payload, at: Hearing) -> dict[str, Any]:
    """Return what the acknowledgement says, once a listener has heard."""
    match said:
        case Click():
            # A click carries one action, though Slack says it as a list.
            listener = TABLE.actions.get(said.actions[0].action_id, strangers.outdated)
            found = listener(said, at)
            answer_click(said, homes.redrawn(said, at) or found, at.client)
            return {}
        case FormSubmission():
            following = TABLE.forms.get(said.view.callback_id, strangers.outdated)(said, at)
            return {"response_action": "update", "view": following} if following else {}
        case SlashCommand():
            message = TABLE.commands.get(said.command, strangers.outdated)(said, at)
            return message.payload() if message else {}
        case ShortcutUse():
            TABLE.shortcuts.get(said.callback_id, strangers.outdated)(said, at)
            return {}
        case Happening():
            TABLE.events.get(said.event.type, strangers.ignore)(said.event, at)
            return {}
        case _:
            raise Malformed("nothing that anybody hears")
