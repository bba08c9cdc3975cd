"""Enumerations that are stored by value and spoken in words, and how typed words are understood."""

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Self

from rules.refusals import Refused

# They reorder the text around them, so that a card would not read as it was typed.
BIDI_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Letters and signs that are drawn as nothing: fillers of Hangul, a blank of Braille, a joiner of marks.
DRAWN_AS_NOTHING = "\u034f\u115f\u1160\u2800\u3164\uffa0"

# Letters of scripts in which no blank parts words, or endings cling to them, as ranges of a pattern: those of which two say
# something together (Han, kana, Hangul), and those that take three (Thai, Lao, Tibetan, Burmese, Khmer).
UNSPACED_IN_TWOS = (
    "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\U00020000-\U0003ffff"
)
UNSPACED_IN_THREES = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"


class Worded(StrEnum):
    """An enumeration whose members carry the words that people read and type."""

    words: str

    def __new__(cls, value: str, words: str = "") -> Self:
        """Make a member from its stored value and its words."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words or value.replace("_", " ")
        return member

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the member that the typed words name; refuse with the nearest one and the full list."""
        folded = fold(text)
        for member in cls:
            if folded in (fold(member.words), fold(member.value)):
                return member
        known = [member.words for member in cls]
        raise Refused(f"“{shorten(text, 40)}” is not one of: {listing(known)}.{suggestion(text, known)}")


def fold(text: str) -> str:
    """Return text as it is compared: lower case, with every run of other signs as one blank."""
    signs = (sign if is_letter(sign) else " " for sign in unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(signs).split())


def is_letter(sign: str) -> bool:
    """Tell whether a character makes a word: a letter, a digit, or a mark on one, as vowels are in Hindi."""
    return sign.isalnum() or unicodedata.category(sign).startswith("M")


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the known word most like the typed one, or None when nothing comes near."""
    by_fold: dict[str, list[str]] = {}
    for word in known:
        by_fold.setdefault(fold(word), []).append(word)
    matches = difflib.get_close_matches(fold(text[:100]), by_fold, n=1, cutoff=0.6)
    # Of words that fold to the same, as C# and C++ do, the one that is written most like it.
    return difflib.get_close_matches(text[:100], by_fold[matches[0]], n=1, cutoff=0)[0] if matches else None


def suggestion(text: str, known: Iterable[str]) -> str:
    """Return “ Did you mean …?” when a known word comes near, else nothing."""
    match = nearest(text, known)
    return f" Did you mean “{match}”?" if match else ""


def listing(words: Sequence[str], last: str = "and") -> str:
    """Return words as people list them: “a, b and c”."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def shorten(text: str, length: int) -> str:
    """Return text on one line, of at most `length` characters, cut with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return “1 review” or “3 reviews”, by its `plural` where that is not the noun with an s."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or f'{noun}s'}"


def capital(words: str) -> str:
    """Return words as a sentence, a heading or a choice begins, whatever else of them is a capital."""
    return words[:1].upper() + words[1:]


def clean(text: str) -> str:
    """Return typed text trimmed and without the signs that are no text; what only looks empty is empty."""
    kept = printable(text).strip()
    return kept if any(is_visible(sign) for sign in kept) else ""


def read_prose(text: str, name: str, longest: int) -> str:
    """Return a typed text with its lines as they are; refuse an empty or over-long one."""
    kept = clean(text)
    if not kept:
        raise Refused(f"Give a {name}.")
    return within(kept, longest)


def within(text: str, longest: int, *, field: str = "", hint: str = "") -> str:
    """Return text of at most so many characters; refuse a longer one, beside its field where one is named."""
    if len(text) > longest:
        told = f"At most {longest:,} characters; this has {len(text):,}.{hint}"
        raise Refused(fields={field: told}) if field else Refused(told)
    return text


def printable(text: str) -> str:
    """Return text without control characters, lone surrogates and odd line ends; each line stays where it is."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or not unprintable(sign))


def is_visible(sign: str) -> bool:
    """Tell whether a character shows: a zero-width one alone would pass for a title."""
    is_drawn = sign not in DRAWN_AS_NOTHING and not "\ufe00" <= sign <= "\ufe0f"
    return is_drawn and not sign.isspace() and unicodedata.category(sign) != "Cf"


def unprintable(sign: str) -> bool:
    """Tell whether a character is a control character, a lone surrogate or a direction override."""
    return unicodedata.category(sign) in ("Cc", "Cs") or sign in BIDI_CONTROLS
