"""Typed numbers, read in one place: what has one meaning is read, what has two is asked back with both.

The rule, with its reasons: docs/decisions/0028-numbers.md.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rules.refusals import Refused
from rules.typed import plain_number
from rules.words import shorten

MOST_DIGITS = 30
LONGEST, LONGEST_WHOLE = 1000, 60
# What floating point holds on both sides of a comparison: Prometheus compares nothing else.
SMALLEST, LARGEST = Decimal("1e-300"), Decimal("1e300")
PERCENT = frozenset({"%", "percent", "pct"})
FACTORS = {"k": 1000, "K": 1000, "M": 1_000_000}
# Signs that keyboards, word processors and other scripts have for ours; digits of every script are read besides.
OUR_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
        **dict.fromkeys("\ufe62\uff0b", "+"),
        **dict.fromkeys("\u066a\ufe6a\uff05", "%"),
        **dict.fromkeys("\uff0e\ufe52", "."),
        **dict.fromkeys("\uff0c\ufe50", ","),
        **dict.fromkeys("\u2018\u2019\u02bc\uff07\u00b4`", "'"),
        **dict.fromkeys("\u00d7\u2715\u22c5\u00b7\u2217", "*"),
        "\uff0f": "/",
        "\u2044": "/",
        "\uff04": "$",
        "\uffe1": "£",
        "\uffe5": "¥",
        "\u03bc": "µ",
    }
)
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
POWER_OF_TEN = re.compile(r"\s*[\x2ax]\s*10(?:(?:\^|\x2a{2})\s*([-+]?\d{1,5})|([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,5}))")
CURRENCY = r"(?:[A-Z]{0,3}[$€£¥₹₩]|EUR|USD|GBP|CHF|JPY)"
# What looks like an exponent is no unit: 1e1000000 must not read as 1 in “e1000000”.
# Nor is what looks like a fraction: 9/10 must not read as 9 in “/10”.
UNIT = r"(?![eE]\d|[xX]\d|/\d)(?:[^\W\d_]|[%‰$€£¥₹₩°/])[\w%‰$€£¥₹₩°/]{0,14}"
# A decimal sign of Arabic, U+066B, and its sign for thousands, U+066C, mean one thing only.
BODY = r"(?:\d|[.,\u066b]\d)(?:[\d.,'_ \u066b\u066c]*\d)?[.,]?"
EXPONENT = r"[eE][-+]?\d{1,5}"
FACTOR = r"[kKM](?=\s*[$€£¥₹₩/]|\s*$)"
QUANTITY = re.compile(
    rf"(?P<exactly>(?i:exactly)\s+)?(?P<sign>[-+]?)(?P<gap>\s*)(?P<currency>{CURRENCY})?\s*(?P<body>{BODY})"
    rf"(?P<exponent>{EXPONENT})?(?P<factor>{FACTOR})?\s*(?P<unit>{UNIT})?"
)
GROUPED = re.compile(
    r"(?P<groups>[1-9]\d{0,2}(?:(?P<sign>[., '_\u066c])\d{3})(?:(?P=sign)\d{3})*)(?:(?P<point>[.,\u066b])(?P<rest>\d+))?"
)
# As in India: the last group of three, those before it of two.
LAKHS = re.compile(r"(?P<groups>[1-9]\d?(?:,\d{2})+,\d{3})(?:(?P<point>\.)(?P<rest>\d+))?")
SIMPLE = re.compile(r"(?P<whole>\d+)(?:(?P<point>[.,\u066b])(?P<rest>\d+))?")


@dataclass(frozen=True, slots=True)
class Notation:
    """Whether a comma, or a point, before exactly three digits starts the decimals or groups thousands; None where nothing
    says so, and then it is asked back."""

    decimal_comma: bool | None = None
    decimal_point: bool | None = None


UNKNOWN = Notation()
# Programs write no signs for thousands, and a point for the decimals.
BY_PROGRAM = Notation(decimal_point=True)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as understood, with its unit, which may be empty; `is_exact` where it is said to mean just this."""

    number: Decimal
    unit: str = ""
    is_exact: bool = False


def read_number(text: str) -> Decimal:
    """Return a typed number that takes no unit and is compared with nothing."""
    found = read_quantity(text, takes_unit=False)
    if found.unit:
        raise no_number(text)
    return found.number


def read_quantity(
    text: str, scales: Sequence[Decimal] = (), notation: Notation = UNKNOWN, *, takes_unit: bool = True
) -> Quantity:
    """Return the number and the unit of a typed quantity, as in “800 ms”; `scales` is what it is compared with."""
    kept = our_signs(text)
    match = QUANTITY.fullmatch(kept) if len(kept) <= LONGEST else None
    if not match or not is_unit(match):
        raise no_number(text)
    if match["sign"] and match["gap"]:
        bare = kept[match.end("gap") :]
        raise asked(text, f"{match['sign']}{bare}", bare)
    unit = f"{match['currency'] or ''}{match['unit'] or ''}"
    found = Quantity(Decimal(), unit, is_exact=bool(match["exactly"]))
    if found.is_exact or is_percent(unit):
        notation = replace(notation, decimal_point=True)
    numbers = [
        Decimal(f"{match['sign']}{digits}{match['exponent'] or ''}")
        for digits in meanings(match["body"], notation)
    ]
    if match["factor"]:
        factor = match["factor"]
        in_full = (with_unit(plain_number(one * FACTORS[factor]), unit) for one in numbers)
        raise asked(text, *in_full, *([f"{match['body']} {factor}{unit}"] if takes_unit else []))
    if len(numbers) > 1 and is_far(numbers[0], scales, match["body"]):
        numbers = numbers[:1]
    if not numbers:
        raise no_number(text)
    for number in numbers:
        require_handy(number, text)
    if len(numbers) > 1:
        raise asked(text, *(with_unit(as_typed(one, scales, unit), unit) for one in numbers))
    return replace(found, number=numbers[0])


