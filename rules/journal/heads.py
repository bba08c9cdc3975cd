"""Heads of the journal: what each stands for, how it is read where somebody gives it, and when the daily one is due."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from rules.refusals import Refused
from rules.words import shorten

HASH = re.compile(r"\b[0-9a-f]{16,64}\b")
AT_ENTRY = re.compile(r"\bentry\s+(\d{1,3}(?:,\d{3})+|\d{1,12})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands for the whole journal up to an entry; `posted_at` is when Slack was told."""

    position: int
    digest: str
    posted_at: datetime | None = None
    channel: str = ""

    @property
    def origin(self) -> str:
        """Return where the head is known from."""
        return f"The head posted on {self.posted_at:%d %b %Y}" if self.posted_at else "The head you gave"


def read_head(text: str) -> Head:
    """Return the head that a line copied from Slack tells."""
    digest, entry = HASH.search(text.lower()), AT_ENTRY.search(text)
    if not digest or not entry:
        raise Refused(
            f"“{shorten(text, 60)}” is not the line of a journal head. Copy it whole from Slack,"
            " as in: Journal head 5dc9da79… at entry 1,234 (with all its digits)"
        )
    return Head(int(entry[1].replace(",", "")), digest[0])


def is_daily_due(told_on: date | None, told: int, size: int, today: date) -> bool:
    """Tell whether the daily head is to be posted: on a new day, if something was sealed since the last."""
    return told_on is not None and told_on < today and told < size
