"""Every figure that Prometheus is given, named in one place; each has labels whose values are few."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    values,
)
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

__all__ = ["CONTENT_TYPE_LATEST", "Collector"]
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# Slack waits three seconds for an acknowledgement.
ACK_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
LATE_SECONDS = (0.1, 1.0, 5.0, 15.0, 60.0, 300.0)

# A figure without labels would be written as soon as it is named, before it is known whether several processes share it.
REQUESTS = Counter("assay_requests_total", "Requests of Slack over HTTP by outcome", ["outcome"])
ACKS = Counter("assay_acks_total", "What Slack said, over HTTP or the socket, by how it ended", ["outcome"])
DEED_SECONDS = Histogram(
    "assay_deed_seconds",
    "How long Slack waited for an acknowledgement, by deed",
    ["deed"],
    buckets=ACK_SECONDS,
)
REFUSALS = Counter(
    "assay_refusals_total", "Deeds refused by a rule, a form or a malformed payload", ["reason"]
)
FAULTS = Counter("assay_faults_total", "Unforeseen errors, each logged with its reference", ["where"])
ANSWERS = Counter("assay_api_answers_total", "Answers of the HTTP API by status", ["status"])
LETTERS = Counter("assay_letters_total", "Letters by what became of them", ["kind", "outcome"])
TICKS = Counter("assay_ticks_total", "Ticks of the clock by how they ended", ["tick", "outcome"])
TICK_LATE = Histogram("assay_tick_late_seconds", "How late a tick began", ["tick"], buckets=LATE_SECONDS)
SLACK_REFUSALS = Counter(
    "assay_slack_refusals_total", "Calls that Slack refused or did not answer", ["method", "error"]
)
DROPPED = Counter(
    "assay_connections_dropped_total",
    "Connections dropped: too slow to ask, too slow to read, or the oldest where there were too many",
    ["reason"],
)
REFUSED_BUSY = Counter(
    "assay_requests_refused_busy_total",
    "Requests answered with 503, since they would have been late",
    ["reason"],
)
DATABASE_ERRORS = Counter("assay_database_errors_total", "Errors of the database by their kind", ["kind"])


@contextmanager
def shared() -> Iterator[None]:
    """Let the processes that are forked meanwhile count together: each in files of a folder that all of them read."""
    owner, before = os.getpid(), values.ValueClass
    folder = tempfile.mkdtemp(prefix="assay-metrics-")
    os.environ[FOLDER] = folder
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        # Who was forked leaves by the same way.
        if os.getpid() == owner:
            values.ValueClass = before
            del os.environ[FOLDER]
            shutil.rmtree(folder, ignore_errors=True)


def exposition(*asked: Collector) -> bytes:
    """Return all figures as Prometheus reads them: of this process, or of all that share them; and what is asked now."""
    registry = CollectorRegistry()
    if FOLDER in os.environ and Path(os.environ[FOLDER]).is_dir():
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    for one in asked:
        registry.register(one)
    return generate_latest(registry)
