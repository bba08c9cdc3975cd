"""The clocks of all that waits in a workspace: whose working time counts, since when, and by when each thing is due."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from rules.local_time import local_day
from rules.people.working_time import WorkingTime
from rules.waiting.clock import Clock, Nudge, Terms
from rules.waiting.waits import AGREED, CLOCKED, Waiting

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
        if one.kind in CLOCKED:
            return self.clock(one).reached(self.time_of(user), self.now)
        return self.agreed(one, self.time_of(user)) if one.due and one.remind_at else None

    def agreed(self, one: Waiting, person: WorkingTime) -> Nudge | None:
        """Return the word about what was agreed on with a day: in the last morning in which they work before that day is
        over, or, where there was none, in the first after; then as often as it is planned anew."""
        is_time = one.remind_at is not None and one.remind_at <= self.now
        if one.due is None or one.due < local_day(self.now, person.zone):
            return Nudge.LATE if is_time else None
        later = person.next_morning(self.now)
        is_last = later is None or local_day(later, person.zone) > one.due
        return Nudge.SOON if is_time or is_last else None

    def is_escalated(self, one: Waiting) -> bool:
        """Tell whether the first of whom it is awaited let it be overdue for a working day."""
        whose = self.people(one) or (one.owner,)
        return any(self.reached(one, each) is Nudge.ESCALATED for each in whose)

    def timed(self, one: Waiting, user: str = "") -> Waiting:
        """Return something that waits with by when it is due, and whether that has passed."""
        if one.kind in AGREED and one.due:
            whose = user or next(iter(one.could), "")
            return replace(one, is_late=one.due < local_day(self.now, self.time_of(whose).zone))
        due = self.due(one, user)
        return replace(one, until=due, is_late=due <= self.now) if due else one
