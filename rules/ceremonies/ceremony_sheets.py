"""Frozen facts about ceremonies as answers, posts and calendars show them."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from rules.ceremonies.calendar import holding_time, next_days
from rules.ceremonies.ceremonies import Holding, Options, Schedule, Standing
from rules.ceremony_names import Ceremony
from rules.people.people import Team
from rules.words import Worded


@dataclass(frozen=True, slots=True, kw_only=True)
class NextHolding:
    """One holding that is still to come; `moved_from` is when it would be, where it was moved once."""

    day: date
    starts_at: datetime
    facilitator: str = ""
    moved_from: datetime | None = None
    is_shifted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSheet:
    """One schedule with what comes next.

    `holidays` are the names of holidays up to the last of the next dates, by day, on which it would have been held;
    `shifted` are the holdings of the next year whose wall time the clocks skip.
    """

    schedule: Schedule
    next_holdings: tuple[NextHolding, ...] = ()
    facilitator: str = ""
    holidays: Mapping[date, str] = field(default_factory=dict)
    country: str = ""
    shifted: tuple[NextHolding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupSheet:
    """What the form of a channel's ceremonies shows: what is set up, or what is proposed."""

    channel: str
    schedules: Mapping[Ceremony, Schedule]
    first_days: Mapping[Ceremony, date]
    zone: str
    country: str
    expected: tuple[str, ...]
    team: Team

    @property
    def options(self) -> Options:
        """Return the options that are set, or the defaults."""
        return next((schedule.options for schedule in self.schedules.values()), Options())


class NewsTopic(Worded):
    """What a channel is told of its ceremonies."""

    SET_UP = "set_up"
    MOVED_ONCE = "moved_once"
    MOVED = "moved"
    PAUSED = "paused"
    RESUMED = "resumed"
    SKIPPED = "skipped"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that a channel is told; `was` and `becomes` are instants, `user` is who facilitates now, and `skipped_time`
    is the wall time that was asked for and that the clocks skip on that day. `count` says how many are skipped, from
    `was` to `becomes`; `removed` what the channel no longer has since it was set up anew."""

    topic: NewsTopic
    by: str
    ceremonies: tuple[Ceremony, ...]
    was: datetime | None = None
    becomes: datetime | None = None
    user: str = ""
    skipped_time: str = ""
    count: int = 1
    removed: tuple[Ceremony, ...] = ()


def next_holdings(
    schedule: Schedule,
    next_day: date | None,
    known: Iterable[Holding],
    holidays: Container[date],
    now: datetime,
    count: int = 3,
) -> tuple[NextHolding, ...]:
    """Return the next holdings: those known by name, and those of the schedule from its next day on."""
    if schedule.paused:
        return ()
    known = tuple(known)
    named = {holding.day for holding in known}
    times = next_days(schedule, now, holidays, count + len(named)) if next_day else ()
    regular = [
        NextHolding(day=when.day, starts_at=when.starts_at, is_shifted=when.is_shifted)
        for when in times
        if next_day and when.day >= next_day and when.day not in named
    ]
    planned = [
        named_one(schedule, one) for one in known if one.standing is Standing.PLANNED and one.starts_at > now
    ]
    return tuple(sorted([*regular, *planned], key=lambda one: (one.starts_at, one.day))[:count])


def named_one(schedule: Schedule, holding: Holding) -> NextHolding:
    """Return a holding that is known by name: prepared already, or moved."""
    when = holding_time(schedule, holding.day)
    return NextHolding(
        day=holding.day,
        starts_at=holding.starts_at,
        facilitator=holding.facilitator,
        moved_from=when.starts_at if when.starts_at != holding.starts_at else None,
        is_shifted=when.is_shifted and when.starts_at == holding.starts_at,
    )
