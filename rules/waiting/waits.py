"""One thing that waits for somebody: of which kind, since when, and who could settle it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rules.ceremony_names import HoldingKey
from rules.people.projects import Workstream
from rules.words import Worded


class WaitKind(Worded):
    """What people are waited for with, in the order in which a day of somebody is told."""

    REVIEW = "review"
    APPROVAL = "approval"
    OVERRIDE = "override", "override to confirm"
    HANDOVER = "handover"
    FINDING = "finding", "hold to lift"
    FOLLOW_UP = "follow_up", "follow-up"
    ACTION = "action"
    CHECK_IN = "check_in", "check-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that waits, `since` when, for those who `could` settle it; where nobody could, `why_nobody` says so.

    `number` is that of the experiment, or of the action or follow-up; `seat` names the kind of review or approval or the
    item of an override; `place` counts the revision, the round, or the overrides and handovers of an experiment.
    `owner` is whom it keeps waiting, `about` what is asked in words, `seen` the digest of what a review judges.
    `due` is a day that was agreed on; `until` is left to the clock.
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

    @property
    def key(self) -> str:
        """Return what tells it from everything else that waits, as long as it waits for the same."""
        where = self.holding.text if self.holding and not self.number else self.number
        return f"{self.kind.value}:{where}:{self.place}:{self.seat}"

    def waits_for(self, user: str) -> bool:
        """Tell whether somebody could settle it."""
        return user in self.could


def in_order(waits: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """Return what waits, the longest waiting first; of what began at once, in the order of the kinds."""
    kinds = list(WaitKind)
    return tuple(sorted(waits, key=lambda one: (one.since, kinds.index(one.kind), one.number, one.key)))
