"""Whether a process can do its work, and what of it rests on what: asked by probes, so quickly and at most once a second."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.office import Office
from bot.serve.bounded_question import BoundedQuestion
from bot.watch.database_watch import seconds_since
from flows import outbox
from store import migrate
from store.letters.backlogs import Backlog

KEEP_SECONDS = 1.0
# A worker ticks every half minute.
SILENT_SECONDS = 180.0
Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether requests can be served, and how each thing is that this rests on."""

    is_ready: bool
    parts: Said = field(default_factory=dict)

    @property
    def said(self) -> Said:
        """Return it as it is said in JSON; nothing of it names anybody."""
        return {"ready": self.is_ready, **self.parts}


STUCK = Readiness(False, {"database": {"ok": False, "problem": "it does not answer"}})


class ReadinessCheck:
    """Looks how ready an office is, for any number who ask."""

    def __init__(
        self,
        office: Office,
        *,
        is_connected: Callable[[], bool] | None = None,
        has_worker: bool = False,
        keep_seconds: float = KEEP_SECONDS,
    ) -> None:
        self.office = office
        self.is_connected = is_connected
        self.has_worker = has_worker
        self.keep_seconds = keep_seconds
        self.began = self.asked_at = time.monotonic()
        self.keeping = Lock()
        self.last = STUCK
        self.question = BoundedQuestion(self.looked, STUCK)
        self.is_current = False

    def __call__(self) -> Readiness:
        """Return how ready the office is; where the database hangs, it is not."""
        with self.keeping:
            if self.last is not STUCK and time.monotonic() - self.asked_at < self.keep_seconds:
                return self.last
        found = self.question()
        with self.keeping:
            self.last, self.asked_at = found, time.monotonic()
        return found

    def looked(self) -> Readiness:
        """Look at everything."""
        backlog, problem = self.backlog()
        parts: Said = {"database": how(problem), "slack": self.slack()}
        if self.is_connected:
            parts["socket"] = how("" if self.is_connected() else "it is not connected")
        needed = [part["ok"] for part in parts.values()]
        if backlog:
            now = self.office.clock()
            due = seconds_since(backlog.due_since, now) or 0.0
            parts["letters"] = {
                "waiting": backlog.waiting,
                "set_aside": backlog.parked,
                "oldest_due_seconds": round(due),
            }
            parts["worker"] = self.worker(backlog.ticked_at, now)
            # Requests are served without a worker; one that is to be at work here is not ready while it is silent.
            needed.append(parts["worker"]["ok"] or not self.has_worker)
        return Readiness(all(needed), parts)

    def backlog(self) -> tuple[Backlog | None, str]:
        """Return how the outbox stands, or what is wrong with the database."""
        try:
            # Tables once brought up stay so, or are brought further by a newer version, beside which this one goes on.
            database = self.office.database
            self.is_current = self.is_current or migrate.is_current(database) or migrate.is_newer(database)
            if not self.is_current:
                return None, "its tables are those of another version"
            return outbox.backlog(self.office.database), ""
        except SQLAlchemyError:
            return None, "it does not answer"

    def slack(self) -> Said:
        """Return how Slack answered: only a token that it does not take keeps anybody from work."""
        watch = self.office.watch
        # Of many workspaces one may take us out, which is its own affair.
        ended = watch.ended if self.office.entrance is None else ""
        said = how(f"it does not take the token ({ended})" if ended else "")
        if watch.answered_at:
            said["answered_at"] = when(watch.answered_at)
        return said | ({"away": True} if watch.is_away else {})

    def worker(self, ticked_at: datetime | None, now: datetime) -> Said:
        """Return when a worker ticked last; one that has just begun is given the time to."""
        if not self.office.bots.workspaces():
            # Nobody has installed Assay yet, so that nothing is to be done.
            return how("")
        silent = seconds_since(ticked_at, now)
        is_new = time.monotonic() - self.began < SILENT_SECONDS
        if silent is None:
            return how("" if self.has_worker and is_new else "none has ticked yet")
        is_fine = silent < SILENT_SECONDS or (self.has_worker and is_new)
        return how("" if is_fine else "it is silent") | {
            "ticked_at": when(ticked_at),
            "seconds": round(silent),
        }


def how(problem: str) -> Said:
    """Return how something is, with what is wrong with it."""
    return {"ok": False, "problem": problem} if problem else {"ok": True}


def when(moment: datetime | None) -> str:
    """Return a time as JSON has it."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else ""
