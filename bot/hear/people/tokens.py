"""The tokens of the HTTP API, for admins: their list, a new one, and the end of one."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.draw.message import Message
from bot.draw.people import token_list
from bot.hear.aside import tell_instead
from bot.hear.forms import open_form
from bot.hear.payloads import Click, FormSubmission, read_payload
from bot.ids import Act, Form, Input, TokenValue
from flows.desk import Desk
from flows.people import tokens


def register(app: App) -> None:
    """Register these listeners."""
    app.action(Act.OPEN_TOKEN)(clicked_new)
    app.action(Act.REVOKE_TOKEN)(clicked_revoke)
    app.view(Form.TOKEN)(submitted_token)


def listed(desk: Desk, by: str) -> Message:
    """Return the tokens that work."""
    return token_list.token_list(tokens.every(desk, by=by))


def clicked_new(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Open the form of a new token."""
    click = read_payload(Click, body)
    tokens.every(desk, by=click.user.id)
    open_form(client, click.trigger_id, token_list.token_form(), click.channel_id)
    ack()


def clicked_revoke(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Revoke a token, and show what is left in the place of the list."""
    click = read_payload(Click, body)
    tokens.revoke(desk, click.value(TokenValue).token, by=click.user.id, now=now)
    tell_instead(click, listed(desk, click.user.id))
    ack()


def submitted_token(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Make a token, and show its secret in the place of the form: nothing else ever holds it."""
    form = read_payload(FormSubmission, body)
    token, secret = tokens.make(desk, form.text(Input.NAME), by=form.user.id, now=now, request=form.request)
    ack(response_action="update", view=token_list.secret_shown(token, secret, desk.public_url))
