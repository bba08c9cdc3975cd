"""The groups of a bias check, as people type them or paste them from a table: a name, a value, and how many are in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from rules.evidence.pasted_tables import TableLine, read_each, read_table
from rules.experiments.bias_facts import GroupValue
from rules.names import twice_named
from rules.numbers.scales import MOST_PERCENT
from rules.numbers.typed_numbers import Notation, read_quantity, shifted, whole_number
from rules.placeholders import is_filler
from rules.refusals import Refused
from rules.typed import plain_number
from rules.words import fold, listing, shorten

MOST_GROUPS = 30
LONGEST_GROUP = 40
LARGEST_GROUP = 10**12
EXAMPLE = "women, 0.81"
SHAPE = f"Write it like: {EXAMPLE}"
# In “women, 0,81” the second comma stands inside a number: it would read as 0 in a group of 81.
BROKEN_NUMBER = re.compile(r"(?:^|,)\s*(?:[01],\d+$|\d+,0\d*$)|,\s+\d+,\d+$")
DECIMAL_POINT = re.compile(r"\d\.\d")
MISSING = frozenset({"na", "nan", "none", "null", "nil", "n a"})
# So many times as large as the largest part of one, a number may well be one in percent.
LEAST_APART, MOST_APART = 25, 400
EXACTLY = re.compile(r"exactly\s", re.IGNORECASE)
HEADINGS = frozenset({"group", "groups", "subgroup", "segment", "cohort", "category", "class", "name"})


@dataclass(frozen=True, slots=True)
class Column:
    """How the values of all groups are written, and those of them that have one meaning by themselves."""

    notation: Notation
    scales: tuple[Decimal, ...]


def read_groups(text: str) -> tuple[GroupValue, ...]:
    """Return the groups of a text or a pasted table with one on each line, as in “women, 0.81”; a header line is let go."""
    sign, lines = read_table(text)
    if lines and is_header(lines[0].cells):
        lines = lines[1:]
    elif sign == ",":
        require_whole_numbers(lines)
    if not 2 <= len(lines) <= MOST_GROUPS:
        raise Refused(f"Give 2 to {MOST_GROUPS} groups, one on each line, like: {EXAMPLE}")
    column = read_column([line.cells[1] for line in lines if len(line.cells) > 1], sign)
    groups = read_each(lines, partial(read_group, column=column))
    require_alike(groups)
    if not any(EXACTLY.match(line.cells[1]) for line in lines):
        require_one_scale(groups)
    return groups


def is_header(row: Sequence[str]) -> bool:
    """Tell whether a row names its columns: its second cell is a word, and does not say that a value is missing."""
    if len(row) < 2 or is_missing(row[1]):
        return False
    return fold(row[0]) in HEADINGS or not any(sign.isdigit() for sign in row[1])


def is_missing(text: str) -> bool:
    """Tell whether a cell says that its value is not there."""
    return fold(text) in MISSING or is_filler(text)


def require_whole_numbers(lines: Sequence[TableLine]) -> None:
    """Refuse lines whose value has a decimal comma that reads as the end of a cell."""
    broken = [line.text for line in lines if BROKEN_NUMBER.search(line.bare)]
    if broken and not any(DECIMAL_POINT.search(line.bare) for line in lines):
        named = listing([f"“{shorten(line, 50)}”" for line in broken[:5]])
        raise Refused(
            f"In {named} a comma could part a value from the size of its group, or stand inside a number."
            " Write numbers with a point, like 0.81, or part the cells with semicolons."
        )


def require_shape(line: TableLine) -> None:
    """Refuse a line that does not read as a group, its value and perhaps its size."""
    row = line.cells
    if not 2 <= len(row) <= 3 or not row[0] or len(row[0]) > LONGEST_GROUP:
        raise Refused(
            f"“{shorten(line.text, 50)}” does not read as a group and its value, with how many are in it if you know. {SHAPE}"
        )


def read_column(values: Sequence[str], sign: str) -> Column:
    """Return how the values of a column are written, as far as those with one meaning tell: it is one column's way."""
    found = {one: known for one in values if (known := alone(one)) is not None}
    numbers = tuple(found.values())
    broken = {max(",.", key=one.rfind) for one, known in found.items() if known != known.to_integral_value()}
    if len(broken) == 1:
        return Column(Notation(decimal_comma="," in broken, decimal_point="." in broken), numbers)
    # Where commas part the cells, who writes one in a number has quoted it, as spreadsheets do with thousands; and where all
    # numbers have a point, a program wrote them.
    by_commas = sign == ","
    return Column(
        Notation(
            decimal_comma=False if by_commas else None,
            decimal_point=True if by_commas and not numbers else None,
        ),
        numbers,
    )


def alone(text: str) -> Decimal | None:
    """Return the number that a text means whatever stands around it; None where it has two meanings or none."""
    try:
        return read_quantity(text).number
    except Refused:
        return None


def read_group(line: TableLine, *, column: Column) -> GroupValue:
    """Return one group with its value and its size; refuse a value below zero."""
    require_shape(line)
    row = line.cells
    found = read_quantity(row[1], column.scales, column.notation)
    if found.number < 0:
        raise Refused(f"“{shorten(line.text, 50)}” is below zero; ratios need values of zero or more.")
    size = read_size(row[2], line.text) if len(row) > 2 else None
    return GroupValue(row[0], found.number, found.unit, size)


def read_size(text: str, line: str) -> int:
    """Return how many are in a group; refuse what is no whole number of one or more."""
    size = whole_number(text)
    if size is None or not 0 < size < LARGEST_GROUP:
        raise Refused(
            f"“{shorten(text, 20)}” in “{shorten(line, 50)}” is no size of a group. After the value comes how many are in the group, like: {EXAMPLE}, 240"
        )
    return size


def require_alike(groups: Sequence[GroupValue]) -> None:
    """Refuse groups that cannot be compared: one that stands twice, or values in different units."""
    twice = list(twice_named(one.group for one in groups))
    if twice:
        raise Refused(f"Each group stands once; {listing(twice)}.")
    units = list(units_of(groups))
    if len(units) > 1:
        raise Refused(
            f"These values are in different units: {listing(units)}. Write all of them in the same one."
        )


def require_one_scale(groups: Sequence[GroupValue]) -> None:
    """Ask back values of which some read as parts of one and others as percentages, with nothing that says so."""
    parts = [one for one in groups if not one.unit and 0 < one.value <= 1]
    largest = max(groups, key=lambda one: one.value)
    if not parts or not 1 < largest.value <= MOST_PERCENT:
        return
    part = max(parts, key=lambda one: one.value)
    if not LEAST_APART <= largest.value / part.value <= MOST_APART:
        return
    percent, share = plain_number(largest.value), plain_number(part.value)
    raise Refused(
        f"“{shorten(largest.group, 30)}” is {percent} and “{shorten(part.group, 30)}” is {share}: are they on one scale?"
        f" Write {plain_number(shifted(largest.value, -2))} beside {share}; if you mean {percent} itself, write exactly {percent}."
    )


def units_of(groups: Sequence[GroupValue]) -> Iterator[str]:
    """Yield each unit once, with the first group that is in it."""
    seen: set[str] = set()
    for one in groups:
        if one.unit not in seen:
            seen.add(one.unit)
            yield f"“{shorten(one.group, 30)}” {f'in {one.unit}' if one.unit else 'without a unit'}"
