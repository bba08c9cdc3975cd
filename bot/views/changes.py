"""What changed in an experiment: before, after, and which reviews it reset."""

from collections.abc import Iterator
from itertools import takewhile

from bot.views.text import joined, one_line
from rules.sheets import ExperimentSheet
from rules.staleness import Change
from rules.words import listing, shorten

# How many unchanged words stand on either side of what changed.
AROUND = 2


def change_words(change: Change) -> str:
    """Return the name of a changed field with the reviews that it reset."""
    resets = listing([kind.words for kind in change.resets])
    reviews = "review" if len(change.resets) == 1 else "reviews"
    return f"{change.field.value} (reset the {resets} {reviews})" if resets else change.field.value


def change_summary(sheet: ExperimentSheet) -> str:
    """Return in short what changed, before and after, and what it reset; nothing before the first submission."""
    if not sheet.changes or not sheet.experiment.revision:
        return ""
    return joined((f"Changed: {change_line(change, 60)}" for change in sheet.changes), 900, "more changes")


def change_lines(sheet: ExperimentSheet) -> Iterator[str]:
    """Yield every change with its text before and after."""
    return (f"• {change_line(change, 120)}" for change in sheet.changes)


def change_line(change: Change, length: int) -> str:
    """Return one change on one line: where the texts part, before and after."""
    before, after = parted(change.before, change.after)
    was, now = (one_line(text, length) or "nothing" for text in (before, after))
    return f"*{change_words(change)}:* {was} → {now}"


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
