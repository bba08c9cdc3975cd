"""Tables as a spreadsheet opens them: what people wrote is shown there and never run."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# A spreadsheet runs what begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A number below zero is no formula.
NEGATIVE = re.compile(r"-[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table that a spreadsheet shows and does not run."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a negative number is none."""
    is_number = NEGATIVE.fullmatch(cell)
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) and not is_number else cell
