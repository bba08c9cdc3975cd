"""Stand-ins: who is asked in the place of somebody who is away, never in a circle, and only who may decide themselves."""

from collections.abc import Callable, Iterator, Mapping

from rules.marks import mention
from rules.people.absences import Absence
from rules.people.people import DECIDING, Duty, Member

Absences = Mapping[str, Absence]
NOBODY_AWAY: Absences = {}


def chain(user: str, absences: Absences) -> Iterator[str]:
    """Yield who stands in for somebody, then who stands in for that one while they are away too; each once."""
    seen = {user}
    while user in absences and absences[user].stand_in not in ("", *seen):
        user = absences[user].stand_in
        seen.add(user)
        yield user


def stand_in_of(user: str, absences: Absences, may: Callable[[str], bool]) -> str:
    """Return who is asked in somebody's place: the first in their chain who is there and may; nobody otherwise."""
    return next((one for one in chain(user, absences) if one not in absences and may(one)), "")


def stand_in_objections(user: Member, stand_in: Member, absences: Absences) -> Iterator[str]:
    """Yield every reason why one cannot stand in for the other; `absences` are those of now."""
    who, named = mention(user.id), mention(stand_in.id)
    if user.id == stand_in.id:
        yield f"{named} cannot stand in for themselves. Name somebody else."
        return
    lent = user.duties & DECIDING
    if not lent:
        yield f"{who} holds no duty, so nobody needs to stand in. Leave out “for {named}”."
    elif not lent & stand_in.duties:
        words = ", ".join(duty.words for duty in Duty if duty in lent)
        first = next(duty for duty in Duty if duty in lent)
        yield (
            f"{named} holds none of the duties of {who} ({words}), so could decide nothing in their place."
            f" An admin can give one: `/team give @who {first.words}`."
        )
    if user.id in chain(stand_in.id, absences):
        yield f"{named} is away, and {who} stands in for them: that would go in a circle. Name somebody else."
    elif stand_in.id in absences and all(one in absences for one in chain(stand_in.id, absences)):
        last_day = absences[stand_in.id].last_day
        yield f"{named} is away until {last_day.day} {last_day:%B} themselves. Name somebody who is there."
