"""The buttons of the review board."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.draw.lifecycle import reason_forms
from bot.hear.forms import open_form
from bot.hear.payloads import Click, FormSubmission, read_payload
from bot.ids import Act, Form, Input, ReviewValue
from flows.desk import Desk
from flows.lifecycle import decisions, entitlements
from rules.experiments.experiment import Verdict
from rules.lifecycle.seats import ReviewSeat


def register(app: App) -> None:
    """Register these listeners."""
    app.action(Act.APPROVE_REVIEW)(approve)
    app.action(Act.OPEN_ASK_FOR_CHANGES)(ask_for_changes)
    app.action(Act.OPEN_REJECT)(reject)
    app.view(Form.REVIEW_REASON)(decide_with_reason)


def approve(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Approve one review."""
    click = read_payload(Click, body)
    seat = seat_of(click.value(ReviewValue))
    decisions.review(desk, seat, Verdict.APPROVE, by=click.user.id, now=now)
    ack()


def ask_for_changes(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Ask for the reason why changes are wanted."""
    open_reason(body, desk, client, Verdict.ASK_FOR_CHANGES)
    ack()


def reject(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Ask for the reason of a rejection."""
    open_reason(body, desk, client, Verdict.REJECT)
    ack()


def open_reason(body: dict[str, Any], desk: Desk, client: WebClient, verdict: Verdict) -> None:
    """Open the form for a reason, unless it is known already that it could not be submitted."""
    click = read_payload(Click, body)
    value = click.value(ReviewValue).model_copy(update={"verdict": verdict.value})
    entitlements.reviewable(desk, seat_of(value), verdict, click.user.id)
    open_form(client, click.trigger_id, reason_forms.review_reason_form(value), click.channel_id)


def decide_with_reason(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Ask for changes or reject, with the reason that was typed."""
    form = read_payload(FormSubmission, body)
    value = form.value(ReviewValue)
    decisions.review(
        desk,
        seat_of(value),
        Verdict(value.verdict),
        by=form.user.id,
        now=now,
        reason=form.text(Input.REASON),
        request=form.request,
    )
    ack()


def seat_of(value: ReviewValue) -> ReviewSeat:
    """Return the seat that a button names."""
    return ReviewSeat(value.experiment, value.revision, value.kind, value.seen)
