"""The one message a day that lists what waits for somebody: what is new in it, to whom what is escalated, and when to be silent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum

from rules.people.people import Team
from rules.waiting.clock import Nudge, owed
from rules.waiting.clocks import Clocks
from rules.waiting.waits import AGREED, Waiting

# A message holds so many with their buttons; what is left out was not told, so it comes first the next day.
MOST_LISTED = 10
# A list that was sent is kept true for so long.
KEPT_TRUE = timedelta(days=7)


class ToldAs(Enum):
    """As what somebody hears of something that waits: asked themselves, able to settle it for who is, or kept waiting by it."""

    ASKED = "asked"
    SUBSTITUTE = "substitute"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class ReminderItem:
    """One thing in a digest; `news` is the word about it that was not told before, `known` the last that was."""

    one: Waiting
    role: ToldAs
    news: Nudge | None = None
    known: Nudge | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What waits for one person, or was escalated to them, what is new first; `total` counts also what is left out."""

    user: str
    items: tuple[ReminderItem, ...]
    total: int
    team: Team = field(default_factory=Team)
    links: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_worth_sending(self) -> bool:
        """Tell whether it says anything new, or an owner reminds of something in it."""
        return any(item.news or item.one.reminded_by for item in self.items)


def digest_of(
    user: str,
    waits: Iterable[Waiting],
    clocks: Clocks,
    told: Mapping[tuple[str, str], Nudge],
    reminded: Mapping[int, str],
) -> Digest:
    """Return what somebody is told at a moment; `told` is what they know, `reminded` of which experiments owners remind."""
    items = sorted(items_of(user, waits, clocks, told, reminded), key=place)
    return Digest(user=user, items=tuple(items[:MOST_LISTED]), total=len(items))


def items_of(
    user: str,
    waits: Iterable[Waiting],
    clocks: Clocks,
    told: Mapping[tuple[str, str], Nudge],
    reminded: Mapping[int, str],
) -> Iterator[ReminderItem]:
    """Yield what waits for somebody, and what others let wait too long that they could settle, or own."""
    for one in waits:
        known = told.get((user, one.key))
        if one.waits_for(user):
            by = reminded.get(one.experiment, "") if one.experiment else ""
            asked = replace(clocks.timed(one, user), reminded_by=by)
            reached = clocks.reached(one, user)
            # What was agreed on is new as often as it is planned anew, which telling of it does.
            news = reached if one.kind in AGREED else owed(reached, known)
            yield ReminderItem(asked, ToldAs.ASKED, news, known)
        elif role := escalated_to(user, one, clocks):
            yield ReminderItem(clocks.timed(one), role, owed(Nudge.ESCALATED, known), known)


def escalated_to(user: str, one: Waiting, clocks: Clocks) -> ToldAs | None:
    """Return as what somebody hears of what others let wait too long; None where it does not concern them, or not yet."""
    if user not in one.could and user != one.owner:
        return None
    if not clocks.is_escalated(one):
        return None
    return ToldAs.SUBSTITUTE if user in one.could else ToldAs.OWNER


def place(item: ReminderItem) -> tuple[bool, bool, float]:
    """Return where an item stands: what an owner reminds of and what is new first, then the longest waiting."""
    return not item.one.reminded_by, item.news is None, item.one.since.timestamp()
