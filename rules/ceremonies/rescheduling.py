"""How people say to which day or time a ceremony is moved."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from rules.refusals import Refused
from rules.typed_times import DAY, WEEKDAYS, read_day, read_time, read_weekday, weekday_of
from rules.words import clean, shorten, suggestion

# Words that people put between the others and that say nothing more.
FILLERS = frozenset({"to", "at", "on", "every", "each", "and", "the", "once", "next"})
RELATIVE = {"today": 0, "tomorrow": 1}
HOW_TO_MOVE = "Write it like `10:15`, `friday 15:00` or `2030-01-31 16:00`."


@dataclass(frozen=True, slots=True)
class Rescheduling:
    """How a ceremony is to be moved: once to a `day`, or else for good to `weekdays`; either with or without a time."""

    at: time | None = None
    weekdays: tuple[int, ...] = ()
    day: date | None = None


def read_move(text: str, today: date) -> Rescheduling:
    """Return where typed words move a ceremony to: a time, weekdays or a day, in any order."""
    at: time | None = None
    weekdays: list[int] = []
    day: date | None = None
    for word in joined_halves(fold_commas(text).split()):
        if weekday_of(word) is not None and not word.isdigit():
            weekdays.append(read_weekday(word))
        elif word.casefold() in RELATIVE:
            day = today + timedelta(days=RELATIVE[word.casefold()])
        elif DAY.match(word):
            day = read_day(word)
        elif word[0].isdigit():
            at = read_time(word)
        elif word.casefold() not in FILLERS:
            known = (*WEEKDAYS, *RELATIVE)
            raise Refused(f"“{shorten(word, 30)}” is no day or time.{suggestion(word, known)} {HOW_TO_MOVE}")
    if day and weekdays:
        raise Refused(f"Name either one date or days of the week. {HOW_TO_MOVE}")
    if not (at or weekdays or day):
        raise Refused(f"Where to? {HOW_TO_MOVE}")
    return Rescheduling(at, tuple(sorted(set(weekdays))), day)


def fold_commas(text: str) -> str:
    """Return typed words without the commas and quotes around them."""
    return re.sub(r"[,;`“”\"']+", " ", clean(text))


def joined_halves(words: list[str]) -> Iterable[str]:
    """Yield words, “3 pm” as one."""
    for number, word in enumerate(words):
        if re.fullmatch(r"[ap]\.?m\.?", word, re.IGNORECASE) and number and words[number - 1][0].isdigit():
            continue
        following = words[number + 1] if number + 1 < len(words) else ""
        is_half = re.fullmatch(r"[ap]\.?m\.?", following, re.IGNORECASE) and word[0].isdigit()
        yield word + following if is_half else word
