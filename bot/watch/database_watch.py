"""How the database answers this process: its errors are counted by their kind, and how the outbox stands is asked when told."""

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.exc import SQLAlchemyError

from bot.watch import metrics
from flows import outbox
from store.database import Database

# What the drivers of both databases raise.
KINDS = frozenset(
    {
        *("OperationalError", "InterfaceError", "IntegrityError", "ProgrammingError", "InternalError"),
        *("DataError", "NotSupportedError", "DatabaseError"),
    }
)
OTHER = "other"


def count_errors(engine: Engine) -> None:
    """Count from now on each error of a database, by its kind."""

    def count(context: ExceptionContext) -> None:
        raised = type(context.original_exception)
        kind = next((one.__name__ for one in raised.__mro__ if one.__name__ in KINDS), OTHER)
        metrics.DATABASE_ERRORS.labels(kind).inc()

    event.listen(engine, "handle_error", count)


class OutboxFigures(Collector):
    """How the outbox stands when Prometheus asks: one query, and none where the database is away."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.clock = clock

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        is_up = GaugeMetricFamily("assay_database_up", "Whether the database answered just now")
        try:
            found = outbox.backlog(self.database)
        except SQLAlchemyError:
            is_up.add_metric([], 0)
            yield is_up
            return
        is_up.add_metric([], 1)
        yield is_up
        now = self.clock()
        letters = GaugeMetricFamily(
            "assay_outbox_letters", "Letters that wait, and letters that were set aside", labels=["state"]
        )
        letters.add_metric(["waiting"], found.waiting)
        letters.add_metric(["parked"], found.parked)
        yield letters
        yield gauge(
            "assay_outbox_oldest_due_seconds",
            "For how long the first letter is due that was not sent",
            seconds_since(found.due_since, now) or 0.0,
        )
        ticked = seconds_since(found.ticked_at, now)
        if ticked is not None:
            yield gauge("assay_worker_tick_age_seconds", "For how long no worker ticked", ticked)


def gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    """Return a figure without labels."""
    return GaugeMetricFamily(name, words, value=value)


def seconds_since(moment: datetime | None, now: datetime) -> float | None:
    """Return the seconds since a moment, none of them where it is yet to come."""
    return max(0.0, (now - moment).total_seconds()) if moment else None
