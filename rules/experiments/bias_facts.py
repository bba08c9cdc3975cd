"""What bias checks say of an experiment: one metric by group, judged by a ratio, and the decisions that accept what failed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from rules.ceremony_names import Ceremony
from rules.names import name_key

# Of fewer people than this a rate tells little: one person more or less moves it by more than three points.
SMALL_GROUP = 30


@dataclass(frozen=True, slots=True)
class GroupValue:
    """The value of the metric in one group, in the unit of all the groups, and how many are in it where that is known."""

    group: str
    value: Decimal
    unit: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class GroupRatio:
    """One group with its ratio to the best group, from 0 to 1, and whether that is high enough."""

    group: str
    value: Decimal
    ratio: float
    passes: bool
    unit: str = ""
    size: int | None = None

    @property
    def is_small(self) -> bool:
        """Tell whether so few are in the group that its value may be chance."""
        return self.size is not None and self.size < SMALL_GROUP


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasCheck:
    """One check of one metric of one experiment; `threshold` is the lowest ratio that passed at that time, `number` counts
    the checks of the experiment, and `channel`, `ceremony` and `day` name the holding in which it was entered."""

    experiment: int
    metric: str
    higher_is_better: bool
    groups: tuple[GroupValue, ...]
    threshold: float
    by: str
    at: datetime
    number: int = 0
    channel: str = ""
    ceremony: Ceremony = Ceremony.ETHICS
    day: date = date.min

    @property
    def about(self) -> str:
        """Return the name of its metric as it is compared; one of signs alone is compared as it stands."""
        return name_key(self.metric)

    @property
    def ratios(self) -> tuple[GroupRatio, ...]:
        """Return every group with its ratio, the best first."""
        best = (max if self.higher_is_better else min)(one.value for one in self.groups)
        rows = [self.rated(one, best) for one in self.groups]
        return tuple(sorted(rows, key=lambda row: -row.ratio))

    def rated(self, one: GroupValue, best: Decimal) -> GroupRatio:
        """Return a group with its ratio to the best one."""
        low, high = sorted((one.value, best))
        ratio = float(low / high) if high else 1.0
        return GroupRatio(one.group, one.value, ratio, ratio >= self.threshold, one.unit, one.size)

    @property
    def passes(self) -> bool:
        """Tell whether every group's ratio is high enough."""
        return all(row.passes for row in self.ratios)


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasAcceptance:
    """A decision of the AI ethics review that accepts the failed bias check of a `number`, with a finding in words."""

    number: int
    metric: str
    revision: int
    finding: str
    by: str
    at: datetime


def newest_of_each(checks: Iterable[BiasCheck]) -> tuple[BiasCheck, ...]:
    """Return the last check of each metric, however its name is written, in the order in which they were entered."""
    last: dict[str, BiasCheck] = {}
    for check in checks:
        # A metric that is checked anew moves to the end.
        last.pop(check.about, None)
        last[check.about] = check
    return tuple(last.values())
