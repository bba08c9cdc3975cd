"""The words of a forecast: how risky an experiment is, how long others took, and what was forecast of it."""

from dataclasses import dataclass
from datetime import date

from rules.words import Worded


class Risk(Worded):
    """How much can go wrong, in the eyes of who proposes."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Likeness(Worded):
    """Whose history a forecast rests on, the most alike first."""

    SAME_KIND = "same_kind", "of this workstream and risk"
    SAME_WORKSTREAM = "same_workstream", "of this workstream"
    ALL = "all", "of all workstreams"


@dataclass(frozen=True, slots=True)
class Cycle:
    """How many days an experiment took from its proposal to its result, or has taken so far without one."""

    days: int
    finished: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """So many percent of experiments like this one finish within so many days."""

    percent: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What history says about one experiment; without bounds it says that there is too little of it.

    `owner_date` is the owner's own estimate as it stood when the forecast was made.
    """

    likeness: Likeness = Likeness.ALL
    finished: int = 0
    running: int = 0
    bounds: tuple[Bound, ...] = ()
    owner_date: date | None = None

    def bound(self, percent: int) -> Bound | None:
        """Return the bound of a percentage, if history supports it."""
        return next((bound for bound in self.bounds if bound.percent == percent), None)
