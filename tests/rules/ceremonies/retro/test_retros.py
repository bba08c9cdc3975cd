"""The retrospective's rules: cards, groups, ballots and their limits, by example and by any order of deeds."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.ceremonies.retro import retros
from rules.ceremonies.retro.retros import MOST_CARDS, Card, CardKind, Retro, RetroStep
from rules.people.people import Duty, Person
from rules.refusals import Refused
from tests.bot.draw.retrospectives import holding
from tests.rules.refusal import refusal_of

SECRET = "ab" * 32


def card(number: int, kind: CardKind = CardKind.IMPROVE) -> Card:
    return Card(id=f"{number:032x}", kind=kind, text=f"card {number}")


def with_cards(count: int) -> Retro:
    retro = Retro()
    for number in range(count):
        retro = retros.with_card(retro, card(number))
    return retro


def ids(retro: Retro) -> list[str]:
    return [topic.id for topic in retros.topics_of(retro)]


def test_the_same_request_makes_the_same_card_and_another_one_another() -> None:
    first, again, other = (retros.card_id(SECRET, request) for request in ("card:1", "card:1", "card:2"))
    assert first == again != other
    assert first != retros.card_id("cd" * 32, "card:1")


@given(st.permutations(range(8)))
def test_the_order_of_cards_tells_nothing_of_the_order_in_which_they_came(order: list[int]) -> None:
    retro = Retro()
    for number in order:
        retro = retros.with_card(retro, card(number))
    assert retro == with_cards(8)


def test_a_card_that_is_there_already_changes_nothing() -> None:
    retro = with_cards(2)
    assert retros.with_card(retro, card(1)) is retro


def test_a_retrospective_is_full_at_some_point() -> None:
    with pytest.raises(Refused, match="is full"):
        retros.with_card(with_cards(MOST_CARDS), card(MOST_CARDS))


def test_what_is_wrong_with_a_card_is_said_beside_its_fields() -> None:
    refused = refusal_of(lambda: retros.read_card("moan", "x" * 501, card="1", author=""))
    assert set(refused.fields) == {"card_kind", "card"}


@pytest.mark.parametrize("kind", CardKind)
def test_a_kind_is_read_by_its_word_and_by_its_heading(kind: CardKind) -> None:
    assert retros.read_kind(kind.value) is retros.read_kind(kind.words.upper()) is kind


def test_thanks_are_not_voted_on() -> None:
    retro = retros.with_card(with_cards(1), card(9, CardKind.THANKS))
    assert ids(retro) == [card(0).id]


def test_a_group_takes_groups_in() -> None:
    retro = retros.group_cards(with_cards(3), ids(with_cards(3))[:2], "Both", group="f" * 32)
    whole = retros.group_cards(retro, ids(retro), "All", group="e" * 32)
    assert [(group.name, len(group.cards)) for group in whole.groups] == [("All", 3)]
    assert retros.ungroup(whole, ["e" * 32]) == with_cards(3)


def test_more_votes_than_there_are_is_refused() -> None:
    retro = with_cards(3)
    assert len(retros.read_ballot(retro, ids(retro)[:2], 2)) == 2
    assert set(refusal_of(lambda: retros.read_ballot(retro, ids(retro), 2)).fields) == {"choices"}


def test_what_is_no_topic_counts_for_nothing() -> None:
    assert retros.read_ballot(with_cards(1), ["nonsense"], 3) == ()


@given(
    st.lists(st.lists(st.integers(0, 5), max_size=3, unique=True), max_size=6),
    st.lists(st.integers(0, 5), min_size=2, max_size=6, unique=True),
)
def test_grouping_loses_no_voter_and_counts_each_once(ballots: list[list[int]], grouped: list[int]) -> None:
    retro = with_cards(6)
    kept = [retros.read_ballot(retro, [card(number).id for number in one], 3) for one in ballots]
    after = retros.group_cards(retro, [card(number).id for number in grouped], "Like", group="f" * 32)
    tally = retros.count(after, kept).tally or {}
    assert tally["f" * 32] == sum(1 for one in ballots if set(one) & set(grouped))
    assert sum(tally.values()) <= sum(len(one) for one in ballots)


@pytest.mark.parametrize("step", RetroStep)
def test_each_step_is_read_from_what_comes_next(step: RetroStep) -> None:
    assert retros.step_of(holding(step)) is step


@pytest.mark.parametrize("wanted", [RetroStep.WRITING, RetroStep.VOTING])
@pytest.mark.parametrize("step", RetroStep)
def test_a_deed_of_another_step_is_refused_with_what_is_on_now(wanted: RetroStep, step: RetroStep) -> None:
    if step is wanted:
        retros.require_step(holding(step), wanted)
    else:
        assert refusal_of(lambda: retros.require_step(holding(step), wanted)).reasons[0].endswith(".")


def test_the_facilitator_and_admins_lead_and_nobody_else() -> None:
    held = holding(RetroStep.WRITING)
    retros.require_host(held, None, Person(held.facilitator))
    retros.require_host(held, None, Person("U0HUGO", frozenset({Duty.ADMIN})))
    for nobody in (held, replace(held, facilitator="")):
        with pytest.raises(Refused, match="facilitator leads"):
            retros.require_host(nobody, None, Person("U0CLARA"))
