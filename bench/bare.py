"""`python -m bench.bare`: the app that a click of ours is held against, the least that Slack's own framework can do.

It is Bolt as Slack documents it: Flask, Bolt's Flask adapter, Bolt's check of the signature, and one listener that
only acknowledges. It runs under our own Gunicorn class, with our settings of it. Two things are chosen so that it is
as fast as can be, for the comparison to be a hard one: it acknowledges in the thread of the request
(`process_before_response`, else Bolt polls for the acknowledgement every 10 ms), and who it is in a workspace costs no
call to Slack. It has no database, no audit, no letters, no rights, no metrics, and nothing typed.
"""

from flask import Flask, Response, request
from slack_bolt import Ack, App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult

from bot.ids import Act
from bot.serve.processes import Gunicorn
from bot.serve.readiness import Readiness
from bot.serve.start import read
from bot.serve.web import create_web
from settings import Settings


class BareGunicorn(Gunicorn):
    """Our Gunicorn, serving the bare app."""

    def load(self) -> Flask:
        """Return the WSGI application."""
        return bare(self.settings)


def bare(settings: Settings) -> Flask:
    """Return the bare app, with the health checks by which we see that it runs."""
    web, handler = create_web(lambda: Readiness(True)), SlackRequestHandler(bare_app(settings))

    @web.post("/slack/events")
    def slack_events() -> Response:
        """Hear what Slack says."""
        return handler.handle(request)

    return web


def bare_app(settings: Settings) -> App:
    """Return a Bolt app with one listener that only acknowledges."""
    token = settings.slack_bot_token.get_secret_value()

    def authorize(team_id: str | None) -> AuthorizeResult:
        """Return who we are, in whatever workspace."""
        return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_user_id="U0BARE", bot_token=token)

    app = App(
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        authorize=authorize,
        process_before_response=True,
    )
    app.action(Act.APPROVE_REVIEW.value)(acknowledge)
    return app


def acknowledge(ack: Ack) -> None:
    """Acknowledge, and do nothing."""
    ack()


if __name__ == "__main__":
    BareGunicorn(read(Settings), with_worker=False).run()
