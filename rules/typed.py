"""Typed texts, and numbers as they are written out; typed numbers are read in `typed_numbers`."""

from decimal import Decimal

from rules.refusals import Refused
from rules.words import clean, within

# What is smaller, or not smaller, is written with an exponent: nobody counts zeros.
SMALLEST_PLAIN, SMALLEST_SHOWN, LARGEST_PLAIN = Decimal("1e-12"), Decimal("1e-6"), Decimal("1e15")


def plain_number(value: Decimal) -> str:
    """Return a decimal digit by digit and without idle zeros, as a digest holds it."""
    return written(value, SMALLEST_PLAIN)


def shown_number(value: Decimal) -> str:
    """Return a decimal as people read it: a tiny or huge one in scientific notation, as in 3.1e-17."""
    return written(value, SMALLEST_SHOWN)


def written(value: Decimal, smallest: Decimal) -> str:
    """Return a decimal without idle zeros, with an exponent outside of what is written in digits."""
    if not value:
        return "0"
    if not smallest <= abs(value) < LARGEST_PLAIN:
        return scientific(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def scientific(value: Decimal) -> str:
    """Return a decimal with one digit before the point and its power of ten."""
    # Not by formatting: that rounds to the digits of a context.
    digits = "".join(map(str, value.as_tuple().digits)).rstrip("0")
    mantissa = f"{digits[0]}.{digits[1:]}".rstrip(".")
    return f"{'-' if value < 0 else ''}{mantissa}e{value.adjusted()}"


def read_text(text: str, name: str, longest: int) -> str:
    """Return a typed text, on one line; refuse an empty or over-long one."""
    kept = " ".join(clean(text).split())
    if not kept:
        raise Refused(f"Give a {name}.")
    return within(kept, longest)
