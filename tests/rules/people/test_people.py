"""Roles with their responsibilities, and who holds a duty."""

import pytest

from rules.marks import mention
from rules.people.accounts import Account
from rules.people.people import RESPONSIBILITIES, Duty, Member, Role, Team, mentions

ANA = Member(id="U0ANA", name="Ana", duties=frozenset({Duty.ETHICS, Duty.ADMIN}))
GONE = Member(id="U0GONE", name="Gone", duties=frozenset({Duty.ETHICS}), account=Account.DEACTIVATED)
CLARA = Member(id="U0CLARA", name="Clara", duties=frozenset({Duty.ETHICS}))
TEAM = Team((CLARA, GONE, ANA))


@pytest.mark.parametrize(
    ("role", "words", "responsibility"),
    [
        (Role.AI_ML_ENGINEER, "AI/ML engineer", "Implement inference pipelines"),
        (Role.PROMPT_ENGINEER, "prompt engineer", "Maintain prompt libraries"),
        (Role.DATA_ENGINEER, "data engineer", "Manage embeddings and indexes"),
        (Role.AI_PLATFORM_ENGINEER, "AI platform engineer", "Implement MLOps/LLMOps"),
        (Role.AI_PRODUCT_MANAGER, "AI product manager", "Measure AI impact"),
    ],
)
def test_each_role_of_the_brief_has_its_responsibilities(role: Role, words: str, responsibility: str) -> None:
    assert role.words == words
    assert responsibility in RESPONSIBILITIES[role]


def test_there_are_five_roles_with_three_responsibilities_each() -> None:
    assert [len(RESPONSIBILITIES[role]) for role in Role] == [3] * 5


@pytest.mark.parametrize(
    "words", ["technical", "ethics", "business", "technical lead", "product owner", "security", "admin"]
)
def test_each_duty_is_named_as_the_commands_name_it(words: str) -> None:
    assert Duty.read(words).words == words


def test_the_holders_of_a_duty_are_named_in_the_order_in_which_they_joined() -> None:
    assert TEAM.holders(Duty.ETHICS) == ("U0CLARA", "U0ANA")


def test_a_duty_that_nobody_holds_has_no_holders() -> None:
    assert TEAM.holders(Duty.SECURITY) == ()


def test_who_left_holds_nothing() -> None:
    assert GONE.person.duties == frozenset()


def test_a_member_acts_with_the_duties_that_are_held() -> None:
    assert ANA.person.is_admin
    assert not CLARA.person.is_admin


def test_a_stranger_is_named_by_the_user_id() -> None:
    assert (TEAM.name("U0ANA"), TEAM.name("U0ELSE")) == ("Ana", "U0ELSE")


def test_people_are_named_in_a_row() -> None:
    assert mentions(["U0ANA", "U0CLARA"]) == f"{mention('U0ANA')}, {mention('U0CLARA')}"


def test_a_text_that_is_shown_as_it_is_has_names_instead_of_ids() -> None:
    assert TEAM.with_names("@U0ANA, @U0ELSE and @ana") == "@Ana, @U0ELSE and @ana"
