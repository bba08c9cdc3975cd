"""The forms in which a revision is submitted to the board and its promotion is asked for."""

from bot.draw.lifecycle import submission_forms
from bot.hear.forms import open_form, tell_elsewhere
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission, Opener
from bot.ids import Act, ExperimentValue, Form, Input
from flows.lifecycle import entitlements, submissions
from flows.promotion import plans
from rules.evidence.submissions import SubmissionDraft
from rules.experiments.experiment import ArtifactKind
from rules.lifecycle.steps import Step
from rules.promotion.rollouts import RolloutDraft


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        actions={Act.OPEN_SUBMIT: clicked_submit, Act.OPEN_PROMOTE: clicked_promote},
        forms={Form.SUBMIT: submitted_submit, Form.PROMOTE: submitted_promote},
    )


def open_submit(opener: Opener, at: Hearing, number: int) -> None:
    """Open the form of a submission, prefilled from the revision before."""
    sheet = entitlements.submittable(at.desk, number, opener.by)
    open_form(opener, at, submission_forms.submission_form(sheet))


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
    draft = SubmissionDraft(
        references={kind: form.text(kind) for kind in ArtifactKind},
        monthly_cost=form.text(Input.MONTHLY_COST),
        monthly_budget=form.text(Input.MONTHLY_BUDGET),
    )
    number = form.value(ExperimentValue).experiment
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
