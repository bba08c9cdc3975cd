"""The buttons and the form of overrides in the review board."""

from bot.button_values import ExperimentValue, OverrideValue
from bot.draw.lifecycle import override_forms
from bot.hear.forms import open_form, tell_elsewhere
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission, Opener
from bot.ids import Act, Form, Input
from flows.lifecycle import overrides


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        actions={
            Act.OPEN_OVERRIDE: clicked_override,
            Act.CONFIRM_OVERRIDE: confirm,
            Act.REFUSE_OVERRIDE: refuse,
        },
        forms={Form.OVERRIDE: submitted_override},
    )


def open_override(opener: Opener, at: Hearing, number: int) -> None:
    """Open the form of an override, unless it is known already that it could not be submitted."""
    experiment = overrides.overridable(at.desk, number, opener.by)
    open_form(opener, at, override_forms.override_form(experiment))


def clicked_override(click: Click, at: Hearing) -> None:
    """Open the form of an override from a button."""
    open_override(click, at, click.value(ExperimentValue).experiment)


def submitted_override(form: FormSubmission, at: Hearing) -> None:
    """Ask for the override that the form names."""
    asked = overrides.ask(
        at.desk,
        form.value(ExperimentValue).experiment,
        form.text(Input.ITEM),
        form.text(Input.REASON),
        by=form.by,
        now=at.now,
        request=form.request,
    )
    tell_elsewhere(form, at, asked, f"An override of {asked.key} is asked for; a second person decides.")


def confirm(click: Click, at: Hearing) -> None:
    """Confirm an override as the second person."""
    value = click.value(OverrideValue)
    overrides.confirm(at.desk, value.experiment, value.place, by=click.by, now=at.now)


def refuse(click: Click, at: Hearing) -> None:
    """Refuse an override as the second person, or withdraw one's own."""
    value = click.value(OverrideValue)
    overrides.dismiss(at.desk, value.experiment, value.place, by=click.by, now=at.now)
