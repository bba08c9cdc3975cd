"""The buttons and forms of the experiment review and the AI ethics review."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from bot.draw.ceremonies.review import agenda_forms
from bot.draw.ceremonies.review.agenda_forms import LOWER
from bot.draw.lifecycle import follow_up_lines
from bot.hear.aside import tell_instead
from bot.hear.forms import open_form
from bot.hear.payloads import Click, FormSubmission, read_payload
from bot.ids import Act, FollowUpValue, Form, HoldingItemValue, HoldingValue, Input
from flows.ceremonies.review import agendas, follow_ups
from flows.desk import Desk
from rules.ceremonies.review.agendas import Choices
from rules.evidence.bias_checks import BiasDraft
from rules.experiments.follow_ups import DecisionDraft
from rules.refusals import Refused


def register(app: App) -> None:
    """Register these listeners."""
    app.action(Act.MARK_DISCUSSED)(mark_discussed)
    app.action(Act.COMPLETE_FOLLOW_UP)(complete_follow_up)
    app.action(Act.OPEN_NOTE)(opening(agenda_forms.note_form))
    app.action(Act.OPEN_DECISION)(opening(agenda_forms.decision_form))
    app.action(Act.OPEN_BIAS)(opening(agenda_forms.bias_form))
    app.view(Form.NOTE)(submitted_note)
    app.view(Form.DECISION)(submitted_decision)
    app.view(Form.BIAS)(submitted_bias)


def opening(form: Callable[[Choices], View]) -> Callable[..., None]:
    """Return the listener that opens a form of a holding from a button."""

    def clicked(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
        click = read_payload(Click, body)
        shown = agendas.choices(desk, click.value(HoldingValue).holding)
        if not shown.experiments:
            raise Refused(
                "There is no experiment to talk about yet. `/experiment propose` makes the first one."
            )
        open_form(client, click.trigger_id, form(shown), click.channel_id)
        ack()

    return clicked


def mark_discussed(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Mark an experiment as discussed."""
    click = read_payload(Click, body)
    value = click.value(HoldingItemValue)
    agendas.mark_discussed(desk, value.holding, value.number, by=click.user.id, now=now)
    ack()


def complete_follow_up(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Mark a follow-up as done, and show that where nothing else would: in what only one person sees."""
    click = read_payload(Click, body)
    value = click.value(FollowUpValue)
    done = follow_ups.complete(desk, value.follow_up, by=click.user.id, now=now)
    if value.alone or click.container.is_ephemeral:
        tell_instead(click, follow_up_lines.done(done))
    ack()


def submitted_note(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Take the note that the form holds."""
    form = read_payload(FormSubmission, body)
    agendas.add_note(
        desk,
        form.value(HoldingValue).holding,
        experiment_of(form),
        form.text(Input.NOTE),
        by=form.user.id,
        now=now,
        request=form.request,
    )
    ack()


def submitted_decision(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Record the decision that the form holds."""
    form = read_payload(FormSubmission, body)
    draft = DecisionDraft(
        experiment=form.text(Input.EXPERIMENT),
        decision=form.text(Input.DECISION),
        reason=form.text(Input.REASON),
        task=form.text(Input.TASK),
        owner=form.person(Input.FOLLOW_UP_OWNER),
        due=form.text(Input.DUE),
        holds=Input.HOLD.value in form.choices(Input.HOLD),
    )
    holding = form.value(HoldingValue).holding
    follow_ups.decide(desk, holding, draft, by=form.user.id, now=now, request=form.request)
    ack()


def submitted_bias(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Keep the bias check that the form holds."""
    form = read_payload(FormSubmission, body)
    draft = BiasDraft(
        experiment=experiment_of(form),
        metric=form.text(Input.METRIC),
        higher_is_better=form.text(Input.DIRECTION) != LOWER,
        groups=form.text(Input.GROUPS),
    )
    holding = form.value(HoldingValue).holding
    agendas.check_bias(desk, holding, draft, by=form.user.id, now=now, request=form.request)
    ack()


def experiment_of(form: FormSubmission) -> int:
    """Return the experiment that a form names."""
    number = form.text(Input.EXPERIMENT)
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Refused(fields={Input.EXPERIMENT: "Pick an experiment."})
    return int(number)
