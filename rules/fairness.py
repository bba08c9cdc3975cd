"""Bias checks: one metric by group, each group's ratio to the best one, and the four-fifths rule."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from rules.metrics import LONGEST_NAME, read_quantity
from rules.proposals import Complaints, read_text
from rules.refusals import Refused
from rules.words import clean, fold, shorten

MOST_GROUPS = 30
LONGEST_GROUP = 40
# A group whose rate is under four fifths of the best group's is taken as evidence of adverse impact
# (Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D); a channel may set another ratio.
FOUR_FIFTHS = 0.8
EXAMPLE = "women, 0.81"


@dataclass(frozen=True, slots=True)
class GroupValue:
    """The value of the metric in one group."""

    group: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class GroupRatio:
    """One group with its ratio to the best group, from 0 to 1, and whether that is high enough."""

    group: str
    value: Decimal
    ratio: float
    passes: bool


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
        return GroupRatio(one.group, one.value, ratio, ratio >= self.threshold)

    @property
    def passes(self) -> bool:
        """Tell whether every group's ratio is high enough."""
        return all(row.passes for row in self.ratios)


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


def read_groups(text: str) -> tuple[GroupValue, ...]:
    """Return the groups of a text or CSV with one on each line, as in “women, 0.81”; a header line is let go."""
    lines = [line for line in clean(text).splitlines() if line.strip()]
    rows = [re.split(r"\s*[,;\t]\s*", line.strip().replace('"', "")) for line in lines]
    if rows and is_header(rows[0]):
        rows, lines = rows[1:], lines[1:]
    groups = tuple(read_group(row, line) for row, line in zip(rows, lines, strict=True))
    names = {fold(one.group) for one in groups}
    if len(names) < len(groups):
        raise Refused("Each group stands once.")
    if not 2 <= len(groups) <= MOST_GROUPS:
        raise Refused(f"Give 2 to {MOST_GROUPS} groups, one on each line, like: {EXAMPLE}")
    return groups


def is_header(row: list[str]) -> bool:
    """Tell whether a row names its columns: nothing in it has a digit."""
    return len(row) > 1 and not any(sign.isdigit() for sign in row[-1])


def read_group(row: list[str], line: str) -> GroupValue:
    """Return one group with its value; refuse a line that does not read, and a value below zero."""
    if len(row) != 2 or not row[0].strip() or len(row[0]) > LONGEST_GROUP:
        raise Refused(
            f"“{shorten(line, 50)}” does not read as a group and its value. Write it like: {EXAMPLE}"
        )
    value, _unit = read_quantity(row[1])
    if value < 0:
        raise Refused(f"“{shorten(line, 50)}” is below zero; ratios need values of zero or more.")
    return GroupValue(row[0].strip(), value)
