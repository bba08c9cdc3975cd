"""Who is meant by a name that was typed: found where exactly one member bears it, asked back where several do."""

from collections.abc import Callable, Sequence

from rules.people.people import Member, Team
from rules.refusals import Refused
from rules.words import clean, fold, listing, shorten, suggestion

# Display names have no more words than this.
MOST_WORDS = 6
HOW = "Type @ and pick the member from Slack's list."


def split_member(text: str, team: Team) -> tuple[str, str]:
    """Return the member whose name a text begins with, and the words after it; refuse a name that nobody or several bear."""
    words = clean(text).removeprefix("@").split()
    for length in range(min(MOST_WORDS, len(words)), 0, -1):
        name = " ".join(words[:length])
        found = bearers(name, team)
        if len(found) == 1:
            return found[0].id, " ".join(words[length:])
        if found:
            named = listing([f"“{one.name}”" for one in found[:5]], "or")
            raise Refused(f"“{shorten(name, 40)}” could be {named}. {HOW}")
    known = [member.name for member in people_of(team)]
    # A name may have two words, or what is typed behind it is no more of the name.
    ways = (" ".join(words[:2]), " ".join(words[:1]))
    name, near = next(((way, near) for way in ways if (near := suggestion(way, known))), (ways[-1], ""))
    raise Refused(f"Nobody here is called “{shorten(name, 40)}”.{near} {HOW}")


def bearers(name: str, team: Team) -> Sequence[Member]:
    """Return who bears a name: those called exactly so, or else those whose name begins with these words."""
    folded, everyone = fold(name), people_of(team)
    if not folded:
        return ()
    ways: tuple[Callable[[str], bool], ...] = (
        lambda known: known == folded,
        lambda known: known.startswith(f"{folded} "),
    )
    found = ([member for member in everyone if way(fold(member.name))] for way in ways)
    return next((some for some in found if some), [])


def people_of(team: Team) -> list[Member]:
    """Return the people of a workspace."""
    return [member for member in team.members if member.is_person]
