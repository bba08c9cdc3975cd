"""A table as people paste it from a spreadsheet, a file or a page: its lines with their cells, and no wrapping around them."""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rules.refusals import Refused
from rules.words import clean, listing

MOST_NAMED = 10
QUOTED = re.compile(r'"[^"]*"')
# Phones and word processors bend the quotation marks that a table puts around its cells.
STRAIGHT = str.maketrans("“”„", '"""')
# What spreadsheets write before a table, and what pages put around one or under its heading.
SEPARATOR_LINE = re.compile(r'"?sep\s*=\s*(?P<sign>\\t|[;,|\t])?"?', re.IGNORECASE)
FENCE = re.compile(r"(?:`{3,}|~{3,})[\w-]*")
RULER = re.compile(r"[\s|;,\t:+=-]*")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line of a pasted table: where it stands, as it was typed, and its cells."""

    number: int
    text: str
    cells: tuple[str, ...]

    @property
    def bare(self) -> str:
        """Return the line without what stands in quotes."""
        return QUOTED.sub("", self.text.translate(STRAIGHT))


def read_table(text: str) -> tuple[str, tuple[TableLine, ...]]:
    """Return the sign that parts the cells of a pasted table, and its lines."""
    numbered = [
        (number, line.strip(" \r\n\u00a0")) for number, line in enumerate(clean(text).splitlines(), 1)
    ]
    lines = [(number, line.lstrip("\ufeff")) for number, line in numbered if not is_wrapping(line)]
    said = SEPARATOR_LINE.fullmatch(lines[0][1].strip()) if lines else None
    lines = lines[1:] if said else lines
    sign = ((said["sign"] or "").replace("\\t", "\t") if said else "") or delimiter(
        [line for _, line in lines]
    )
    return sign, tuple(TableLine(number, line.strip(), cells(line, sign)) for number, line in lines)


def is_wrapping(line: str) -> bool:
    """Tell whether a line is part of no table: blank cells alone, a ruler, or a fence of code."""
    return bool(RULER.fullmatch(line) or FENCE.fullmatch(line))


def delimiter(lines: Sequence[str]) -> str:
    """Return what parts the cells: a tab, a semicolon or a bar where every line has one outside quotes, or else a comma."""
    bare = [QUOTED.sub("", line.translate(STRAIGHT)) for line in lines]
    return next((sign for sign in "\t;|" if bare and all(sign in line for line in bare)), ",")


def cells(line: str, sign: str) -> tuple[str, ...]:
    """Return the cells of a line; a quoted one may hold the sign that parts them, and empty ones around them are none."""
    line = line.strip(" |") if sign == "|" else line
    straight = line.translate(STRAIGHT) if line.lstrip()[:1] in ("“", "”", "„") else line
    row = [cell.strip() for cell in next(csv.reader([straight], delimiter=sign, skipinitialspace=True))]
    while len(row) > 1 and not row[-1]:
        row.pop()
    return tuple(row)


def read_each(lines: Iterable[TableLine], reader: Callable[[TableLine], T]) -> tuple[T, ...]:
    """Return what a reader makes of each line; refuse with every line that does not read, not with the first alone."""
    found: list[T] = []
    problems: list[tuple[int, str]] = []
    for line in lines:
        try:
            found.append(reader(line))
        except Refused as refusal:
            problems.append((line.number, " ".join(refusal.reasons)))
    if len(problems) == 1:
        raise Refused(problems[0][1])
    if problems:
        raise Refused(*every_problem(problems))
    return tuple(found)


def every_problem(problems: Sequence[tuple[int, str]]) -> Iterable[str]:
    """Yield what is wrong with each of several lines; of many, the last only by their numbers."""
    for number, said in problems[:MOST_NAMED]:
        yield f"Line {number}: {said}"
    rest = [str(number) for number, _ in problems[MOST_NAMED:]]
    if rest:
        yield f"Line{'s' * (len(rest) > 1)} {listing(rest)} {'do' if len(rest) > 1 else 'does'} not read either."