def our_signs(text: str) -> str:
    """Return typed text with the digits and signs of other scripts and keyboards as ours, and each blank as a plain one."""
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    digits = (str(unicodedata.decimal(sign, sign)) for sign in visible)
    kept = " ".join("".join(digits).translate(OUR_SIGNS).split())
    return POWER_OF_TEN.sub(lambda power: f"e{power[1] or power[2].translate(RAISED)}", kept)


def is_unit(match: re.Match[str]) -> bool:
    """Tell whether what follows a number is a unit, no sign like ½, and fits a currency before it, as in $0.02/call."""
    unit = match["unit"] or ""
    begins = not unit or unit[0].isalpha() or unit[0] in "%‰$€£¥₹₩°/"
    return begins and (not match["currency"] or unit[:1] in ("", "/"))


def meanings(body: str, notation: Notation = UNKNOWN) -> tuple[str, ...]:
    """Return the numbers that digits with their signs can mean: with decimals first, then with thousands.

    A leading zero is never a group of thousands, and a sign that stands twice never starts the decimals.
    """
    bare = body.removesuffix(".").removesuffix(",")
    bare = f"0{bare}" if bare.startswith((".", ",", "\u066b")) else bare
    simple = SIMPLE.fullmatch(bare)
    grouped = GROUPED.fullmatch(bare) or LAKHS.fullmatch(bare)
    with_decimals = f"{simple['whole']}.{simple['rest'] or '0'}" if simple else ""
    with_thousands = ungrouped(grouped) if grouped else ""
    if simple and not simple["rest"]:
        return (simple["whole"],)
    if simple and grouped:
        is_decimal = {",": notation.decimal_comma, ".": notation.decimal_point}.get(simple["point"], True)
        if is_decimal is not None:
            return (with_decimals if is_decimal else with_thousands,)
    return tuple(one for one in (with_decimals, with_thousands) if one)


def ungrouped(match: re.Match[str]) -> str:
    """Return a number with its signs for thousands left out; nothing where one sign would be both."""
    digits = "".join(sign for sign in match["groups"] if sign.isdigit())
    sign = next(sign for sign in match["groups"] if not sign.isdigit())
    if match["point"] == sign:
        return ""
    return f"{digits}.{match['rest']}" if match["rest"] else digits


def is_far(number: Decimal, scales: Sequence[Decimal], body: str) -> bool:
    """Tell whether a number with a point cannot well be a thousand times as large: that is far from all it is compared with."""
    known = [abs(scale) for scale in scales if scale]
    return "." in body and bool(known) and abs(number) * 10 > max(known)


def as_typed(number: Decimal, scales: Sequence[Decimal] = (), unit: str = "") -> str:
    """Return a number as it can be typed so that nobody is asked what it means."""
    text = plain_number(number)
    is_asked = len(meanings(text.removeprefix("-"))) > 1 and not is_percent(unit)
    return f"{text}0" if is_asked and not is_far(number, scales, text) else text


def with_unit(text: str, unit: str) -> str:
    """Return a number with its unit, as people write it."""
    return f"{text}{'' if unit in ('', '%') else ' '}{unit}"


def no_number(text: str) -> Refused:
    """Return the refusal of what is no number."""
    return Refused(f"“{shorten(text, 40)}” is not a number. Write it like 0.92, 800 ms or 15%.")


def asked(text: str, *ways: str) -> Refused:
    """Return the question which of its meanings a typed number has, each as it may be typed instead."""
    is_one = len(set(ways)) == 1
    offer = ways[0] if is_one else f"{' or '.join(dict.fromkeys(ways))}"
    said = "is short for another number" if is_one else "can be read in two ways"
    return Refused(f"“{shorten(text, 40)}” {said}: write {offer}.")


def require_handy(number: Decimal, text: str) -> None:
    """Refuse a number that people, cards and monitoring cannot take in."""
    in_range = SMALLEST <= abs(number) <= LARGEST if number else True
    if not in_range or len(number.as_tuple().digits) > MOST_DIGITS:
        raise Refused(f"“{shorten(text, 40)}” is out of range. Use a unit that gives a handier number.")


def shifted(number: Decimal, places: int) -> Decimal:
    """Return a number times a power of ten, digit by digit: arithmetic would round a long one."""
    sign, digits, exponent = number.as_tuple()
    return Decimal((sign, digits, int(exponent) + places))


def is_percent(unit: str) -> bool:
    """Tell whether a unit says that numbers are hundredths."""
    return unit.casefold() in PERCENT


def whole_number(text: str) -> int | None:
    """Return a typed whole number of zero or more, or None where it is none; groups of three are thousands here."""
    kept = our_signs(text).removeprefix("+")
    if len(kept) > LONGEST_WHOLE or not re.fullmatch(BODY, kept):
        return None
    found = meanings(kept, Notation(decimal_comma=False, decimal_point=False))
    number = Decimal(found[0]) if len(found) == 1 else Decimal("0.5")
    return int(number) if number == number.to_integral_value() else None


def read_whole(text: str, least: int, most: int) -> int:
    """Return a typed whole number between two."""
    number = whole_number(text)
    if number is None or not least <= number <= most:
        raise Refused(f"Give a whole number from {least} to {most:,}.")
    return number
