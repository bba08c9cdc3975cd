"""The form of a workspace's settings: opening it, and keeping what it says."""

from bot.draw.waiting import settings_form
from bot.hear.forms import open_form, redraw_form, tell_privately
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission, Opener
from bot.ids import Act, Form, Input
from bot.outside.channel_members import lets_us_in
from flows.waiting import workspace_settings
from rules.refusals import Refused
from rules.waiting.settings.settings_drafts import SettingsDraft

NOT_IN_IT = "Assay is not in that channel, or it is archived, so no card could stand there. Invite Assay there, then save again."


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(actions={Act.OPEN_SETTINGS: open_settings}, forms={Form.SETTINGS: submitted})


def open_settings(opener: Opener, at: Hearing) -> None:
    """Open the form of the settings, for an admin."""
    sheet = workspace_settings.sheet(at.desk, by=opener.by, now=at.now)
    open_form(opener, at, settings_form.settings_form(sheet))


def redraw_settings(click: Click, at: Hearing) -> None:
    """Draw the form anew after a message in it was tried again."""
    if click.view and click.view.callback_id == Form.SETTINGS:
        sheet = workspace_settings.sheet(at.desk, by=click.by, now=at.now)
        redraw_form(at.client, click.view, settings_form.settings_form(sheet))


def submitted(form: FormSubmission, at: Hearing) -> None:
    """Keep the settings that the form describes, and say what changed."""
    channel = form.conversation(Input.REVIEW_CHANNEL)
    # What is the process's own stays its own, until another one is picked.
    before = workspace_settings.sheet(at.desk, by=form.by, now=at.now)
    if channel == before.first_channel and not before.settings.review_channel:
        channel = ""
    elif channel not in ("", before.settings.review_channel) and not lets_us_in(at.client, channel):
        raise Refused(fields={Input.REVIEW_CHANNEL: NOT_IN_IT})
    draft = SettingsDraft(
        review_channel=channel,
        admins=form.people(Input.ADMINS),
        seats=form.text(Input.SEATS),
        recorders=form.text(Input.RECORDERS),
        links=form.text(Input.LINKS),
        due=form.text(Input.DUE),
        hours=form.text(Input.HOURS),
        answers_days=form.text(Input.ANSWERS_DAYS),
        letters_days=form.text(Input.LETTERS_DAYS),
    )
    said = workspace_settings.change(at.desk, draft, by=form.by, now=at.now, request=form.request)
    tell_privately(form, at, "\n".join(("The settings are saved.", *(f"• {one}" for one in said))))
