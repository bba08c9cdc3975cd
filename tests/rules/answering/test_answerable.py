"""Whether typed words are answered: where something waits, to who could decide it, and to others who mean it so."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.answering.answerable import decidable, is_answered, open_gaps
from rules.answering.typed_decisions import TypedDecision, TypedVerdict
from rules.experiments.experiment import ApprovalKind, Experiment, Hold, ReviewKind, Stage
from rules.lifecycle.gate import decline_objections
from rules.people.people import Person
from tests.rules.cast import ANA, BEN, EVA, EVERYBODY, IVAN, MARA, team_of
from tests.rules.refusal import reasons_of
from tests.rules.stages import NOW, allow, at, in_review, judge, judged, promoting

YES, NO = TypedVerdict.APPROVE, TypedVerdict.REFUSE
TEAM = team_of(*EVERYBODY)
people = st.sampled_from(EVERYBODY)
decisions = st.builds(TypedDecision, st.sampled_from(TypedVerdict), st.booleans())
stages = st.sampled_from(Stage).map(at)


def kinds(experiment: Experiment, by: Person, verdict: TypedVerdict = YES) -> set[str]:
    """Return which seats somebody could decide."""
    return {kind.value for kind in decidable(experiment, TEAM, by, verdict)}


def test_each_reviewer_could_decide_their_seat_alone() -> None:
    assert kinds(in_review(), BEN) == kinds(in_review(), BEN, NO) == {"technical"}
    assert kinds(in_review(), MARA) == {"technical", "ethics", "business"}
    assert kinds(in_review(), ANA) == kinds(in_review(), IVAN) == set()


def test_any_approver_may_decline_and_each_approves_in_their_seat() -> None:
    assert kinds(promoting(), EVA) == {"technical_lead"}
    assert kinds(promoting(), EVA, NO) == {kind.value for kind in ApprovalKind}
    assert kinds(promoting(), BEN, NO) == set()


def test_nothing_is_approved_while_it_is_held_and_it_may_be_declined() -> None:
    held = replace(promoting(), holds=(Hold(task="Look again", owner=ANA.id, due=None),))
    assert kinds(held, EVA) == set()
    assert kinds(held, EVA, NO)


def test_who_decided_already_is_not_told_again() -> None:
    reviewed = judge(in_review(), ReviewKind.TECHNICAL)
    approved = allow(promoting(), ApprovalKind.TECHNICAL_LEAD)
    for experiment, by in ((reviewed, BEN), (approved, EVA)):
        assert not is_answered(experiment, TEAM, by, TypedDecision(YES))
        assert is_answered(experiment, TEAM, by, TypedDecision(NO))


@given(stages, people, decisions)
def test_who_could_decide_is_always_answered(experiment: Experiment, by: Person, said: TypedDecision) -> None:
    if decidable(experiment, TEAM, by, said.verdict):
        assert is_answered(experiment, TEAM, by, said)


@given(stages, people, decisions)
def test_where_nothing_waits_nobody_is_answered(
    experiment: Experiment, by: Person, said: TypedDecision
) -> None:
    is_awaited = experiment.stage in (Stage.IN_REVIEW, Stage.PROMOTING)
    assert bool(open_gaps(experiment, TEAM)) == is_awaited
    if not is_awaited:
        assert not is_answered(experiment, TEAM, by, said)


@given(people, st.booleans(), st.sampled_from(TypedVerdict))
def test_talk_is_answered_only_to_who_could_decide(by: Person, is_board: bool, verdict: TypedVerdict) -> None:
    experiment = in_review() if is_board else promoting()
    said = TypedDecision(verdict, may_be_talk=True)
    assert is_answered(experiment, TEAM, by, said) == bool(decidable(experiment, TEAM, by, verdict))


@given(people)
def test_whoever_gets_a_button_could_press_it(by: Person) -> None:
    for kind in decidable(in_review(), TEAM, by, YES):
        assert isinstance(kind, ReviewKind)
        judge(in_review(), kind, by=by)
    for kind in decidable(promoting(), TEAM, by, YES):
        assert isinstance(kind, ApprovalKind)
        allow(promoting(), kind, by=by)
    if decidable(promoting(), TEAM, by, NO):
        assert not list(decline_objections(promoting(), 1, by))


@pytest.mark.parametrize("kind", ReviewKind)
def test_whoever_gets_no_button_is_refused_by_it(kind: ReviewKind) -> None:
    for by in EVERYBODY:
        if kind not in decidable(in_review(), TEAM, by, YES):
            assert reasons_of(lambda by=by: judge(in_review(), kind, by=by))
    assert judged(in_review(), *ReviewKind).stage_since >= NOW
