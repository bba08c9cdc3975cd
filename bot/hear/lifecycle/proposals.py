"""The forms in which an experiment is proposed, changed and measured."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.draw.lifecycle import proposal_forms
from bot.hear.forms import open_form, suggest_in_form, tell_elsewhere
from bot.hear.payloads import Click, FormSubmission, read_payload
from bot.ids import Act, ExperimentValue, Form, Input, Value
from flows.desk import Desk
from flows.evidence import measure, mlflow_runs
from flows.learning import search
from flows.lifecycle import entitlements, proposals
from flows.people import projects
from rules.evidence.measurements import ValueDraft
from rules.experiments.proposals import ProposalDraft
from rules.lifecycle.steps import Step


def register(app: App) -> None:
    """Register these listeners."""
    app.action(Act.OPEN_MEASURE)(clicked_measure)
    app.action(Input.TITLE)(typed)
    app.action(Input.HYPOTHESIS)(typed)
    app.view(Form.PROPOSE)(submitted_propose)
    app.view(Form.AMEND)(submitted_amend)
    app.view(Form.MEASURE)(submitted_measure)


def open_propose(
    desk: Desk, client: WebClient, *, by: str, channel: str, trigger: str, title: str = ""
) -> None:
    """Open the form of a proposal, with whoever opens it as owner."""
    draft = ProposalDraft(title=title, owner=by)
    form = proposal_forms.proposal_form(
        draft, projects=projects.all_projects(desk), similar=search.similar(desk, title, "")
    )
    open_form(client, trigger, form, channel)


def open_amend(desk: Desk, client: WebClient, number: int, *, by: str, channel: str, trigger: str) -> None:
    """Open the form in which an experiment is changed."""
    sheet = entitlements.entitled(desk, number, Step.AMEND, by)
    open_form(
        client, trigger, proposal_forms.amend_form(sheet, projects=projects.all_projects(desk)), channel
    )


def open_measure(desk: Desk, client: WebClient, number: int, *, by: str, channel: str, trigger: str) -> None:
    """Open the form in which a value is recorded."""
    sheet = entitlements.entitled(desk, number, Step.MEASURE, by)
    open_form(client, trigger, proposal_forms.measure_form(sheet, with_runs=bool(desk.tracking)), channel)


def clicked_measure(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Open the form of a value from a button."""
    click = read_payload(Click, body)
    number = click.value(ExperimentValue).experiment
    open_measure(desk, client, number, by=click.user.id, channel=click.channel_id, trigger=click.trigger_id)
    ack()


def typed(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Show in the open form what is like the proposal that is being typed."""
    view = read_payload(Click, body).view
    if view:
        form = read_payload(FormSubmission, body)
        found = search.similar(desk, form.text(Input.TITLE), form.text(Input.HYPOTHESIS))
        if not proposal_forms.shows_similar(view.blocks, found):
            frame = proposal_forms.proposal_form(ProposalDraft(), projects=())
            suggest_in_form(client, view, frame, proposal_forms.with_similar(view.blocks, found))
    ack()


def submitted_propose(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Propose what the form holds."""
    form = read_payload(FormSubmission, body)
    channel = form.value(Value).channel
    proposed = proposals.propose(
        desk, proposal_draft(form), by=form.user.id, channel=channel, now=now, request=form.request
    )
    tell_elsewhere(desk, form, proposed, f"{proposed.key} is proposed.", now)
    ack()


def submitted_amend(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Change an experiment as the form says."""
    form = read_payload(FormSubmission, body)
    number = form.value(ExperimentValue).experiment
    amended = proposals.amend(
        desk, number, proposal_draft(form), by=form.user.id, now=now, request=form.request
    )
    tell_elsewhere(desk, form, amended, f"{amended.key} is changed.", now)
    ack()


def submitted_measure(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Record the value that the form holds."""
    form = read_payload(FormSubmission, body)
    number = form.value(ExperimentValue).experiment
    if form.text(Input.RUN).strip():
        ask_for_run(form, number, desk, now)
        ack()
        return
    if desk.tracking:
        mlflow_runs.require_either(form.text(Input.VALUE))
    draft = ValueDraft(
        metric=form.text(Input.METRIC),
        value=form.text(Input.VALUE),
        measured_at=form.moment(Input.MEASURED_AT),
    )
    measured = measure.record_value(desk, number, draft, by=form.user.id, now=now, request=form.request)
    tell_elsewhere(desk, form, measured, f"{draft.metric} of {measured.key} is recorded.", now)
    ack()


def ask_for_run(form: FormSubmission, number: int, desk: Desk, now: datetime) -> None:
    """Let the run that the form names be read; a value beside it would say two things at once."""
    run, channel = form.text(Input.RUN), form.value(Value).channel
    mlflow_runs.require_alone(form.text(Input.VALUE))
    mlflow_runs.ask(desk, number, run, by=form.user.id, channel=channel, now=now, request=form.request)


def proposal_draft(form: FormSubmission) -> ProposalDraft:
    """Return the proposal as typed; an untouched picker may be missing, the rules know what follows."""
    return ProposalDraft(
        title=form.text(Input.TITLE),
        hypothesis=form.text(Input.HYPOTHESIS),
        workstream=form.text(Input.WORKSTREAM) or "experimentation",
        owner=form.person(Input.OWNER),
        project=form.text(Input.PROJECT),
        metrics=form.text(Input.METRICS),
        target=form.text(Input.TARGET),
        risk=form.text(Input.RISK),
    )
