"""On which scale a number of a metric is meant, as a part of one or in percent: converted where a sign says so, asked back
where none does."""

from decimal import Decimal
from typing import Protocol

from rules.numbers.typed_numbers import Quantity, is_percent, shifted, with_unit
from rules.refusals import Refused
from rules.typed import plain_number

# Above the first no plain threshold is one in percent, and above the second no number.
MOST_PERCENT, FURTHEST_PERCENT = 100, 1000


class Scaled(Protocol):
    """What a number is compared with: a metric, as far as its scale goes."""

    @property
    def name(self) -> str:
        """Return how people call it."""

    @property
    def unit(self) -> str:
        """Return the unit, which may be empty."""

    @property
    def threshold(self) -> Decimal:
        """Return the number to be reached or not to be crossed."""

    @property
    def baseline(self) -> Decimal | None:
        """Return the number of today, where it is stated."""

    @property
    def target(self) -> str:
        """Return the comparison and the threshold in words."""

    def met_by(self, value: Decimal) -> bool:
        """Tell whether a number is on the right side of the threshold."""


def to_scale(metric: Scaled, found: Quantity) -> Decimal:
    """Return a number on the scale of a metric; refuse one in another unit, and one that may be meant on another scale."""
    if found.unit and not takes_unit(metric, found.unit):
        raise Refused(f"{metric.name} is measured in {metric.unit or 'plain numbers'}, not in {found.unit}.")
    if is_percent(found.unit) and not metric.unit:
        return from_percent(metric, found.number)
    other = None if found.unit or found.is_exact else other_meaning(metric, found.number)
    if other is not None:
        raise Refused(scale_question(metric, found.number, other))
    return found.number


def takes_unit(metric: Scaled, unit: str) -> bool:
    """Tell whether numbers in a unit can be put on the scale of a metric."""
    return is_same_unit(unit, metric.unit) or (is_percent(unit) and not metric.unit)


def is_same_unit(one: str, other: str) -> bool:
    """Tell whether two units are one, however percent is written."""
    return one == other or (is_percent(one) and is_percent(other))


def from_percent(metric: Scaled, percent: Decimal) -> Decimal:
    """Return a percentage as the part of one that a plain metric takes; refuse where the metric seems to count percent."""
    share = shifted(percent, -2)
    if not 0 < abs(metric.threshold) <= 1 and percent:
        raise Refused(
            f"{metric.name} is measured in plain numbers, to be {metric.target}, not in %:"
            f" write {plain_number(percent)}; if you mean {plain_number(share)}, write exactly {plain_number(share)}."
        )
    return share


def other_meaning(metric: Scaled, number: Decimal) -> Decimal | None:
    """Return what a bare number is if it was meant on the other scale; None where that can hardly be."""
    limit = abs(metric.threshold)
    if is_percent(metric.unit):
        is_share = 0 < number <= 1 and (limit > 1 or number * 10 < limit)
        return shifted(number, 2) if is_share else None
    if metric.unit or not 0 < limit <= MOST_PERCENT:
        return None
    if limit > 1:
        # Of numbers below one, those that are percent of just about the threshold.
        return shifted(number, 2) if 0 < number < 1 and limit / 2 <= number * 100 <= limit * 2 else None
    is_above_one = metric.baseline is not None and abs(metric.baseline) > 1
    share = shifted(number, -2)
    # One itself is a whole, as a perfect accuracy is.
    decides = limit < 1 < number and metric.met_by(number) and not metric.met_by(share)
    is_asked = not is_above_one and 1 <= number <= FURTHEST_PERCENT and (number > limit * 10 or decides)
    return share if is_asked else None


def scale_question(metric: Scaled, number: Decimal, other: Decimal) -> str:
    """Return the question on which scale a bare number is meant, with how each of both is written."""
    this, that = plain_number(number), plain_number(other)
    if is_percent(metric.unit):
        return (
            f"{metric.name} is measured in %: write {that} or {that}%;"
            f" if you mean {this} %, write {with_unit(this, '%')}."
        )
    offer = f"write {that} or {this}%" if other < number else f"write {that}"
    return (
        f"{metric.name} is to be {metric.target}: {offer}; if you mean {this} itself, write exactly {this}."
    )
