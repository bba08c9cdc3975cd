"""Typed numbers: what has one meaning is read, what has two is asked back, and no number is ever guessed."""

import contextlib
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.numbers.typed_numbers import (
    BY_PROGRAM,
    as_typed,
    read_number,
    read_quantity,
    read_whole,
    whole_number,
)
from rules.refusals import Refused
from rules.typed import plain_number, shown_number
from tests.rules.refusal import reasons_of

FAR, NEAR = [Decimal("0.9")], [Decimal(800)]


@pytest.mark.parametrize(
    ("typed", "number", "unit"),
    [
        ("0,925", "0.925", ""),
        ("0,500", "0.5", ""),
        ("0.900", "0.9", ""),
        ("00,925", "0.925", ""),
        ("12,5 %", "12.5", "%"),
        ("1250,500", "1250.5", ""),
        ("1.250,50", "1250.5", ""),
        ("1,250.50", "1250.5", ""),
        ("1.250,500", "1250.5", ""),
        ("1.234.567", "1234567", ""),
        ("12,34,567", "1234567", ""),
        ("1 250", "1250", ""),
        ("1\u00a0250 ms", "1250", "ms"),
        ("1\u2009250,5", "1250.5", ""),
        ("1\u202f250\u202fms", "1250", "ms"),
        ("1'250", "1250", ""),
        ("1’250.5", "1250.5", ""),
        ("1_000", "1000", ""),
        ("٩٢٫٥", "92.5", ""),
        ("١٬٢٥٠", "1250", ""),
        ("९२", "92", ""),
        ("９２．５％", "92.5", "%"),
        ("5٪", "5", "%"),
        ("−5", "-5", ""),
        ("–5", "-5", ""),
        ("+5", "5", ""),
        (".5", "0.5", ""),
        (",5", "0.5", ""),
        ("5.", "5", ""),
        ("1e3", "1000", ""),
        ("3.1e-17", "3.1e-17", ""),
        ("3.1 × 10⁻¹⁷", "3.1e-17", ""),
        ("3.1*10^-17", "3.1e-17", ""),
        ("$0.02", "0.02", "$"),
        ("$0.02/call", "0.02", "$/call"),
        ("€ 1.250,50", "1250.5", "€"),
        ("-$5", "-5", "$"),
        ("EUR 5", "5", "EUR"),
        ("300 K", "300", "K"),
        ("5 μs", "5", "µs"),
        ("92.125%", "92.125", "%"),
        ("exactly 1.250", "1.25", ""),
    ],
)
def test_what_has_one_meaning_is_read(typed: str, number: str, unit: str) -> None:
    found = read_quantity(typed)
    assert (found.number, found.unit) == (Decimal(number), unit)


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("92,125", "92.125 or 92125"),
        ("92,125 %", "92.125% or 92125%"),
        ("-1,250", "-1.25 or -1250"),
        ("1,250e3", "1250 or 1250000"),
        ("- 5", "-5 or 5"),
        ("12k", "12000 or 12 k"),
        ("1.5M", "1500000 or 1.5 M"),
        ("300K", "300000 or 300 K"),
        ("$30k", "30000 $ or 30 k$"),
        ("exactly 92,125", "92.125 or 92125"),
    ],
)
def test_what_has_two_meanings_is_asked_back_with_both(typed: str, ways: str) -> None:
    assert f"write {ways}." in reasons_of(lambda: read_quantity(typed, FAR))


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("1.250 ms", "1.25 ms or 1250 ms"),
        ("12.345", "12.3450 or 12345"),
        ("1.250k", "1250 or 1250000 or 1.250 k"),
    ],
)
@pytest.mark.parametrize("scales", [NEAR, []])
def test_a_point_before_three_digits_is_asked_back_where_thousands_may_be_meant(
    typed: str, ways: str, scales: list[Decimal]
) -> None:
    assert f"write {ways}." in reasons_of(lambda: read_quantity(typed, scales))


@pytest.mark.parametrize("typed", ["1.250", "92.125"])
def test_a_point_is_the_decimal_point_where_thousands_would_be_far_off_or_a_program_wrote_it(
    typed: str,
) -> None:
    assert read_quantity(typed, FAR).number == Decimal(typed)
    assert read_quantity(typed, [], BY_PROGRAM).number == Decimal(typed)
    assert "two ways" in reasons_of(lambda: read_quantity(typed.replace(".", ","), [], BY_PROGRAM))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "%",
        "1,2,3",
        "1, 5",
        "12 5",
        "0.234.567",
        "0,234,567",
        "1,,5",
        "1__0",
        "9/10",
        "½",
        "1½",
        "0x10",
        "3.1x10-17",
        "≥ 0,9",
        "5..10",
        "$5 USD",
        "2 million users",
        "1" * 1001,
    ],
)
def test_what_has_no_meaning_is_refused(typed: str) -> None:
    assert "is not a number" in reasons_of(lambda: read_quantity(typed))


