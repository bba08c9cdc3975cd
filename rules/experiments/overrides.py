"""The five items of the checklist, and the overrides of one: asked for with a reason, confirmed by a second person."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Item(StrEnum):
    """The five items, in the brief's words."""

    PERFORMANCE = "Model performance meets threshold"
    SAFETY = "Safety evaluation passed"
    COST = "Cost projection acceptable"
    DOCUMENTATION = "Documentation complete"
    ROLLBACK = "Rollback plan defined"


class OverrideOutcome(StrEnum):
    """What became of the wish to override an item."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """The wish to let an item pass although its evidence lacks something: `lacks` are the sentences that it covers, and
    `digest` is of what a review of that item judges."""

    item: Item
    lacks: tuple[str, ...]
    reason: str
    revision: int
    digest: str
    asked_by: str
    asked_at: datetime
    outcome: OverrideOutcome = OverrideOutcome.ASKED
    settled_by: str = ""
    settled_at: datetime | None = None

    @property
    def is_confirmed(self) -> bool:
        """Tell whether a second person has confirmed it."""
        return self.outcome is OverrideOutcome.CONFIRMED

    @property
    def is_awaited(self) -> bool:
        """Tell whether nobody has answered it yet."""
        return self.outcome is OverrideOutcome.ASKED
