"""Ids of experiments as people type and paste them, read in one place: EXP-12, exp 12, with whatever dash and digits."""

import re
import unicodedata

from rules.refusals import Refused
from rules.words import UNSPACED_IN_THREES, UNSPACED_IN_TWOS, shorten

# Signs that pass for a hyphen besides those that Unicode files as dashes: minus, hyphen bullet, soft hyphen, modifier
# minus, and the long-vowel signs that a Japanese keyboard gives in its place.
MORE_DASHES = frozenset("\u2212\u2043\u00ad\u02d7\u30fc\uff70")
# Letters of a Cyrillic or Greek keyboard that look like E, X and P.
LOOK_ALIKES = dict(
    zip("\u0415\u0435\u0425\u0445\u0420\u0440\u0395\u03a7\u03c7\u03a1\u03c1", "EeXxPpEXxPp", strict=True)
)
FULLWIDTH_FIRST, FULLWIDTH_LAST, FULLWIDTH_SHIFT = "\uff01", "\uff5e", 0xFEE0
# A script without blanks may touch an id.
TOUCHES_WORD = rf"[^\W_{UNSPACED_IN_TWOS}{UNSPACED_IN_THREES}]"
NUMBER = r"(\d{1,9})"
CARRIED = re.compile(NUMBER, re.ASCII)
PREFIX = r"exp[-_ ]?"
PARTED = re.compile(rf"exp\s+(?={NUMBER}(?!\w))", re.IGNORECASE | re.ASCII)
WHOLE = re.compile(rf"(?:{PREFIX})?{NUMBER}", re.IGNORECASE | re.ASCII)
NAMED = re.compile(rf"{PREFIX}{NUMBER}", re.IGNORECASE | re.ASCII)
WITHIN = re.compile(rf"(?<!{TOUCHES_WORD}){PREFIX}{NUMBER}(?!{TOUCHES_WORD})", re.IGNORECASE)
LEADING = re.compile(rf"{PREFIX}{NUMBER}(?:\s*[-:;,.)\u3001]+\s*|\s+)(?=\S)", re.IGNORECASE)
# What stands around an id in a sentence, in quotes, in brackets or in bold.
BEFORE = " \t\n([{<\"'`*_~#\u201c\u201e\u2018\u00ab\u300c"
AFTER = " \t\n)]}>\"'`*_~.,:;!?\u2026\u201d\u201c\u2019\u00bb\u300d\u3002\u3001"


def read_key(text: str) -> int:
    """Return the number in a typed key such as EXP-12; refuse anything else."""
    match = WHOLE.fullmatch(bare(text))
    if not match:
        raise Refused(
            f"“{shorten(text, 40)}” is not an experiment's id. Ids look like EXP-12; `/experiment list` shows them."
            if text.strip()
            else "Which experiment? Add its id, like EXP-12; `/experiment list` shows them."
        )
    return int(match[1])


def carried_number(text: str) -> int:
    """Return the number of a row as the choice of a form carries it; 0, which no row bears, for anything else."""
    match = CARRIED.fullmatch(text)
    return int(match[1]) if match else 0


def joined_key(text: str) -> str:
    """Return a typed text whose first word is an id, also where a blank parts the id: “exp 12 accuracy” begins with EXP-12."""
    parted = PARTED.match(plain_signs(text))
    return f"EXP-{text[parted.end() :]}" if parted else text


def named_key(text: str) -> str:
    """Return the id of an experiment where that is all that was typed, or nothing; a number alone is none."""
    match = NAMED.fullmatch(bare(text))
    return f"EXP-{int(match[1])}" if match else ""


def keys_in(text: str) -> tuple[int, ...]:
    """Return the numbers of the experiments that a text names."""
    return tuple(int(number) for number in WITHIN.findall(plain_signs(text)))


def without_keys(text: str) -> str:
    """Return a text without the ids that it names."""
    return WITHIN.sub(" ", plain_signs(text))


def after_leading_key(text: str) -> str:
    """Return what follows the id that a text begins with; all of it where it begins otherwise or nothing follows."""
    leading = LEADING.match(plain_signs(text))
    return text[leading.end() :] if leading else text


def bare(text: str) -> str:
    """Return typed text in plain signs, without what stands around an id."""
    return plain_signs(text).lstrip(BEFORE).rstrip(AFTER)


def plain_signs(text: str) -> str:
    """Return a text of the same length in which what looks like a hyphen, a digit or a letter of an id is that."""
    return text if text.isascii() else "".join(map(plain_sign, text))


def plain_sign(sign: str) -> str:
    """Return the plain sign that a sign looks like, or itself."""
    if FULLWIDTH_FIRST <= sign <= FULLWIDTH_LAST:
        return chr(ord(sign) - FULLWIDTH_SHIFT)
    if unicodedata.category(sign) == "Pd" or sign in MORE_DASHES:
        return "-"
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return " " if sign.isspace() and sign != "\n" else LOOK_ALIKES.get(sign, sign)
