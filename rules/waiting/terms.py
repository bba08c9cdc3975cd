"""In how many working days what waits is due, as an admin types it."""

import re
from dataclasses import replace

from rules.numbers.typed_numbers import whole_number
from rules.people.projects import Workstream
from rules.refusals import Refused
from rules.waiting.clock import Terms
from rules.words import clean, counted, fold, shorten

MOST_DAYS = 20
SMALL_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
FILLERS = frozenset(
    {"working", "workday", "workdays", "day", "days", "in", "within", "for", "is", "due", "the"}
)
HOW_DUE = (
    "Write the working days, like “2 days”, or those of a workstream, like “production 1 day”; “production default”"
    " makes it as all others are."
)


def read_terms(text: str, before: Terms) -> Terms:
    """Return the terms with what was typed changed; refuse what names no number of days."""
    typed = re.split(r"\s+|[:=]|,(?!\d)", clean(text))
    words = [word for part in typed if (word := folded(part)) and word not in FILLERS]
    streams = [one for one in Workstream if fold(one.words) in words]
    rest = [word for word in words if word not in {fold(one.words) for one in streams}]
    if len(streams) > 1 or len(rest) != 1:
        raise Refused(f"“{shorten(text, 40)}” says no number of working days. {HOW_DUE}")
    if rest[0] == "default":
        kept = {stream: days for stream, days in before.by_workstream.items() if stream not in streams}
        return replace(before, by_workstream=kept) if streams else Terms()
    days = read_days(rest[0], text)
    if streams:
        return replace(before, by_workstream={**before.by_workstream, streams[0]: days})
    return replace(before, days=days)


def folded(word: str) -> str:
    """Return a word as it is compared; what has a digit stays as it was typed, with its sign."""
    return word if any(sign.isdigit() for sign in word) else fold(word)


def read_days(word: str, text: str) -> int:
    """Return a typed number of working days."""
    days = SMALL_NUMBERS.get(word) or whole_number(word)
    if days is None:
        raise Refused(f"“{shorten(text, 40)}” says no number of working days. {HOW_DUE}")
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"What waits is due in 1 to {MOST_DAYS} working days. {HOW_DUE}")
    return days


def terms_words(terms: Terms) -> str:
    """Return the terms as a sentence begins with them."""
    others = [
        f"{stream.words} {counted(terms.by_workstream[stream], 'working day')}"
        for stream in Workstream
        if stream in terms.by_workstream
    ]
    apart = f" ({', '.join(others)})" if others else ""
    return f"A review or an approval is due in {counted(terms.days, 'working day')}{apart}"
