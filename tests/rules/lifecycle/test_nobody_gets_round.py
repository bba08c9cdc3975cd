"""Nobody gets round the four eyes: random people with random duties, and whatever they do with an experiment.

What somebody had a part in is remembered here, apart from the rules under test.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.experiments import follow_ups
from rules.experiments.experiment import (
    ApprovalKind,
    ArtifactKind,
    Experiment,
    Hold,
    Requirements,
    ReviewKind,
    Rollout,
    Stage,
    Verdict,
)
from rules.experiments.follow_ups import FollowUp
from rules.experiments.overrides import Item
from rules.lifecycle import gate, handing_over, overriding, reviewing, revisions, steps
from rules.lifecycle.board import standing_review
from rules.lifecycle.gate import standing_approval
from rules.lifecycle.seats import ApprovalSeat, ReviewSeat
from rules.lifecycle.steps import Step
from rules.people.people import Duty, Member, Person, Team
from rules.refusals import Refused
from rules.waiting import passing, questioning
from rules.waiting.asked import could_fill
from tests.rules.stages import NOW, REFERENCES, REQUIRED, measured, proposal, submission

# Few people with many duties meet in every seat; the owner may hold all of them.
NAMES = tuple(f"U{number}" for number in range(7))
ENOUGH = frozenset({Duty.ADMIN, Duty.TECHNICAL_LEAD, Duty.PRODUCT_OWNER, Duty.SECURITY})
duties = st.one_of(*[st.just(frozenset(Duty))] * 3, st.just(ENOUGH), st.frozensets(st.sampled_from(Duty)))
teams = st.tuples(*[duties for _ in NAMES]).map(
    lambda held: tuple(Person(name, one) for name, one in zip(NAMES, held, strict=True))
)
Deed = Callable[[Experiment], Experiment]
# Nobody loses a duty here: what somebody approved once, the gate does not ask again.
EVERYBODY = Team(tuple(Member(name, name, duties=frozenset(Duty)) for name in NAMES))
# What brings an experiment on is drawn more often than what sends it back.
FORWARD = ("submit", "review", "review", "review", "promote", "approve", "approve", "approve")
OTHER = (
    "hand_over",
    "accept",
    "accept",
    "decline_handover",
    "take_back",
    "amend",
    "resubmit",
    "override",
    "confirm",
    "hold",
    "mark_done",
    "lift",
    "lift",
    "lift",
    "ask",
    "answer",
    "pass_seat",
    "pass_seat",
)
# Who leads a review decides there and lifts what it decided, without any duty.
LEADING = frozenset({NAMES[-1]})
BACK = ("ask_for_changes", "decline", "roll_back")


class Watch:
    """One experiment, who ever had a part in it, and what must hold after each deed."""

    def __init__(self, team: tuple[Person, ...], owner: Person) -> None:
        self.team = {person.id: person for person in team}
        proposed = revisions.propose(proposal(owner=owner.id), 12, by=team[0].id, channel="C0LAB", now=NOW)
        self.experiment = measured(proposed, by=owner)
        self.makers = {owner.id, team[0].id}

    def do(self, deed: Deed, by: Person | None = None) -> None:
        """Let somebody do a deed, and look at what it led to."""
        before = self.experiment
        try:
            self.experiment = deed(before)
        except Refused:
            return
        after = self.experiment
        self.makers |= {after.owner, *(artifact.added_by for artifact in after.artifacts)}
        assert self.makers <= after.makers
        self.look_at_the_seats()
        self.look_at_the_holds(before, by)
        if after.stage is Stage.IN_PRODUCTION is not before.stage:
            self.look_at_the_gate()

    def look_at_the_seats(self) -> None:
        """Assert that no word of a maker counts in either gate, nor a confirmation of theirs."""
        one = self.experiment
        words = [standing_review(one, kind) for kind in ReviewKind]
        approvals = [standing_approval(one, kind) for kind in ApprovalKind]
        assert not self.makers & {word.by for word in (*words, *approvals) if word}

    def look_at_the_holds(self, before: Experiment, by: Person | None) -> None:
        """Assert that nothing that is held gets on, and that a hold is lifted by somebody entitled without any part in it."""
        after = self.experiment
        left = {hold.number for hold in after.holds}
        for hold in before.holds:
            if hold.number not in left:
                assert by
                assert by.id not in {*self.makers, hold.owner}
                assert by.duties & {Duty.ETHICS, Duty.ADMIN} or by.id in LEADING
        if before.holds:
            words = after.approvals[len(before.approvals) :]
            assert all(word.verdict is Verdict.DECLINE for word in words)
            if after.stage is not before.stage:
                assert after.stage not in (Stage.PROMOTING, Stage.IN_PRODUCTION)

    def look_at_the_gate(self) -> None:
        """Assert three approvals by three entitled people who never had a part in it, and such reviews, of as many people unless
        the workspace lets one give several."""
        one = self.experiment
        for kinds, words in (
            (ApprovalKind, [standing_approval(one, kind) for kind in ApprovalKind]),
            (ReviewKind, [standing_review(one, kind) for kind in ReviewKind]),
        ):
            given = {word.kind: word.by for word in words if word and word.verdict is Verdict.APPROVE}
            assert set(given) == set(kinds)
            people = set(given.values()) - self.makers
            assert people == set(given.values())
            assert len(people) == 3 or (kinds is ReviewKind and not one.requirements.one_seat_each)
            assert all(kind.duty in self.team[by].duties for kind, by in given.items())


def deed_of(name: str, by: Person, to: Person, number: int, required: Requirements = REQUIRED) -> Deed:
    """Return what somebody tries to do; `number` tells one content from another."""
    references = {kind: f"{reference}{'x' * (number % 3)}" for kind, reference in REFERENCES.items()}
    reviews, approvals = list(ReviewKind), list(ApprovalKind)
    mixed = {**REFERENCES, list(ArtifactKind)[number % 8]: f"https://lab.example/by-{by.id}"}
    deeds: dict[str, Deed] = {
        "submit": lambda one: revisions.submit(one, submission(references=references), required, by, NOW),
        "resubmit": lambda one: revisions.submit(one, submission(references=mixed), required, by, NOW),
        "review": lambda one: judge(one, reviews[number % 3], Verdict.APPROVE, by),
        "ask_for_changes": lambda one: judge(one, reviews[number % 3], Verdict.ASK_FOR_CHANGES, by),
        "promote": lambda one: revisions.promote(one, Rollout(), by, NOW),
        "approve": lambda one: gate.approve_promotion(
            one, ApprovalSeat(one.number, one.round, approvals[number % 3]), by, EVERYBODY, NOW
        ),
        "decline": lambda one: gate.decline_promotion(one, one.round, by, "Not now.", NOW),
        "roll_back": lambda one: steps.close(one, Step.ROLL_BACK, by, "It broke.", NOW),
        "amend": lambda one: revisions.amend(
            one, proposal(hypothesis=f"Because of {number % 3}.", owner=to.id), by, NOW
        ),
        "hand_over": lambda one: handing_over.ask(one, to.id, by, NOW),
        "accept": lambda one: handing_over.accept(one, len(one.handovers) - 1, asked(one, by), NOW),
        "decline_handover": lambda one: handing_over.decline(one, len(one.handovers) - 1, by, NOW),
        "take_back": lambda one: handing_over.take_back(one, len(one.handovers) - 1, by, NOW),
        "override": lambda one: overriding.ask(one, list(Item)[number % 5].value, "Urgent.", by, NOW),
        "confirm": lambda one: overriding.confirm(one, len(one.overrides) - 1, by, NOW),
        "hold": lambda one: hold(one, by, to),
        "mark_done": lambda one: mark_done(one, by),
        "lift": lambda one: lift(one, by, "Enough was shown." if number else " "),
        "ask": lambda one: questioning.ask(one, seat_of(one, number), "On whom?", by, NOW),
        "answer": lambda one: questioning.answer(one, len(one.questions) - 1, "All.", by, NOW),
        "pass_seat": lambda one: passing.pass_seat(
            one,
            seat_of(one, number),
            to.id,
            by,
            could_fill(one, seat_of(one, number).kind, EVERYBODY),
            {},
            NOW,
        ),
    }
    return deeds[name]


def seat_of(one: Experiment, number: int) -> ReviewSeat | ApprovalSeat:
    """Return one of the six seats of the board and the gate."""
    if number % 2:
        return ReviewSeat(one.number, one.revision, list(ReviewKind)[number // 2 % 3])
    return ApprovalSeat(one.number, one.round, list(ApprovalKind)[number // 2 % 3])


def hold(one: Experiment, by: Person, to: Person) -> Experiment:
    """Return the experiment after a decision that holds it."""
    follow_ups.require_may_decide(by, LEADING, EVERYBODY)
    number = max((known.number for known in one.holds), default=0) + 1
    task = Hold("Ask legal", to.id, NOW.date(), number, "Wait.", NOW.date(), by.id)
    return follow_ups.held_by(one, decided(one, task)) or one


def decided(one: Experiment, task: Hold) -> FollowUp:
    """Return the decision by which an experiment is held."""
    return FollowUp(
        number=task.number,
        experiment=one.number,
        decision=task.decision,
        reason="Because.",
        task=task.task,
        owner=task.owner,
        due=task.due,
        holds=True,
        by=task.by,
        at=NOW,
        done_by=task.done_by,
        done_at=NOW if task.done_by else None,
    )


def mark_done(one: Experiment, by: Person) -> Experiment:
    """Return the experiment after who is to do what it is held for has said that it is done."""
    for task in one.holds[:1]:
        follow_ups.require_may_complete(decided(one, task), by, LEADING)
        return follow_ups.with_done(one, replace(decided(one, task), done_by=by.id, done_at=NOW)) or one
    return one


def lift(one: Experiment, by: Person, finding: str) -> Experiment:
    """Return the experiment after somebody has lifted its last hold with a finding."""
    for task in one.holds[-1:]:
        follow_ups.require_may_lift(decided(one, task), one.makers, by, LEADING, EVERYBODY)
        follow_ups.read_finding(finding)
        return follow_ups.without_hold(one, decided(one, task))
    return one


def judge(one: Experiment, kind: ReviewKind, verdict: Verdict, by: Person) -> Experiment:
    """Return the experiment after a click on a seat of the board."""
    return reviewing.review(one, ReviewSeat(one.number, one.revision, kind), verdict, by, "Because.", NOW)


def asked(one: Experiment, otherwise: Person) -> Person:
    """Return who is asked to own it, who mostly is the one to answer."""
    waiting = handing_over.awaited(one)
    return Person(waiting.to) if waiting else otherwise


def everybody_tries(watch: Watch, name: str, kinds: int) -> None:
    """Let everybody try to fill every seat, so that the experiment gets on."""
    for number in range(kinds):
        for by in watch.team.values():
            watch.do(deed_of(name, by, by, number), by)


deeds = st.tuples(
    st.sampled_from((*FORWARD, *OTHER, *BACK, "board", "gate", "pass_on", "pass_on", "pass_on")),
    st.integers(0, len(NAMES) - 1),
    st.integers(0, len(NAMES) - 1),
    st.integers(0, 7),
)
SWEEPS = {"board": "review", "gate": "approve"}


def live(
    team: tuple[Person, ...],
    owner: int,
    life: list[tuple[str, int, int, int]],
    start: int = 0,
    required: Requirements = REQUIRED,
) -> Watch:
    """Return an experiment after whatever these people did with it, once it came to its board (1), to its gate (2), or short of production (3)."""
    watch = Watch(team, team[owner])
    if start:
        watch.do(deed_of("submit", team[owner], team[owner], 0, required))
    if start > 1:
        everybody_tries(watch, "review", 3)
        watch.do(deed_of("promote", team[owner], team[owner], 0))
    if start > 2:
        everybody_tries(watch, "approve", 2)
    for name, by, to, number in life:
        if name == "pass_on":
            watch.do(deed_of("hand_over", Person(watch.experiment.owner), team[to], number))
            watch.do(deed_of("accept", team[to], team[to], number))
        elif name in SWEEPS:
            everybody_tries(watch, SWEEPS[name], 3)
            watch.do(
                partial(revisions.promote, rollout=Rollout(), by=Person(watch.experiment.owner), now=NOW)
            )
        else:
            watch.do(deed_of(name, team[by], team[to], number, required), team[by])
    return watch


@given(
    teams,
    st.integers(0, len(NAMES) - 1),
    st.lists(deeds, min_size=4, max_size=30),
    st.sampled_from([0, 1, 2, 3, 3]),
    st.sampled_from([REQUIRED, Requirements(one_seat_each=False)]),
)
@settings(max_examples=400)
def test_nothing_reaches_production_by_the_hands_of_those_who_made_it(
    team: tuple[Person, ...], owner: int, life: list[Any], start: int, required: Requirements
) -> None:
    live(team, owner, life, start, required)


@given(st.integers(0, len(NAMES) - 1), st.lists(deeds, max_size=3))
@settings(max_examples=60)
def test_with_enough_others_it_still_reaches_production(owner: int, life: list[Any]) -> None:
    team = tuple(Person(name, frozenset(Duty)) for name in NAMES)
    watch = live(team, owner, life)
    if len(watch.makers | watch.experiment.makers) <= len(NAMES) - 3:
        steward = Person(watch.experiment.owner)
        watch.do(lambda one: revisions.amend(one, proposal(hypothesis="Anew."), steward, NOW))
        watch.do(lambda one: revisions.submit(one, submission(), REQUIRED, steward, NOW))
        everybody_tries(watch, "review", 3)
        for _ in life:
            everybody_tries(watch, "lift", 2)
        watch.do(lambda one: revisions.promote(one, Rollout(), steward, NOW))
        everybody_tries(watch, "approve", 3)
        assert watch.experiment.stage is Stage.IN_PRODUCTION
