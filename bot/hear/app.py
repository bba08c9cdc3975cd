"""The Bolt app: who may speak to us, at which desk, and which listener hears what."""

import logging
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any, cast

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.bots import Bot
from bot.hear import errors, listeners, payloads
from bot.hear.aside import ANSWER_SECONDS
from bot.hear.event_payloads import is_of_organisation
from bot.hear.hearing import Hearing
from bot.hear.payload import Payload
from bot.hear.watched import deed_of, experiments_of
from bot.office import Office
from bot.watch import metrics
from bot.watch.context import doing

LONGEST_ID = 20

OF_BOLT = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
PLACE = re.compile(r"[A-Z0-9]{1,20}")


class StrictApp(App):
    """A Bolt app that reads a request first, and once: Bolt stumbles over what is not shaped as Slack says it."""

    in_time: Callable[[], AbstractContextManager[None]] = nullcontext
    refuse_unserved: Callable[[BoltRequest], BoltResponse | None]

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
                # Not as middleware of Bolt's, which asks anew for each what it might want to know.
                return self.refuse_unserved(req) or super().dispatch(req)
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

    def refuse_unserved(req: BoltRequest) -> BoltResponse | None:
        """Return the answer to whom we do not serve; Bolt itself would answer them over the network, in the middle of a request."""
        body, context = req.body, req.context
        if body.get("type") == "url_verification" or body.get("ssl_check") == "1":
            return None
        enterprise = context.get("enterprise_id") or ""
        # Of the installation of a whole organisation Slack says beside an event in which workspace that was, if it was in one.
        workspace = context.get("team_id") or body.get("context_team_id") or body.get("team_id") or enterprise
        if is_of_organisation(body):
            workspace = enterprise or workspace
        context["workspace"] = workspace
        bot = bot_for(workspace, enterprise)
        if bot is None:
            errors.note_outcome("workspace", context)
            # A step of a workflow brings a token of its own, which can end it.
            client = client_for(office, str(context.get("function_bot_access_token") or ""))
            return errors.not_served(body, client, office.entrance.address if office.entrance else "")
        context["bot"] = bot
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

    def make_hearing(context: dict[str, Any], client: WebClient) -> Hearing:
        """Return what every listener hears at: its desk, the time, the client of this request, and the promtool there is."""
        desk, now = office.desk(context["workspace"]), office.clock()
        said = context["said"]
        visitors, viewer = payloads.visitors(said, desk.workspace), payloads.viewer_of(said)
        desk = replace(desk, visitors=visitors, viewer=viewer)
        desk.forget_kept()
        return Hearing(desk, now, client, office.promtool, office.bots)

    with without_oauth_of_bolt():
        app = bolt_app(office, authorize)
    app.in_time, app.refuse_unserved = office.in_time, refuse_unserved
    app.error(errors.answer)
    listeners.register(app, make_hearing)
    return app


def bolt_app(office: Office, authorize: Any) -> StrictApp:
    """Return the app with nobody who listens yet."""
    return StrictApp(
        # Bolt would read all its callers' files to find one.
        name="assay",
        # Without a token of its own: `authorize` brings the one of the workspace.
        client=client_for(office),
        authorize=cast(Callable[..., AuthorizeResult], authorize),
        process_before_response=True,
        # The token of a workflow's step lives as long as the step, and 15 minutes at most: ours ends it, days later too.
        attaching_function_token_enabled=False,
        request_verification_enabled=False,
        # Bolt gives its own loggers the level of the root, whatever was set before, unless it is told of one.
        logger=logging.getLogger("slack_bolt"),
    )


def client_for(office: Office, token: str = "") -> WebClient:
    """Return a client that does not wait as the postman does: a trigger lives three seconds, and a thread that waits answers
    nobody else."""
    return WebClient(
        token=token or None,
        base_url=office.slack_api,
        timeout=ANSWER_SECONDS,
        retry_handlers=[office.watch],
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
