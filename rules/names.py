"""When two names are one: how a name is written is let go, and no sign that tells it from another is."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256

from rules.words import is_letter, listing, shorten

# A sign written small above the line makes a power: 10⁵ is not 105.
POWERS = re.compile("([\u2070\u00b9\u00b2\u00b3\u2074-\u207b]+)")
COMPARISONS = (
    *((sign, "≥") for sign in (">=", "\u2267", "\u2a7e")),
    *((sign, "≤") for sign in ("<=", "\u2266", "\u2a7d")),
    ("!=", "≠"),
)
# Symbols of calculation, of money and pictures tell names apart, and so do these, as in C#, R&D, A* and recall@5.
SYMBOLS = frozenset({"Sm", "Sc", "Sk", "So"})
TELLING = frozenset("#%&*@§†‡‰‱′″٪")
QUOTES = "`"
SHARP = "\u266f"
# How a picture is drawn, which no reader sees in a name.
SELECTORS = dict.fromkeys(range(0xFE00, 0xFE10))
MOST_NAMED = 3


# A card asks for the same names again and again.
@lru_cache(maxsize=4096)
def field_of(kind: str, name: str) -> str:
    """Return the name of the field of a form that asks for something of a kind about what bears a name."""
    return f"{kind}_of_{sha256(name.encode()).hexdigest()[:16]}"


# One drawing compares each value's name with each metric's.
@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Return a name as it is compared with others: two names that give the same one mean one thing.

    Capital letters, blanks, quotes, brackets and what parts words are let go, as in “p95_latency” and “P95 latency”;
    what tells names apart stays, as in C++ and C#, >65 and <65, 10⁵ and 105.
    """
    signs = plainly_written(name)
    around = zip(f" {signs}", signs, f"{signs[1:]} ", strict=False)
    kept = "".join(sign if tells(before, sign, after) else " " for before, sign, after in around)
    # A name of nothing but such signs is what it looks like.
    return without_blanks(kept) or signs.strip()


def plainly_written(name: str) -> str:
    """Return a name with one way of writing letters, dashes and comparisons."""
    parts = (
        part
        if POWERS.match(part)
        else unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", part).casefold())
        for part in POWERS.split(name)
    )
    signs = "".join(parts).translate(SELECTORS).replace(SHARP, "#").replace("\u2212", "-")
    for typed, sign in COMPARISONS:
        signs = signs.replace(typed, sign)
    return "".join("-" if unicodedata.category(sign) == "Pd" else sign for sign in signs)


def tells(before: str, sign: str, after: str) -> bool:
    """Tell whether a sign between two others is part of what is named, and does not only part its words."""
    if is_letter(sign) or is_symbol(sign):
        return True
    if sign in ".,:/" and before.isdigit() and after.isdigit():
        return True
    begins_word = is_letter(after) and not (is_letter(before) or before in "-." or ends_quantity(before))
    ends_word = is_letter(before) and not (is_letter(after) or after == "-")
    # As in -5, .5 and .NET; as in A- beside A.
    return (sign in "-." and begins_word) or (sign == "-" and ends_word)


def is_symbol(sign: str) -> bool:
    """Tell whether a sign that is no letter means something by itself."""
    return sign in TELLING or (unicodedata.category(sign) in SYMBOLS and sign not in QUOTES)


def ends_quantity(sign: str) -> bool:
    """Tell whether a sign stands behind a number, so that a dash after it makes a range, as in 5%-10%."""
    return sign in "%‰°" or unicodedata.category(sign) == "Sc"


def without_blanks(signs: str) -> str:
    """Return signs with one blank between words and none around a symbol."""
    words = "".join(f" {sign} " if is_symbol(sign) else sign for sign in signs).split()
    pairs = zip(words, [*words[1:], ""], strict=False)
    return "".join(
        word if not following or is_symbol(word[-1]) or is_symbol(following[0]) else f"{word} "
        for word, following in pairs
    )


def is_same_name(one: str, other: str) -> bool:
    """Tell whether two names mean one thing."""
    return name_key(one) == name_key(other)


def twice_named(names: Iterable[str]) -> Iterator[str]:
    """Yield a clause for each thing that is named more than once, with all the ways in which its name is written."""
    by_key: dict[str, list[str]] = {}
    for name in names:
        by_key.setdefault(name_key(name), []).append(name)
    for alike in by_key.values():
        spellings = [f"“{shorten(name, 40)}”" for name in dict.fromkeys(alike)][:MOST_NAMED]
        if len(spellings) > 1:
            yield f"{listing(spellings)} are one name, written differently"
        elif len(alike) > 1:
            yield f"{spellings[0]} stands more than once"


def taken_as(name: str, taken: Iterable[str]) -> str | None:
    """Return how a name is written among those that are taken, or None where it is free."""
    return next((other for other in taken if is_same_name(name, other)), None)


def already_words(name: str, taken: str) -> str:
    """Return that a name is there already, with how it is written there where that differs."""
    return f"“{name}” already" if name == taken else f"“{name}” already, written “{taken}”"
