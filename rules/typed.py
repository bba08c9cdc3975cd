"""Typed texts and numbers, read in one place: what is understood, and what is asked back."""

import re
from decimal import Decimal

from rules.refusals import Refused
from rules.words import clean, shorten

MOST_DIGITS = 30
NUMBER = r"[-+]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d{1,5})?"
# What looks like an exponent is no unit: 1e1000000 must not read as 1 in “e1000000”.
UNIT = r"(?![eE]\d)[A-Za-z%$€£µμ/][\w%$€£µμ/]{0,14}"
QUANTITY = re.compile(rf"^(?P<number>{NUMBER})\s*(?P<unit>{UNIT})?$")


def plain_number(value: Decimal) -> str:
    """Return a decimal without an exponent and without idle zeros."""
    text = f"{value:f}" if value else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_quantity(text: str) -> tuple[Decimal, str]:
    """Return the number and the unit of a typed quantity, as in “800 ms”."""
    match = QUANTITY.match(text.strip())
    if not match:
        raise Refused(f"“{shorten(text, 40)}” is not a number. Write it like 0.92, 800 ms or 15%.")
    number = Decimal(match["number"].replace(",", ""))
    if not is_handy(number):
        raise Refused(f"“{shorten(text, 40)}” is out of range. Use a unit that gives a handier number.")
    return number, match["unit"] or ""


def is_handy(number: Decimal) -> bool:
    """Tell whether a number has a size and a length that people and cards can take in."""
    in_range = Decimal("1e-12") <= abs(number) < Decimal("1e15") if number else True
    return in_range and len(number.as_tuple().digits) <= MOST_DIGITS


def read_text(text: str, name: str, longest: int) -> str:
    """Return a typed text, on one line; refuse an empty or over-long one."""
    kept = " ".join(clean(text).split())
    if not kept:
        raise Refused(f"Give a {name}.")
    if len(kept) > longest:
        raise Refused(f"At most {longest:,} characters; this has {len(kept):,}.")
    return kept
