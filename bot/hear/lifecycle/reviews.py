"""The buttons of the review board."""

from bot.button_values import ReviewValue
from bot.draw.lifecycle import reason_forms
from bot.hear.aside import Instead, instead_if_alone
from bot.hear.forms import open_form
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission
from bot.ids import Act, Form, Input
from flows.lifecycle import decisions, entitlements
from rules.experiments.experiment import Verdict
from rules.lifecycle.seats import ReviewSeat


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        actions={
            Act.APPROVE_REVIEW: approve,
            Act.OPEN_ASK_FOR_CHANGES: ask_for_changes,
            Act.OPEN_REJECT: reject,
        },
        forms={Form.REVIEW_REASON: decide_with_reason},
    )


def approve(click: Click, at: Hearing) -> Instead | None:
    """Approve one review; the board shows it, and so does a message to who clicked alone."""
    seat = seat_of(click.value(ReviewValue))
    reviewed = decisions.review(at.desk, seat, Verdict.APPROVE, by=click.by, now=at.now)
    return instead_if_alone(click, f"You approved the {seat.kind.words} review of {reviewed.key}.")


def ask_for_changes(click: Click, at: Hearing) -> None:
    """Ask for the reason why changes are wanted."""
    open_reason(click, at, Verdict.ASK_FOR_CHANGES)


def reject(click: Click, at: Hearing) -> None:
    """Ask for the reason of a rejection."""
    open_reason(click, at, Verdict.REJECT)


def open_reason(click: Click, at: Hearing, verdict: Verdict) -> None:
    """Open the form for a reason, unless it is known already that it could not be submitted."""
    value = click.value(ReviewValue).model_copy(update={"verdict": verdict.value})
    entitlements.reviewable(at.desk, seat_of(value), verdict, click.by)
    open_form(click, at, reason_forms.review_reason_form(value))


def decide_with_reason(form: FormSubmission, at: Hearing) -> None:
    """Ask for changes or reject, with the reason that was typed."""
    value = form.value(ReviewValue)
    decisions.review(
        at.desk,
        seat_of(value),
        Verdict(value.verdict),
        by=form.by,
        now=at.now,
        reason=form.text(Input.REASON),
        request=form.request,
    )


def seat_of(value: ReviewValue) -> ReviewSeat:
    """Return the seat that a button names."""
    return ReviewSeat(value.experiment, value.revision, value.kind, value.seen)
