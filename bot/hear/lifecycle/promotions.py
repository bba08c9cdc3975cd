"""The buttons of the promotion gate."""

from bot.button_values import ApprovalValue, DeclineValue
from bot.draw.lifecycle import reason_forms
from bot.hear.aside import Instead, instead_if_alone
from bot.hear.forms import open_form
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission
from bot.ids import Act, Form, Input
from flows.lifecycle import decisions, entitlements
from rules.lifecycle.seats import ApprovalSeat


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        actions={Act.APPROVE_PROMOTION: approve, Act.OPEN_DECLINE: open_decline},
        forms={Form.DECLINE_REASON: decline},
    )


def approve(click: Click, at: Hearing) -> Instead | None:
    """Give one of the three approvals; the gate shows it, and so does a message to who clicked alone."""
    value = click.value(ApprovalValue)
    seat = ApprovalSeat(value.experiment, value.round, value.kind)
    approved = decisions.approve(at.desk, seat, by=click.by, now=at.now)
    return instead_if_alone(click, f"You approved the promotion of {approved.key} as {seat.kind.words}.")


def open_decline(click: Click, at: Hearing) -> None:
    """Ask for the reason why a promotion is declined."""
    value = click.value(DeclineValue)
    entitlements.declinable(at.desk, value.experiment, value.round, click.by)
    open_form(click, at, reason_forms.decline_form(value))


def decline(form: FormSubmission, at: Hearing) -> None:
    """Decline a promotion with the reason that was typed."""
    value = form.value(DeclineValue)
    reason = form.text(Input.REASON)
    decisions.decline(
        at.desk, value.experiment, value.round, by=form.by, now=at.now, reason=reason, request=form.request
    )
