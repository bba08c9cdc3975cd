"""What happens to a seat besides a decision: a question that is asked first, a handover to somebody else; and how it waits."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.people.people import Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody wants to know before they decide in the seat of a duty; `turn` is the revision of the board, or the
    round of the gate. Until it is answered the seat stays open, and its clock stands still."""

    duty: Duty
    turn: int
    by: str
    at: datetime
    text: str
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has answered it yet."""
        return self.answered_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedSeat:
    """That somebody asks another holder of the duty to decide in their place, in one revision of the board or one round of
    the gate."""

    duty: Duty
    turn: int
    by: str
    to: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """Somebody of whom a decision is awaited: `in_place_of` is who is away and named them, `away_until` is their own last
    day away."""

    user: str
    in_place_of: str = ""
    away_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatWait:
    """How an open seat waits: since when, of whom it is awaited, and until when, unless its clock stands still because a
    question waits for its answer."""

    since: datetime
    asked: tuple[AskedPerson, ...]
    due: datetime | None = None
    is_late: bool = False
    is_stopped: bool = False
