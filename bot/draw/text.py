"""Text as Slack wants it: what people typed escaped, mentions and dates as markup, everything within limits."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from rules.evidence.evidence_links import LINK
from rules.marks import CLOSES, MARKED, OPENS
from rules.paging import MOST_COUNTED, up_to_most
from rules.people.people import Team, mentions
from rules.words import counted, shorten

SECTION = 3000
# What people wrote on several lines is shown on as many, up to so many.
MOST_LINES = 6
USER = re.compile(r"[UW][A-Z0-9]{1,20}")
CHANNEL = re.compile(r"[CG][A-Z0-9]{1,20}")
NAMED = f"{OPENS}@[UW][A-Z0-9]{{1,20}}{CLOSES}"
CROWD = re.compile(f"{NAMED}(?:, {NAMED}){{8,}}")
MOST_NAMED, LONGEST_NAME = 8, 80
# Slack has no way to escape them. Within a word, as in p95_latency, the last two are no marks.
MARKS = re.compile(
    r"[*`]|(?<![_~])(?:(?<![^\W_])[_~]++|[_~]++(?![^\W_])|_++~[_~]*+|~++_[_~]*+)",
)
CODE = re.compile(r"`([^`\n]+)`")
PLAIN_SIGNS = {"*": "\u2217", "`": "\u02cb", "_": "\uff3f", "~": "\u223c"}
NOBODY = Team()


def escape(text: str) -> str:
    """Return typed text so that Slack shows it as typed and nobody is pinged by it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fit(text: str, length: int) -> str:
    """Return typed text escaped and cut to `length` characters, counted after escaping."""
    escaped = escape(text)
    if len(escaped) <= length:
        return escaped
    return whole_entities(escaped[: length - 1]).rstrip() + "…"


def whole_entities(escaped: str) -> str:
    """Return escaped text without an entity that was cut in two at its end."""
    start = escaped.rfind("&")
    return escaped[:start] if start >= 0 and ";" not in escaped[start:] else escaped


def one_line(text: str, length: int) -> str:
    """Return typed text escaped, on one line, and cut to `length` characters."""
    return fit(shorten(text, length), length)


def folded(text: str, length: int, most: int = MOST_LINES) -> str:
    """Return typed text escaped, with its first lines as they were typed, how many follow, cut to `length` characters."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    more = f"\n… and {counted(len(lines) - most, 'more line')}" if len(lines) > most else ""
    return fit("\n".join(lines[:most]), length - len(more)) + more


def unmarked(text: str) -> str:
    """Return text whose signs of bold, code, italic and strike are replaced by ones alike, which Slack only shows."""
    return MARKS.sub(lambda found: "".join(PLAIN_SIGNS[sign] for sign in found[0]), text)


def bold(text: str, length: int) -> str:
    """Return typed text in bold, on one line; a mark within it would end the bold."""
    return f"*{unmarked(one_line(text, length))}*"


def sentence(text: str) -> str:
    """Return one of our own sentences as mrkdwn: what it quotes is escaped, people and channels are links."""
    return linked(fit(without_crowds(text), SECTION))


def linked(escaped: str) -> str:
    """Return escaped text in which the people and channels that it names are links."""
    return MARKED.sub(lambda found: markup(found[1]), escaped)


def markup(named: str) -> str:
    """Return a person, a channel or a button as markup; `named` is what a sentence names, escaped."""
    kind, name = named[:1], named[1:]
    if (kind == "@" and USER.fullmatch(name)) or (kind == "#" and CHANNEL.fullmatch(name)):
        return f"<{named}>"
    return unmarked(named) if kind in "@#" else f"*{unmarked(named)}*"


def plain_sentence(text: str, team: Team = NOBODY) -> str:
    """Return one of our own sentences with people by their names, for where nobody is to be pinged."""
    return MARKED.sub(
        lambda found: plain_name(found[1][1:], team) if found[1].startswith("@") else found[1],
        without_crowds(text),
    )


def quiet_sentence(text: str, team: Team, length: int) -> str:
    """Return one of our own sentences as mrkdwn that pings nobody: people are named, and no name breaks its formatting."""
    named = MARKED.sub(lambda found: mark_named(found[1], team), without_crowds(text))
    return one_line(named, length)


def mark_named(named: str, team: Team) -> str:
    """Return what a sentence names by its name; a button as it stands."""
    return unmarked(plain_name(named[1:], team)) if named.startswith("@") else named


def plain_text(text: str, team: Team = NOBODY) -> str:
    """Return one of our own sentences for a place that shows no markup: people are named, and code stands in quotes."""
    return CODE.sub(r"“\1”", plain_sentence(text, team))


def plain_lines(sentences: Sequence[str]) -> str:
    """Return several sentences apart for a place that shows plain text, and may run its lines together."""
    return "".join(sentences) if len(sentences) < 2 else "\n".join(f"• {one}" for one in sentences)


def plain_name(user: str, team: Team) -> str:
    """Return a member's name; an id, which tells people nothing, is never shown."""
    name = team.name(user)
    return name if name != user else "somebody else"


