"""The HTTP door of the bot, without a Slack behind it: for requests that Slack would never send."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask.testing import FlaskClient
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk import WebClient
from werkzeug.test import TestResponse

from bot.bots import OneBot
from bot.hear.app import create_app
from bot.install.install_web import serve_installing
from bot.office import Entrance, Office
from bot.serve.api import serve_api
from bot.serve.readiness import Readiness
from bot.serve.web import create_web, hear_slack, serve_calendars
from flows.desk import Desk
from store.database import Database
from tests import stories
from tests.backends import Contents, contents
from tests.bot import payloads

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
EVENTS = "/slack/events"
# Nobody listens there: what would need Slack fails at once.
NOWHERE = "http://127.0.0.1:9/api/"


@dataclass(frozen=True)
class Window:
    """What is sent in, and what the database holds then."""

    client: FlaskClient
    office: Office
    app: App

    @property
    def desk(self) -> Desk:
        """Return the desk behind the window."""
        return self.office.desk(stories.WORKSPACE)

    @property
    def seconds(self) -> int:
        """Return the time as Slack stamps it."""
        return int(self.office.clock().timestamp())

    def post(self, body: bytes, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
        """Send a body with just these headers."""
        return self.client.post(EVENTS, data=body, headers=headers or {}, **more)

    def signed(self, body: bytes, content_type: str = "application/x-www-form-urlencoded") -> TestResponse:
        """Send a body as Slack would sign it now."""
        headers = payloads.signed(SECRET, body, self.seconds) | {"Content-Type": content_type}
        return self.post(body, headers)

    def say(self, payload: payloads.Json) -> TestResponse:
        """Say something as Slack says it."""
        return self.signed(*payloads.encoded(payload))

    def hear(self, payload: payloads.Json) -> BoltResponse:
        """Say something as it comes over the socket, where nothing is encoded as a form."""
        return self.app.dispatch(BoltRequest(mode="socket_mode", body=payload))

    def holds(self) -> Contents:
        """Return all that the database holds."""
        return contents(self.office.database)

    def counted(self, outcome: str) -> float:
        """Return how many requests the metrics tell of an outcome."""
        figures = self.client.get("/metrics").text
        found = re.search(rf'^assay_requests_total{{outcome="{outcome}"}} (\S+)$', figures, re.MULTILINE)
        return float(found[1]) if found else 0.0


def open_window(
    database: Database, clock: Callable[[], datetime] = lambda: stories.NOW, entrance: Entrance | None = None
) -> Window:
    """Return the HTTP door of an office on a database."""
    client = WebClient(token="xoxb-window", base_url=NOWHERE, timeout=1, retry_handlers=[])
    office = Office(
        database=database,
        bots=OneBot(stories.WORKSPACE, "U0ASSAYBOT", client),
        slack_api=NOWHERE,
        clock=clock,
        review_channel=stories.REVIEW_CHANNEL,
        entrance=entrance,
    )
    web, app = create_web(lambda: Readiness(True)), create_app(office)
    hear_slack(web, app, SECRET, lambda: clock().timestamp())
    serve_api(web, office)
    serve_calendars(web, office)
    serve_installing(web, office)
    return Window(web.test_client(), office, app)
