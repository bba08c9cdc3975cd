"""Starting an experiment, the menu of its card, and the forms that close it."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.draw.experiments import details, history_list
from bot.draw.lifecycle import reason_forms
from bot.hear.aside import tell
from bot.hear.forms import open_form, tell_elsewhere
from bot.hear.lifecycle.proposals import open_amend, open_measure
from bot.hear.payloads import Click, FormSubmission, read_payload
from bot.ids import Act, CloseValue, ExperimentValue, Form, Input, MoreValue
from flows.desk import Desk
from flows.experiments import sheets
from flows.learning import forecasts
from flows.lifecycle import closings, entitlements
from flows.packs import evidence
from rules.lifecycle.steps import Step


def register(app: App) -> None:
    """Register these listeners."""
    app.action(Act.START)(start)
    app.action(Act.OPEN_CLOSE)(clicked_close)
    app.action(Act.MORE)(more)
    app.view(Form.CLOSE)(close)


def start(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Start running an experiment."""
    click = read_payload(Click, body)
    closings.start(desk, click.value(ExperimentValue).experiment, by=click.user.id, now=now)
    ack()


def open_close(
    desk: Desk, client: WebClient, number: int, step: Step, *, by: str, channel: str, trigger: str
) -> None:
    """Open the form that asks why an experiment is closed."""
    sheet = entitlements.entitled(desk, number, step, by)
    value = CloseValue.model_validate({"experiment": number, "step": step})
    open_form(client, trigger, reason_forms.close_form(value, sheet), channel)


def clicked_close(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Open the form that closes an experiment from a button."""
    click = read_payload(Click, body)
    value = click.value(CloseValue)
    open_close(
        desk,
        client,
        value.experiment,
        Step(value.step),
        by=click.user.id,
        channel=click.channel_id,
        trigger=click.trigger_id,
    )
    ack()


def more(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Do what was chosen in the menu of a card."""
    click = read_payload(Click, body)
    value = click.value(MoreValue)
    number, place = value.experiment, {"channel": click.channel_id, "trigger": click.trigger_id}
    match value.choice:
        case "amend":
            open_amend(desk, client, number, by=click.user.id, **place)
        case "measure":
            open_measure(desk, client, number, by=click.user.id, **place)
        case "history":
            tell(click, history_list.history(*sheets.history(desk, number)), client)
        case "show":
            shown = forecasts.sheet_now(desk, number, now)
            is_admin = evidence.is_admin(desk, click.user.id)
            tell(click, details.details(shown, viewer_is_admin=is_admin), client)
        case step:
            open_close(desk, client, number, Step(step), by=click.user.id, **place)
    ack()


def close(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Close an experiment with the note that was typed."""
    form = read_payload(FormSubmission, body)
    value = form.value(CloseValue)
    note, learning = form.text(Input.REASON), form.text(Input.LEARNING)
    closed = closings.close(
        desk,
        value.experiment,
        Step(value.step),
        by=form.user.id,
        note=note,
        learning=learning,
        now=now,
        request=form.request,
    )
    tell_elsewhere(desk, form, closed, f"{closed.key} is {closed.stage.words}.", now)
    ack()
