"""Letting an open item of the checklist pass: who asks, who confirms, what it covers, and when it counts no more."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from rules.evidence.checklist import checklist, finding, is_complete, stands
from rules.evidence.measurements import ValueDraft
from rules.evidence.submissions import Submission
from rules.experiments.experiment import (
    Artifact,
    ArtifactKind,
    Budget,
    Experiment,
    ReviewKind,
    Stage,
    Verdict,
)
from rules.experiments.metrics import read_metrics
from rules.experiments.overrides import Item, OverrideOutcome
from rules.experiments.staleness import digest
from rules.lifecycle import overriding
from rules.lifecycle.recording import measure
from rules.marks import mention
from rules.people.people import Duty, Person
from rules.people.projects import Workstream
from rules.promotion.plans import deployment_plan
from tests.rules.cast import ANA, BEN, CLARA, DAVID, EVA, FELIX, GRETA, HUGO, IVAN, MARA, team_of
from tests.rules.refusal import reasons_of, refusal_of
from tests.rules.stages import (
    BUDGET,
    LATER,
    NOW,
    REFERENCES,
    allowed,
    amend,
    at,
    handed_over,
    in_review,
    judge,
    judged,
    measured,
    promote,
    proposed,
    submission,
    submit,
)


def lacking(kind: ArtifactKind = ArtifactKind.ROLLBACK_PLAN) -> Experiment:
    """Return an experiment before the board, with all its evidence but one artifact."""
    return submit(measured(proposed()), submission(without=kind))


def short() -> Experiment:
    """Return an experiment before the board whose accuracy is short of its threshold."""
    return submit(measured(proposed(), "0.90"))


def ask(
    experiment: Experiment, item: Item = Item.ROLLBACK, by: Person = BEN, reason: str = "The flag is enough."
) -> Experiment:
    """Return an experiment of which somebody has asked to override an item."""
    return overriding.ask(experiment, item.value, reason, by, NOW)


def confirm(experiment: Experiment, by: Person = CLARA) -> Experiment:
    """Return an experiment of which somebody has confirmed the latest override."""
    return overriding.confirm(experiment, len(experiment.overrides) - 1, by, LATER)


def dismiss(experiment: Experiment, by: Person) -> Experiment:
    """Return an experiment of which somebody has refused or withdrawn the latest override."""
    return overriding.dismiss(experiment, len(experiment.overrides) - 1, by, LATER)


def is_open(experiment: Experiment, item: Item) -> bool:
    """Tell whether an item keeps the experiment from being approved."""
    return finding(experiment, item).is_open


def test_an_override_names_exactly_what_the_item_lacks() -> None:
    wish = ask(short(), Item.PERFORMANCE).overrides[0]
    assert wish.lacks == ("accuracy is 0.9, not >= 0.92",)
    assert (wish.asked_by, wish.asked_at, wish.revision, wish.outcome) == (
        BEN.id,
        NOW,
        1,
        OverrideOutcome.ASKED,
    )


def test_asking_alone_lets_nothing_pass() -> None:
    assert is_open(ask(lacking()), Item.ROLLBACK)


def test_a_confirmed_override_closes_its_item_though_it_is_not_met() -> None:
    found = finding(confirm(ask(lacking())), Item.ROLLBACK)
    assert (found.met, found.is_open, found.lacks) == (False, False, ("no rollback plan is attached",))
    assert [(one.settled_by, one.settled_at) for one in found.overrides] == [(CLARA.id, LATER)]


def test_the_last_open_item_that_is_overridden_passes_the_board() -> None:
    waiting = ask(judged(lacking(), *ReviewKind))
    assert (waiting.stage, confirm(waiting).stage) == (Stage.IN_REVIEW, Stage.APPROVED)


def test_the_last_review_passes_the_board_where_every_open_item_is_overridden() -> None:
    assert judged(confirm(ask(lacking())), *ReviewKind).stage is Stage.APPROVED


def test_another_open_item_still_keeps_the_board_from_passing() -> None:
    two_open = submit(measured(proposed(), "0.90"), submission(without=ArtifactKind.ROLLBACK_PLAN))
    waiting = judged(confirm(ask(two_open)), *ReviewKind)
    assert waiting.stage is Stage.IN_REVIEW
    assert confirm(ask(waiting, Item.PERFORMANCE)).stage is Stage.APPROVED


@pytest.mark.parametrize(
    ("by", "may"),
    [
        (ANA, True),
        (BEN, True),
        (CLARA, True),
        (DAVID, True),
        (EVA, True),
        (GRETA, True),
        (HUGO, True),
        (IVAN, False),
    ],
)
def test_the_owner_an_admin_and_who_decides_anything_may_ask(by: Person, may: bool) -> None:
    assert (not list(overriding.ask_objections(lacking(), by))) is may


@pytest.mark.parametrize(
    ("by", "why"),
    [
        (BEN, "You asked for this override, so somebody else decides"),
        (ANA, "you hold none of these duties"),
        (HUGO, "you hold none of these duties"),
        (IVAN, "you hold none of these duties"),
        (Person(ANA.id, frozenset({Duty.SECURITY})), "You own EXP-12"),
    ],
)
def test_only_a_second_person_without_a_part_in_it_confirms(by: Person, why: str) -> None:
    assert why in reasons_of(lambda: confirm(ask(lacking()), by))


def test_who_brought_an_artifact_is_no_second_person() -> None:
    admin = replace(HUGO, duties=HUGO.duties | {Duty.SECURITY})
    submitted = submit(measured(proposed()), submission(without=ArtifactKind.ROLLBACK_PLAN), by=admin)
    assert "You contributed an artifact" in reasons_of(lambda: confirm(ask(submitted), admin))


@pytest.mark.parametrize("by", [CLARA, DAVID, EVA, FELIX, GRETA, MARA])
def test_whoever_holds_a_review_or_an_approval_may_be_the_second(by: Person) -> None:
    assert not is_open(confirm(ask(lacking()), by), Item.ROLLBACK)


def test_the_owner_may_ask_and_a_reviewer_confirm() -> None:
    assert not is_open(confirm(ask(lacking(), by=ANA), BEN), Item.ROLLBACK)


def test_the_same_click_twice_counts_once_and_the_second_person_after_it_is_told() -> None:
    confirmed = confirm(ask(lacking()))
    assert confirm(confirmed) is confirmed
    assert f"{mention('U0CLARA')} has confirmed the override" in reasons_of(lambda: confirm(confirmed, DAVID))
    assert f"{mention('U0CLARA')} has confirmed the override" in reasons_of(lambda: dismiss(confirmed, DAVID))


def test_a_refused_override_can_be_asked_for_again() -> None:
    refused = dismiss(ask(lacking()), CLARA)
    assert refused.overrides[0].outcome is OverrideOutcome.REFUSED
    assert is_open(refused, Item.ROLLBACK)
    assert not is_open(confirm(ask(refused), DAVID), Item.ROLLBACK)


def test_who_asked_withdraws() -> None:
    withdrawn = dismiss(ask(lacking()), BEN)
    assert withdrawn.overrides[0].outcome is OverrideOutcome.WITHDRAWN
    assert dismiss(withdrawn, BEN) is withdrawn


def test_a_stranger_refuses_nothing() -> None:
    assert "you hold none of these duties" in reasons_of(lambda: dismiss(ask(lacking()), IVAN))


@pytest.mark.parametrize("reason", ["", "  \n", "\u200b", "x" * 2001])
def test_an_empty_or_endless_reason_is_refused_beside_its_field(reason: str) -> None:
    assert set(refusal_of(lambda: ask(lacking(), reason=reason)).fields) == {"reason"}


@pytest.mark.parametrize("item", ["", "Rollback", Item.SAFETY.value, "x" * 5000])
def test_an_item_that_is_not_open_is_refused_beside_its_field(item: str) -> None:
    refusal = refusal_of(lambda: overriding.ask(lacking(), item, "Because.", BEN, NOW))
    assert refusal.fields == {"item": "This item is no longer open. Open are: Rollback plan defined."}


def test_nothing_is_overridden_where_nothing_is_open() -> None:
    assert "Nothing in the checklist of EXP-12 is open" in reasons_of(lambda: ask(in_review()))


def test_an_item_is_asked_for_once_at_a_time() -> None:
    two_open = submit(proposed(), submission(without=ArtifactKind.ROLLBACK_PLAN))
    refusal = refusal_of(lambda: ask(ask(two_open), by=DAVID))
    assert f"{mention('U0BEN')} has asked to override this already" in refusal.fields["item"]
    assert "of every open item of EXP-12 is asked for already" in reasons_of(lambda: ask(ask(lacking())))


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.IN_REVIEW}))
def test_an_override_is_for_the_board(stage: Stage) -> None:
    assert f"EXP-12 is {stage.words}" in reasons_of(lambda: ask(at(stage)))


def test_overrides_without_end_are_refused() -> None:
    full = replace(lacking(), overrides=dismiss(ask(lacking()), BEN).overrides * 50)
    assert "50 overrides of EXP-12" in reasons_of(lambda: ask(full))


def test_an_override_that_is_not_there_is_refused() -> None:
    assert "no such override" in reasons_of(lambda: overriding.confirm(lacking(), 0, CLARA, NOW))


def value(experiment: Experiment, accuracy: str) -> Experiment:
    """Return an experiment with one more value of accuracy."""
    return measure(experiment, ValueDraft(metric="accuracy", value=accuracy), BEN, LATER)


@pytest.mark.parametrize("accuracy", ["0.89", "0.91"])
def test_another_value_on_the_wrong_side_is_not_covered(accuracy: str) -> None:
    overridden = judged(confirm(ask(short(), Item.PERFORMANCE)), *ReviewKind)
    assert overridden.stage is Stage.APPROVED
    fallen = value(overridden, accuracy)
    assert fallen.stage is Stage.IN_REVIEW
    assert finding(fallen, Item.PERFORMANCE).open_lacks == (f"accuracy is {accuracy}, not >= 0.92",)


def test_a_value_that_fell_before_the_second_person_looked_must_be_asked_for_anew() -> None:
    fallen = value(ask(short(), Item.PERFORMANCE), "0.80")
    said = reasons_of(lambda: confirm(fallen))
    assert "does not cover that accuracy is 0.8, not >= 0.92. Ask anew: `/experiment override EXP-12`" in said
    assert not is_open(confirm(ask(fallen, Item.PERFORMANCE)), Item.PERFORMANCE)


def test_what_lacks_besides_is_asked_for_alone_and_both_count() -> None:
    overridden = confirm(ask(short(), Item.PERFORMANCE))
    worse = measure(overridden, ValueDraft(metric="latency", value="900"), BEN, LATER)
    wish = ask(worse, Item.PERFORMANCE)
    assert wish.overrides[1].lacks == ("latency is 900 ms, not <= 800 ms",)
    assert not is_open(confirm(wish), Item.PERFORMANCE)


def test_the_evidence_that_comes_later_meets_the_item_by_itself() -> None:
    mended = finding(value(confirm(ask(short(), Item.PERFORMANCE)), "0.95"), Item.PERFORMANCE)
    assert (mended.met, mended.overrides) == (True, ())


def test_an_override_of_what_is_met_by_now_is_not_confirmed() -> None:
    mended = value(ask(short(), Item.PERFORMANCE), "0.95")
    assert "is no longer open" in reasons_of(lambda: confirm(mended))


def sent_back(experiment: Experiment) -> Experiment:
    """Return an experiment of which changes were asked."""
    return judge(experiment, ReviewKind.ETHICS, Verdict.ASK_FOR_CHANGES)


def again(experiment: Experiment, **changes: str) -> Experiment:
    """Return the next revision without a rollback plan, with other references by their kinds."""
    references = {**REFERENCES, **{ArtifactKind(kind): reference for kind, reference in changes.items()}}
    return submit(experiment, submission(without=ArtifactKind.ROLLBACK_PLAN, references=references))


def test_an_override_is_carried_to_the_next_revision_while_nothing_that_it_rests_on_changed() -> None:
    assert is_complete(again(sent_back(confirm(ask(lacking()))), safety_evaluation="v2"))


@pytest.mark.parametrize("kind", ["model", "prompt", "dataset"])
def test_an_override_is_not_carried_over_a_change_of_what_it_rests_on(kind: str) -> None:
    assert is_open(again(sent_back(confirm(ask(lacking()))), **{kind: "v2"}), Item.ROLLBACK)


def test_after_a_rejection_no_override_is_carried_over() -> None:
    rejected = judge(confirm(ask(lacking())), ReviewKind.ETHICS, Verdict.REJECT)
    assert is_open(again(rejected), Item.ROLLBACK)


def test_a_changed_hypothesis_asks_for_the_override_anew() -> None:
    assert is_open(amend(confirm(ask(lacking())), hypothesis="Another."), Item.ROLLBACK)


def test_a_typo_in_the_title_asks_for_nothing_anew() -> None:
    assert not is_open(amend(confirm(ask(lacking())), title="Smaler router"), Item.ROLLBACK)


def test_an_override_that_was_overtaken_is_not_confirmed() -> None:
    changed = amend(ask(lacking()), hypothesis="Another.")
    assert "has changed since this override was asked for" in reasons_of(lambda: confirm(changed))


def test_an_override_of_cost_rests_on_the_amounts() -> None:
    over = Budget(monthly_cost=Decimal(1300), monthly_budget=BUDGET.monthly_budget)
    overridden = confirm(ask(submit(measured(proposed()), submission(budget=over)), Item.COST))
    assert is_complete(overridden)
    raised = Budget(monthly_cost=Decimal(1400), monthly_budget=Decimal(1300))
    same_gap = submit(sent_back(overridden), submission(budget=raised))
    assert is_open(same_gap, Item.COST)


def test_a_second_person_who_becomes_the_owner_is_none_any_more() -> None:
    approved = judged(confirm(ask(lacking()), EVA), *ReviewKind)
    taken = handed_over(approved, EVA)
    assert (approved.stage, taken.stage) == (Stage.APPROVED, Stage.IN_REVIEW)


def test_other_metrics_ask_for_an_override_of_performance_anew() -> None:
    overridden = confirm(ask(short(), Item.PERFORMANCE))
    eased = amend(overridden, metrics=read_metrics("accuracy >= 0.91\nguardrail: latency <= 800 ms"))
    assert is_open(eased, Item.PERFORMANCE)


def every_item_overridden() -> Experiment:
    """Return an experiment before the board that brought a model alone, each of its five items overridden."""
    bare = submit(proposed(), Submission(references={ArtifactKind.MODEL: "models:/a/1"}, budget=Budget()))
    for item in Item:
        bare = confirm(ask(bare, item))
    return bare


def with_reference(kind: ArtifactKind) -> Callable[[Experiment], Experiment]:
    """Return the change of one artifact."""
    changed = Artifact(kind=kind, reference="models:/b/2", added_by=ANA.id, added_at=LATER)
    return lambda one: replace(
        one, artifacts=(*(old for old in one.artifacts if old.kind is not kind), changed)
    )


def with_proposal(**changes: Any) -> Callable[[Experiment], Experiment]:
    """Return a change of what was proposed."""
    return lambda one: replace(one, **changes)


LIVE = {Item.PERFORMANCE, Item.SAFETY, Item.ROLLBACK}


@pytest.mark.parametrize(
    ("change", "voided"),
    [
        (
            with_proposal(metrics=read_metrics("accuracy >= 0.93 (now 0.88)\nguardrail: latency <= 800 ms")),
            {Item.PERFORMANCE},
        ),
        (with_proposal(metrics=read_metrics("accuracy >= 0.92")), {Item.PERFORMANCE}),
        (with_proposal(title="Smaler router"), set()),
        (with_proposal(hypothesis="Another."), set(Item)),
        (with_proposal(workstream=Workstream.PRODUCTION), set(Item)),
        (with_proposal(budget=Budget(monthly_cost=Decimal(7))), {Item.COST}),
        (with_reference(ArtifactKind.MODEL), LIVE),
        (with_reference(ArtifactKind.PROMPT), LIVE),
        (with_reference(ArtifactKind.DATASET), LIVE),
        (with_reference(ArtifactKind.EVALUATION_REPORT), set()),
        (with_reference(ArtifactKind.SAFETY_EVALUATION), {Item.SAFETY}),
        (with_reference(ArtifactKind.COST_PROJECTION), {Item.COST}),
        (with_reference(ArtifactKind.DOCUMENTATION), {Item.DOCUMENTATION}),
        (with_reference(ArtifactKind.ROLLBACK_PLAN), {Item.ROLLBACK}),
    ],
)
def test_a_change_voids_the_overrides_of_the_items_it_is_about_and_no_other(
    change: Callable[[Experiment], Experiment], voided: set[Item]
) -> None:
    changed = change(every_item_overridden())
    assert {one.item for one in changed.overrides if not stands(changed, one)} == voided


def test_another_threshold_asks_anew_for_the_item_that_has_it_alone() -> None:
    eased = amend(
        every_item_overridden(), metrics=read_metrics("accuracy >= 0.93\nguardrail: latency <= 800 ms")
    )
    assert [one.item for one in checklist(eased) if one.is_open] == [Item.PERFORMANCE]


def test_an_override_of_before_rests_on_what_its_review_judges() -> None:
    overridden = confirm(ask(lacking()))
    of_before = replace(overridden.overrides[0], digest=digest(overridden, ReviewKind.TECHNICAL))
    kept = replace(overridden, overrides=(of_before,))
    assert stands(kept, of_before)
    assert not stands(amend(kept, metrics=read_metrics("accuracy >= 0.93")), of_before)


def test_who_could_be_the_second_person_is_named() -> None:
    team = team_of(ANA, BEN, CLARA, HUGO, IVAN, EVA)
    asked = ask(lacking())
    assert overriding.seconds(asked, asked.overrides[0], team) == (CLARA.id, EVA.id)
    assert overriding.why_nobody(asked, asked.overrides[0], team) == ""


def test_where_nobody_could_be_the_second_person_it_says_how_to_mend_it() -> None:
    asked = ask(lacking())
    alone = overriding.why_nobody(asked, asked.overrides[0], team_of(ANA, BEN, HUGO))
    assert alone.startswith(f"only {mention('U0BEN')} could")
    nobody = overriding.why_nobody(asked, asked.overrides[0], team_of(ANA, HUGO, IVAN))
    assert nobody.startswith("nobody holds a review or an approval")


def test_the_plan_names_what_was_overridden() -> None:
    approved = judged(confirm(ask(lacking())), *ReviewKind)
    promoted = allowed(promote(approved), *approved.requirements.approvals)
    assert promoted.stage is Stage.IN_PRODUCTION
    assert deployment_plan(promoted, LATER).overrides == approved.overrides


def test_each_item_says_since_when_it_is_as_it_is() -> None:
    hour = timedelta(hours=1)
    first = measure(
        proposed(), ValueDraft(metric="accuracy", value="0.94", measured_at=NOW - 3 * hour), ANA, NOW
    )
    both = measure(first, ValueDraft(metric="latency", value="620", measured_at=NOW - 2 * hour), ANA, NOW)
    since = {one.item: one.since for one in checklist(submit(both))}
    assert since == dict.fromkeys(Item, NOW) | {Item.PERFORMANCE: NOW - 2 * hour}


def test_a_missing_value_is_missing_since_the_board_asks_for_it() -> None:
    submitted = submit(proposed())
    assert finding(submitted, Item.PERFORMANCE).since == submitted.stage_since
    assert finding(proposed(), Item.PERFORMANCE).since is None


def test_what_was_not_submitted_is_missing_since_the_submission() -> None:
    assert finding(lacking(), Item.ROLLBACK).since == lacking().stage_since


def test_a_crossed_guardrail_is_open_since_it_was_crossed() -> None:
    assert finding(value(in_review(), "0.5"), Item.PERFORMANCE).since == LATER


def test_a_raised_budget_meets_its_item_since_then() -> None:
    dear = Budget(monthly_cost=Decimal(1300), monthly_budget=Decimal(1200))
    before = submit(measured(proposed()), submission(budget=dear))
    later = replace(
        before, artifacts=tuple(replace(one, added_at=NOW - timedelta(days=9)) for one in before.artifacts)
    )
    assert finding(submit(sent_back(later)), Item.COST).since == NOW
