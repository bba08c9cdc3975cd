"""API tokens: how they are named, and how often one may ask."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.people.tokens import MINUTE, REQUESTS_A_MINUTE, Token, TooOften, Usage, read_name, used_again
from rules.refusals import Refused
from tests.stories import HUGO, NOW

LIVE = (Token(number=1, name="Nightly run", hint="abcd", made_by=HUGO, made_at=NOW),)


def test_a_name_is_kept_on_one_line() -> None:
    assert read_name("  ci \n main ", LIVE) == "ci main"


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "…", "nightly  RUN", "x" * 41])
def test_a_name_that_nobody_could_tell_apart_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        read_name(typed, LIVE)
    assert list(refused.value.fields) == ["name"]


@given(st.lists(st.floats(0, 5), max_size=400))
def test_no_token_ever_has_more_than_its_share_of_a_minute(pauses: list[float]) -> None:
    """Whatever the pauses, no minute that was counted holds more requests than are allowed."""
    now, usage, admitted, waits = NOW, Usage(NOW - MINUTE, 0), [], []
    for pause in pauses:
        now += timedelta(seconds=pause / 10)
        try:
            usage = used_again(usage, now)
            admitted.append(usage.since)
        except TooOften as often:
            waits.append(often.seconds)
    assert all(1 <= seconds <= 60 for seconds in waits)
    assert all(admitted.count(since) <= REQUESTS_A_MINUTE for since in set(admitted))


def test_who_waits_as_told_is_let_in() -> None:
    full = Usage(NOW, REQUESTS_A_MINUTE)
    with pytest.raises(TooOften) as often:
        used_again(full, NOW + timedelta(seconds=20))
    assert often.value.seconds == 40
    assert used_again(full, NOW + timedelta(seconds=60)).count == 1


def test_a_clock_that_was_set_back_keeps_nobody_waiting() -> None:
    assert used_again(Usage(NOW, REQUESTS_A_MINUTE), NOW - timedelta(hours=1)).count == 1
