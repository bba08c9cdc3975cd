"""The Bolt app: who may speak to us, at which desk, and which listener hears what."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any, cast

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.bots import Bot
from bot.hear import errors, listeners, payloads
from bot.hear.aside import ANSWER_SECONDS
from bot.hear.hearing import Hearing
from bot.office import Office

OF_BOLT = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
PLACE = re.compile(r"[A-Z0-9]{1,20}")


class Attentive(App):
    """A Bolt app that reads a request first, and once: Bolt stumbles over what is not shaped as Slack says it."""

    in_time: Callable[[], AbstractContextManager[None]] = nullcontext

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Refuse what is not shaped as Slack says it; let everything else be heard, typed."""
        try:
            said = payloads.read(req.body)
        except payloads.Malformed as problem:
            return errors.answer(problem, req.body, req.context)
        req.context["said"] = said
        try:
            with self.in_time():
                return super().dispatch(req)
        except (TypeError, KeyError, AttributeError, IndexError):
            if said:
                raise
            return BoltResponse(status=400, body="")


def create_app(office: Office) -> App:
    """Return the Bolt app of an office, with every listener registered.

    Requests reach it verified: over the socket that we opened, or through `bot.serve.web`, which checks the signature
    of the raw body before anything is parsed. Listeners run before the acknowledgement (Bolt would poll for it
    every 10 ms otherwise), so each is one short transaction and what was acknowledged is committed.
    """

    def look_who_comes(
        body: dict[str, Any], context: dict[str, Any], client: WebClient, next: Any
    ) -> BoltResponse | None:
        """Let in whom we serve; Bolt itself would answer others over the network, in the middle of a request."""
        if body.get("type") == "url_verification":
            next()
            return None
        enterprise = context.get("enterprise_id") or ""
        # Of the installation of a whole organisation Slack says beside an event in which workspace that was, if it was in one.
        workspace = context.get("team_id") or body.get("context_team_id") or body.get("team_id") or enterprise
        context["workspace"] = workspace
        bot = bot_for(workspace, enterprise)
        if bot is None:
            # A step of a workflow brings a token of its own, which can end it.
            client.token = context.get("function_bot_access_token")
            return errors.not_served(body, client, office.entrance.address if office.entrance else "")
        context["bot"] = bot
        next()
        return None

    def bot_for(workspace: str, enterprise: str) -> Bot | None:
        """Return our bot where a request comes from; where that is no id, there is none."""
        if not (PLACE.fullmatch(str(workspace)) and PLACE.fullmatch(str(enterprise or workspace))):
            return None
        return office.bots.find(workspace, enterprise)

    def authorize(context: dict[str, Any]) -> AuthorizeResult | None:
        """Return who we are in a workspace that we serve."""
        bot: Bot = context["bot"]
        return AuthorizeResult(
            enterprise_id=None,
            team_id=context["workspace"],
            bot_user_id=bot.user,
            bot_token=bot.client.token,
        )

    def sit_down(context: dict[str, Any], client: WebClient, next: Any) -> None:
        """Give every listener its desk, the time, the client of this request, and the promtool there is."""
        desk, now = office.desk(context["workspace"]), office.clock()
        desk = replace(desk, visitors=payloads.visitors(context["said"], desk.workspace))
        context["hearing"] = Hearing(desk, now, client, office.promtool, office.bots)
        next()

    with without_oauth_of_bolt():
        app = attentive(office, look_who_comes, authorize)
    app.in_time = office.in_time
    app.use(sit_down)
    app.error(errors.answer)
    listeners.register(app)
    return app


def attentive(office: Office, look_who_comes: Any, authorize: Any) -> Attentive:
    """Return the app with nobody who listens yet."""
    return Attentive(
        # Without a token of its own: `authorize` brings the one of the workspace. It does not wait as the postman does:
        # a trigger lives three seconds, and a thread that waits answers nobody else.
        client=WebClient(base_url=office.slack_api, timeout=ANSWER_SECONDS, retry_handlers=[]),
        # Bolt takes None for an answer, and tells the person; its type does not say so.
        before_authorize=look_who_comes,
        authorize=cast(Callable[..., AuthorizeResult], authorize),
        process_before_response=True,
        # The token of a workflow's step lives as long as the step, and 15 minutes at most: ours ends it, days later too.
        attaching_function_token_enabled=False,
        request_verification_enabled=False,
    )


@contextmanager
def without_oauth_of_bolt() -> Iterator[None]:
    """Hide the app's id and secret from Bolt, which takes them from the environment by itself, and would keep installations in
    files then."""
    hidden = {name: os.environ.pop(name) for name in OF_BOLT if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)
