"""The processes: all in one, web alone, worker alone; each starts, serves until told to stop, and stops cleanly."""

import logging
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from threading import Event, Thread, Timer

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.deliver.postman import Postman
from bot.hear.app import create_app
from bot.install.install_web import serve_installing
from bot.office import Office
from bot.serve.api import serve_api
from bot.serve.clock import start_clock
from bot.serve.door.door_worker import DoorWorker
from bot.serve.door.front_door import FrontDoor
from bot.serve.interpreter import take_short_turns
from bot.serve.offices import open_office, open_office_again
from bot.serve.readiness import ReadinessCheck
from bot.serve.start import CannotStart, require_port, require_ports, wait_for_slack
from bot.serve.web import create_web, hear_slack, serve_calendars
from bot.watch import metrics
from bot.watch.database_watch import OutboxFigures
from settings import Settings, WorkerSettings

logger = logging.getLogger(__name__)
WEB_THREADS = 16
# Where Slack comes over a socket, these serve machines and calendars.
SIDE_THREADS = 4
BACKLOG = 1024
# The door finishes in five, and what else is open closes in three.
GRACEFUL_SECONDS = 9
# Closing takes three seconds where all is well.
LEAVE_SECONDS = 4
# Gunicorn ends its processes so; the others see to it themselves.
END_SECONDS = 9.0


def run_all(settings: Settings) -> None:
    """Run everything in one process: over a socket that we open, or behind HTTP."""
    if settings.uses_socket_mode:
        run_socket(settings)
    else:
        run_http(settings, with_worker=True)


def run_web(settings: Settings) -> None:
    """Hear Slack over HTTP; letters are a worker's."""
    run_http(settings, with_worker=False)


def run_worker(settings: WorkerSettings) -> None:
    """Deliver letters and keep the clock; requests are heard elsewhere."""
    with ExitStack() as stack:
        office = opened(stack, settings)
        office.database.give_way()
        stop = stop_signal()
        if settings.ops_port:
            web = watched_web(settings, ReadinessCheck(office, has_worker=True))
            stack.enter_context(answering(web, "OPS_PORT", settings.ops_port))
        stack.enter_context(working(office))
        logger.info("the worker is ready")
        stop.wait()
        end_in_time()


def run_socket(settings: Settings) -> None:
    """Hear Slack over a socket, deliver letters, keep the clock, and answer health checks."""
    with ExitStack() as stack:
        office = opened(stack, settings)
        handler = SocketModeHandler(create_app(office), settings.slack_app_token.get_secret_value())
        stack.callback(leave, handler)
        ready = ReadinessCheck(
            office,
            is_connected=lambda: bool(handler.client and handler.client.is_connected()),
            has_worker=True,
        )
        web = served_web(settings, ready)
        for name, port in settings.ports.items():
            stack.enter_context(answering(web, name, port))
        wait_for_slack(handler.connect, "SLACK_APP_TOKEN", handler.app.client)
        stop = stop_signal()
        stack.enter_context(working(office))
        logger.info("Assay is ready, over Socket Mode")
        stop.wait()
        end_in_time()


def run_http(settings: Settings, *, with_worker: bool) -> None:
    """Hear Slack over HTTP; what an operator can mend is found before gunicorn starts its workers."""
    if not settings.slack_signing_secret.get_secret_value():
        raise CannotStart(
            "Slack's requests over HTTP are signed: set SLACK_SIGNING_SECRET, from the app's page."
        )
    require_ports(settings.ports)
    # Closed again at once: a database connection must not be shared with the processes that gunicorn forks.
    open_office(settings).database.close()
    has_several = settings.web_concurrency > 1 and not with_worker
    with metrics.shared() if has_several else nullcontext():
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


def end_in_time() -> None:
    """See that the process ends though something that it waits for hangs: what was acknowledged is committed, and letters in
    hand go again after the next start."""

    def end() -> None:
        logger.warning("something still hangs after %s s; the process ends without it", END_SECONDS)
        os._exit(1)

    last = Timer(END_SECONDS, end)
    last.daemon = True
    last.start()


def opened(stack: ExitStack, settings: WorkerSettings) -> Office:
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
    take_short_turns()
    try:
        yield
    finally:
        scheduler.shutdown()
        postman.stop()


def watched_web(settings: WorkerSettings, ready: ReadinessCheck) -> Flask:
    """Return the WSGI application of an office with what an operator asks of it."""
    office = ready.office
    return create_web(ready, settings.ops_port, OutboxFigures(office.database, office.clock))


def served_web(settings: Settings, ready: ReadinessCheck) -> Flask:
    """Return the WSGI application of an office with all that is served besides Slack: calendars, machines, and installing too."""
    web = watched_web(settings, ready)
    serve_calendars(web, ready.office)
    serve_api(web, ready.office)
    serve_installing(web, ready.office)
    return web


@contextmanager
def answering(web: Flask, name: str, port: int) -> Iterator[None]:
    """Answer at a port meanwhile."""
    require_port(name, port)
    # A probe asks from outside.
    listening = socket.create_server(("0.0.0.0", port), backlog=BACKLOG)  # noqa: S104
    door, stop = FrontDoor(listening, web, SIDE_THREADS), Event()
    thread = Thread(target=door.serve, args=[lambda: not stop.is_set()], name="door", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        door.pull_trigger()
        thread.join()


class PlainLogger(Logger):  # type: ignore[misc]
    """Gunicorn's log, written with all else that this process logs; of requests it tells nothing."""

    def setup(self, cfg: Config) -> None:
        """Leave the writing to the process."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
        self.error_log.propagate = True


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
            "bind": [f"0.0.0.0:{port}" for port in self.settings.ports.values()],
            "worker_class": DoorWorker,
            # The all-in-one process delivers letters itself; a second one would be a second worker.
            "workers": 1 if self.with_worker else self.settings.web_concurrency,
            "threads": WEB_THREADS,
            "graceful_timeout": GRACEFUL_SECONDS,
            "worker_exit": lambda _server, _worker: self.stack.close(),
            "control_socket_disable": True,
            "logger_class": PlainLogger,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the WSGI application, built in the process that serves it."""
        office = open_office_again(self.settings)
        self.stack.callback(office.database.close)
        web = served_web(self.settings, ReadinessCheck(office, has_worker=self.with_worker))
        secret, port = self.settings.slack_signing_secret.get_secret_value(), self.settings.ops_port
        clocks = (lambda: office.clock().timestamp(), time.time)
        hear_slack(web, create_app(office), secret, *clocks, ops_port=port)
        if self.with_worker:
            self.stack.enter_context(working(office))
        logger.info("Assay is ready, over HTTP on port %s", self.settings.port)
        return web
