"""One thing that waits for somebody: of which kind, since when, and who could settle it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rules.ceremony_names import HoldingKey
from rules.people.projects import Workstream
from rules.people.seat_facts import AskedPerson
from rules.people.working_time import Stretch
from rules.words import Worded


class WaitKind(Worded):
    """What people are waited for with, in the order in which a day of somebody is told."""

    REVIEW = "review"
    APPROVAL = "approval"
    OVERRIDE = "override", "override to confirm"
    QUESTION = "question", "question to answer"
    HANDOVER = "handover"
    FINDING = "finding", "hold to lift"
    FOLLOW_UP = "follow_up", "follow-up"
    ACTION = "action"
    CHECK_IN = "check_in", "check-in"


# What has a due time by the clock; anything else was agreed on with a day, or ends by itself.
CLOCKED = frozenset(
    {
        WaitKind.REVIEW,
        WaitKind.APPROVAL,
        WaitKind.OVERRIDE,
        WaitKind.QUESTION,
        WaitKind.HANDOVER,
        WaitKind.FINDING,
    }
)
# What somebody took on until a day, of which they are reminded in the morning of that day.
AGREED = frozenset({WaitKind.FOLLOW_UP, WaitKind.ACTION})


def key_of(kind: WaitKind, where: object, place: int = 0, seat: str = "") -> str:
    """Return what tells something from everything else that waits."""
    return f"{kind.value}:{where}:{place}:{seat}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that waits, `since` when, for those who `could` settle it; where nobody could, `why_nobody` says so.

    `number` is that of the experiment, or of the action or follow-up; `seat` names the kind of review or approval or the
    item of an override; `place` counts the revision, the round, or the overrides and handovers of an experiment.
    `owner` is whom it keeps waiting, `about` what is asked in words, `seen` the digest of what a review judges.
    `due` is a day that was agreed on; `until` is left to the clock, which stood still in the `pauses`, and stands still now
    where it `is_stopped`; it `is_late` where that has passed, and its owner reminds of it where `reminded_by` says so. `asked` are
    those of whom it is awaited, where these are fewer than could, or stand in; from `remind_at` on whoever took it on is
    reminded, and is no more where that is empty.
    """

    kind: WaitKind
    number: int
    title: str
    since: datetime
    could: tuple[str, ...]
    why_nobody: str = ""
    seat: str = ""
    place: int = 0
    owner: str = ""
    about: str = ""
    seen: str = ""
    experiment: int = 0
    workstream: Workstream | None = None
    project: int | None = None
    holding: HoldingKey | None = None
    due: date | None = None
    until: datetime | None = None
    asked: tuple[AskedPerson, ...] = ()
    pauses: tuple[Stretch, ...] = ()
    is_stopped: bool = False
    is_late: bool = False
    reminded_by: str = ""
    remind_at: datetime | None = None

    @property
    def key(self) -> str:
        """Return what tells it from everything else that waits, as long as it waits for the same."""
        where = self.holding.text if self.holding and not self.number else self.number
        return key_of(self.kind, where, self.place, self.seat)

    @property
    def concerns(self) -> tuple[str, ...]:
        """Return who may hear of it, each once: of whom it is awaited, who else could settle it, and, where a clock goes, whom it
        keeps waiting."""
        kept = (self.owner,) if self.kind in CLOCKED else ()
        named = (*(one.user for one in self.asked), *self.could, *kept)
        return tuple(dict.fromkeys(user for user in named if user))

    def waits_for(self, user: str) -> bool:
        """Tell whether it is awaited of somebody."""
        return any(one.user == user for one in self.asked) if self.asked else user in self.could


def in_order(waits: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """Return what waits, the longest waiting first; of what began at once, in the order of the kinds."""
    kinds = list(WaitKind)
    return tuple(sorted(waits, key=lambda one: (one.since, kinds.index(one.kind), one.number, one.key)))
