"""HTTP: signed requests from Slack, calendars, health, and metrics. The signature is checked before anything is parsed."""

import hashlib
import hmac
import logging
import re
from binascii import a2b_qp
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from slack_bolt import App, BoltRequest
from werkzeug import Request, Response
from werkzeug.exceptions import RequestEntityTooLarge

from bot.office import Office
from bot.serve.operators import said_of, serve_figures
from bot.serve.readiness import Readiness
from bot.watch.metrics import REQUESTS, Collector
from bot.watch.once import Once
from flows.ceremonies import feeds

logger = logging.getLogger(__name__)
EVENTS = "/slack/events"
LARGEST_REQUEST = 1_000_000
FRESH_SECONDS = 300
TIMESTAMP = re.compile(r"[0-9]{1,12}")
INTERACTION = re.compile(r"(?:^|&)payload=")
WRONGLY_SIGNED = frozenset({"unsigned", "forged", "stale"})
REFUSED_BEFORE = Once()


class SlackRequest(Request):
    """A request of no more than Slack sends."""

    max_content_length = LARGEST_REQUEST


@dataclass(frozen=True, slots=True)
class SlackSignature:
    """Slack's signature, version 0: an HMAC of the time and the raw body.

    slack-sdk's verifier decodes the body first, and raises where it is no UTF-8 or the header no ASCII.
    """

    secret: str
    clocks: tuple[Callable[[], float], ...]

    def complaint(self, asked: Request, body: bytes) -> str:
        """Return in a word what is wrong with a request, or nothing when it is fresh and Slack's."""
        signature = asked.headers.get("X-Slack-Signature", "")
        timestamp = asked.headers.get("X-Slack-Request-Timestamp", "")
        if not signature or not timestamp:
            return "unsigned"
        if not TIMESTAMP.fullmatch(timestamp) or not self.signs(timestamp, body, signature):
            return "forged"
        # Where the clocks differ, one of them is wrong, which is no fault of Slack's.
        age = min(abs(seconds() - int(timestamp)) for seconds in self.clocks)
        return "stale" if age > FRESH_SECONDS else ""

    def signs(self, timestamp: str, body: bytes, signature: str) -> bool:
        """Tell whether this signature is the one of that time and body."""
        signed = b"v0:" + timestamp.encode() + b":" + body
        expected = "v0=" + hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), signature.encode())


def create_web(ready: Callable[[], Readiness], ops_port: int = 0, *figures: Collector) -> Flask:
    """Return the WSGI application with what an operator asks: is it alive, is it ready, what are its figures."""
    web = Flask("assay")
    web.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST

    @web.get("/healthz")
    def healthz() -> Response:
        """Tell that the process is alive."""
        return Response("ok\n", mimetype="text/plain")

    @web.get("/readyz")
    def readyz() -> Response:
        """Tell whether requests can be served, and how each thing is that this rests on."""
        return said_of(ready())

    serve_figures(web, ops_port, figures)
    return web


def serve_calendars(web: Flask, office: Office) -> None:
    """Add the secret addresses at which calendar programs read the ceremonies of a channel."""

    @web.get("/calendar/<secret>.ics")
    def calendar(secret: str) -> Response:
        """Give a channel's calendar to who knows its address."""
        now = office.clock()
        found = feeds.calendar(office.database, office.desk_or_none, secret, now)
        if found is None:
            return Response("There is no calendar at this address.\n", 404, mimetype="text/plain")
        # What writes calendars takes long to import, and most starts serve none.
        from bot.serve.calendars import calendar_file

        answer = Response(calendar_file(*found, now), mimetype="text/calendar")
        answer.headers["Cache-Control"] = "private, max-age=300"
        return answer


def hear_slack(
    web: Flask, app: App, signing_secret: str, *clocks: Callable[[], float], ops_port: int = 0
) -> None:
    """Add the address at which Slack reaches us, on every port but the operator's; a clock tells the seconds since 1970."""
    if not signing_secret:
        raise ValueError("without a signing secret anybody could pretend to be Slack")
    signature, others, operators = SlackSignature(signing_secret, clocks), web.wsgi_app, str(ops_port)

    @SlackRequest.application
    def slack_events(asked: Request) -> Response:
        """Hear what Slack says."""
        try:
            body = asked.get_data()
        except RequestEntityTooLarge:
            return refused("oversized", 413)
        if len(body) >= LARGEST_REQUEST:
            # Of a body in chunks, Werkzeug gives the first part and says nothing.
            return refused("oversized", 413)
        complaint = signature.complaint(asked, body)
        return refused(complaint, 401) if complaint else heard(app, asked, body)

    def by_address(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Take a click past all that Flask prepares for pages."""
        is_slacks = environ["PATH_INFO"] == EVENTS and environ["REQUEST_METHOD"] == "POST"
        is_slacks = is_slacks and environ["SERVER_PORT"] != operators
        return (slack_events if is_slacks else others)(environ, start_response)

    web.add_url_rule(EVENTS, "slack_events", methods=["POST"])
    web.wsgi_app = by_address  # type: ignore[method-assign]


def refused(outcome: str, status: int) -> Response:
    """Return a refusal that says nothing to learn from, and count it; log the first of its kind."""
    REQUESTS.labels(outcome).inc()
    if outcome in WRONGLY_SIGNED and REFUSED_BEFORE.is_first(outcome):
        logger.warning(
            "a request was refused because it was %s: where it is Slack's, SLACK_SIGNING_SECRET or the clock is wrong;"
            " more of these are counted, not logged",
            outcome,
        )
    return Response(f"{outcome}\n", status, mimetype="text/plain")


def heard(app: App, asked: Request, body: bytes) -> Response:
    """Return what the listeners answer; a signed body that is no request of Slack's is refused."""
    try:
        understood = BoltRequest(body=for_bolt(body.decode()), headers=dict(asked.headers))
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        # Bolt parses the body before any listener: what it cannot read, Slack did not send.
        logger.warning("a signed request could not be read")
        return refused("unreadable", 400)
    answer = app.dispatch(understood)
    REQUESTS.labels("heard" if answer.status < 400 else "unheard").inc()
    return Response(
        answer.body,
        answer.status,
        [(name, value) for name, values in answer.headers.items() for value in values],
    )


def for_bolt(body: str) -> str:
    """Return the body so that Bolt reads it rightly: a command with “payload” in its text would read as empty.

    Of a click or a form it is the JSON that Slack wrapped up, which Python's own reader of forms takes thirty times as
    long to unwrap.
    """
    if body.startswith("{"):
        return body
    if unwrapped := interaction(body):
        return unwrapped
    return body if INTERACTION.search(body) else body.replace("payload", "%70ayload")


def interaction(body: str) -> str:
    """Return the JSON of an interaction whose only field is `payload`, or nothing for any other body.

    Percent-encoding differs from quoted-printable, which Python reads in C, by the sign alone. Where that took anything
    for an escape that is none, the lengths differ.
    """
    name, _, value = body.partition("=")
    if name != "payload" or not (value.isascii() and value.isprintable()) or "=" in value or "&" in value:
        return ""
    found = a2b_qp(value.replace("%", "=").replace("+", " "))
    is_whole = len(value) - len(found) == 2 * value.count("%")
    return found.decode() if is_whole and found.startswith(b"{") else ""
