"""The forms in which an experiment is proposed, changed and measured."""

from bot.draw import answers
from bot.draw.lifecycle import proposal_forms
from bot.hear.forms import open_form, suggest_in_form, tell_elsewhere
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission, Opener
from bot.ids import Act, ExperimentValue, Form, Input, OriginValue, Value
from flows.evidence import measure, mlflow_runs
from flows.learning import search
from flows.lifecycle import entitlements, proposals
from flows.people import projects
from rules.evidence.measurements import ValueDraft
from rules.experiments.makers import Origin
from rules.experiments.proposals import ProposalDraft
from rules.lifecycle.steps import Step
from rules.words import clean


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        actions={
            Act.OPEN_MEASURE: clicked_measure,
            Act.OPEN_STRIKE: clicked_strike,
            Input.TITLE: typed,
            Input.HYPOTHESIS: typed,
        },
        forms={
            Form.PROPOSE: submitted_propose,
            Form.AMEND: submitted_amend,
            Form.MEASURE: submitted_measure,
            Form.STRIKE: submitted_strike,
        },
    )


def open_propose(opener: Opener, at: Hearing, title: str = "") -> None:
    """Open the form of a proposal, with whoever opens it as owner."""
    open_proposal(opener, at, ProposalDraft(title=title, owner=opener.by), OriginValue())


def open_proposal(opener: Opener, at: Hearing, draft: ProposalDraft, origin: OriginValue) -> None:
    """Open the form of a proposal with what is known of it, and where it comes from."""
    proposals.home_of(at.desk, opener.channel_id)
    form = proposal_forms.proposal_form(
        draft,
        projects=projects.all_projects(at.desk),
        similar=search.similar(at.desk, draft.title, draft.hypothesis),
        origin=origin,
    )
    open_form(opener, at, form)


def open_amend(opener: Opener, at: Hearing, number: int) -> None:
    """Open the form in which an experiment is changed."""
    sheet = entitlements.entitled(at.desk, number, Step.AMEND, opener.by)
    open_form(opener, at, proposal_forms.amend_form(sheet, projects=projects.all_projects(at.desk)))


def open_measure(opener: Opener, at: Hearing, number: int) -> None:
    """Open the form in which a value is recorded."""
    sheet = measure.measurable(at.desk, number, opener.by)
    open_form(opener, at, proposal_forms.measure_form(sheet, with_runs=bool(at.desk.tracking)))


def clicked_measure(click: Click, at: Hearing) -> None:
    """Open the form of a value from a button."""
    open_measure(click, at, click.value(ExperimentValue).experiment)


def clicked_strike(click: Click, at: Hearing) -> None:
    """Open the form in which a value is marked as wrong, with those that this person may mark."""
    experiment, found = measure.strikable(at.desk, click.value(ExperimentValue).experiment, click.by)
    open_form(click, at, proposal_forms.strike_form(experiment, found))


def typed(click: Click, at: Hearing) -> None:
    """Show in the open form what is like the proposal that is being typed."""
    form = click.form
    if form:
        found = search.similar(at.desk, form.text(Input.TITLE), form.text(Input.HYPOTHESIS))
        if not proposal_forms.shows_similar(form.view.blocks, found):
            frame = proposal_forms.proposal_form(ProposalDraft(), projects=())
            blocks = proposal_forms.with_similar(form.view.blocks, found)
            suggest_in_form(at.client, form.view, frame, blocks)


def submitted_propose(form: FormSubmission, at: Hearing) -> None:
    """Propose what the form holds."""
    value = form.value(OriginValue)
    proposed = proposals.propose(
        at.desk,
        proposal_draft(form),
        by=form.by,
        channel=value.channel,
        now=at.now,
        request=form.request,
        origin=Origin(value.author, value.link) if value.link else None,
    )
    tell_elsewhere(form, at, proposed, f"{proposed.key} is proposed.")


def submitted_amend(form: FormSubmission, at: Hearing) -> None:
    """Change an experiment as the form says."""
    number = form.value(ExperimentValue).experiment
    draft = proposal_draft(form)
    amended = proposals.amend(at.desk, number, draft, by=form.by, now=at.now, request=form.request)
    tell_elsewhere(form, at, amended, f"{amended.key} is changed.")


def submitted_measure(form: FormSubmission, at: Hearing) -> None:
    """Record the value that the form holds, or let the run be read that it names."""
    number = form.value(ExperimentValue).experiment
    if clean(form.text(Input.RUN)):
        ask_for_run(form, at, number)
        return
    if at.desk.tracking:
        mlflow_runs.require_either(form.text(Input.VALUE))
    draft = ValueDraft(
        metric=form.text(Input.METRIC),
        value=form.text(Input.VALUE),
        measured_at=form.moment(Input.MEASURED_AT),
    )
    measured = measure.record_value(at.desk, number, draft, by=form.by, now=at.now, request=form.request)
    tell_elsewhere(form, at, measured, answers.measured_words(measured, draft.metric, at.now, form.by))


def submitted_strike(form: FormSubmission, at: Hearing) -> None:
    """Mark the value that was chosen as wrong, with the reason that was typed."""
    struck = measure.strike_value(
        at.desk,
        form.value(ExperimentValue).experiment,
        form.text(Input.MEASUREMENT),
        form.text(Input.REASON),
        by=form.by,
        now=at.now,
        request=form.request,
    )
    tell_elsewhere(form, at, struck, f"The value of {struck.key} is marked as wrong and counts no more.")


def ask_for_run(form: FormSubmission, at: Hearing, number: int) -> None:
    """Let the run that the form names be read; a value beside it would say two things at once."""
    run, channel = form.text(Input.RUN), form.value(Value).channel
    mlflow_runs.require_alone(form.text(Input.VALUE))
    mlflow_runs.ask(at.desk, number, run, by=form.by, channel=channel, now=at.now, request=form.request)


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
