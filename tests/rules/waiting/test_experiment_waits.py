"""What of an experiment waits for whom: seats, overrides and handovers, by the rules that let people decide."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.experiments.experiment import (
    ApprovalKind,
    ArtifactKind,
    Experiment,
    Hold,
    ReviewKind,
    Stage,
    Verdict,
)
from rules.experiments.overrides import Item
from rules.lifecycle import overriding, reviewing, revisions, steps
from rules.lifecycle.board import review_objections
from rules.lifecycle.gate import approval_objections
from rules.lifecycle.seats import ApprovalSeat, ReviewSeat
from rules.lifecycle.steps import SEATED, Step
from rules.people.people import Duty, Member, Person
from rules.waiting.experiment_waits import experiment_waits
from rules.waiting.waits import Waiting, WaitKind, in_order
from tests.rules import stages
from tests.rules.cast import ANA, APPROVER, BEN, CLARA, EVERYBODY, HUGO, IVAN, MARA, OTTO, REVIEWER, team_of
from tests.rules.stages import LATER, NOW

TEAM = team_of(*EVERYBODY)


def member(person: Person) -> Member:
    """Return a person as the store knows them."""
    return Member(id=person.id, name=person.id, duties=person.duties)


def seats_of(waits: tuple[Waiting, ...]) -> set[tuple[str, str]]:
    """Return the kind and the seat of everything that waits."""
    return {(one.kind.value, one.seat) for one in waits}


def waits(experiment: Experiment, person: Person | None = None) -> tuple[Waiting, ...]:
    """Return what of an experiment waits for somebody, or for anybody."""
    return tuple(experiment_waits(experiment, TEAM, member(person) if person else None))


@pytest.mark.parametrize("kind", ReviewKind)
def test_a_review_waits_for_who_holds_its_duty(kind: ReviewKind) -> None:
    assert seats_of(waits(stages.in_review(), REVIEWER[kind])) == {("review", kind.value)}


@pytest.mark.parametrize("kind", ApprovalKind)
def test_an_approval_waits_for_who_holds_its_duty(kind: ApprovalKind) -> None:
    assert seats_of(waits(stages.promoting(), APPROVER[kind])) == {("approval", kind.value)}


@pytest.mark.parametrize("person", [IVAN, OTTO, HUGO], ids=lambda person: person.id)
def test_no_seat_waits_for_who_holds_no_duty_of_it(person: Person) -> None:
    assert waits(stages.in_review(), person) == ()
    assert waits(stages.promoting(), person) == ()


def test_a_maker_does_not_see_seats_of_their_own_experiment() -> None:
    made_by_mara = stages.submit(stages.measured(stages.proposed()), by=MARA)
    assert waits(made_by_mara, MARA) == ()
    assert seats_of(waits(made_by_mara, BEN)) == {("review", "technical")}


def test_a_seat_that_nobody_took_waits_for_all_who_hold_the_duty() -> None:
    technical = next(one for one in waits(stages.in_review()) if one.seat == "technical")
    assert set(technical.could) == {BEN.id, MARA.id, "U0NILS"}


def test_who_fills_one_seat_is_not_waited_for_in_another() -> None:
    judged = stages.judge(stages.in_review(), ReviewKind.TECHNICAL, by=MARA)
    assert waits(judged, MARA) == ()


def test_a_seat_that_is_filled_waits_no_more() -> None:
    assert seats_of(waits(stages.judged(stages.in_review(), ReviewKind.ETHICS))) == {
        ("review", "technical"),
        ("review", "business"),
    }


def test_a_seat_that_nobody_can_fill_waits_for_anybody_and_says_why() -> None:
    found = tuple(experiment_waits(stages.in_review(), team_of(BEN)))
    lacking = {one.seat: one.why_nobody for one in found if not one.could}
    assert set(lacking) == {"ethics", "business"}
    assert "Nobody holds the duty “ethics”" in lacking["ethics"]


def test_an_approval_does_not_wait_while_a_hold_forbids_it() -> None:
    held = replace(stages.promoting(), holds=(Hold(task="Check the groups", owner=ANA.id, due=None),))
    assert waits(held) == ()


def test_an_approval_of_somebody_who_lost_the_duty_is_waited_for_again() -> None:
    once = stages.allow(stages.promoting(), ApprovalKind.SECURITY)
    without = team_of(*(one for one in EVERYBODY if one is not APPROVER[ApprovalKind.SECURITY]))
    assert "security" not in {one.seat for one in waits(once)}
    found = tuple(experiment_waits(once, without, member(MARA)))
    assert "security" in {one.seat for one in found}


def asked_override() -> Experiment:
    """Return an experiment before the board of which Ben asked to override the rollback plan."""
    lacking = stages.submit(
        stages.measured(stages.proposed()), stages.submission(without=ArtifactKind.ROLLBACK_PLAN)
    )
    return overriding.ask(lacking, Item.ROLLBACK.value, "The flag is enough.", BEN, LATER)


def test_an_override_waits_for_a_second_person() -> None:
    experiment = asked_override()
    assert ("override", Item.ROLLBACK.value) in seats_of(waits(experiment, CLARA))
    assert ("override", Item.ROLLBACK.value) not in seats_of(waits(experiment, BEN))
    assert waits(experiment, ANA) == waits(experiment, IVAN) == ()


def test_an_override_says_what_was_asked_by_whom_and_when() -> None:
    override = next(one for one in waits(asked_override()) if one.kind is WaitKind.OVERRIDE)
    assert (override.owner, override.about, override.since, override.place) == (
        BEN.id,
        "The flag is enough.",
        LATER,
        0,
    )


def test_a_handover_waits_for_who_is_asked_in_any_open_stage() -> None:
    asked = stages.asked_of(stages.proposed(), IVAN)
    assert seats_of(waits(asked, IVAN)) == {("handover", "")}
    [by_an_admin] = waits(stages.asked_of(stages.proposed(), IVAN, by=HUGO), IVAN)
    assert by_an_admin.owner == HUGO.id
    assert waits(asked, OTTO) == ()


def test_a_handover_of_a_closed_experiment_waits_for_nobody() -> None:
    asked = stages.asked_of(stages.proposed(), IVAN)
    assert waits(steps.close(asked, Step.WITHDRAW, ANA, "No.", LATER), IVAN) == ()


def test_a_review_that_fell_waits_since_a_change_took_it_back() -> None:
    before = stages.in_review()
    seat = ReviewSeat(before.number, before.revision, ReviewKind.TECHNICAL)
    judged = reviewing.review(before, seat, Verdict.APPROVE, BEN, "", LATER)
    then = LATER + timedelta(days=3)
    changed = revisions.amend(judged, stages.proposal(hypothesis="Another one altogether."), ANA, then)
    since = {one.seat: one.since for one in waits(changed)}
    assert since == {"technical": then, "ethics": NOW, "business": NOW}


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in SEATED])
def test_no_seat_waits_where_no_board_and_no_gate_sits(stage: Stage) -> None:
    assert waits(stages.at(stage)) == ()


@pytest.mark.parametrize("person", EVERYBODY, ids=lambda person: person.id)
@pytest.mark.parametrize("stage", Stage)
def test_exactly_what_somebody_may_decide_waits_for_them(stage: Stage, person: Person) -> None:
    experiment = stages.at(stage)
    reviews = {
        ("review", kind.value)
        for kind in ReviewKind
        if experiment.stage in SEATED
        and not any(
            review_objections(
                experiment, ReviewSeat(experiment.number, experiment.revision, kind), Step.REVIEW, person
            )
        )
    }
    approvals = {
        ("approval", kind.value)
        for kind in ApprovalKind
        if not any(
            approval_objections(
                experiment, ApprovalSeat(experiment.number, experiment.round, kind), Step.APPROVE, person
            )
        )
    }
    assert seats_of(waits(experiment, person)) == reviews | approvals


@given(
    given_reviews=st.sets(st.sampled_from(list(ReviewKind)), max_size=2),
    duties=st.frozensets(st.sampled_from(list(Duty))),
)
def test_what_waits_for_one_is_what_of_all_they_could_settle(
    given_reviews: set[ReviewKind], duties: frozenset[Duty]
) -> None:
    someone = Person("U0SOME", duties)
    experiment = stages.judged(stages.in_review(), *given_reviews)
    team = team_of(*EVERYBODY, someone)
    alone = {one.key for one in experiment_waits(experiment, team, member(someone))}
    assert alone == {one.key for one in experiment_waits(experiment, team) if one.waits_for(someone.id)}


@given(st.lists(st.integers(0, 5), max_size=8))
def test_the_longest_waiting_stands_first(hours: list[int]) -> None:
    found = in_order(
        Waiting(
            kind=WaitKind.ACTION, number=place, title="", since=NOW + timedelta(hours=one), could=(ANA.id,)
        )
        for place, one in enumerate(hours)
    )
    assert [one.since for one in found] == sorted(one.since for one in found)
    assert sorted(one.number for one in found) == list(range(len(hours)))
