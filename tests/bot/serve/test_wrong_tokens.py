"""Requests without a token that works: so many in a minute from each source and from all, counted in bounded memory."""

from datetime import timedelta

import pytest

from bot.serve.wrong_tokens import MOST_SOURCES, WrongTokens, source_of
from rules.people.tokens import WRONG_FROM_ALL, WRONG_FROM_ONE, TooOften
from tests.racing import problems, together
from tests.stories import NOW


def test_one_source_has_its_share_of_a_minute_and_the_others_have_theirs() -> None:
    wrong = WrongTokens()
    for _ in range(WRONG_FROM_ONE):
        wrong.count("192.0.2.1", NOW)
    with pytest.raises(TooOften) as often:
        wrong.count("192.0.2.1", NOW + timedelta(seconds=15))
    assert often.value.seconds == 45
    wrong.count("192.0.2.2", NOW + timedelta(seconds=15))
    wrong.count("192.0.2.1", NOW + timedelta(seconds=60))


def test_all_sources_together_have_a_share_too() -> None:
    wrong = WrongTokens()
    for number in range(WRONG_FROM_ALL):
        wrong.count(f"192.0.{number // 250}.{number % 250}", NOW)
    with pytest.raises(TooOften):
        wrong.count("203.0.113.7", NOW)
    wrong.count("203.0.113.7", NOW + timedelta(seconds=60))


def test_what_is_remembered_has_an_end() -> None:
    wrong = WrongTokens()
    for number in range(MOST_SOURCES * 2):
        wrong.count(
            f"10.{number // 65536}.{number // 256 % 256}.{number % 256}", NOW + timedelta(seconds=number)
        )
    assert len(wrong.by_source) == MOST_SOURCES
    assert len(wrong.from_all) <= WRONG_FROM_ALL
    assert source_of("10.0.0.0") not in wrong.by_source


def test_many_at_once_have_no_more_than_the_share() -> None:
    wrong = WrongTokens()
    answers = together(*[lambda: wrong.count("192.0.2.1", NOW)] * (WRONG_FROM_ONE + 5))
    assert len(problems(answers)) == 5


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
        ("x" * 100, "x" * 64),
    ],
)
def test_an_address_counts_as_its_source(address: str, source: str) -> None:
    assert source_of(address) == source
