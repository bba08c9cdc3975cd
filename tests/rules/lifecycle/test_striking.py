"""Marking a value as wrong: who may, what it changes, and that it stays."""

from datetime import timedelta

import pytest

from rules.evidence.measurements import ValueDraft
from rules.evidence.trends import trend, values_of
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.state import after, facts_between
from rules.journal.entries import Deed
from rules.lifecycle import recording
from rules.lifecycle.fact_words import detail_of
from rules.lifecycle.striking import mark_of, strikable, strike
from rules.people.people import Person
from tests.rules.cast import ANA, BEN, CLARA, HUGO, IVAN
from tests.rules.refusal import reasons_of
from tests.rules.stages import NOW, at, in_review, judged, measured, proposed

LATER = NOW + timedelta(hours=1)
WHY = "It ran on the training set."


def struck(experiment: Experiment, place: int = -1, by: Person = ANA, reason: str = WHY) -> Experiment:
    """Return an experiment with one of its values marked as wrong."""
    return strike(experiment, mark_of(experiment.measurements[place]), reason, by, LATER)


def with_worse(experiment: Experiment, by: Person = BEN) -> Experiment:
    """Return an experiment with a later value that misses its threshold."""
    draft = ValueDraft(metric="latency", value="900 ms", measured_at=LATER)
    return recording.measure(experiment, draft, by, LATER)


@pytest.mark.parametrize("by", [ANA, BEN, HUGO])
def test_its_author_the_owner_and_an_admin_may(by: Person) -> None:
    assert struck(with_worse(measured(proposed())), by=by).strikes[0].by == by.id


@pytest.mark.parametrize("by", [IVAN, CLARA])
def test_nobody_else_may(by: Person) -> None:
    assert "Only who recorded a value, the owner or an admin" in reasons_of(
        lambda: struck(with_worse(measured(proposed())), by=by)
    )


def test_it_stays_and_counts_neither_as_the_latest_nor_in_the_trend() -> None:
    experiment = with_worse(measured(proposed()))
    latency = experiment.metrics[1]
    after_it = struck(experiment)
    assert after_it.measurements == experiment.measurements
    assert after_it.latest(latency) == experiment.measurements[1]
    assert values_of(after_it, latency) == experiment.measurements[1:2]
    assert trend(after_it, latency).points == (experiment.measurements[1].value,)


def test_a_mark_that_takes_the_evidence_away_opens_the_checklist_again() -> None:
    assert struck(at(Stage.APPROVED)).stage is Stage.IN_REVIEW


def test_a_mark_on_the_value_that_missed_closes_it() -> None:
    content = judged(with_worse(in_review()), *at(Stage.APPROVED).requirements.reviews)
    assert content.stage is Stage.IN_REVIEW
    assert struck(content).stage is Stage.APPROVED


def test_a_reason_is_needed() -> None:
    assert "Give a reason" in reasons_of(lambda: struck(measured(proposed()), reason=" "))


def test_twice_by_the_same_person_counts_once_and_by_another_is_refused() -> None:
    once = struck(measured(proposed()))
    assert struck(once) is once
    assert "marked as wrong already" in reasons_of(lambda: struck(once, by=HUGO))


def test_the_same_measurement_sent_again_stays_wrong() -> None:
    experiment = with_worse(measured(proposed()))
    assert with_worse(struck(experiment)).measurements == experiment.measurements


def test_a_value_that_is_not_there_is_refused_beside_its_field() -> None:
    assert "no longer there" in reasons_of(lambda: strike(measured(proposed()), "0" * 20, WHY, ANA, LATER))


def test_what_one_may_mark_is_offered_with_the_last_recorded_first() -> None:
    experiment = with_worse(measured(proposed()))
    assert strikable(experiment, ANA) == experiment.measurements[::-1]
    assert strikable(experiment, BEN) == experiment.measurements[2:]
    assert strikable(experiment, IVAN) == ()
    assert strikable(struck(experiment), BEN) == ()


def test_once_it_is_over_nothing_is_marked() -> None:
    assert strikable(at(Stage.CONCLUDED), ANA) == ()
    assert "EXP-12 is concluded" in reasons_of(lambda: strike(at(Stage.CONCLUDED), "0" * 20, WHY, ANA, LATER))


def test_the_fact_says_which_value_and_why_and_gives_the_state() -> None:
    before = with_worse(measured(proposed()))
    (fact,) = facts_between(before, struck(before), Deed.STRUCK_VALUE, by=ANA.id, at=LATER, said=WHY)
    assert detail_of(fact) == f"latency 900 ms: {WHY}"
    assert [one.field for one in fact.added] == ["strikes"]
    assert after(before, fact) == struck(before)
