"""The forms in which an experiment is proposed and changed."""

from dataclasses import replace

from bot.button_values import ExperimentValue, OriginValue, ProposalValue
from bot.draw.lifecycle import proposal_forms
from bot.hear.forms import open_form, redraw_form, suggest_in_form, tell_elsewhere
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission, Opener
from bot.ids import Act, Form, Input
from flows.learning import search
from flows.lifecycle import entitlements, proposals
from flows.people import projects
from rules.experiments.makers import Origin
from rules.experiments.proposals import ProposalDraft
from rules.lifecycle.steps import Step
from rules.people.projects import home_of


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        actions={
            Act.OPEN_AMEND: clicked_amend,
            Act.WHOLE_PROPOSAL: clicked_more,
            Input.TITLE: typed,
            Input.HYPOTHESIS: typed,
        },
        forms={
            Form.PROPOSE: submitted_propose,
            Form.AMEND: submitted_amend,
        },
    )


def open_propose(opener: Opener, at: Hearing, title: str = "") -> None:
    """Open the form of a proposal, with whoever opens it as owner."""
    open_proposal(opener, at, ProposalDraft(title=title, owner=opener.by), OriginValue())


def open_proposal(opener: Opener, at: Hearing, draft: ProposalDraft, origin: OriginValue) -> None:
    """Open the form of a proposal with what is known of it, and where it comes from."""
    proposals.require_home(at.desk, opener.channel_id)
    every = projects.all_projects(at.desk)
    home = home_of(every, opener.channel_id)
    at_home = replace(
        draft,
        project=str(home.number) if home else "",
        workstream=home.workstream.value if home else "",
    )
    form = proposal_forms.proposal_form(
        at_home,
        projects=every,
        similar=search.similar(at.desk, draft.title, draft.hypothesis),
        origin=origin,
    )
    open_form(opener, at, form)


def clicked_more(click: Click, at: Hearing) -> None:
    """Show all that a proposal may say, with what is typed so far."""
    form = click.form
    if form:
        draft = proposal_draft(form)
        whole = proposal_forms.proposal_form(
            replace(draft, owner=draft.owner or click.by),
            projects=projects.all_projects(at.desk),
            similar=search.similar(at.desk, draft.title, draft.hypothesis),
            is_whole=True,
            origin=form.value(ProposalValue),
        )
        redraw_form(at.client, form.view, whole)


def open_amend(opener: Opener, at: Hearing, number: int) -> None:
    """Open the form in which an experiment is changed."""
    sheet = entitlements.entitled(at.desk, number, Step.AMEND, opener.by)
    open_form(opener, at, proposal_forms.amend_form(sheet, projects=projects.all_projects(at.desk)))


def clicked_amend(click: Click, at: Hearing) -> None:
    """Open the form in which an experiment is changed from a button."""
    open_amend(click, at, click.value(ExperimentValue).experiment)


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
    value = form.value(ProposalValue)
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


def proposal_draft(form: FormSubmission) -> ProposalDraft:
    """Return the proposal as typed; what the form did not ask for is what it opened with, and of an untouched picker that
    is missing the rules know what follows."""
    value = form.value(ProposalValue)
    return ProposalDraft(
        title=form.text(Input.TITLE),
        hypothesis=form.text(Input.HYPOTHESIS),
        workstream=form.text(Input.WORKSTREAM) or value.workstream or "experimentation",
        owner=form.person(Input.OWNER),
        project=form.text(Input.PROJECT) if Input.PROJECT.value in form.view.state.values else value.project,
        metrics=form.text(Input.METRICS),
        target=form.text(Input.TARGET),
        risk=form.text(Input.RISK),
    )