def without_crowds(text: str) -> str:
    """Return a sentence in which a long row of people is cut to its first few."""
    return CROWD.sub(lambda row: few([found[1][1:] for found in MARKED.finditer(row[0])]), text)


def few(users: Sequence[str]) -> str:
    """Return the first few of many people, as a sentence names them."""
    return mentions(users[:MOST_NAMED]) + more_people(len(users))


def person(user: str) -> str:
    """Return a mention of a user; anything that is no user id stands as escaped text."""
    return f"<@{user}>" if USER.fullmatch(user) else name_as_text(user)


def people(users: Sequence[str]) -> str:
    """Return mentions of users, the first few of many."""
    return ", ".join(person(user) for user in users[:MOST_NAMED]) + more_people(len(users))


def names(users: Sequence[str], team: Team) -> str:
    """Return the names of users without pinging them, the first few of many."""
    named = ", ".join(name_as_text(team.name(user)) for user in users[:MOST_NAMED])
    return named + more_people(len(users))


def name_as_text(name: str, length: int = LONGEST_NAME) -> str:
    """Return a display name so that Slack shows it as it is: a mark in it would make bold what stands around it."""
    return unmarked(one_line(name, length))


def more_people(number: int) -> str:
    """Return how many people a row leaves out, if it leaves out any."""
    return f" and {number - MOST_NAMED} more" if number > MOST_NAMED else ""


def because(reason: str, length: int) -> str:
    """Return a typed reason as it follows what was decided, whether or not it was typed with its “because”."""
    bare = re.sub(r"^\s*because\b[\s,:]*", "", reason, flags=re.IGNORECASE)
    return f"because {folded(bare or reason, length)}"


def moment(when: datetime) -> str:
    """Return a moment as a Slack date, which everybody reads in their own zone."""
    fallback = when.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(when.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}>"


def moments_in(text: str, spoken: re.Pattern[str]) -> str:
    """Return text in which each time in UTC that a pattern finds is a Slack date; what is no time stays."""
    return spoken.sub(lambda found: as_moment(found["at"]) or found[0], text)


def as_moment(spoken: str) -> str:
    """Return a time that is told in UTC as a Slack date, or nothing where it is none."""
    try:
        return moment(datetime.fromisoformat(spoken).replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return ""


def day(when: date) -> str:
    """Return a calendar day, which is the same in every zone."""
    return f"{when.day} {when:%b %Y}"


def day_words(when: date) -> str:
    """Return a day as people speak of it: “Monday 2 March”."""
    return f"{when:%A} {when.day} {when:%B}"


def card_link(words: str, address: str) -> str:
    """Return words that lead to the card of an experiment; the words alone where it has no address."""
    return f"<{escape(address)}|{words}>" if address else words


def link(reference: str, length: int = 350) -> str:
    """Return a link as a link, and anything else as escaped text; what is longer than `length` is cut."""
    # A bar would end the address within Slack's markup.
    address = reference.replace("|", "%7C")
    if not LINK.match(address) or len(escape(address)) + 70 > length:
        return unmarked(one_line(reference, length))
    shown = address.split("://", 1)[1].rstrip("/")
    return f"<{escape(address)}|{one_line(shown, 60)}>"


def joined(lines: Iterable[str], length: int = SECTION, what: str = "more", *, total: int = 0) -> str:
    """Return as many whole lines as fit, and how many are left out, of `total` where the lines are but the first."""
    kept: list[str] = []
    every = list(lines)
    # Room is kept for the line that says how many are left out.
    room = length - len(what) - (35 if total > MOST_COUNTED else 20)
    for line in every:
        if sum(len(one) + 1 for one in kept) + len(line) > room:
            break
        kept.append(line)
    left_out = max(total, len(every)) - len(kept)
    more = up_to_most(left_out, MOST_COUNTED - len(kept)) if total > MOST_COUNTED else left_out
    return "\n".join([*kept, f"… and {more} {what}"] if left_out else kept)


def pieces(markup: str, length: int = SECTION) -> tuple[str, ...]:
    """Return long markup in pieces of at most `length` characters, parted at blanks where there are any."""
    found: list[str] = []
    rest = markup
    while len(rest) > length:
        head = whole_entities(rest[:length])
        # A line end first: a blank may stand inside a Slack date.
        ends = (head.rfind("\n"), head.rfind(" "), len(head))
        end = next(place for place in ends if place > length // 2)
        found.append(rest[:end])
        rest = rest[end:].lstrip()
    return tuple(piece for piece in (*found, rest) if piece)
