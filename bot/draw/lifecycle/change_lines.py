"""What changed in an experiment: before, after, and which reviews it reset."""

from collections.abc import Iterator
from itertools import takewhile

from bot.draw.text import joined, one_line
from rules.experiments.differences import metric_differences
from rules.experiments.sheets import ExperimentSheet
from rules.experiments.staleness import Field, FieldChange
from rules.words import listing, shorten

# How many unchanged words stand on either side of what changed.
AROUND = 2
LONGEST_METRIC = 240


def change_words(change: FieldChange) -> str:
    """Return the name of a changed field with the reviews that it reset."""
    resets = listing([kind.words for kind in change.resets])
    reviews = "review" if len(change.resets) == 1 else "reviews"
    return f"{change.field.value} (reset the {resets} {reviews})" if resets else change.field.value


def change_summary(sheet: ExperimentSheet) -> str:
    """Return in short what changed, before and after, and what it reset; nothing before the first submission."""
    if not sheet.changes or not sheet.experiment.revision:
        return ""
    lines = (line for change in sheet.changes for line in lines_of(change, 60, "Changed: "))
    return joined(lines, 1400, "more changes")


def change_lines(sheet: ExperimentSheet) -> Iterator[str]:
    """Yield every change with its text before and after."""
    return (line for change in sheet.changes for line in lines_of(change, 120, "• "))


def lines_of(change: FieldChange, length: int, mark: str) -> Iterator[str]:
    """Yield one change: where the texts part, before and after, on one line; of metrics each one that differs on its own."""
    first, *others = differences(change, length)
    yield f"{mark}*{change_words(change)}:* {first}"
    yield from (f"    {other}" for other in others)


def differences(change: FieldChange, length: int) -> Iterator[str]:
    """Yield what differs in one change."""
    metrics = metric_differences(change.before, change.after) if change.field is Field.METRICS else ()
    if metrics:
        yield from (one_line(metric, LONGEST_METRIC) for metric in metrics)
        return
    before, after = parted(change.before, change.after)
    was, now = (one_line(text, length) or "nothing" for text in (before, after))
    yield f"{was} → {now}"


def parted(before: str, after: str) -> tuple[str, str]:
    """Return two texts without the words that they begin and end with alike, save a few around what changed."""
    old, new = before.split(), after.split()
    shared = min(len(old), len(new))
    head = alike(old, new)
    tail = min(alike(old[::-1], new[::-1]), shared - head)
    start, stop = max(head - AROUND, 0), max(tail - AROUND, 0)
    return excerpt(old, start, stop), excerpt(new, start, stop)


def alike(one: list[str], other: list[str]) -> int:
    """Return with how many equal words two texts begin."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def excerpt(words: list[str], start: int, stop: int) -> str:
    """Return words without the first and the last ones, with an ellipsis for each cut."""
    kept = words[start : len(words) - stop]
    return shorten(" ".join([*(["…"] if start else []), *kept, *(["…"] if stop else [])]), 3000)
