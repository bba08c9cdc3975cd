"""What rows of ceremonies that are due name."""

from dataclasses import dataclass

from rules.ceremony_names import Ceremony, HoldingKey

MOST_DUE = 5000


@dataclass(frozen=True, slots=True)
class DueSchedule:
    """A schedule whose next holding begins."""

    workspace: str
    channel: str
    ceremony: Ceremony


@dataclass(frozen=True, slots=True)
class DueHolding:
    """A holding of which something is due."""

    workspace: str
    key: HoldingKey
