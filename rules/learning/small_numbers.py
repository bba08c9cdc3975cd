"""From how many on something is told of many: below that a number says how small it is, and no share and no median."""

from collections.abc import Sequence
from math import ceil

from rules.words import counted

# As few as support the 80% of a forecast; of fewer, one more would turn any share or median over.
FEWEST = 4
TOO_FEW = "too few to tell"


def is_enough(number: int, percent: int = 50) -> bool:
    """Tell whether so many say within what a percentage of them lies: 4 for a half and for 80%, 9 for 90%."""
    return number >= fewest(percent)


def fewest(percent: int = 50) -> int:
    """Return how many it takes at least: so many that the next one keeps the bound with that chance, as forecasts do."""
    return max(FEWEST, ceil(percent / (100 - percent)))


def few_words(number: int, noun: str) -> str:
    """Return how small a number is: “2 results: too few to tell”."""
    return f"{counted(number, noun)}: {TOO_FEW}"


def within(values: Sequence[float], percent: int) -> float | None:
    """Return within what a percentage of values lies, by the order statistic of the forecasts; None where they are too few."""
    if not is_enough(len(values), percent):
        return None
    return sorted(values)[ceil(percent * (len(values) + 1) / 100) - 1]
