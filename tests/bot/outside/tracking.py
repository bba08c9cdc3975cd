"""A real MLflow tracking server for a session, and servers that are none."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError

START_SECONDS = 120
# The server's own Flask application; `mlflow server` would import all of MLflow three times over, half a minute long.
APPLICATION = "mlflow.server:app"


@dataclass(frozen=True)
class Mlflow:
    """A running tracking server."""

    url: str

    def ask(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask the server's REST API."""
        request = urllib.request.Request(
            f"{self.url}/api/2.0/mlflow/{method}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return dict(json.loads(answer.read()))

    def run(self, name: str, at: datetime, **metrics: float) -> str:
        """Log a run with these metrics; return its id."""
        run = self.ask("runs/create", {"experiment_id": "0", "run_name": name})["run"]["info"]["run_id"]
        for key, value in metrics.items():
            self.log(run, key, value, at)
        return str(run)

    def log(self, run: str, key: str, value: float, at: datetime) -> None:
        """Log one value of a run."""
        timestamp = int(at.timestamp() * 1000)
        self.ask("runs/log-metric", {"run_id": run, "key": key, "value": value, "timestamp": timestamp})

    def link(self, run: str) -> str:
        """Return the address of a run's page."""
        return f"{self.url}/#/experiments/0/runs/{run}"


@contextmanager
def running_mlflow(folder: Path) -> Iterator[Mlflow]:
    """Run a tracking server on SQLite, on loopback, with one process and no telemetry."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--no-control-socket",
        "--threads",
        "4",
        "--log-level",
        "warning",
    ]
    environment = os.environ | {
        "_MLFLOW_SERVER_FILE_STORE": f"sqlite:///{folder / 'mlflow.db'}",
        "_MLFLOW_SERVER_ARTIFACT_ROOT": str(folder),
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "DO_NOT_TRACK": "true",
    }
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}", APPLICATION],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )
    try:
        yield awaited(Mlflow(f"http://127.0.0.1:{port}"), server, folder / "log")
    finally:
        server.terminate()
        server.wait()


def awaited(mlflow: Mlflow, server: subprocess.Popen[bytes], log: Path) -> Mlflow:
    """Return a server once it is well."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            # The first question makes its tables.
            mlflow.ask("experiments/search", {"max_results": 1})
        except (URLError, OSError):
            time.sleep(0.05)
        else:
            return mlflow
    raise AssertionError(f"MLflow did not start: {log.read_text()}")
