"""Which change makes which review stale, and which approvals are carried to the next revision."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.experiments.experiment import ArtifactKind, Budget, Experiment, ReviewKind, Stage, Verdict
from rules.experiments.metrics import read_metrics
from rules.experiments.staleness import Field, FieldChange, changes, digest, merged
from rules.lifecycle.board import standing_review
from rules.people.projects import Workstream
from tests.rules.cast import HUGO, REVIEWER
from tests.rules.stages import (
    BUDGET,
    REFERENCES,
    amend,
    approved,
    at,
    handed_over,
    in_review,
    judge,
    judged,
    submission,
    submit,
)

TECHNICAL, ETHICS, BUSINESS = ReviewKind.TECHNICAL, ReviewKind.ETHICS, ReviewKind.BUSINESS
ALL = {TECHNICAL, ETHICS, BUSINESS}


def with_artifact(
    kind: ArtifactKind, reference: str = "https://lab.example/v2"
) -> Callable[[Experiment], Experiment]:
    """Return the change of one artifact to another reference."""

    def changed(experiment: Experiment) -> Experiment:
        moved = (
            replace(one, reference=reference) if one.kind is kind else one for one in experiment.artifacts
        )
        return replace(experiment, artifacts=tuple(moved))

    return changed


def with_metrics(lines: str) -> Callable[[Experiment], Experiment]:
    """Return the change of the success metrics to these lines."""
    return lambda experiment: replace(experiment, metrics=read_metrics(lines))


def with_budget(cost: int | None, budget: int | None) -> Callable[[Experiment], Experiment]:
    """Return the change of the two amounts."""
    amounts = [None if amount is None else Decimal(amount) for amount in (cost, budget)]
    return lambda experiment: replace(
        experiment, budget=Budget(monthly_cost=amounts[0], monthly_budget=amounts[1])
    )


# The table of design.md §2: a change, the field that the card names, the reviews that it makes stale.
TABLE: list[tuple[str, Callable[[Experiment], Experiment], Field, set[ReviewKind]]] = [
    ("title", lambda one: replace(one, title="Smaler router"), Field.TITLE, set()),
    ("hypothesis", lambda one: replace(one, hypothesis="Another."), Field.HYPOTHESIS, ALL),
    ("workstream", lambda one: replace(one, workstream=Workstream.GOVERNANCE), Field.WORKSTREAM, ALL),
    (
        "threshold",
        with_metrics("accuracy >= 0.90 (now 0.88)\nguardrail: latency <= 800 ms"),
        Field.METRICS,
        {TECHNICAL, BUSINESS},
    ),
    (
        "comparison",
        with_metrics("accuracy > 0.92 (now 0.88)\nguardrail: latency <= 800 ms"),
        Field.METRICS,
        {TECHNICAL, BUSINESS},
    ),
    (
        "unit",
        with_metrics("accuracy >= 0.92 (now 0.88)\nguardrail: latency <= 800 s"),
        Field.METRICS,
        {TECHNICAL, BUSINESS},
    ),
    (
        "guardrail mark",
        with_metrics("accuracy >= 0.92 (now 0.88)\nlatency <= 800 ms"),
        Field.METRICS,
        {TECHNICAL, BUSINESS},
    ),
    ("metric left out", with_metrics("accuracy >= 0.92 (now 0.88)"), Field.METRICS, {TECHNICAL, BUSINESS}),
    ("model", with_artifact(ArtifactKind.MODEL), Field.MODEL, {TECHNICAL, ETHICS}),
    ("prompt", with_artifact(ArtifactKind.PROMPT), Field.PROMPT, {TECHNICAL, ETHICS}),
    ("dataset", with_artifact(ArtifactKind.DATASET), Field.DATASET, {TECHNICAL, ETHICS}),
    ("report", with_artifact(ArtifactKind.EVALUATION_REPORT), Field.EVALUATION_REPORT, set()),
    ("safety", with_artifact(ArtifactKind.SAFETY_EVALUATION), Field.SAFETY_EVALUATION, {ETHICS}),
    ("cost", with_artifact(ArtifactKind.COST_PROJECTION), Field.COST_PROJECTION, {BUSINESS}),
    ("monthly cost", with_budget(901, 1200), Field.COST_PROJECTION, {BUSINESS}),
    ("monthly budget", with_budget(900, 1300), Field.COST_PROJECTION, {BUSINESS}),
    ("amount taken back", with_budget(900, None), Field.COST_PROJECTION, {BUSINESS}),
    ("documentation", with_artifact(ArtifactKind.DOCUMENTATION), Field.DOCUMENTATION, set()),
    ("rollback plan", with_artifact(ArtifactKind.ROLLBACK_PLAN), Field.ROLLBACK_PLAN, set()),
]
NAMES = [row[0] for row in TABLE]


@pytest.mark.parametrize(("name", "change", "field", "resets"), TABLE, ids=NAMES)
def test_a_change_alters_exactly_the_digests_of_the_table(
    name: str, change: Callable[[Experiment], Experiment], field: Field, resets: set[ReviewKind]
) -> None:
    before = in_review()
    after = change(before)
    assert {kind for kind in ReviewKind if digest(before, kind) != digest(after, kind)} == resets


@pytest.mark.parametrize(("name", "change", "field", "resets"), TABLE, ids=NAMES)
def test_a_change_is_named_with_what_it_resets(
    name: str, change: Callable[[Experiment], Experiment], field: Field, resets: set[ReviewKind]
) -> None:
    before = in_review()
    named = [(one.field, set(one.resets)) for one in changes(before, change(before))]
    assert named == [(field, resets)]


def test_the_table_leaves_no_field_out() -> None:
    assert {row[2] for row in TABLE} == set(Field)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: replace(one, hypothesis=f"  {one.hypothesis.replace(' ', '   ')}\n"),
        with_metrics("accuracy >= 0.920 (now 0.88)\nlatency ≤ 800ms guardrail"),
        with_metrics("guardrail: latency <= 800 ms\naccuracy >= 0.92 (now 0.88)"),
        lambda one: replace(
            one, budget=Budget(monthly_cost=Decimal("900.00"), monthly_budget=Decimal("1.2e3"))
        ),
        lambda one: replace(one, artifacts=one.artifacts[::-1]),
        lambda one: replace(one, target=None, project=3),
    ],
    ids=[
        "blanks",
        "spelling of metrics",
        "order of metrics",
        "spelling of amounts",
        "order of artifacts",
        "plans",
    ],
)
def test_the_same_thing_written_otherwise_is_no_change(change: Callable[[Experiment], Experiment]) -> None:
    before = in_review()
    after = change(before)
    assert [digest(before, kind) for kind in ReviewKind] == [digest(after, kind) for kind in ReviewKind]
    assert list(changes(before, after)) == []


HARMLESS: list[Callable[[Experiment], Experiment]] = [
    lambda one: replace(one, hypothesis=one.hypothesis.upper()),
    lambda one: replace(one, hypothesis=one.hypothesis.replace(" ", " \n ")),
    lambda one: replace(one, metrics=tuple(replace(each, name=each.name.upper()) for each in one.metrics)),
    lambda one: replace(one, metrics=one.metrics[::-1]),
    lambda one: replace(one, title=one.title.upper(), target=None),
]


@given(
    rows=st.lists(st.sampled_from(TABLE), unique_by=lambda row: row[2]),
    typos=st.sets(st.sampled_from(HARMLESS)),
)
def test_any_changes_together_reset_exactly_the_reviews_that_each_of_them_touches(
    rows: list[tuple[str, Callable[[Experiment], Experiment], Field, set[ReviewKind]]],
    typos: set[Callable[[Experiment], Experiment]],
) -> None:
    before = judged(in_review(), *ReviewKind)
    after = before
    for change in [*(row[1] for row in rows), *typos]:
        after = change(after)
    touched = {kind for row in rows for kind in row[3]}
    assert standing(after) == ALL - touched
    assert {kind for change in changes(before, after) for kind in change.resets} == touched


@given(st.lists(st.sampled_from([row[1] for row in TABLE] + HARMLESS), max_size=6))
def test_changes_told_one_by_one_come_to_the_same_as_told_at_once(
    steps: list[Callable[[Experiment], Experiment]],
) -> None:
    states = [in_review()]
    for step in steps:
        states.append(step(states[-1]))
    told = [change for before, after in pairwise(states) for change in changes(before, after)]
    assert set(merged(told)) == set(changes(states[0], states[-1]))


def test_capital_letters_of_a_hypothesis_are_told_and_reset_nothing() -> None:
    before = in_review()
    (change,) = changes(before, replace(before, hypothesis=before.hypothesis.upper()))
    assert (change.field, change.resets) == (Field.HYPOTHESIS, ())


@pytest.mark.parametrize(
    ("change", "resets"),
    [
        (with_artifact(ArtifactKind.MODEL, "https://LAB.example/model"), {TECHNICAL, ETHICS}),
        (
            with_metrics("accuracy >= 0.92 (now 0.88)\nguardrail: latency <= 800 MS"),
            {TECHNICAL, BUSINESS},
        ),
        (lambda one: replace(one, hypothesis=one.hypothesis.replace("smaller", "samller")), ALL),
    ],
    ids=["letters of a link", "letters of a unit", "letters that make another word"],
)
def test_what_may_mean_another_thing_resets(
    change: Callable[[Experiment], Experiment], resets: set[ReviewKind]
) -> None:
    before = in_review()
    assert {kind for one in changes(before, change(before)) for kind in one.resets} == resets


def test_changes_of_one_field_are_told_as_one_from_first_to_last() -> None:
    one = FieldChange(Field.TITLE, "a", "b", ())
    two = FieldChange(Field.TITLE, "b", "c", ())
    assert merged([one, two]) == (FieldChange(Field.TITLE, "a", "c", ()),)


def test_a_change_that_came_back_is_told_as_none() -> None:
    assert merged([FieldChange(Field.TITLE, "a", "b", ()), FieldChange(Field.TITLE, "b", "a", ())]) == ()


def test_changing_the_hypothesis_under_review_empties_every_seat() -> None:
    amended = amend(judged(in_review(), TECHNICAL, ETHICS), hypothesis="Another.")
    assert standing(amended) == set()


def test_changing_a_threshold_under_review_leaves_the_ethics_seat_filled() -> None:
    amended = amend(judged(in_review(), TECHNICAL, ETHICS), metrics=read_metrics("accuracy >= 0.9"))
    assert standing(amended) == {ETHICS}


def test_a_typo_in_the_title_leaves_every_seat_filled() -> None:
    assert standing(amend(judged(in_review(), TECHNICAL, ETHICS), title="Smaler router")) == {
        TECHNICAL,
        ETHICS,
    }


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.PROMOTING, Stage.DECLINED])
def test_a_material_change_after_the_board_leads_back_to_it(stage: Stage) -> None:
    assert amend(at(stage), hypothesis="Another.").stage is Stage.IN_REVIEW


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.PROMOTING, Stage.DECLINED])
def test_a_typo_after_the_board_leads_nowhere(stage: Stage) -> None:
    assert amend(at(stage), title="Smaler router").stage is stage


def test_who_becomes_the_owner_no_longer_holds_a_seat() -> None:
    technical_reviewer = REVIEWER[TECHNICAL]
    taken = handed_over(approved(), technical_reviewer)
    assert standing(taken) == {ETHICS, BUSINESS}
    assert taken.stage is Stage.IN_REVIEW


def test_an_approval_is_carried_to_the_next_revision_while_nothing_that_it_judged_changed() -> None:
    sent_back = judge(judged(in_review(), TECHNICAL, BUSINESS), ETHICS, Verdict.ASK_FOR_CHANGES)
    safer = {**REFERENCES, ArtifactKind.SAFETY_EVALUATION: "https://lab.example/safety-2"}
    again = submit(sent_back, submission(references=safer))
    assert standing(again) == {TECHNICAL, BUSINESS}


def test_an_approval_is_not_carried_over_a_change_of_what_it_judged() -> None:
    sent_back = judge(judged(in_review(), TECHNICAL, BUSINESS), ETHICS, Verdict.ASK_FOR_CHANGES)
    dearer = Budget(monthly_cost=Decimal(1000), monthly_budget=BUDGET.monthly_budget)
    assert standing(submit(sent_back, submission(budget=dearer))) == {TECHNICAL}


def test_a_wish_for_changes_is_not_carried_over() -> None:
    sent_back = judge(in_review(), ETHICS, Verdict.ASK_FOR_CHANGES)
    assert standing(submit(sent_back)) == set()


def test_who_brings_an_artifact_of_the_next_revision_loses_the_seat() -> None:
    admin_and_reviewer = replace(HUGO, duties=HUGO.duties | REVIEWER[TECHNICAL].duties)
    sent_back = judge(judge(in_review(), TECHNICAL, by=admin_and_reviewer), ETHICS, Verdict.ASK_FOR_CHANGES)
    plan = {**REFERENCES, ArtifactKind.ROLLBACK_PLAN: "https://lab.example/rollback-2"}
    assert standing(submit(sent_back, submission(references=plan), by=admin_and_reviewer)) == set()


def test_after_a_rejection_nothing_is_carried_over() -> None:
    rejected = judge(judged(in_review(), TECHNICAL, BUSINESS), ETHICS, Verdict.REJECT)
    assert standing(submit(rejected)) == set()


def test_the_approval_of_a_seat_that_was_left_for_another_does_not_come_back() -> None:
    everything = replace(REVIEWER[TECHNICAL], duties=frozenset(kind.duty for kind in ReviewKind))
    first = judge(in_review(), TECHNICAL, by=everything)
    moved = judge(amend(first, metrics=read_metrics("accuracy >= 0.9")), ETHICS, by=everything)
    back = amend(moved)
    assert standing(back) == {ETHICS}


def standing(experiment: Experiment) -> set[ReviewKind]:
    """Return the seats of the board that are filled."""
    return {kind for kind in ReviewKind if standing_review(experiment, kind)}
