"""Reading a run from the one MLflow tracking server that the settings name."""

import json
import socket
import ssl
import time
from base64 import b64encode
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, InvalidURL
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

from rules.evidence.mlflow_runs import Logged, Run
from rules.words import shorten

CONNECT_SECONDS = 3
READ_SECONDS = 10
# As JSON of nothing but empty lists it takes 25 times as much.
LARGEST_ANSWER = 2_000_000
PIECE = 65_536
LONGEST_TEXT = 250


@dataclass(frozen=True, slots=True)
class Tracking:
    """An MLflow tracking server: its address without a slash at its end, and how we sign in there."""

    url: str
    token: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """Return what a sentence calls the server."""
        return urlsplit(self.url).netloc

    def headers(self) -> dict[str, str]:
        """Return how we sign in."""
        if self.token:
            return {"authorization": f"Bearer {self.token}"}
        if self.username:
            pair = b64encode(f"{self.username}:{self.password}".encode()).decode()
            return {"authorization": f"Basic {pair}"}
        return {}


class Unreachable(OSError):
    """The server does not answer, or is not well: a later try may find it."""


class UnreadableRun(Exception):
    """The server answers, and no later try will be different; says why in a sentence."""


def read_run(server: Tracking, run: str) -> Run:
    """Return a run with the last values of its metrics; raises `Unreachable` or `UnreadableRun`."""
    status, body = fetch(server, run)
    refuse_status(server, status)
    try:
        return run_of(json.loads(body, parse_float=str, parse_int=str, parse_constant=str), run)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UnreadableRun(
            f"{server.host} does not answer as an MLflow server does. Is MLFLOW_TRACKING_URI its address?"
        ) from None


def fetch(server: Tracking, run: str) -> tuple[int, bytes]:
    """Return status and body of the one request we make; it follows no redirect, and knows no proxy.

    Names, handshakes and headers can drip as well as bodies, and none of them has a time for the whole: so a thread of its own
    asks, and whoever waits for it goes on when the time is over.
    """
    asking = Asking(server, run)
    Thread(target=asking.ask, name="mlflow", daemon=True).start()
    try:
        return asking.heard.result(READ_SECONDS)
    except TimeoutError:
        asking.cut()
        raise Unreachable("too slow") from None


class Asking:
    """One request, and what is heard of it."""

    def __init__(self, server: Tracking, run: str) -> None:
        self.server, self.run = server, run
        self.deadline = time.monotonic() + READ_SECONDS
        self.heard: Future[tuple[int, bytes]] = Future()
        self.line: socket.socket | None = None

    def ask(self) -> None:
        """Ask, and keep what is heard or why nothing is."""
        try:
            self.heard.set_result(self.answer())
        except (InvalidURL, ValueError):
            # Not chained: what cannot be sent may be the secret itself.
            self.heard.set_exception(
                UnreadableRun(
                    "MLFLOW_TRACKING_URI is no address that can be asked, or what signs in there cannot be sent."
                )
            )
        except UnreadableRun as problem:
            self.heard.set_exception(problem)
        except (HTTPException, OSError) as problem:
            self.heard.set_exception(Unreachable(type(problem).__name__))

    def answer(self) -> tuple[int, bytes]:
        """Return status and body."""
        address = urlsplit(self.server.url)
        with closing(connection_to(address.scheme, address.hostname or "", address.port)) as connection:
            connection.connect()
            self.line = connection.sock
            self.line.settimeout(READ_SECONDS)
            # Packed, a few bytes could become gigabytes.
            headers = {"accept": "application/json", "accept-encoding": "identity", **self.server.headers()}
            path = f"{address.path}/api/2.0/mlflow/runs/get?{urlencode({'run_id': self.run})}"
            connection.request("GET", path, headers=headers)
            with connection.getresponse() as answer:
                return answer.status, self.body_of(answer)

    def body_of(self, answer: HTTPResponse) -> bytes:
        """Return a body that is neither packed, nor too large, nor too slow."""
        if answer.getheader("content-encoding", "identity").lower() != "identity":
            raise UnreadableRun(
                f"{self.server.host} packs what it says, though asked not to. Let whatever stands before it leave"
                " answers as they are."
            )
        body = bytearray()
        while piece := answer.read1(PIECE):
            body += piece
            if len(body) > LARGEST_ANSWER:
                raise UnreadableRun("The run is larger than Assay reads. Record its values one by one.")
            if time.monotonic() > self.deadline:
                raise Unreachable("too slow")
        return bytes(body)

    def cut(self) -> None:
        """Cut the line, so that the thread ends as well."""
        if self.line:
            with suppress(OSError):
                self.line.shutdown(socket.SHUT_RDWR)


def connection_to(scheme: str, host: str, port: int | None) -> HTTPConnection:
    """Return a connection that is not open yet."""
    if scheme.lower() == "https":
        return HTTPSConnection(host, port, timeout=CONNECT_SECONDS, context=ssl.create_default_context())
    return HTTPConnection(host, port, timeout=CONNECT_SECONDS)


def refuse_status(server: Tracking, status: int) -> None:
    """Raise for an answer that is no run."""
    if status >= 500 or status == 429:
        raise Unreachable(f"status {status}")
    if status in (401, 403):
        raise UnreadableRun(
            f"{server.host} does not let Assay in. Whoever runs Assay sets MLFLOW_TRACKING_TOKEN, or"
            " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, to what opens it."
        )
    if status == 404:
        raise UnreadableRun(f"{server.host} has no such run. Was it deleted, or is it another server's?")
    if 300 <= status < 400:
        raise UnreadableRun(
            f"{server.host} sends us elsewhere, and Assay follows nobody there. MLFLOW_TRACKING_URI"
            " must be where the server itself answers."
        )
    if status != 200:
        raise UnreadableRun(f"{server.host} refuses to tell of this run (status {status}).")


def run_of(answer: Any, run: str) -> Run:
    """Return the run that the server's JSON describes; numbers come as their text."""
    info, data = answer["run"]["info"], answer["run"].get("data", {})
    return Run(
        id=run,
        name=shorten(str(info.get("run_name") or ""), LONGEST_TEXT),
        logged=tuple(
            Logged(shorten(str(one["key"]), LONGEST_TEXT), str(one["value"]), moment_of(one.get("timestamp")))
            for one in data.get("metrics", [])
        ),
    )


def moment_of(milliseconds: str | None) -> datetime | None:
    """Return a time that MLflow gives in milliseconds; None where it gives none that is one."""
    try:
        return datetime.fromtimestamp(int(milliseconds or 0) / 1000, UTC) if milliseconds else None
    except (ValueError, OverflowError, OSError):
        return None
