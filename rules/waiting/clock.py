"""The clock of what waits: by when it is due in the working time of whom it waits for, and which word about it is owed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rules.people.projects import Workstream
from rules.people.working_time import Stretch, WorkingTime
from rules.people.workspace_settings import DEFAULT_DAYS
from rules.words import Worded

# A morning with less than so many working days left is the last one that leaves time to act.
NOTICE = 1.5
BETWEEN_REMINDERS = timedelta(hours=4)


class Nudge(Worded):
    """What somebody is told of what waits for them, in this order; each at most once."""

    SOON = "soon", "due soon"
    LATE = "late", "overdue"
    ESCALATED = "escalated", "overdue for a working day"


NUDGES = tuple(Nudge)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """In how many working days what waits is due in a workspace: in `days`, or as said for its workstream."""

    days: int = DEFAULT_DAYS
    by_workstream: Mapping[Workstream, int] = field(default_factory=dict)

    def of(self, workstream: Workstream | None) -> int:
        """Return the working days for what belongs to a workstream."""
        return self.days if workstream is None else self.by_workstream.get(workstream, self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Since when something waits and for how many working days it may; it stood still in the `pauses`, and stands still
    now where it `is_stopped`."""

    since: datetime
    days: int = DEFAULT_DAYS
    pauses: tuple[Stretch, ...] = ()
    is_stopped: bool = False

    def due(self, person: WorkingTime) -> datetime | None:
        """Return by when it is due in the working time of a person; None while it stands still, or they are not in sight."""
        if self.is_stopped:
            return None
        return person.but_for(self.pauses).after(self.since, self.days * person.daily.length)

    def reached(self, person: WorkingTime, now: datetime) -> Nudge | None:
        """Return the latest word that could be owed to a person at a moment."""
        due = self.due(person)
        if due is None:
            return None
        there = person.but_for(self.pauses)
        if now < due:
            last = there.after(now, NOTICE * there.daily.length)
            return Nudge.SOON if last is None or due <= last else None
        escalates = there.after(due, there.daily.length)
        return Nudge.ESCALATED if escalates and escalates <= now else Nudge.LATE


def owed(reached: Nudge | None, told: Nudge | None) -> Nudge | None:
    """Return what is to be told now: what was reached, unless that or what comes after it was told already."""
    if reached is None or (told is not None and NUDGES.index(told) >= NUDGES.index(reached)):
        return None
    return reached


def may_remind_at(last: datetime | None, owner: WorkingTime) -> datetime | None:
    """Return from when an owner may remind again: four of their working hours after the last time; None for at once."""
    return None if last is None else owner.after(last, BETWEEN_REMINDERS)
