"""HTTP: signed requests from Slack, health, and metrics. The signature is checked before anything is parsed."""

import logging
from collections.abc import Callable

from flask import Flask, Request, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, generate_latest
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_sdk.signature import Clock, SignatureVerifier

logger = logging.getLogger(__name__)
LARGEST_REQUEST = 1_000_000
REQUESTS = Counter("assay_requests_total", "Requests of Slack by outcome", ["outcome"])


class OfficeClock(Clock):
    """The office's clock, as slack-sdk's verifier asks for it."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self.seconds = seconds

    def now(self) -> float:
        """Return the seconds since 1970."""
        return self.seconds()


def create_web(is_ready: Callable[[], bool]) -> Flask:
    """Return the WSGI application with what an operator asks: is it alive, is it ready, what are its figures."""
    web = Flask("assay")
    web.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST

    @web.get("/healthz")
    def healthz() -> Response:
        """Tell that the process is alive."""
        return Response("ok\n", mimetype="text/plain")

    @web.get("/readyz")
    def readyz() -> Response:
        """Tell whether requests can be served."""
        ready = is_ready()
        return Response("ready\n" if ready else "not ready\n", 200 if ready else 503, mimetype="text/plain")

    @web.get("/metrics")
    def metrics() -> Response:
        """Give Prometheus its figures."""
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return web


def hear_slack(web: Flask, app: App, signing_secret: str, seconds: Callable[[], float]) -> None:
    """Add the address at which Slack reaches us; `seconds` is the clock, in seconds since 1970."""
    if not signing_secret:
        raise ValueError("without a signing secret anybody could pretend to be Slack")
    verifier = SignatureVerifier(signing_secret, OfficeClock(seconds))
    handler = SlackRequestHandler(app)

    @web.post("/slack/events")
    def slack_events() -> Response:
        """Hear what Slack says."""
        return refusal_of(request, verifier) or heard(handler, request)


def refusal_of(asked: Request, verifier: SignatureVerifier) -> Response | None:
    """Return the refusal of a request that is too large or not Slack's, or None."""
    if (asked.content_length or 0) > LARGEST_REQUEST:
        return refused("oversized", 413)
    body = asked.get_data(cache=True)
    signature = asked.headers.get("X-Slack-Signature")
    timestamp = asked.headers.get("X-Slack-Request-Timestamp", "")
    if not signature or not timestamp:
        return refused("unsigned", 401)
    if not (timestamp.isascii() and timestamp.isdigit()) or not verifier.is_valid(body, timestamp, signature):
        return refused("forged", 401)
    return None


def refused(outcome: str, status: int) -> Response:
    """Return a refusal that says nothing to learn from, and count it."""
    REQUESTS.labels(outcome).inc()
    return Response(f"{outcome}\n", status, mimetype="text/plain")


def heard(handler: SlackRequestHandler, asked: Request) -> Response:
    """Return what the listeners answer; a signed body that is no request of Slack's is refused."""
    try:
        answer = handler.handle(asked)
    except (ValueError, TypeError, AttributeError, KeyError):
        # Bolt parses the body before any listener: what it cannot read, Slack did not send.
        logger.warning("a signed request could not be read")
        return refused("unreadable", 400)
    REQUESTS.labels("heard").inc()
    return answer
