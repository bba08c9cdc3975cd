"""Every kind of letter is known, delivered by its class, and read back from its JSON as it was."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deliver.deliveries import DELIVERIES
from rules.letter_kinds import LETTERS
from rules.letters import Letter
from store.outbox import adapter


def kinds_of(letter: type[Letter]) -> set[type[Letter]]:
    """Return the classes beneath one that are kept under a word of their own."""
    found = {letter} if "kind" in vars(letter) else set()
    return found.union(*(kinds_of(one) for one in letter.__subclasses__()))


def test_every_class_with_a_word_of_its_own_is_known_under_it() -> None:
    ours = {letter for letter in kinds_of(Letter) if letter.__module__.startswith("rules.")}
    assert {letter.__qualname__ for letter in ours} == {letter.__qualname__ for letter in LETTERS.values()}
    assert all(kind == letter.kind for kind, letter in LETTERS.items())


def test_every_kind_has_its_delivery() -> None:
    assert set(DELIVERIES) == set(LETTERS.values())


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_what_is_kept_is_read_back_as_it_was(kind: str) -> None:
    letter = LETTERS[kind]

    @given(st.from_type(letter))
    def read_back(owed: Letter) -> None:
        kept = json.dumps(adapter(letter).dump_python(owed, mode="json"))
        assert adapter(letter).validate_json(kept, strict=True, extra="forbid") == owed
        assert owed.lane

    read_back()
