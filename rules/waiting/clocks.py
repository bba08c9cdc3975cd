"""The clocks of all that waits in a workspace: whose working time counts, since when, and by when each thing is due."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from rules.people.working_time import WorkingTime
from rules.waiting.clock import Clock, Nudge, Terms
from rules.waiting.waits import CLOCKED, Waiting

SOMEBODY = WorkingTime()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The terms of a workspace, the working time of its people, and what time it is."""

    now: datetime
    terms: Terms = field(default_factory=Terms)
    times: Mapping[str, WorkingTime] = field(default_factory=dict)

    def time_of(self, user: str) -> WorkingTime:
        """Return the working time of somebody; of whom nothing is known, that of UTC."""
        return self.times.get(user, SOMEBODY)

    def clock(self, one: Waiting) -> Clock:
        """Return the clock of something that waits."""
        days = self.terms.of(one.workstream)
        return Clock(since=one.since, days=days, pauses=one.pauses, is_stopped=one.is_stopped)

    def people(self, one: Waiting) -> tuple[str, ...]:
        """Return of whom it is awaited."""
        return tuple(each.user for each in one.asked) or one.could

    def due(self, one: Waiting, user: str = "") -> datetime | None:
        """Return by when it is due: for one person, or for the first of whom it is awaited; where nobody could settle it,
        in the working time of its owner."""
        if one.kind not in CLOCKED:
            return None
        whose = (user,) if user else self.people(one) or (one.owner,)
        found = (self.clock(one).due(self.time_of(each)) for each in whose)
        return min((due for due in found if due), default=None)

    def reached(self, one: Waiting, user: str) -> Nudge | None:
        """Return the latest word that could be owed to somebody."""
        return self.clock(one).reached(self.time_of(user), self.now) if one.kind in CLOCKED else None

    def is_escalated(self, one: Waiting) -> bool:
        """Tell whether the first of whom it is awaited let it be overdue for a working day."""
        whose = self.people(one) or (one.owner,)
        return any(self.reached(one, each) is Nudge.ESCALATED for each in whose)

    def timed(self, one: Waiting, user: str = "") -> Waiting:
        """Return something that waits with by when it is due, and whether that has passed."""
        due = self.due(one, user)
        return replace(one, until=due, is_late=due <= self.now) if due else one
