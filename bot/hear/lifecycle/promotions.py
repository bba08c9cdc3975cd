"""The buttons of the promotion gate."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.draw.lifecycle import reason_forms
from bot.hear.forms import open_form
from bot.hear.payloads import Click, FormSubmission, read_payload
from bot.ids import Act, ApprovalValue, DeclineValue, Form, Input
from flows.desk import Desk
from flows.lifecycle import decisions, entitlements
from rules.lifecycle.seats import ApprovalSeat


def register(app: App) -> None:
    """Register these listeners."""
    app.action(Act.APPROVE_PROMOTION)(approve)
    app.action(Act.OPEN_DECLINE)(open_decline)
    app.view(Form.DECLINE_REASON)(decline)


def approve(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Give one of the three approvals."""
    click = read_payload(Click, body)
    value = click.value(ApprovalValue)
    seat = ApprovalSeat(value.experiment, value.round, value.kind)
    decisions.approve(desk, seat, by=click.user.id, now=now)
    ack()


def open_decline(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Ask for the reason why a promotion is declined."""
    click = read_payload(Click, body)
    value = click.value(DeclineValue)
    entitlements.declinable(desk, value.experiment, value.round, click.user.id)
    open_form(client, click.trigger_id, reason_forms.decline_form(value), click.channel_id)
    ack()


def decline(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Decline a promotion with the reason that was typed."""
    form = read_payload(FormSubmission, body)
    value = form.value(DeclineValue)
    reason = form.text(Input.REASON)
    decisions.decline(
        desk, value.experiment, value.round, by=form.user.id, now=now, reason=reason, request=form.request
    )
    ack()
