"""The buttons and the form of overrides in the review board."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.draw.lifecycle import override_forms
from bot.hear.forms import open_form, tell_elsewhere
from bot.hear.payloads import Click, FormSubmission, read_payload
from bot.ids import Act, ExperimentValue, Form, Input, OverrideValue
from flows.desk import Desk
from flows.lifecycle import overrides


def register(app: App) -> None:
    """Register these listeners."""
    app.action(Act.OPEN_OVERRIDE)(clicked_override)
    app.action(Act.CONFIRM_OVERRIDE)(confirm)
    app.action(Act.REFUSE_OVERRIDE)(refuse)
    app.view(Form.OVERRIDE)(submitted_override)


def open_override(desk: Desk, client: WebClient, number: int, *, by: str, channel: str, trigger: str) -> None:
    """Open the form of an override, unless it is known already that it could not be submitted."""
    experiment = overrides.overridable(desk, number, by)
    open_form(client, trigger, override_forms.override_form(experiment), channel)


def clicked_override(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Open the form of an override from a button."""
    click = read_payload(Click, body)
    number = click.value(ExperimentValue).experiment
    open_override(desk, client, number, by=click.user.id, channel=click.channel_id, trigger=click.trigger_id)
    ack()


def submitted_override(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Ask for the override that the form names."""
    form = read_payload(FormSubmission, body)
    number = form.value(ExperimentValue).experiment
    asked = overrides.ask(
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
    overrides.confirm(desk, value.experiment, value.place, by=click.user.id, now=now)
    ack()


def refuse(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Refuse an override as the second person, or withdraw one's own."""
    click = read_payload(Click, body)
    value = click.value(OverrideValue)
    overrides.dismiss(desk, value.experiment, value.place, by=click.user.id, now=now)
    ack()
