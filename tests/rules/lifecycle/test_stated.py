"""Evidence in words: stated and not linked, confirmed by name by who approves what judges it, and never passed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.evidence.checklist import checklist
from rules.experiments.experiment import ArtifactKind, Experiment, ReviewKind, Stage
from rules.experiments.overrides import Item
from rules.experiments.staleness import changes
from rules.lifecycle.board import confirmation, standing_review
from rules.promotion.plans import NOT_STATED, rollback_steps
from tests.rules.stages import NOW, REFERENCES, judged, measured, proposed, submission, submit

PLAN, SAFETY, COST = ArtifactKind.ROLLBACK_PLAN, ArtifactKind.SAFETY_EVALUATION, ArtifactKind.COST_PROJECTION
FLAG, OTHER = "Switch the flag off.", "Restore the old index."
JUDGED = [(PLAN, ReviewKind.TECHNICAL), (SAFETY, ReviewKind.ETHICS), (COST, ReviewKind.BUSINESS)]


def saying(text: str, kind: ArtifactKind, before: Experiment | None = None) -> Experiment:
    """Return an experiment before its board, one of whose artifacts is a text."""
    return submit(before or measured(proposed()), submission(references={**REFERENCES, kind: text}))


@pytest.mark.parametrize(
    "text", ["not started", "to be confirmed", "none required", "No safety evaluation", "pending legal"]
)
@pytest.mark.parametrize("kind", [PLAN, SAFETY, COST])
def test_a_placeholder_leaves_its_item_open_with_the_reason(kind: ArtifactKind, text: str) -> None:
    experiment = judged(saying(text, kind), *ReviewKind)
    (found,) = [one for one in checklist(experiment) if one.is_open]
    assert found.open_lacks == (f"the {kind.words} only says “{text}”",)
    assert experiment.stage is Stage.IN_REVIEW
    assert "passed" not in found.name


@pytest.mark.parametrize(("kind", "review"), JUDGED)
def test_words_are_stated_and_confirmed_by_name_by_who_approves_what_judges_them(
    kind: ArtifactKind, review: ReviewKind
) -> None:
    before = saying(FLAG, kind)
    (found,) = [one for one in checklist(before) if one.stated]
    assert found.stated is not None
    assert (found.met, found.is_open, found.name) == (False, False, kind.label)
    assert confirmation(before, found.stated) is None
    after = judged(before, *ReviewKind)
    confirmed = confirmation(after, found.stated)
    assert confirmed is not None
    assert (confirmed.kind, confirmed.confirms) == (review, (FLAG,))
    assert [one.confirms for one in after.reviews if one.kind is not review] == [(), ()]
    assert after.stage is Stage.APPROVED


@pytest.mark.parametrize(("kind", "review"), JUDGED)
def test_other_words_are_confirmed_anew(kind: ArtifactKind, review: ReviewKind) -> None:
    before = judged(saying(FLAG, kind), review)
    after = saying(OTHER, kind, before)
    assert standing_review(before, review) is not None
    assert standing_review(after, review) is None
    (change,) = changes(before, after)
    assert review in change.resets
    assert OTHER in change.after
    again = judged(after, *ReviewKind)
    assert (again.stage, again.reviews[-1].revision) == (Stage.APPROVED, 2)


def test_a_link_in_place_of_words_asks_nobody_again() -> None:
    before = judged(saying(FLAG, PLAN), ReviewKind.TECHNICAL)
    after = saying("https://runbooks.example/flag", PLAN, before)
    assert standing_review(after, ReviewKind.TECHNICAL) is not None
    assert not any(one.stated for one in checklist(after))


def test_an_approval_of_before_anybody_confirmed_by_name_counts_and_confirms_nothing() -> None:
    before = judged(saying(FLAG, PLAN), ReviewKind.TECHNICAL)
    old = replace(
        before,
        reviews=tuple(replace(one, confirms=(), at=NOW + timedelta(hours=1)) for one in before.reviews),
    )
    assert standing_review(old, ReviewKind.TECHNICAL) is not None
    artifact = old.artifact(PLAN)
    assert artifact is not None
    assert confirmation(old, artifact) is None


def test_a_rollback_does_not_follow_a_placeholder() -> None:
    assert rollback_steps(saying("to be confirmed", PLAN))[1].endswith(NOT_STATED)
    assert rollback_steps(saying(FLAG, PLAN))[1].endswith(FLAG)


def test_documentation_is_judged_too() -> None:
    experiment = saying("will follow next week", ArtifactKind.DOCUMENTATION)
    assert [one.item for one in checklist(experiment) if one.is_open] == [Item.DOCUMENTATION]
