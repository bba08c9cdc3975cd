"""The groups of a bias check, as people type them or paste them from a table: a name, a value, and how many are in it."""

import csv
import re
from collections.abc import Iterator, Sequence

from rules.experiments.bias_facts import GroupValue
from rules.refusals import Refused
from rules.typed import read_quantity
from rules.words import clean, fold, listing, shorten

MOST_GROUPS = 30
LONGEST_GROUP = 40
LARGEST_GROUP = 10**12
EXAMPLE = "women, 0.81"
SHAPE = f"Write it like: {EXAMPLE}"
QUOTED = re.compile(r'"[^"]*"')
# Phones and word processors bend the quotation marks that a table puts around its cells.
STRAIGHT = str.maketrans("“”„", '"""')
# 1,200 is twelve hundred to some and one and a fifth to others; 0,500 and 1,25 can only be decimals.
THOUSANDS = re.compile(r"^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?!\d)")
DECIMAL_COMMA = re.compile(r"^[+-]?\d+(?:\.\d{3})*,\d+(?![\d.,])")
# In “women, 0,81” the second comma stands inside a number: it would read as 0 in a group of 81.
BROKEN_NUMBER = re.compile(r"(?:^|,)\s*(?:[01],\d+$|\d+,0\d*$)|,\s+\d+,\d+$")
DECIMAL_POINT = re.compile(r"\d\.\d")
MISSING = frozenset({"na", "nan", "none", "null", "nil", "n a"})
HEADINGS = frozenset({"group", "groups", "subgroup", "segment", "cohort", "category", "class", "name"})
Row = list[str]


def read_groups(text: str) -> tuple[GroupValue, ...]:
    """Return the groups of a text or CSV with one on each line, as in “women, 0.81”; a header line is let go."""
    lines = [line.strip() for line in clean(text).lstrip("\ufeff").splitlines() if line.strip()]
    sign = delimiter(lines)
    rows = [cells(line, sign) for line in lines]
    if rows and is_header(rows[0]):
        rows, lines = rows[1:], lines[1:]
    elif sign == ",":
        require_whole_numbers(lines)
    if not 2 <= len(rows) <= MOST_GROUPS:
        raise Refused(f"Give 2 to {MOST_GROUPS} groups, one on each line, like: {EXAMPLE}")
    for row, line in zip(rows, lines, strict=True):
        require_shape(row, line)
    has_decimal_comma = decimal_comma([row[1] for row in rows], sign)
    groups = tuple(read_group(row, line, has_decimal_comma) for row, line in zip(rows, lines, strict=True))
    require_alike(groups)
    return groups


def delimiter(lines: Sequence[str]) -> str:
    """Return what parts the cells: a tab or a semicolon where every line has one outside quotes, or else a comma."""
    bare = [QUOTED.sub("", line.translate(STRAIGHT)) for line in lines]
    return next((sign for sign in "\t;" if all(sign in line for line in bare)), ",")


def cells(line: str, sign: str) -> Row:
    """Return the cells of a line; a quoted one may hold the sign that parts them, and empty ones at the end are none."""
    straight = line.translate(STRAIGHT) if line.lstrip()[0] in "“”„" else line
    row = [cell.strip() for cell in next(csv.reader([straight], delimiter=sign, skipinitialspace=True))]
    while len(row) > 1 and not row[-1]:
        row.pop()
    return row


def is_header(row: Row) -> bool:
    """Tell whether a row names its columns: its second cell is a word, and does not say that a value is missing."""
    if len(row) < 2 or not fold(row[1]) or fold(row[1]) in MISSING:
        return False
    return fold(row[0]) in HEADINGS or not any(sign.isdigit() for sign in row[1])


def require_whole_numbers(lines: Sequence[str]) -> None:
    """Refuse a line whose value has a decimal comma that reads as the end of a cell."""
    bare = {line: QUOTED.sub("", line.translate(STRAIGHT)) for line in lines}
    broken = next((line for line, rest in bare.items() if BROKEN_NUMBER.search(rest)), "")
    if broken and not any(DECIMAL_POINT.search(rest) for rest in bare.values()):
        raise Refused(
            f"In “{shorten(broken, 50)}” a comma could part a value from the size of its group, or stand inside a number."
            " Write numbers with a point, like 0.81, or part the cells with semicolons."
        )


def require_shape(row: Row, line: str) -> None:
    """Refuse a line that does not read as a group, its value and perhaps its size."""
    if not 2 <= len(row) <= 3 or not row[0] or len(row[0]) > LONGEST_GROUP:
        raise Refused(
            f"“{shorten(line, 50)}” does not read as a group and its value, with how many are in it if you know. {SHAPE}"
        )


def decimal_comma(values: Sequence[str], sign: str) -> bool:
    """Tell whether the values have a decimal comma, as in 0,5; refuse what could mean two numbers."""
    clear = [one for one in values if DECIMAL_COMMA.match(one) and not THOUSANDS.match(one)]
    unclear = [one for one in values if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}\s*\S*", one)]
    # Where commas part the cells, who writes one in a number has quoted it, as spreadsheets do with thousands.
    if unclear and not clear and sign != "," and not any("." in one for one in values):
        raise Refused(
            f"“{shorten(unclear[0], 30)}” could mean two numbers. Write all values without signs for thousands, like 1200 or 1.2."
        )
    return bool(clear)


def read_group(row: Row, line: str, has_decimal_comma: bool) -> GroupValue:
    """Return one group with its value and its size; refuse a value below zero."""
    typed = row[1].replace(".", "").replace(",", ".") if has_decimal_comma and "," in row[1] else row[1]
    value, unit = read_quantity(typed)
    if value < 0:
        raise Refused(f"“{shorten(line, 50)}” is below zero; ratios need values of zero or more.")
    return GroupValue(row[0], value, unit, read_size(row[2], line) if len(row) > 2 else None)


def read_size(text: str, line: str) -> int:
    """Return how many are in a group; refuse what is no whole number of one or more."""
    bare = re.sub(r"(?<=\d)[,.\s'](?=\d{3}(?:\D|$))", "", text)
    if not (bare.isascii() and bare.isdigit() and 0 < int(bare[:20]) < LARGEST_GROUP):
        raise Refused(
            f"“{shorten(text, 20)}” in “{shorten(line, 50)}” is no size of a group. After the value comes how many are in the group, like: {EXAMPLE}, 240"
        )
    return int(bare)


def require_alike(groups: Sequence[GroupValue]) -> None:
    """Refuse groups that cannot be compared: one that stands twice, or values in different units."""
    if len({fold(one.group) for one in groups}) < len(groups):
        raise Refused("Each group stands once.")
    units = list(units_of(groups))
    if len(units) > 1:
        raise Refused(
            f"These values are in different units: {listing(units)}. Write all of them in the same one."
        )


def units_of(groups: Sequence[GroupValue]) -> Iterator[str]:
    """Yield each unit once, with the first group that is in it."""
    seen: set[str] = set()
    for one in groups:
        if one.unit not in seen:
            seen.add(one.unit)
            yield f"“{shorten(one.group, 30)}” {f'in {one.unit}' if one.unit else 'without a unit'}"
