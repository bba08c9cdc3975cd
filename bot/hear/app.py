"""The Bolt app: who may speak to us, at which desk, and which listener hears what."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any, cast

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.hear import errors, listeners, payloads
from bot.hear.aside import ANSWER_SECONDS
from bot.hear.hearing import Hearing
from bot.office import Office


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

    def look_who_comes(body: dict[str, Any], context: dict[str, Any], next: Any) -> BoltResponse | None:
        """Let in whom we serve; Bolt itself would answer others over the network, in the middle of a request."""
        if context.get("team_id") == office.workspace or body.get("type") == "url_verification":
            next()
            return None
        return errors.not_served(body, office.client)

    def authorize(team_id: str | None) -> AuthorizeResult | None:
        """Return who we are in a workspace that we serve."""
        if team_id != office.workspace:
            return None
        return AuthorizeResult(
            enterprise_id=None, team_id=team_id, bot_user_id=office.bot_user, bot_token=office.client.token
        )

    def sit_down(context: dict[str, Any], client: WebClient, next: Any) -> None:
        """Give every listener its desk, the time, the client of this request, and the promtool there is."""
        desk, now = office.desk(context["team_id"]), office.clock()
        said = context["said"]
        visitors, viewer = payloads.visitors(said, desk.workspace), payloads.viewer_of(said)
        desk = replace(desk, visitors=visitors, viewer=viewer)
        desk.forget_kept()
        context["hearing"] = Hearing(desk, now, client, office.promtool)
        next()

    app = Attentive(
        # Without a token of its own: `authorize` brings the one of the workspace. It does not wait as the postman does:
        # a trigger lives three seconds, and a thread that waits answers nobody else.
        client=WebClient(base_url=office.client.base_url, timeout=ANSWER_SECONDS, retry_handlers=[]),
        # Bolt takes None for an answer, and tells the person; its type does not say so.
        before_authorize=look_who_comes,
        authorize=cast(Callable[..., AuthorizeResult], authorize),
        process_before_response=True,
        # The token of a workflow's step lives as long as the step, and 15 minutes at most: ours ends it, days later too.
        attaching_function_token_enabled=False,
        request_verification_enabled=False,
    )
    app.in_time = office.in_time
    app.use(sit_down)
    app.error(errors.answer)
    listeners.register(app)
    return app
