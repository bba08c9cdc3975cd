"""The forms in which values are recorded, and in which one is marked as wrong."""

from bot.button_values import ExperimentValue, Value
from bot.draw import answers
from bot.draw.evidence import value_forms
from bot.hear.forms import open_form, tell_elsewhere
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission, Opener
from bot.ids import Act, Form, Input
from flows.evidence import measure, mlflow_runs
from rules.evidence.typed_values import ValuesDraft, typed_values
from rules.words import clean


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        actions={Act.OPEN_MEASURE: clicked_measure, Act.OPEN_STRIKE: clicked_strike},
        forms={Form.MEASURE: submitted_measure, Form.STRIKE: submitted_strike},
    )


def open_measure(opener: Opener, at: Hearing, number: int) -> None:
    """Open the form in which values are recorded."""
    sheet = measure.measurable(at.desk, number, opener.by)
    open_form(opener, at, value_forms.measure_form(sheet, with_runs=bool(at.desk.tracking)))


def clicked_measure(click: Click, at: Hearing) -> None:
    """Open the form of values from a button."""
    open_measure(click, at, click.value(ExperimentValue).experiment)


def clicked_strike(click: Click, at: Hearing) -> None:
    """Open the form in which a value is marked as wrong, with those that this person may mark."""
    experiment, found = measure.strikable(at.desk, click.value(ExperimentValue).experiment, click.by)
    open_form(click, at, value_forms.strike_form(experiment, found))


def submitted_measure(form: FormSubmission, at: Hearing) -> None:
    """Record the values that the form holds, or let the run be read that it names."""
    number = form.value(ExperimentValue).experiment
    draft = ValuesDraft(values=form.texts(Input.VALUE), measured_at=form.moment(Input.MEASURED_AT))
    if clean(form.text(Input.RUN)):
        ask_for_run(form, at, number, draft)
        return
    if at.desk.tracking:
        mlflow_runs.require_either(draft)
    measured = measure.record_values(at.desk, number, draft, by=form.by, now=at.now, request=form.request)
    names = (one.metric for one in typed_values(measured.metrics, draft))
    tell_elsewhere(form, at, measured, answers.measured_words(measured, names, at.now, form.by))


def ask_for_run(form: FormSubmission, at: Hearing, number: int, draft: ValuesDraft) -> None:
    """Let the run that the form names be read; values beside it would say two things at once."""
    run, channel = form.text(Input.RUN), form.value(Value).channel
    mlflow_runs.require_alone(draft)
    mlflow_runs.ask(at.desk, number, run, by=form.by, channel=channel, now=at.now, request=form.request)


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
