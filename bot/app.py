"""The Bolt app: who may speak to us, at which desk, and which listener hears what."""

from collections.abc import Callable
from typing import Any, cast

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot import errors, listeners, payloads
from bot.office import Office


def create_app(office: Office) -> App:
    """Return the Bolt app of an office, with every listener registered.

    Requests reach it verified: over the socket that we opened, or through `bot.web`, which checks the signature
    of the raw body before anything is parsed. Listeners run before the acknowledgement (Bolt would poll for it
    every 10 ms otherwise), so each is one short transaction and what was acknowledged is committed.
    """

    def authorize(team_id: str | None) -> AuthorizeResult | None:
        """Return who we are in a workspace that we serve."""
        if team_id != office.workspace:
            return None
        return AuthorizeResult(
            enterprise_id=None, team_id=team_id, bot_user_id=office.bot_user, bot_token=office.client.token
        )

    def sit_down(body: dict[str, Any], context: dict[str, Any], next: Any) -> None:
        """Give every listener its desk and the time, and nothing that is not shaped as Slack says it."""
        payloads.check(body)
        context["desk"] = office.desk(context["team_id"])
        context["now"] = office.clock()
        next()

    app = App(
        # Without a token of its own: `authorize` brings the one of the workspace.
        client=WebClient(base_url=office.client.base_url, timeout=office.client.timeout, retry_handlers=[]),
        # Bolt takes None for an answer, and tells the person; its type does not say so.
        authorize=cast(Callable[..., AuthorizeResult], authorize),
        process_before_response=True,
        request_verification_enabled=False,
    )
    app.use(sit_down)
    app.error(errors.answer)
    listeners.register(app)
    return app
