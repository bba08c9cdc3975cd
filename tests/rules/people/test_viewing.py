"""Who is shown an experiment of a private channel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.people.viewing import View, Viewer

HIDDEN = frozenset({"C0SECRET"})
ANA = Viewer("U0ANA", "C0LAB")


def test_what_stands_in_a_channel_that_is_not_hidden_is_shown() -> None:
    assert View(ANA, HIDDEN).shows("C0LAB", [], is_seated=False)


def test_what_stands_in_a_hidden_channel_is_not_shown() -> None:
    assert not View(ANA, HIDDEN).shows("C0SECRET", ["U0BEN"], is_seated=True)


def test_who_has_a_part_is_shown_it_wherever_it_stands() -> None:
    assert View(ANA, HIDDEN).shows("C0SECRET", ["U0BEN", "U0ANA"], is_seated=False)


@pytest.mark.parametrize("is_seated", [True, False])
def test_who_decides_is_shown_what_awaits_decisions_and_no_more(is_seated: bool) -> None:
    assert View(ANA, HIDDEN, decides=True).shows("C0SECRET", [], is_seated=is_seated) is is_seated


@given(st.lists(st.sampled_from(["", "U0ANA"])), st.booleans())
def test_nobody_in_particular_has_no_part(parts: list[str], is_seated: bool) -> None:
    assert not View(Viewer(channel="C0LAB"), HIDDEN).shows("C0SECRET", parts, is_seated=is_seated)
