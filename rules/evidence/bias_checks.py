"""Bias checks: one metric by group, each group's ratio to the best one, and the four-fifths rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from rules.complaints import Complaints
from rules.evidence.bias_groups import GroupValue, read_groups
from rules.experiments.metrics import LONGEST_NAME
from rules.typed import read_text

# A group whose rate is under four fifths of the best group's is taken as evidence of adverse impact
# (Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D); a channel may set another ratio.
FOUR_FIFTHS = 0.8
# Of fewer people than this a rate tells little: one person more or less moves it by more than three points.
SMALL_GROUP = 30


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
    """One check of one metric of one experiment; `threshold` is the lowest ratio that passed at that time."""

    experiment: int
    metric: str
    higher_is_better: bool
    groups: tuple[GroupValue, ...]
    threshold: float
    by: str
    at: datetime

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


def failing_words(checks: Iterable[BiasCheck]) -> tuple[str, ...]:
    """Return each check that fails, in short: its metric, the groups that are too far from the best one, and the limit."""
    return tuple(
        f"{check.metric}: "
        + ", ".join(f"{row.group} {row.ratio:.2f}" for row in check.ratios if not row.passes)
        + f" of the best group; {check.threshold} is the lowest that passes"
        for check in checks
        if not check.passes
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasDraft:
    """A bias check as typed; `groups` has one on each line."""

    experiment: int
    metric: str = ""
    higher_is_better: bool = True
    groups: str = ""


def read_check(draft: BiasDraft, threshold: float, *, by: str, now: datetime) -> BiasCheck:
    """Return the bias check that was typed, judged by the ratio that the channel has set."""
    complaints = Complaints()
    nothing: tuple[GroupValue, ...] = ()
    check = BiasCheck(
        experiment=draft.experiment,
        metric=complaints.read("metric", lambda: read_text(draft.metric, "metric", LONGEST_NAME), ""),
        higher_is_better=draft.higher_is_better,
        groups=complaints.read("groups", lambda: read_groups(draft.groups), nothing),
        threshold=threshold,
        by=by,
        at=now,
    )
    complaints.done()
    return check
