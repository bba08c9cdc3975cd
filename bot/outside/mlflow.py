"""Reading a run from the one MLflow tracking server that the settings name."""

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from urllib3 import BaseHTTPResponse, PoolManager, Timeout, make_headers
from urllib3.exceptions import HTTPError

from rules.evidence.mlflow_runs import Logged, Run
from rules.words import shorten

CONNECT_SECONDS = 3
READ_SECONDS = 10
LARGEST_ANSWER = 5_000_000
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
            return make_headers(basic_auth=f"{self.username}:{self.password}")
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
    """Return status and body of the one request we make; it follows no redirect, and knows no proxy."""
    deadline = time.monotonic() + READ_SECONDS
    with PoolManager(retries=False, timeout=Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)) as pool:
        try:
            answer = pool.request(
                "GET",
                f"{server.url}/api/2.0/mlflow/runs/get",
                fields={"run_id": run},
                headers={"accept": "application/json", **server.headers()},
                redirect=False,
                preload_content=False,
            )
            return answer.status, body_of(answer, deadline)
        except ValueError:
            # Not chained: what cannot be sent may be the secret itself.
            raise UnreadableRun(
                "MLFLOW_TRACKING_URI is no address that can be asked, or what signs in there cannot be sent."
            ) from None
        except (HTTPError, OSError) as error:
            raise Unreachable(type(error).__name__) from error


def body_of(answer: BaseHTTPResponse, deadline: float) -> bytes:
    """Return a body that is neither too large nor too slow."""
    body = b""
    for piece in answer.stream(PIECE):
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise UnreadableRun("The run is larger than Assay reads. Record its values one by one.")
        if time.monotonic() > deadline:
            raise Unreachable("too slow")
    return body


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
