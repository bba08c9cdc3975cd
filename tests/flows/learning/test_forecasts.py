"""Forecasts and learnings through the deeds: made at proposal, recomputed with age, scored at the first result."""

from datetime import date, timedelta

import pytest

from flows.desk import Desk
from flows.experiments import sheets
from flows.learning import forecasts
from flows.lifecycle import closings
from rules.experiments.experiment import Experiment
from rules.experiments.forecast_facts import Bound, Likeness, Risk
from rules.journal.entries import Deed
from rules.lifecycle.steps import Step
from rules.refusals import Refused
from tests import stories
from tests.stories import ANA, NOW


def concluded(desk: Desk, days: int, **typed: str) -> Experiment:
    """Return an experiment that was concluded some days after its proposal, at NOW."""
    proposed = stories.proposed(desk, now=NOW - timedelta(days=days), **{"target": "", **typed})
    return stories.close(desk, proposed, Step.CONCLUDE, note="No gain.")


def test_the_forecast_is_kept_as_it_was_made_at_proposal(desk: Desk) -> None:
    for days in (4, 6, 8, 10):
        concluded(desk, days)
    stories.proposed(desk)
    made = stories.proposed(desk).forecast
    assert made
    assert (made.likeness, made.finished, made.running) == (Likeness.SAME_KIND, 4, 1)
    assert made.owner_date == date(2026, 6, 30)
    for days in (50, 60, 70, 80):
        concluded(desk, days)
    assert sheets.sheet(desk, 6).experiment.forecast == made


def test_four_results_make_a_forecast_and_three_do_not(desk: Desk) -> None:
    for days in (4, 6, 8):
        concluded(desk, days)
    thin = stories.proposed(desk, now=NOW).forecast
    concluded(desk, 10)
    enough = stories.proposed(desk).forecast
    assert thin
    assert (thin.bounds, thin.finished) == ((), 3)
    assert enough
    assert enough.bound(80) == Bound(80, 10)


@pytest.mark.parametrize(
    ("typed", "whose"),
    [
        ({}, Likeness.SAME_KIND),
        ({"risk": "high"}, Likeness.SAME_WORKSTREAM),
        ({"workstream": "governance"}, Likeness.ALL),
    ],
)
def test_history_is_looked_for_among_the_most_alike_first(
    desk: Desk, typed: dict[str, str], whose: Likeness
) -> None:
    for days in (4, 6, 8, 10):
        concluded(desk, days)
    made = stories.proposed(desk, **typed).forecast
    assert made
    assert made.likeness is whose
    assert made.bound(80)


def test_another_workspace_is_no_history(desk: Desk, other_desk: Desk) -> None:
    for days in (4, 6, 8, 10):
        concluded(other_desk, days)
    made = stories.proposed(desk).forecast
    assert made
    assert (made.finished, made.bounds) == (0, ())


def test_the_forecast_of_now_looks_only_at_those_that_lasted_as_long(desk: Desk) -> None:
    for days in (2, 2, 2, 2, 20, 30, 40, 50):
        concluded(desk, days)
    running = stories.proposed(desk)
    later = forecasts.sheet_now(desk, running.number, NOW + timedelta(days=10)).outlook
    assert later
    assert (later.finished, later.bound(80)) == (4, Bound(80, 50))


def test_a_result_is_scored_in_the_journal_once(desk: Desk) -> None:
    for days in (4, 6, 8, 10):
        concluded(desk, days)
    produced = stories.in_production(desk, target="2026-06-30")
    stories.close(desk, produced, Step.ROLL_BACK)
    stories.close(desk, produced, Step.CONCLUDE)
    _, entries, _ = sheets.history(desk, produced.number)
    scores = [entry.detail for entry in entries if entry.deed is Deed.SCORED_FORECAST]
    assert scores == ["after 1 day; 80% forecast 12 Mar 2026 kept; owner's date 30 Jun 2026 kept"]


def test_what_was_learnt_in_a_rollback_stands_apart_from_its_reason_and_outlives_it(desk: Desk) -> None:
    produced = stories.in_production(desk)
    back = closings.close(
        desk,
        produced.number,
        Step.ROLL_BACK,
        by=ANA,
        note="Errors at noon.",
        learning="Load-test with real traffic.",
        now=NOW,
        request="1",
    )
    assert (back.closing_note, back.learning) == ("Errors at noon.", "Load-test with real traffic.")
    again = stories.submit(desk, back)
    assert (again.closing_note, again.learning) == ("", "Load-test with real traffic.")
    ended = stories.close(desk, again, Step.CONCLUDE, note="Not worth it.")
    assert ended.learning == "Not worth it."


def test_an_over_long_learning_is_refused_beside_its_field(desk: Desk) -> None:
    produced = stories.in_production(desk)
    with pytest.raises(Refused) as refused:
        closings.close(
            desk,
            produced.number,
            Step.ROLL_BACK,
            by=ANA,
            note="Errors.",
            learning="x" * 2001,
            now=NOW,
            request="1",
        )
    assert list(refused.value.fields) == ["learning"]


def test_a_risk_that_is_none_is_refused_beside_its_field_and_none_means_medium(desk: Desk) -> None:
    assert stories.proposed(desk).risk is Risk.MEDIUM
    with pytest.raises(Refused) as refused:
        stories.proposed(desk, risk="enormous")
    assert list(refused.value.fields) == ["risk"]
