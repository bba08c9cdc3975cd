"""The forms in which a revision is submitted to the board and its promotion is asked for."""

from dataclasses import replace

from bot.button_values import ExperimentValue, SubmissionValue
from bot.draw.lifecycle import submission_forms
from bot.hear.forms import open_form, redraw_whole, suggest_in_form, tell_elsewhere
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission, Opener
from bot.ids import Act, Form, Input
from flows.experiments import sheets
from flows.lifecycle import entitlements, submissions
from flows.promotion import plans
from rules.evidence.submissions import SubmissionDraft, as_submitted, prepared
from rules.experiments.experiment import ArtifactKind
from rules.lifecycle.steps import Step
from rules.promotion.rollouts import RolloutDraft

# What the checklist needs: how much of it is met is shown as it is typed.
TELLING = (
    ArtifactKind.SAFETY_EVALUATION,
    ArtifactKind.COST_PROJECTION,
    ArtifactKind.DOCUMENTATION,
    ArtifactKind.ROLLBACK_PLAN,
    Input.MONTHLY_COST,
    Input.MONTHLY_BUDGET,
)


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        actions={
            Act.OPEN_SUBMIT: clicked_submit,
            Act.OPEN_PROMOTE: clicked_promote,
            Act.WHOLE_SUBMISSION: clicked_more,
            **dict.fromkeys(TELLING, typed_evidence),
        },
        forms={Form.SUBMIT: submitted_submit, Form.PROMOTE: submitted_promote},
    )


def open_submit(opener: Opener, at: Hearing, number: int) -> None:
    """Open the form of a submission, prefilled from the revision before or else from the project."""
    experiment = entitlements.submittable(at.desk, number, opener.by).experiment
    earlier = None if experiment.revision else submissions.submitted_before(at.desk, experiment)
    draft = replace(prepared(experiment, earlier), unasked=frozenset(submission_forms.BESIDES))
    source = earlier.key if earlier and any((*draft.references.values(), draft.monthly_budget)) else ""
    shown = as_submitted(experiment, draft, opener.by, at.now)
    open_form(opener, at, submission_forms.submission_form(experiment, draft, shown=shown, source=source))


def clicked_more(click: Click, at: Hearing) -> None:
    """Show all that a submission may hold, with what is typed so far."""
    form = click.form
    if form:
        experiment = sheets.sheet(at.desk, form.value(SubmissionValue).experiment).experiment
        typed = submission_draft(form)
        unseen = {kind: prepared(experiment, None).references.get(kind, "") for kind in typed.unasked}
        draft = replace(typed, references={**typed.references, **unseen}, unasked=frozenset())
        shown = as_submitted(experiment, draft, click.by, at.now)
        redraw_whole(
            at.client,
            form.view,
            submission_forms.submission_form(experiment, draft, shown=shown, is_whole=True),
        )


def typed_evidence(click: Click, at: Hearing) -> None:
    """Show in the open form how much of the checklist is met by what is typed so far."""
    form = click.form
    if form:
        experiment = sheets.sheet(at.desk, form.value(SubmissionValue).experiment).experiment
        draft = submission_draft(form)
        shown = as_submitted(experiment, draft, click.by, at.now)
        blocks = submission_forms.with_checklist(form.view.blocks, shown)
        if blocks:
            frame = submission_forms.submission_form(experiment, draft, shown=shown)
            suggest_in_form(at.client, form.view, frame, blocks)


def open_promote(opener: Opener, at: Hearing, number: int) -> None:
    """Open the form that asks what only people know about going to production."""
    sheet = entitlements.entitled(at.desk, number, Step.PROMOTE, opener.by)
    earlier = plans.promoted_before(at.desk, sheet.experiment)
    open_form(opener, at, submission_forms.promote_form(sheet, earlier))


def clicked_submit(click: Click, at: Hearing) -> None:
    """Open the form of a submission from a button."""
    open_submit(click, at, click.value(ExperimentValue).experiment)


def clicked_promote(click: Click, at: Hearing) -> None:
    """Open the form of a promotion from a button."""
    open_promote(click, at, click.value(ExperimentValue).experiment)


def submitted_submit(form: FormSubmission, at: Hearing) -> None:
    """Submit the revision that the form holds."""
    number, draft = form.value(SubmissionValue).experiment, submission_draft(form)
    submitted = submissions.submit(at.desk, number, draft, by=form.by, now=at.now, request=form.request)
    done = f"Revision {submitted.revision} of {submitted.key} is before the review board."
    tell_elsewhere(form, at, submitted, done)


def submitted_promote(form: FormSubmission, at: Hearing) -> None:
    """Ask for the promotion that the form describes."""
    queries = form.texts(Input.QUERY)
    draft = RolloutDraft(
        service=form.text(Input.SERVICE),
        traffic_steps=form.text(Input.TRAFFIC_STEPS),
        bake_hours=form.text(Input.BAKE_HOURS),
        rollback_owner=form.person(Input.ROLLBACK_OWNER),
        queries=queries,
        faults=at.promtool.faults(queries),
    )
    number = form.value(ExperimentValue).experiment
    promoting = submissions.promote(at.desk, number, draft, by=form.by, now=at.now, request=form.request)
    tell_elsewhere(form, at, promoting, f"The three approvers of {promoting.key} are asked.")


def submission_draft(form: FormSubmission) -> SubmissionDraft:
    """Return the submission as typed; what stands behind *More* is asked for only where that was pressed."""
    is_whole = form.value(SubmissionValue).is_whole
    unasked = frozenset() if is_whole else frozenset(submission_forms.BESIDES)
    return SubmissionDraft(
        references={kind: form.text(kind) for kind in ArtifactKind if kind not in unasked},
        monthly_cost=form.text(Input.MONTHLY_COST),
        monthly_budget=form.text(Input.MONTHLY_BUDGET),
        changed=form.text(Input.CHANGED),
        unasked=unasked,
    )
