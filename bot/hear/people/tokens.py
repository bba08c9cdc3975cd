"""The tokens of the HTTP API, for admins: their list, a new one, and the end of one."""

from slack_sdk.models.views import View

from bot.button_values import TokenValue
from bot.draw.message import Message
from bot.draw.people import token_list
from bot.hear.aside import Instead
from bot.hear.forms import open_form
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission, Opener
from bot.ids import Act, Form, Input
from flows.people import tokens
from rules.people.tokens import USUAL_LIFETIME, TokenDraft


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        actions={Act.OPEN_TOKEN: clicked_new, Act.REVOKE_TOKEN: clicked_revoke},
        forms={Form.TOKEN: submitted_token},
    )


def listed(asked: Opener, at: Hearing) -> Message:
    """Return the tokens that work, and those that ended lately."""
    return token_list.token_list(tokens.sheet(at.desk, by=asked.by, now=at.now))


def clicked_new(click: Click, at: Hearing) -> None:
    """Open the form of a new token, for whom the list is shown too."""
    sheet = tokens.sheet(at.desk, by=click.by, now=at.now)
    open_form(click, at, token_list.token_form(sheet.projects))


def clicked_revoke(click: Click, at: Hearing) -> Instead:
    """Revoke a token, and show what is left in the place of the list."""
    tokens.revoke(at.desk, click.value(TokenValue).token, by=click.by, now=at.now)
    return Instead(listed(click, at))


def submitted_token(form: FormSubmission, at: Hearing) -> View:
    """Make a token, and show its secret in the place of the form: nothing else ever holds it."""
    draft = TokenDraft(
        name=form.text(Input.NAME),
        lifetime=form.text(Input.LIFETIME) or USUAL_LIFETIME.value,
        project=form.text(Input.PROJECT),
    )
    token, secret = tokens.make(at.desk, draft, by=form.by, now=at.now, request=form.request)
    _, project = tokens.token_and_project(at.desk, token.number)
    return token_list.secret_shown(token, project, secret, at.desk.public_url)
