"""Facts: the difference between two states, and the fold that gives the one from the other."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.experiments import state
from rules.experiments.experiment import Budget, Experiment, Stage
from rules.experiments.forecast_facts import Forecast, Risk
from rules.experiments.metrics import Measurement, read_metrics
from rules.experiments.state import TRIMS, after, begun_by, experiment_of, facts_between
from rules.journal.entries import Deed
from rules.journal.facts import ASSAY, Added, Fact, Kind, Replaced, difference, folded, is_same
from tests.rules.cast import ANA, BEN, IVAN
from tests.rules.stages import NOW, at, measured, proposed

NAMES = st.sampled_from(["accuracy", "Accuracy", "latency"])
TIMES = st.integers(0, 3).map(lambda hours: NOW + timedelta(hours=hours))
AMOUNTS = st.sampled_from([None, Decimal(1), Decimal("1.0"), Decimal(900)])
VALUES = st.lists(
    st.builds(Measurement, metric=NAMES, value=st.integers(0, 3).map(Decimal), by=st.just(ANA.id), at=TIMES),
    max_size=6,
).map(tuple)
CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(["", "Кириллица", "Smaller"]),
    "owner": st.sampled_from([ANA.id, BEN.id]),
    "project": st.sampled_from([None, 1, 2]),
    "target": st.sampled_from([None, NOW.date()]),
    "risk": st.sampled_from(Risk),
    "forecast": st.sampled_from([None, Forecast(), Forecast(finished=3)]),
    "finished_at": st.none() | TIMES,
    "metrics": st.sampled_from(["accuracy >= 0.92", "accuracy >= 0.9\nlatency < 5 ms"]).map(read_metrics),
    "revision": st.integers(0, 3),
    "budget": st.builds(Budget, monthly_cost=AMOUNTS, stated_at=st.none() | TIMES),
    "measurements": VALUES,
    "learning": st.text(max_size=5),
}
STATES = st.builds(
    lambda stage, changes: replace(at(stage), **changes),
    st.sampled_from(Stage),
    st.fixed_dictionaries({}, optional=CHANGES),
)


@given(STATES, st.lists(STATES, min_size=1, max_size=4))
def test_a_history_folded_in_place_gives_what_fact_after_fact_gives(
    first: Experiment, rest: list[Experiment]
) -> None:
    states = [None, first, *rest]
    facts = [
        replace(told(before, now_is), number=number)
        for number, (before, now_is) in enumerate(pairwise(states), start=1)
        if now_is
    ]
    step: Experiment | None = None
    for one in facts:
        step = after(step, one)
    whole = experiment_of(facts)
    assert step
    assert whole
    assert (is_same(whole, step), whole.facts) == (True, len(facts))


def test_a_fact_about_a_field_that_the_state_has_not_folds_to_nothing() -> None:
    folding = begun_by(told(None, proposed()))
    with pytest.raises(LookupError):
        folding.take_in(replace(told(None, proposed()), replaced=(Replaced("mood", None, "glad"),)))
    with pytest.raises(LookupError):
        folding.take_in(replace(told(None, proposed()), replaced=(), added=(Added("moods", ("glad",)),)))


def told(before: Experiment | None, now_is: Experiment) -> Fact:
    """Return the fact of a change."""
    return state.fact(before, now_is, Deed.CHANGED, by=ANA.id, at=NOW)


@given(STATES, STATES)
def test_the_difference_of_two_states_leads_from_the_one_to_the_other(
    before: Experiment, now_is: Experiment
) -> None:
    assert is_same(after(before, told(before, now_is)), now_is)


@given(STATES)
def test_the_difference_to_nothing_is_the_whole_state(now_is: Experiment) -> None:
    assert is_same(after(None, told(None, now_is)), now_is)


@given(STATES)
def test_a_state_differs_in_nothing_from_itself(one: Experiment) -> None:
    assert difference(one, replace(one), TRIMS) == ((), ())


@given(STATES, VALUES)
def test_values_beyond_what_a_state_keeps_are_told_one_by_one(
    before: Experiment, more: tuple[Any, ...]
) -> None:
    with patch.object(state, "MOST_VALUES_KEPT", 3):
        held = replace(before, measurements=state.newest_values(before.measurements))
        grown = replace(held, measurements=state.newest_values((*held.measurements, *more)))
        assert is_same(after(held, told(held, grown)), grown)


@given(STATES, STATES)
def test_the_facts_of_a_deed_give_what_it_made(before: Experiment, now_is: Experiment) -> None:
    made = [told(None, before), *facts_between(before, now_is, Deed.CHANGED, by=ANA.id, at=NOW)]
    assert is_same(experiment_of(made), now_is)
    assert {fact.by for fact in made[2:]} <= {ASSAY}


def test_what_only_grows_is_told_by_what_came_to_it() -> None:
    before = measured(proposed())
    fact = told(before, measured(before, accuracy="0.95"))
    assert fact.replaced == ()
    assert [str(one.value) for one in fact.items("measurements")] == ["0.95"]


def test_what_was_replaced_is_told_with_before_and_after() -> None:
    before = proposed()
    change = told(before, replace(before, owner=IVAN.id)).change("owner")
    assert change
    assert (change.before, change.after) == (ANA.id, IVAN.id)


def test_a_change_that_equality_leaves_out_is_told_too() -> None:
    before = replace(proposed(), budget=Budget(monthly_cost=Decimal(1)))
    later = replace(before, budget=Budget(monthly_cost=Decimal(1), stated_at=NOW))
    assert later == before
    assert is_same(after(before, told(before, later)), later)
    assert told(before, later).change("budget")


def test_a_state_says_how_many_facts_made_it_and_nothing_of_who_acts_for_its_owner() -> None:
    before = replace(proposed(), deputy=BEN.id, facts=3)
    fact = replace(told(None, before), number=4)
    assert after(None, fact).facts == 4
    assert after(None, fact).deputy == ""


@pytest.mark.parametrize("kind", [one for one in Kind if one is not Kind.EXPERIMENT])
def test_what_is_only_noted_or_of_another_kind_tells_no_change_of_an_experiment(kind: Kind) -> None:
    assert replace(told(proposed(), proposed()), kind=kind).replaced == ()


def test_a_fact_without_what_it_rests_on_gives_nothing() -> None:
    before = proposed()
    with pytest.raises(TypeError):
        folded(Experiment, None, told(before, replace(before, owner=IVAN.id)))
