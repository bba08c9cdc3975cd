"""What a row that is due names."""

from dataclasses import dataclass
from datetime import date

from rules.ceremony_names import Ceremony
from store.ceremonies.ceremony_tables import HoldingRow

MOST_DUE = 5000


@dataclass(frozen=True, slots=True)
class Due:
    """A row that is due: a schedule, or a holding where `day` is given."""

    workspace: str
    channel: str
    ceremony: Ceremony
    day: date | None = None


def due_of(row: HoldingRow) -> Due:
    """Return which holding is due."""
    return Due(row.workspace, row.channel, row.ceremony, row.day)
