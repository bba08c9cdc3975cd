"""The forms in which a revision is submitted to the board and its promotion is asked for."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.draw.lifecycle import submission_forms
from bot.hear.forms import open_form, tell_elsewhere
from bot.hear.payloads import Click, FormSubmission, read_payload
from bot.ids import Act, ExperimentValue, Form, Input
from bot.outside.promtool import Promtool
from flows.desk import Desk
from flows.lifecycle import entitlements, submissions
from flows.promotion import plans
from rules.evidence.submissions import SubmissionDraft
from rules.experiments.experiment import ArtifactKind
from rules.lifecycle.steps import Step
from rules.promotion.rollouts import RolloutDraft


def register(app: App) -> None:
    """Register these listeners."""
    app.action(Act.OPEN_SUBMIT)(clicked_submit)
    app.action(Act.OPEN_PROMOTE)(clicked_promote)
    app.view(Form.SUBMIT)(submitted_submit)
    app.view(Form.PROMOTE)(submitted_promote)


def open_submit(desk: Desk, client: WebClient, number: int, *, by: str, channel: str, trigger: str) -> None:
    """Open the form of a submission, prefilled from the revision before."""
    sheet = entitlements.submittable(desk, number, by)
    open_form(client, trigger, submission_forms.submission_form(sheet), channel)


def open_promote(desk: Desk, client: WebClient, number: int, *, by: str, channel: str, trigger: str) -> None:
    """Open the form that asks what only people know about going to production."""
    sheet = entitlements.entitled(desk, number, Step.PROMOTE, by)
    earlier = plans.promoted_before(desk, sheet.experiment)
    open_form(client, trigger, submission_forms.promote_form(sheet, earlier), channel)


def clicked_submit(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Open the form of a submission from a button."""
    click = read_payload(Click, body)
    number = click.value(ExperimentValue).experiment
    open_submit(desk, client, number, by=click.user.id, channel=click.channel_id, trigger=click.trigger_id)
    ack()


def clicked_promote(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Open the form of a promotion from a button."""
    click = read_payload(Click, body)
    number = click.value(ExperimentValue).experiment
    open_promote(desk, client, number, by=click.user.id, channel=click.channel_id, trigger=click.trigger_id)
    ack()


def submitted_submit(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Submit the revision that the form holds."""
    form = read_payload(FormSubmission, body)
    draft = SubmissionDraft(
        references={kind: form.text(kind) for kind in ArtifactKind},
        monthly_cost=form.text(Input.MONTHLY_COST),
        monthly_budget=form.text(Input.MONTHLY_BUDGET),
    )
    number = form.value(ExperimentValue).experiment
    submitted = submissions.submit(desk, number, draft, by=form.user.id, now=now, request=form.request)
    done = f"Revision {submitted.revision} of {submitted.key} is before the review board."
    tell_elsewhere(desk, form, submitted, done, now)
    ack()


def submitted_promote(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime, promtool: Promtool) -> None:
    """Ask for the promotion that the form describes."""
    form = read_payload(FormSubmission, body)
    queries = form.texts(Input.QUERY)
    draft = RolloutDraft(
        service=form.text(Input.SERVICE),
        traffic_steps=form.text(Input.TRAFFIC_STEPS),
        bake_hours=form.text(Input.BAKE_HOURS),
        rollback_owner=form.person(Input.ROLLBACK_OWNER),
        queries=queries,
        faults=promtool.faults(queries),
    )
    number = form.value(ExperimentValue).experiment
    promoting = submissions.promote(desk, number, draft, by=form.user.id, now=now, request=form.request)
    tell_elsewhere(desk, form, promoting, f"The three approvers of {promoting.key} are asked.", now)
    ack()
