"""The button that brings an admin the evidence pack of an experiment."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.draw import answers
from bot.draw.journal.journal_messages import pack_asked
from bot.hear.aside import tell
from bot.hear.payloads import Click, read_payload
from bot.ids import Act, ExperimentValue
from flows.desk import Desk
from flows.packs import evidence


def register(app: App) -> None:
    """Register this listener."""
    app.action(Act.TAKE_PACK)(take_pack)


def take_pack(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Ask for the evidence pack of an experiment."""
    click = read_payload(Click, body)
    experiment = evidence.ask_for_pack(
        desk, click.value(ExperimentValue).experiment, by=click.user.id, now=now
    )
    tell(click, answers.done(pack_asked(experiment.key)), client)
    ack()
