"""Who may record a value, and what of somebody without a part in an experiment counts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.evidence.measurements import ValueDraft
from rules.evidence.readings import Reading
from rules.evidence.trends import values_of
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.state import MOST_VALUES_KEPT
from rules.lifecycle import recording
from rules.lifecycle.recorders import SETTLED, has_part
from rules.people.people import Person
from rules.recorders import Recorders
from tests.rules.cast import ANA, BEN, EVA, HUGO, IVAN
from tests.rules.refusal import reasons_of
from tests.rules.stages import NOW, at, proposed

LATER = NOW + timedelta(hours=1)
BAD = ValueDraft(metric="latency", value="2000 ms", measured_at=LATER)
TOKEN = Person("API token 1", is_machine=True)


def measured_by(by: Person, stage: Stage = Stage.APPROVED, draft: ValueDraft = BAD) -> Experiment:
    """Return an experiment after a value of somebody, where everybody in the team may record."""
    return recording.measure(at(stage), draft, by, LATER, Recorders.EVERYBODY)


@pytest.mark.parametrize(
    ("by", "has"), [(ANA, True), (BEN, True), (EVA, True), (HUGO, True), (TOKEN, True), (IVAN, False)]
)
def test_owner_holders_of_a_duty_and_machines_have_a_part(by: Person, has: bool) -> None:
    assert has_part(proposed(), by) is has


def test_who_proposed_brought_an_artifact_or_stands_in_for_the_owner_has_a_part() -> None:
    experiment = at(Stage.IN_REVIEW)
    brought = replace(experiment.artifacts[0], added_by=IVAN.id)
    assert has_part(replace(experiment, proposer=IVAN.id), IVAN)
    assert has_part(replace(experiment, artifacts=(brought,)), IVAN)
    assert has_part(replace(experiment, deputy=IVAN.id), IVAN)


def test_the_refusal_says_who_may_and_how_an_admin_changes_it() -> None:
    reasons = reasons_of(lambda: recording.measure(proposed(), BAD, IVAN, LATER))
    assert "Only those with a part in EXP-12 record values for it" in reasons
    assert "/team values everybody" in reasons


def test_everybody_may_where_an_admin_says_so() -> None:
    assert measured_by(IVAN, Stage.PROPOSED).measurements[-1].by == IVAN.id


def test_a_machine_that_its_token_let_in_records_whatever_the_setting_says() -> None:
    assert recording.record_readings(proposed(), [Reading(BAD)], TOKEN, LATER).measurements


@pytest.mark.parametrize("stage", sorted(SETTLED))
def test_a_value_of_somebody_without_a_part_throws_nothing_back(stage: Stage) -> None:
    after = measured_by(IVAN, stage)
    assert after.stage is stage
    assert after.measurements[-1].aside
    assert after.latest(after.metrics[1]) == at(stage).latest(after.metrics[1])


@pytest.mark.parametrize("stage", sorted(SETTLED))
def test_the_same_value_of_somebody_with_a_part_counts(stage: Stage) -> None:
    assert measured_by(BEN, stage).stage is Stage.IN_REVIEW


def test_a_good_value_is_set_aside_as_a_bad_one_is() -> None:
    good = ValueDraft(metric="latency", value="500", measured_at=LATER)
    assert measured_by(IVAN, draft=good).measurements[-1].aside


def test_before_the_board_has_approved_a_value_of_anybody_counts() -> None:
    assert not measured_by(IVAN, Stage.IN_REVIEW).measurements[-1].aside


def test_it_counts_once_somebody_with_a_part_records_it_too() -> None:
    aside = measured_by(IVAN)
    confirmed = recording.measure(aside, BAD, ANA, LATER)
    assert confirmed.stage is Stage.IN_REVIEW
    assert [one.by for one in confirmed.measurements[-2:]] == [IVAN.id, ANA.id]
    assert values_of(confirmed, confirmed.metrics[1])[-1].by == ANA.id


def test_the_same_value_of_somebody_without_a_part_again_changes_nothing() -> None:
    aside = measured_by(IVAN)
    assert recording.measure(aside, BAD, IVAN, LATER, Recorders.EVERYBODY) is aside


def crowded(stage: Stage) -> Experiment:
    """Return an experiment with so many values set aside that one more would push the value out that counts."""
    experiment = at(stage)
    counting = next(one for one in experiment.measurements if one.metric == "latency")
    others = tuple(one for one in experiment.measurements if one.metric != "latency")
    aside = tuple(
        replace(counting, by=IVAN.id, aside=True, source=f"run {run}") for run in range(1, MOST_VALUES_KEPT)
    )
    return replace(experiment, measurements=(*others, counting, *aside))


@pytest.mark.parametrize("stage", sorted(SETTLED))
def test_many_values_of_somebody_without_a_part_throw_nothing_back_either(stage: Stage) -> None:
    reasons = reasons_of(lambda: recording.measure(crowded(stage), BAD, IVAN, LATER, Recorders.EVERYBODY))
    assert "EXP-12 keeps the last 1,000 values of latency" in reasons
    assert "records that one anew first" in reasons


def test_values_of_earlier_that_come_in_later_take_the_place_of_none_that_counts() -> None:
    earlier = ValueDraft(metric="latency", value="700 ms", measured_at=NOW - timedelta(days=9))
    assert "keeps the last 1,000 values" in reasons_of(
        lambda: recording.measure(crowded(Stage.APPROVED), earlier, TOKEN, LATER)
    )


def test_a_newer_value_that_counts_makes_room_for_all_others() -> None:
    newer = ValueDraft(metric="latency", value="600 ms", measured_at=LATER)
    after = recording.measure(crowded(Stage.APPROVED), newer, TOKEN, LATER)
    assert after.stage is Stage.APPROVED
    set_aside = recording.measure(after, BAD, IVAN, LATER, Recorders.EVERYBODY)
    assert set_aside.latest(set_aside.metrics[1]) == after.measurements[-1]
