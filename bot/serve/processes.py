"""The processes: all in one, web alone, worker alone; each starts, serves until told to stop, and stops cleanly."""

import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread

from flask import Flask
from gunicorn.app.base import BaseApplication
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot.deliver.postman import Postman
from bot.hear.app import create_app
from bot.install.install_web import serve_installing
from bot.office import Office
from bot.serve.api import serve_api
from bot.serve.clock import start_clock
from bot.serve.door.door_worker import DoorWorker
from bot.serve.door.front_door import FrontDoor
from bot.serve.door.readiness import Readiness
from bot.serve.start import CannotStart, open_office, require_port, why_slack_refuses
from bot.serve.web import create_web, hear_slack, serve_calendars
from settings import Settings
from store import migrate

logger = logging.getLogger(__name__)
WEB_THREADS = 16
# Where Slack comes over a socket, these serve machines and calendars.
SIDE_THREADS = 4
BACKLOG = 1024
# The door finishes in five, and what else is open closes in three.
GRACEFUL_SECONDS = 9
# Closing takes three seconds where all is well.
LEAVE_SECONDS = 10


def run_all(settings: Settings) -> None:
    """Run everything in one process: over a socket that we open, or behind HTTP."""
    if settings.uses_socket_mode:
        run_socket(settings)
    else:
        run_http(settings, with_worker=True)


def run_web(settings: Settings) -> None:
    """Hear Slack over HTTP; letters are a worker's."""
    run_http(settings, with_worker=False)


def run_worker(settings: Settings) -> None:
    """Deliver letters and keep the clock; requests are heard elsewhere."""
    stop = stop_signal()
    with ExitStack() as stack:
        office = opened(stack, settings)
        stack.enter_context(working(office))
        logger.info("the worker is ready")
        stop.wait()


def run_socket(settings: Settings) -> None:
    """Hear Slack over a socket, deliver letters, keep the clock, and answer health checks."""
    stop = stop_signal()
    with ExitStack() as stack:
        office = opened(stack, settings)
        handler = SocketModeHandler(create_app(office), settings.slack_app_token.get_secret_value())
        stack.callback(leave, handler)
        stack.enter_context(
            answering_health(office, settings, lambda: bool(handler.client and handler.client.is_connected()))
        )
        connect(handler)
        stack.enter_context(working(office))
        logger.info("Assay is ready, over Socket Mode")
        stop.wait()


def connect(handler: SocketModeHandler) -> None:
    """Open the socket."""
    try:
        handler.connect()  # type: ignore[no-untyped-call]
    except (SlackApiError, OSError) as error:
        raise CannotStart(why_slack_refuses(error, "SLACK_APP_TOKEN", handler.app.client)) from None


def run_http(settings: Settings, *, with_worker: bool) -> None:
    """Hear Slack over HTTP; what an operator can mend is found before gunicorn starts its workers."""
    if not settings.slack_signing_secret.get_secret_value():
        raise CannotStart(
            "Slack's requests over HTTP are signed: set SLACK_SIGNING_SECRET, from the app's page."
        )
    require_port(settings.port)
    # Closed again at once: a database connection must not be shared with the processes that gunicorn forks.
    open_office(settings).database.close()
    Gunicorn(settings, with_worker=with_worker).run()


def leave(handler: SocketModeHandler) -> None:
    """Close the socket; slack-sdk waits for a thread that may have missed the word, so that is not waited for without end."""
    closing = Thread(target=handler.close, name="leaving", daemon=True)
    closing.start()
    closing.join(LEAVE_SECONDS)


def stop_signal() -> Event:
    """Return an event that the signals to stop set."""
    stop = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    return stop


def opened(stack: ExitStack, settings: Settings) -> Office:
    """Return the office, which closes with the stack."""
    office = open_office(settings)
    stack.callback(office.database.close)
    return office


@contextmanager
def working(office: Office) -> Iterator[None]:
    """Deliver letters and keep the clock meanwhile."""
    postman = Postman(office)
    postman.start()
    scheduler = start_clock(office)
    try:
        yield
    finally:
        scheduler.shutdown()
        postman.stop()


@contextmanager
def answering_health(office: Office, settings: Settings, is_connected: Callable[[], bool]) -> Iterator[None]:
    """Answer health checks meanwhile; Slack itself is heard over the socket."""
    is_up = Readiness(lambda: is_served(office))
    web = create_web(lambda: is_connected() and is_up())
    serve_calendars(web, office)
    serve_api(web, office)
    serve_installing(web, office)
    require_port(settings.port)
    # A probe asks from outside.
    listening = socket.create_server(("0.0.0.0", settings.port), backlog=BACKLOG)  # noqa: S104
    door, stop = FrontDoor(listening, web, SIDE_THREADS), Event()
    thread = Thread(target=door.serve, args=[lambda: not stop.is_set()], name="door", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        door.pull_trigger()
        thread.join()


def is_served(office: Office) -> bool:
    """Tell whether the database answers and has the newest tables."""
    try:
        return migrate.is_current(office.database)
    except SQLAlchemyError:
        return False


class Gunicorn(BaseApplication):  # type: ignore[misc]
    """Gunicorn with threads, set up from our settings; with a worker inside where that is wanted."""

    def __init__(self, settings: Settings, *, with_worker: bool) -> None:
        self.settings = settings
        self.with_worker = with_worker
        self.stack = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        """Set gunicorn up."""
        for name, value in {
            "bind": f"0.0.0.0:{self.settings.port}",
            "worker_class": DoorWorker,
            # The all-in-one process delivers letters itself; a second one would be a second worker.
            "workers": 1 if self.with_worker else self.settings.web_concurrency,
            "threads": WEB_THREADS,
            "graceful_timeout": GRACEFUL_SECONDS,
            "worker_exit": lambda _server, _worker: self.stack.close(),
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the WSGI application, built in the process that serves it."""
        office = opened(self.stack, self.settings)
        web = create_web(Readiness(lambda: is_served(office)))
        serve_calendars(web, office)
        serve_api(web, office)
        serve_installing(web, office)
        secret = self.settings.slack_signing_secret.get_secret_value()
        hear_slack(web, create_app(office), secret, lambda: office.clock().timestamp())
        if self.with_worker:
            self.stack.enter_context(working(office))
        logger.info("Assay is ready, over HTTP on port %s", self.settings.port)
        return web
