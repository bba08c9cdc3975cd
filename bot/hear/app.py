"""The Bolt app: who may speak to us, at which desk, and which listener hears what."""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any, cast

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.hear import errors, listeners, payloads
from bot.hear.aside import ANSWER_SECONDS
from bot.hear.hearing import Hearing
from bot.hear.payload import Payload
from bot.hear.watched import deed_of, experiments_of
from bot.office import Office
from bot.watch import metrics
from bot.watch.context import doing

LONGEST_ID = 20


class Attentive(App):
    """A Bolt app that reads a request first, and once: Bolt stumbles over what is not shaped as Slack says it."""

    in_time: Callable[[], AbstractContextManager[None]] = nullcontext

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Refuse what is not shaped as Slack says it; let everything else be heard, typed."""
        began = time.monotonic()
        workspace = str(req.context.get("team_id") or "")[:LONGEST_ID]
        try:
            said = payloads.read(req.body)
        except payloads.Malformed as problem:
            with doing(workspace):
                answer = errors.answer(problem, req.body, req.context)
            metrics.ACKS.labels(req.context["outcome"]).inc()
            return answer
        req.context["said"] = said
        with doing(workspace, experiments_of(said)):
            answer = self.heard(req, said)
        metrics.ACKS.labels(outcome_of(answer, req.context)).inc()
        deed = deed_of(said, listeners.TABLE)
        metrics.DEED_SECONDS.labels(deed).observe(time.monotonic() - began)
        return answer

    def heard(self, req: BoltRequest, said: Payload | None) -> BoltResponse:
        """Let what was said be heard."""
        try:
            with self.in_time():
                return super().dispatch(req)
        except (TypeError, KeyError, AttributeError, IndexError):
            if said:
                raise
            return BoltResponse(status=400, body="")


def outcome_of(answer: BoltResponse, context: Mapping[str, Any]) -> str:
    """Return how a request ended, as it is counted."""
    return str(context.get("outcome") or ("done" if answer.status < 400 else "unheard"))


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
        errors.note_outcome("workspace", context)
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
        client=WebClient(
            base_url=office.client.base_url,
            timeout=ANSWER_SECONDS,
            retry_handlers=office.client.retry_handlers,
        ),
        # Bolt takes None for an answer, and tells the person; its type does not say so.
        before_authorize=look_who_comes,
        authorize=cast(Callable[..., AuthorizeResult], authorize),
        process_before_response=True,
        # The token of a workflow's step lives as long as the step, and 15 minutes at most: ours ends it, days later too.
        attaching_function_token_enabled=False,
        request_verification_enabled=False,
        # Bolt gives its own loggers the level of the root, whatever was set before, unless it is told of one.
        logger=logging.getLogger("slack_bolt"),
    )
    app.in_time = office.in_time
    app.use(sit_down)
    app.error(errors.answer)
    listeners.register(app)
    return app