@pytest.mark.parametrize("typed", ["1e301", "1e-301", "1e99999", "1" * 31, "1" * 1000])
def test_what_nobody_can_take_in_is_refused(typed: str) -> None:
    assert "is out of range" in reasons_of(lambda: read_quantity(typed))


NUMBERS = st.decimals(-(10**9), 10**9, places=3) | st.floats(1e-200, 1e200).map(
    lambda one: Decimal(repr(one))
)


@given(NUMBERS, st.lists(NUMBERS, max_size=2), st.sampled_from(["", "%", "ms", "€"]))
def test_a_number_as_we_write_it_for_typing_is_read_without_a_question(
    number: Decimal, scales: list[Decimal], unit: str
) -> None:
    assert read_quantity(f"{as_typed(number, scales, unit)} {unit}", scales).number == number


@given(NUMBERS)
def test_a_number_as_it_is_shown_is_that_number(number: Decimal) -> None:
    assert Decimal(shown_number(number)) == Decimal(plain_number(number)) == number


# How each of some countries groups thousands and begins the decimals.
COUNTRIES = [
    (",", "."),
    (".", ","),
    (" ", ","),
    ("\u202f", ","),
    ("'", "."),
    ("’", "."),
    ("", "."),
    ("", ","),
]


@given(st.decimals(0, 10**9, places=2) | st.decimals(0, 10**6, places=3), st.sampled_from(COUNTRIES))
def test_a_number_of_any_country_is_read_as_meant_or_asked_back_with_what_was_meant(
    number: Decimal, country: tuple[str, str]
) -> None:
    group, point = country
    typed = f"{number:,f}".replace(",", "g").replace(".", point).replace("g", group)
    try:
        meant = {f"{read_quantity(typed).number.normalize():f}"}
    except Refused as question:
        meant = set(re.findall(r"[\d.]+(?=\.$| )", str(question)))
    assert meant & {f"{number.normalize():f}", as_typed(number)}


def meanings_in(country: tuple[str, str], typed: str) -> set[Decimal]:
    """Return what a country means by digits with their signs, or nothing."""
    group, point = map(re.escape, country)
    decimals = rf"(?:{point}(\d+))?"
    grouped = rf"([1-9]\d{{0,2}}(?:{group}\d{{3}})+){decimals}" if group else "(?!)()()"
    found = re.fullmatch(grouped, typed) or re.fullmatch(rf"(\d+){decimals}", typed)
    return {Decimal(f"{re.sub(r'[^0-9]', '', found[1])}.{found[2] or '0'}")} if found else set()


@given(
    st.text("01259.,' ", min_size=1, max_size=9) | st.from_regex(r"[0-9]{1,4}[.,' ][0-9]{3}", fullmatch=True)
)
def test_what_two_countries_would_read_as_two_numbers_is_asked_back(typed: str) -> None:
    meant = {number for country in COUNTRIES for number in meanings_in(country, typed)}
    try:
        found = read_quantity(typed)
    except Refused:
        return
    assert not meant or meant == {found.number}


@given(st.text("0123456789.,' _-+eEkKM%⁻¹×٫٬\u202f", max_size=12), st.lists(NUMBERS, max_size=1))
def test_any_text_is_read_or_refused_in_words(typed: str, scales: list[Decimal]) -> None:
    with contextlib.suppress(Refused):
        assert read_quantity(typed, scales).number.is_finite()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,000", 1000),
        ("1.200", 1200),
        ("1 250", 1250),
        ("72.0", 72),
        ("0048", 48),
        ("٣", 3),
        ("0,5", None),
        ("12,5", None),
        ("-5", None),
        ("1e3", None),
        ("", None),
        ("²", None),
        ("9" * 300, None),
    ],
)
def test_whole_numbers_have_groups_and_no_decimals(typed: str, number: int | None) -> None:
    assert whole_number(typed) == number


def test_a_whole_number_lies_between_two() -> None:
    assert read_whole("3,650", 1, 3650) == 3650
    assert "from 1 to 20" in reasons_of(lambda: read_whole("21", 1, 20))


def test_a_number_without_a_unit_refuses_one() -> None:
    assert read_number("1'200") == 1200
    assert "is not a number" in reasons_of(lambda: read_number("5 ms"))
    assert "is short for another number: write 1200." in reasons_of(lambda: read_number("1.2k"))
