"""What makes somebody a maker of an experiment for good: a part once had in it, and ownership that changed hands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PartKind(StrEnum):
    """What somebody brought who neither owned nor proposed."""

    CONTRIBUTED = "contributed"
    CHANGED = "changed"
    SUGGESTED = "suggested"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPart:
    """A part that somebody once had in an experiment, at which revision; it is never taken away. `link` leads to the
    message that suggested it, where one did."""

    by: str
    kind: PartKind
    revision: int
    link: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The message from which an experiment is proposed: who wrote it, or nobody where no person did, and where it stands."""

    author: str
    link: str


class HandoverOutcome(StrEnum):
    """What became of the wish that somebody else owns an experiment."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """The wish that `to` owns an experiment in the place of `of`; until `to` accepts, nothing changes."""

    of: str
    to: str
    revision: int
    asked_by: str
    asked_at: datetime
    outcome: HandoverOutcome = HandoverOutcome.ASKED
    settled_by: str = ""
    settled_at: datetime | None = None

    @property
    def is_accepted(self) -> bool:
        """Tell whether it changed the owner."""
        return self.outcome is HandoverOutcome.ACCEPTED

    @property
    def is_awaited(self) -> bool:
        """Tell whether nobody has answered it yet."""
        return self.outcome is HandoverOutcome.ASKED
