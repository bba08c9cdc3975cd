"""What a retrospective shows of the team: cycle times, blockers and wins since the last one, frozen as it closes."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

FIRST_LOOK_BACK = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Passage:
    """One experiment that reached a point, and how many days after its proposal."""

    experiment: int
    title: str
    days: float


@dataclass(frozen=True, slots=True)
class Stuck:
    """One blocker that stands, and for how many days."""

    text: str
    user: str
    days: int
    experiment: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one span: what was decided and what went to production in it, what held people up, and how many
    check-ins the standups had; of the team, never of one person. `until` is where the next span begins."""

    since: datetime | None = None
    until: datetime | None = None
    decided: tuple[Passage, ...] = ()
    produced: tuple[Passage, ...] = ()
    stuck: tuple[Stuck, ...] = ()
    solved: int = 0
    standups: int = 0
    check_ins: int = 0

    def wins(self, fallen: Container[int]) -> tuple[Passage, ...]:
        """Return what went to production and is there now, or was until it was retired."""
        return tuple(one for one in self.produced if one.experiment not in fallen)

    def rolled_back(self, fallen: Container[int]) -> tuple[Passage, ...]:
        """Return what went to production and did not stay there."""
        return tuple(one for one in self.produced if one.experiment in fallen)


NO_FIGURES = Figures()


def middle(passages: Iterable[Passage]) -> float | None:
    """Return the median days of passages, None where there are none."""
    days = [passage.days for passage in passages]
    return median(days) if days else None


def days_between(first: datetime, last: datetime) -> float:
    """Return the days from one instant to another, at least none."""
    return max(0.0, (last - first) / timedelta(days=1))
