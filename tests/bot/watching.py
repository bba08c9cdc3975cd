"""A door watched for harm: what is refused writes nothing, nothing ends in a trace, and everybody gets an answer."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from werkzeug.test import TestResponse

from bot.office import Entrance
from store.database import Database
from tests import stories
from tests.backends import quick_folder
from tests.bot.window import Window, open_window

STAGES = (
    stories.proposed,
    stories.running,
    stories.in_review,
    stories.unrehearsed,
    stories.changes_asked,
    stories.approved,
    stories.promoting,
    stories.in_production,
)


# How often a token was shown lately is kept of each request, also of one that is refused.
COUNTED = {"tokens"}


def faults(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged as a fault of ours, without the traces, in which the paths of files stand."""
    said = [record.getMessage() for record in caplog.records]
    return [one for one in said if one.startswith("fault ")]


class Watch:
    """A door and what its database held when somebody looked last."""

    def __init__(self, window: Window) -> None:
        self.window, self.held = window, window.holds()

    def harmless(self, caplog: pytest.LogCaptureFixture, ask: Callable[[], TestResponse]) -> TestResponse:
        """Ask, and return the answer, in which and behind which nothing went wrong."""
        caplog.clear()
        refusals = self.refusals
        answer = ask()
        assert answer.status_code < 500, answer.text
        assert "Traceback" not in answer.text
        assert [record.getMessage() for record in caplog.records if record.exc_info] == []
        assert faults(caplog) == []
        before, self.held = self.held, self.window.holds()
        if answer.status_code >= 400 or self.refusals > refusals:
            assert {table for table in before if before[table] != self.held[table]} <= COUNTED
        return answer

    @property
    def refusals(self) -> float:
        """Return how many requests were refused in words so far."""
        return sum(
            sample.value
            for metric in REGISTRY.collect()
            if metric.name == "assay_refusals"
            for sample in metric.samples
            if sample.name == "assay_refusals_total"
        )


@contextmanager
def watching(
    template: Path, clock: Callable[[], datetime] = lambda: stories.NOW, entrance: Entrance | None = None
) -> Iterator[Watch]:
    """Open a door on a database of SQLite with experiments in every stage, and watch it."""
    with quick_folder() as folder:
        shutil.copy(template, folder / "assay.db")
        database = Database(f"sqlite:///{folder / 'assay.db'}")
        window = open_window(database, clock, entrance)
        stories.open_desk(database, stories.WORKSPACE)
        for story in STAGES:
            story(window.desk)
        yield Watch(window)
        database.close()
