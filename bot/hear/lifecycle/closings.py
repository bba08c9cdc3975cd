"""Starting an experiment, the menu of its card, and the forms that close it."""

from bot.button_values import CloseValue, ExperimentValue, MoreValue, ThenValue
from bot.draw.experiments import details, history_list
from bot.draw.lifecycle import reason_forms
from bot.draw.message import Message
from bot.hear.forms import open_form, tell_elsewhere
from bot.hear.hearing import Hearing, Listeners
from bot.hear.lifecycle.proposals import open_amend
from bot.hear.lifecycle.values import open_measure
from bot.hear.payloads import Click, FormSubmission, Opener
from bot.ids import Act, Form, Input
from flows.experiments import as_it_was, sheets
from flows.learning import forecasts
from flows.lifecycle import closings, entitlements
from flows.lifecycle.timed_sheets import with_waits
from flows.people import team
from rules.lifecycle.steps import Step
from rules.lifecycle.striking import strikable


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        actions={
            Act.START: start,
            Act.OPEN_CLOSE: clicked_close,
            Act.MORE: more,
            Act.AS_IT_WAS: clicked_then,
        },
        forms={Form.CLOSE: close},
    )


def start(click: Click, at: Hearing) -> None:
    """Start running an experiment."""
    closings.start(at.desk, click.value(ExperimentValue).experiment, by=click.by, now=at.now)


def open_close(opener: Opener, at: Hearing, number: int, step: Step) -> None:
    """Open the form that asks why an experiment is closed."""
    sheet = entitlements.entitled(at.desk, number, step, opener.by)
    value = CloseValue.model_validate({"experiment": number, "step": step})
    open_form(opener, at, reason_forms.close_form(value, sheet))


def clicked_close(click: Click, at: Hearing) -> None:
    """Open the form that closes an experiment from a button."""
    value = click.value(CloseValue)
    open_close(click, at, value.experiment, Step(value.step))


def more(click: Click, at: Hearing) -> Message | None:
    """Do what was chosen in the menu of a card."""
    value = click.value(MoreValue)
    number = value.experiment
    match value.choice:
        case "history":
            return history_list.history(*sheets.history(at.desk, number))
        case "show":
            return in_full(click, at, number)
        case "amend":
            open_amend(click, at, number)
        case "measure":
            open_measure(click, at, number)
        case step:
            open_close(click, at, number, Step(step))
    return None


def in_full(asked: Opener, at: Hearing, number: int) -> Message:
    """Return one experiment in full."""
    sheet = with_waits(at.desk, forecasts.sheet_now(at.desk, number, at.now), at.now)
    viewer = team.member_of(at.desk, asked.by).person
    can_strike = bool(strikable(sheet.experiment, viewer))
    return details.details(sheet, viewer_is_admin=viewer.is_admin, viewer_can_strike=can_strike)


def clicked_then(click: Click, at: Hearing) -> Message:
    """Show one experiment as it was at the entry beside which the button stands."""
    value = click.value(ThenValue)
    return then(at, value.experiment, value.entry)


def then(at: Hearing, number: int, entry: int) -> Message:
    """Return one experiment as it was at an entry of its history."""
    return details.as_it_was(as_it_was.as_it_was(at.desk, number, entry))


def close(form: FormSubmission, at: Hearing) -> None:
    """Close an experiment with the note that was typed."""
    value = form.value(CloseValue)
    closed = closings.close(
        at.desk,
        value.experiment,
        Step(value.step),
        by=form.by,
        note=form.text(Input.REASON),
        learning=form.text(Input.LEARNING),
        now=at.now,
        request=form.request,
    )
    tell_elsewhere(form, at, closed, f"{closed.key} is {closed.stage.words}.")
