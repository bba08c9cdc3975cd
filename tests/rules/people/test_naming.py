"""Members by the names that people type: one is found, several are asked back."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.people.accounts import Account
from rules.people.naming import split_member
from rules.people.people import Member, Team
from rules.refusals import Refused
from tests.rules.refusal import reasons_of

TEAM = Team(
    (
        Member("U0IVAN", "Ivan Petrov"),
        Member("U0ANA", "Ana"),
        Member("U0ANAB", "Ana Bell"),
        Member("U0BEN1", "Ben"),
        Member("U0BEN2", "Ben"),
        Member("U0EVA", "Eva Maria Núñez"),
        Member("U0EVAL", "Eva Lind"),
        Member("U0BOT", "Robot", account=Account.APP),
    )
)


@pytest.mark.parametrize(
    ("typed", "user", "rest"),
    [
        ("@Ivan Petrov technical", "U0IVAN", "technical"),
        ("@ivan technical lead", "U0IVAN", "technical lead"),
        ("Ivan  PETROV", "U0IVAN", ""),
        ("@Ana technical", "U0ANA", "technical"),
        ("@Ana Bell technical", "U0ANAB", "technical"),
        ("@eva maria núñez ethics", "U0EVA", "ethics"),
        ("@Eva Maria ethics", "U0EVA", "ethics"),
    ],
)
def test_a_name_that_one_bears_is_found_by_its_longest_beginning(typed: str, user: str, rest: str) -> None:
    assert split_member(typed, TEAM) == (user, rest)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("@Eva ethics", "“Eva” could be “Eva Maria Núñez” or “Eva Lind”."),
        ("@Ben ethics", "“Ben” could be “Ben” or “Ben”."),
        ("@Iwan Petrow technical", "Nobody here is called “Iwan Petrow”. Did you mean “Ivan Petrov”?"),
        ("@Robot admin", "Nobody here is called “Robot”. Type @"),
        ("@", "Nobody here is called"),
    ],
)
def test_a_name_that_several_or_nobody_bears_is_asked_back(typed: str, said: str) -> None:
    assert said in reasons_of(lambda: split_member(typed, TEAM))


@given(st.text(max_size=60))
def test_any_text_is_a_member_or_a_refusal(typed: str) -> None:
    with suppress(Refused):
        assert split_member(typed, TEAM)[0] in {member.id for member in TEAM.members}
