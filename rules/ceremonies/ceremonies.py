"""The four ceremonies of the brief: how often, how long, about what, and the phases that one holding goes through."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from rules.ceremony_names import Ceremony, HoldingKey
from rules.words import Worded

LATE_AFTER = timedelta(minutes=5)
GRACE = timedelta(hours=3)


class Phase(Worded):
    """What happens in one holding of a ceremony, in this order; not every ceremony has every phase."""

    PREPARE = "prepare"
    OPEN = "open"
    NUDGE = "nudge"
    VOTE = "vote"
    DISCUSS = "discuss"
    CLOSE = "close"


class Standing(Worded):
    """Where one holding stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    SKIPPED = "skipped"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Format:
    """What the brief says of a ceremony, with the default of the design: weekdays count from Monday as 0."""

    frequency: str
    duration: str
    focus: str
    at: time
    weekdays: tuple[int, ...]
    every_weeks: int
    phases: Mapping[Phase, timedelta]


FORMATS: dict[Ceremony, Format] = {
    Ceremony.STANDUP: Format(
        "daily",
        "15 min",
        "blockers, progress, help needed",
        time(9, 30),
        (0, 1, 2, 3, 4),
        1,
        {Phase.OPEN: timedelta(0), Phase.NUDGE: timedelta(minutes=60), Phase.CLOSE: timedelta(minutes=120)},
    ),
    Ceremony.REVIEW: Format(
        "weekly",
        "1 hour",
        "review experiments, share learnings",
        time(14, 0),
        (2,),
        1,
        {Phase.PREPARE: -timedelta(days=1), Phase.OPEN: timedelta(0), Phase.CLOSE: timedelta(hours=1)},
    ),
    Ceremony.ETHICS: Format(
        "every 2 weeks",
        "1 hour",
        "review AI decisions, bias checks",
        time(14, 0),
        (3,),
        2,
        {Phase.PREPARE: -timedelta(days=1), Phase.OPEN: timedelta(0), Phase.CLOSE: timedelta(hours=1)},
    ),
    Ceremony.RETRO: Format(
        "every 2 weeks",
        "1 hour",
        "improve processes, celebrate wins",
        time(15, 0),
        (4,),
        2,
        {
            Phase.OPEN: timedelta(0),
            Phase.VOTE: timedelta(minutes=25),
            Phase.DISCUSS: timedelta(minutes=35),
            Phase.CLOSE: timedelta(hours=1),
        },
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a channel may set for its ceremonies; each ceremony reads what concerns it."""

    anonymous: bool = True
    votes: int = 3
    safety_age_days: int = 90
    fairness_ratio: float = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When one ceremony is held in one channel: local wall time `at` in an IANA `zone`.

    `anchor` is a day of a week in which a two-week ceremony is held; `country` is an ISO code for public holidays, or
    empty; `expected` are the user ids of who is expected, empty for everybody in the team; `by_message` are those who
    chose to be asked in a direct message; `owner` is who set it up and is told when one is missed.
    """

    channel: str
    ceremony: Ceremony
    zone: str
    at: time
    weekdays: tuple[int, ...]
    every_weeks: int
    anchor: date
    country: str = ""
    owner: str
    expected: tuple[str, ...] = ()
    by_message: tuple[str, ...] = ()
    paused: bool = False
    options: Options = field(default_factory=Options)

    @property
    def subject(self) -> str:
        """Return under which name the journal tells of it."""
        return f"{self.ceremony.words} in {self.channel}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One holding of a ceremony on one local day; `next_phase` is due at `due_at`, None when all are done; `named_by` says who
    named its facilitator, nobody where it is their turn."""

    channel: str
    ceremony: Ceremony
    day: date
    starts_at: datetime
    standing: Standing = Standing.PLANNED
    next_phase: Phase | None = None
    due_at: datetime | None = None
    late: bool = False
    facilitator: str = ""
    named_by: str = ""
    options: Options = field(default_factory=Options)

    def facilitated_by(self, user: str, *, named_by: str = "") -> "Holding":
        """Return the holding with who facilitates it; who named them before counts no more once it is somebody else."""
        return self if user == self.facilitator else replace(self, facilitator=user, named_by=named_by)

    @property
    def key(self) -> HoldingKey:
        """Return the name of this holding."""
        return HoldingKey(self.channel, self.ceremony, self.day)
