"""The buttons and the form of overrides in the review board."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.forms import open_form, tell_elsewhere
from bot.ids import Act, ExperimentValue, Form, Input, OverrideValue
from bot.payloads import Click, Submission, read_payload
from bot.views import forms
from flows import override
from flows.desk import Desk


def register(app: App) -> None:
    """Register these listeners."""
    app.action(Act.OPEN_OVERRIDE)(clicked_override)
    app.action(Act.CONFIRM_OVERRIDE)(confirm)
    app.action(Act.REFUSE_OVERRIDE)(refuse)
    app.view(Form.OVERRIDE)(submitted_override)


def open_override(desk: Desk, client: WebClient, number: int, *, by: str, channel: str, trigger: str) -> None:
    """Open the form of an override, unless it is known already that it could not be submitted."""
    experiment = override.overridable(desk, number, by)
    open_form(client, trigger, forms.override_form(experiment), channel)


def clicked_override(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Open the form of an override from a button."""
    click = read_payload(Click, body)
    number = click.value(ExperimentValue).experiment
    open_override(desk, client, number, by=click.user.id, channel=click.channel_id, trigger=click.trigger_id)
    ack()


def submitted_override(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Ask for the override that the form names."""
    form = read_payload(Submission, body)
    number = form.value(ExperimentValue).experiment
    asked = override.ask(
        desk,
        number,
        form.text(Input.ITEM),
        form.text(Input.REASON),
        by=form.user.id,
        now=now,
        request=form.request,
    )
    tell_elsewhere(
        desk, form, asked, f"An override of {asked.key} is asked for; a second person decides.", now
    )
    ack()


def confirm(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Confirm an override as the second person."""
    click = read_payload(Click, body)
    value = click.value(OverrideValue)
    override.confirm(desk, value.experiment, value.place, by=click.user.id, now=now)
    ack()


def refuse(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Refuse an override as the second person, or withdraw one's own."""
    click = read_payload(Click, body)
    value = click.value(OverrideValue)
    override.dismiss(desk, value.experiment, value.place, by=click.user.id, now=now)
    ack()
