"""An experiment on its way through the hands of a whole team: whatever they click, in whatever order.

Hypothesis plays the team. After each deed the machine looks at the experiment with eyes of its own: what a seat was
given for is remembered here, from the table of design.md §2, and not asked of the rules under test.
"""

import copy
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rules.evidence.checklist import finding
from rules.evidence.measurements import ValueDraft
from rules.experiments.experiment import (
    ApprovalKind,
    ArtifactKind,
    Budget,
    Experiment,
    ReviewKind,
    Rollout,
    Stage,
    Verdict,
)
from rules.experiments.metrics import read_metrics
from rules.experiments.overrides import Item, OverrideOutcome
from rules.experiments.proposals import Proposal
from rules.lifecycle import gate, handing_over, overriding, recording, reviewing, revisions, steps
from rules.lifecycle.board import board_gaps, standing_review
from rules.lifecycle.gate import gate_gaps, standing_approval
from rules.lifecycle.seats import ApprovalSeat, ReviewSeat
from rules.lifecycle.steps import MOVES, Step
from rules.people.people import Person
from rules.people.projects import Workstream
from rules.refusals import Refused
from tests.rules.cast import ANA, APPROVER, EVERYBODY, HUGO, IVAN, MARA, NILS, REVIEWER, team_of
from tests.rules.stages import BUDGET, NOW, REFERENCES, REQUIRED, at, submission

Deed = Callable[[Experiment], Experiment]


TEAM = team_of(*EVERYBODY)
CLOSED = {Stage.RETIRED, Stage.WITHDRAWN, Stage.CONCLUDED}
AT_THE_GATE = {Stage.APPROVED, Stage.PROMOTING, Stage.DECLINED}
ATTACHED = {
    Item.SAFETY: ArtifactKind.SAFETY_EVALUATION,
    Item.DOCUMENTATION: ArtifactKind.DOCUMENTATION,
    Item.ROLLBACK: ArtifactKind.ROLLBACK_PLAN,
}
# What an override of an item rests on is what a review of this kind judges.
LIKE = {
    Item.PERFORMANCE: ReviewKind.TECHNICAL,
    Item.SAFETY: ReviewKind.ETHICS,
    Item.COST: ReviewKind.BUSINESS,
    Item.DOCUMENTATION: ReviewKind.TECHNICAL,
    Item.ROLLBACK: ReviewKind.TECHNICAL,
}
METRICS = [
    read_metrics("accuracy >= 0.92 (now 0.88)\nguardrail: latency <= 800 ms"),
    read_metrics("accuracy >= 0.90\nguardrail: latency <= 800 ms"),
]
STARTS = [Stage.PROPOSED, Stage.IN_REVIEW, Stage.APPROVED, Stage.PROMOTING, Stage.IN_PRODUCTION]
LEADS = {(source, move.target) for move in MOVES for source in move.sources if move.target}


people = st.sampled_from([*EVERYBODY, *[MARA, NILS] * 4])  # those who may decide click more often
review_kinds = st.sampled_from(ReviewKind)
approval_kinds = st.sampled_from(ApprovalKind)
earlier = st.sampled_from([0, 0, 0, 1])
amendments: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"title": "Smaler router"},
        {"hypothesis": "If we route with less, it is faster."},
        {"hypothesis": "If we route with less, it is cheaper."},
        {"workstream": Workstream.GOVERNANCE},
        {"workstream": Workstream.OPTIMIZATION},
        {"metrics": METRICS[0]},
        {"metrics": METRICS[1]},
    ]
)
heirs = st.sampled_from([ANA, IVAN, MARA, *REVIEWER.values(), *APPROVER.values()])
submissions = st.one_of(
    st.just(submission()),
    st.sampled_from(ArtifactKind).map(lambda kind: submission(without=kind)),
    st.sampled_from(ArtifactKind).map(lambda kind: submission(references={**REFERENCES, kind: "v2"})),
    st.just(submission(budget=Budget(monthly_cost=BUDGET.monthly_cost, monthly_budget=Decimal(100)))),
)


def judged_by(experiment: Experiment, kind: ReviewKind) -> tuple[object, ...]:
    """Return what a review of a kind judges."""
    brought = {artifact.kind: artifact.reference for artifact in experiment.artifacts}
    made_of = [brought.get(one) for one in (ArtifactKind.MODEL, ArtifactKind.PROMPT, ArtifactKind.DATASET)]
    more = {
        ReviewKind.TECHNICAL: (*made_of, experiment.metrics),
        ReviewKind.ETHICS: (*made_of, brought.get(ArtifactKind.SAFETY_EVALUATION)),
        ReviewKind.BUSINESS: (
            experiment.metrics,
            brought.get(ArtifactKind.COST_PROJECTION),
            experiment.budget,
        ),
    }
    return (experiment.hypothesis, experiment.workstream, *more[kind])


def outcome(deed: Callable[[], Experiment]) -> Experiment | Refused:
    """Return what a deed leads to: the next state, or the refusal."""
    try:
        return deed()
    except Refused as refusal:
        return refusal


def is_taken(click: Callable[[], Experiment]) -> bool:
    """Tell whether a click is not refused."""
    return not isinstance(outcome(click), Refused)


class Life(RuleBasedStateMachine):
    """One experiment, and the memory of what each review saw."""

    @initialize(stage=st.sampled_from(STARTS))
    def the_story_begins(self, stage: Stage) -> None:
        self.experiment = at(stage)
        # What each review judged, by its place in the list; until now nothing was changed.
        self.seen = dict(enumerate(judged_by(self.experiment, one.kind) for one in self.experiment.reviews))
        self.values = {one.metric: one.value for one in self.experiment.measurements}
        self.let_pass: dict[int, tuple[object, ...]] = {}  # what each override was asked for
        self.runs = count()
        self.fresh_since = 1  # no review of an earlier revision may count
        self.makers: set[str] = set()  # whoever ever owned, proposed or contributed
        self.remember_makers()

    def do(self, deed: Deed) -> bool:
        """Let somebody do a deed; return whether it was allowed. Done twice, it must not count twice."""
        before = self.experiment
        kept = copy.deepcopy(before)
        after = outcome(partial(deed, before))
        assert before == kept
        if isinstance(after, Refused):
            assert after.reasons
            return False
        self.look_at_the_way(before, after)
        for place in range(len(before.reviews), len(after.reviews)):
            self.seen[place] = judged_by(before, after.reviews[place].kind)
        for place in range(len(before.overrides), len(after.overrides)):
            self.let_pass[place] = judged_by(before, LIKE[after.overrides[place].item])
        self.experiment = after
        self.remember_makers()
        if after.stage is Stage.IN_PRODUCTION is not before.stage:
            self.look_at_the_arrival_in_production(after)
        again = outcome(partial(deed, after))
        assert isinstance(again, Refused) or again == after
        return True

    def remember_makers(self) -> None:
        """Remember who owns, proposed or contributed now."""
        contributors = {artifact.added_by for artifact in self.experiment.artifacts}
        self.makers |= {self.experiment.owner, self.experiment.proposer} | contributors

    def look_at_the_way(self, before: Experiment, after: Experiment) -> None:
        """Assert that every change of stage is in the table, in one step or in two that follow at once."""
        if before.stage is not after.stage:
            ends = {target for source, target in LEADS if source is before.stage}
            assert after.stage in ends or any((end, after.stage) in LEADS for end in ends)
        assert before.stage not in CLOSED or before == after
        assert after.stage is before.stage or after.stage_since == NOW

    @rule(by=people)
    def somebody_starts(self, by: Person) -> None:
        self.do(lambda one: steps.start(one, by, NOW))

    @rule(by=st.sampled_from([*EVERYBODY, HUGO, HUGO]), brought=submissions)
    def somebody_submits(self, by: Person, brought: Any) -> None:
        before = self.experiment
        if self.do(lambda one: revisions.submit(one, brought, REQUIRED, by, NOW)):
            assert self.experiment.revision == before.revision + 1
            if before.stage is Stage.REJECTED:
                self.fresh_since = self.experiment.revision
        else:
            assert self.experiment.revision == before.revision

    @precondition(lambda self: self.experiment.stage not in CLOSED | {Stage.IN_REVIEW} | AT_THE_GATE)
    @rule()
    def the_owner_submits_everything(self) -> None:
        self.somebody_submits(Person(self.experiment.owner), submission())

    @rule(
        kind=review_kinds,
        verdict=st.sampled_from([Verdict.APPROVE, Verdict.ASK_FOR_CHANGES]),
        by=people,
        ago=earlier,
    )
    def somebody_judges(self, kind: ReviewKind, verdict: Verdict, by: Person, ago: int) -> None:
        revision = self.experiment.revision
        seat = ReviewSeat(self.experiment.number, revision - ago, kind)
        if self.do(lambda one: reviewing.review(one, seat, verdict, by, "Because.", NOW)):
            assert self.experiment.revision == revision

    @precondition(lambda self: self.experiment.stage is Stage.IN_REVIEW)
    @rule(kind=review_kinds, verdict=st.sampled_from([Verdict.ASK_FOR_CHANGES, Verdict.REJECT]))
    def a_reviewer_sends_it_back(self, kind: ReviewKind, verdict: Verdict) -> None:
        self.somebody_judges(kind, verdict, REVIEWER[kind], 0)

    @precondition(lambda self: self.experiment.stage is Stage.IN_REVIEW)
    @rule()
    def the_board_agrees(self) -> None:
        for kind, by in REVIEWER.items():
            self.somebody_judges(kind, Verdict.APPROVE, by, 0)

    @rule(by=people, changed=amendments)
    def somebody_changes(self, by: Person, changed: dict[str, Any]) -> None:
        self.change(by, changed)

    @precondition(lambda self: self.experiment.stage not in CLOSED)
    @rule(changed=amendments)
    def an_admin_changes(self, changed: dict[str, Any]) -> None:
        self.change(HUGO, changed)

    def change(self, by: Person, changed: dict[str, Any]) -> None:
        """Change one field of what was proposed."""
        now = self.experiment
        kept = {
            name: getattr(now, name) for name in ("title", "hypothesis", "workstream", "metrics", "owner")
        }
        amended = Proposal(**{**kept, **changed})
        self.do(lambda one: revisions.amend(one, amended, by, NOW))
        assert self.experiment.revision == now.revision

    @rule(by=st.sampled_from([*EVERYBODY, HUGO, HUGO]), to=heirs)
    def somebody_asks_for_a_handover(self, by: Person, to: Person) -> None:
        owner = self.experiment.owner
        self.do(lambda one: handing_over.ask(one, to.id, by, NOW))
        assert self.experiment.owner == owner

    @precondition(lambda self: self.experiment.handovers)
    @rule(
        by=heirs,
        answer=st.sampled_from([handing_over.accept, handing_over.decline, handing_over.take_back]),
    )
    def somebody_answers_a_handover(self, by: Person, answer: Any) -> None:
        before, place = self.experiment, len(self.experiment.handovers) - 1
        if self.do(lambda one: answer(one, place, by, NOW)) and self.experiment.owner != before.owner:
            assert self.experiment.owner == by.id == before.handovers[place].to
            assert before.owner in self.experiment.makers

    @precondition(lambda self: self.experiment.stage not in CLOSED)
    @rule(to=heirs)
    def the_experiment_changes_hands(self, to: Person) -> None:
        self.somebody_asks_for_a_handover(HUGO, to)
        if self.experiment.handovers:
            self.somebody_answers_a_handover(to, handing_over.accept)

    @rule(
        by=people,
        name=st.sampled_from(["accuracy", "latency"]),
        value=st.sampled_from(["0.91", "0.95", "900"]),
    )
    def somebody_measures(self, by: Person, name: str, value: str) -> None:
        # Each from a place of its own: the clock stands still here, and the same measurement again is no other one.
        draft = ValueDraft(metric=name, value=value, source=f"run {next(self.runs)}")
        if self.do(lambda one: recording.measure(one, draft, by, NOW)):
            self.values[name] = Decimal(value)

    @precondition(lambda self: self.experiment.stage not in CLOSED)
    @rule()
    def good_values_arrive(self) -> None:
        for name, value in (("accuracy", "0.94"), ("latency", "620")):
            self.somebody_measures(HUGO, name, value)

    @rule(by=people, item=st.sampled_from(Item))
    def somebody_asks_to_override(self, by: Person, item: Item) -> None:
        self.do(lambda one: overriding.ask(one, item.value, "It is urgent.", by, NOW))

    @precondition(lambda self: self.experiment.overrides)
    @rule(by=people, ago=st.sampled_from([1, 1, 1, 2]), confirms=st.sampled_from([True, True, False]))
    def somebody_answers(self, by: Person, ago: int, confirms: bool) -> None:
        place = max(len(self.experiment.overrides) - ago, 0)
        answer, before = overriding.confirm if confirms else overriding.dismiss, self.experiment
        # Who had confirmed it and is a maker since may press again, which changes nothing.
        if self.do(lambda one: answer(one, place, by, NOW)) and confirms and self.experiment is not before:
            override = self.experiment.overrides[place]
            assert override.settled_by == by.id != override.asked_by
            assert by.duties
            assert by.id not in self.experiment.makers

    @precondition(lambda self: self.experiment.stage is Stage.IN_REVIEW)
    @rule(item=st.sampled_from(Item))
    def two_people_override(self, item: Item) -> None:
        self.somebody_asks_to_override(NILS, item)
        if self.experiment.overrides:
            self.somebody_answers(MARA, 1, True)

    @rule(by=people)
    def somebody_asks_for_promotion(self, by: Person) -> None:
        self.do(lambda one: revisions.promote(one, Rollout(), by, NOW))

    @precondition(lambda self: self.experiment.stage in {Stage.APPROVED, Stage.DECLINED})
    @rule()
    def the_owner_asks_for_promotion(self) -> None:
        self.somebody_asks_for_promotion(Person(self.experiment.owner))

    @rule(kind=approval_kinds, by=people, ago=earlier)
    def somebody_allows(self, kind: ApprovalKind, by: Person, ago: int) -> None:
        seat = ApprovalSeat(self.experiment.number, self.experiment.round - ago, kind)
        self.do(lambda one: gate.approve_promotion(one, seat, by, TEAM, NOW))

    @precondition(lambda self: self.experiment.stage is Stage.PROMOTING)
    @rule(last=st.booleans())
    def the_approvers_agree(self, last: bool) -> None:
        for kind, by in list(APPROVER.items())[: 3 if last else 2]:
            self.somebody_allows(kind, by, 0)

    @rule(by=people, ago=earlier)
    def somebody_declines(self, by: Person, ago: int) -> None:
        round_ = self.experiment.round - ago
        self.do(lambda one: gate.decline_promotion(one, round_, by, "Not now.", NOW))

    @precondition(lambda self: self.experiment.stage is Stage.PROMOTING)
    @rule(kind=approval_kinds)
    def an_approver_declines(self, kind: ApprovalKind) -> None:
        self.somebody_declines(APPROVER[kind], 0)

    @rule(
        step=st.sampled_from([Step.ROLL_BACK, Step.RETIRE, Step.WITHDRAW, Step.CONCLUDE]),
        by=st.sampled_from([IVAN] * 7 + [NILS]),
    )
    def somebody_closes(self, step: Step, by: Person) -> None:
        self.do(lambda one: steps.close(one, step, by, "It is over.", NOW))

    @precondition(lambda self: self.experiment.stage is Stage.IN_PRODUCTION)
    @rule()
    def the_owner_rolls_back(self) -> None:
        owner = Person(self.experiment.owner)
        assert self.do(lambda one: steps.close(one, Step.ROLL_BACK, owner, "It broke.", NOW))

    @invariant()
    def what_passed_the_board_has_every_review_and_all_the_evidence(self) -> None:
        if self.experiment.stage in AT_THE_GATE:
            standing = [standing_review(self.experiment, kind) for kind in ReviewKind]
            assert [review.verdict if review else None for review in standing] == [Verdict.APPROVE] * 3
            assert self.evidence_is_complete()

    @invariant()
    def what_waits_before_the_board_lacks_a_review_or_evidence(self) -> None:
        if self.experiment.stage is Stage.IN_REVIEW:
            standing = [standing_review(self.experiment, kind) for kind in ReviewKind]
            assert None in standing or not self.evidence_is_complete()

    def evidence_is_complete(self) -> bool:
        """Tell whether the five items of the brief are met, or overridden as they are now."""
        attached = {artifact.kind for artifact in self.experiment.artifacts}
        cost, budget = self.experiment.budget.monthly_cost, self.experiment.budget.monthly_budget
        least = self.experiment.metrics[0].threshold
        met = {
            Item.PERFORMANCE: (
                self.values.get("accuracy", Decimal(0)) >= least and self.values.get("latency", 9999) <= 800
            ),
            Item.COST: (
                ArtifactKind.COST_PROJECTION in attached
                and cost is not None
                and budget is not None
                and cost <= budget
            ),
            **{item: kind in attached for item, kind in ATTACHED.items()},
        }
        return all(met[item] or self.is_let_pass(item) for item in Item)

    def is_let_pass(self, item: Item) -> bool:
        """Tell whether two people let pass exactly what an item lacks now, and nothing they looked at has changed."""
        let_pass: set[str] = set()
        for place, one in enumerate(self.experiment.overrides):
            is_known = self.let_pass[place] == judged_by(self.experiment, LIKE[item])
            counts = one.outcome is OverrideOutcome.CONFIRMED and one.settled_by not in self.experiment.makers
            if one.item is item and counts and is_known and one.revision >= self.fresh_since:
                let_pass |= set(one.lacks)
        return set(finding(self.experiment, item).lacks) <= let_pass

    @invariant()
    def a_counting_review_saw_what_stands_there_now(self) -> None:
        for kind in ReviewKind:
            review = standing_review(self.experiment, kind)
            if review and review.verdict is Verdict.APPROVE:
                places = [place for place, one in enumerate(self.experiment.reviews) if one == review]
                assert judged_by(self.experiment, kind) in [self.seen[place] for place in places]
                assert review.revision >= self.fresh_since

    @invariant()
    def no_maker_and_nobody_without_the_duty_holds_a_seat_of_the_board(self) -> None:
        for kind in ReviewKind:
            review = standing_review(self.experiment, kind)
            assert review is None or review.by not in self.makers
            assert review is None or review.by in TEAM.holders(kind.duty)

    @invariant()
    def one_person_holds_one_seat_and_the_owner_none(self) -> None:
        reviews = [standing_review(self.experiment, kind) for kind in ReviewKind]
        approvals = [standing_approval(self.experiment, kind) for kind in ApprovalKind]
        for words in (reviews, approvals):
            holders = [word.by for word in words if word and word.verdict is not Verdict.DECLINE]
            assert len(holders) == len(set(holders))
            assert self.experiment.owner not in holders

    def look_at_the_arrival_in_production(self, arrived: Experiment) -> None:
        """Assert that three people who never had a part in it approved; whoever owns it later takes nothing back."""
        given = {
            word.kind: word.by
            for word in arrived.approvals
            if word.round == arrived.round and word.verdict is Verdict.APPROVE
        }
        assert set(given) == set(ApprovalKind)
        assert len(set(given.values()) - self.makers) == 3
        assert all(by in TEAM.holders(kind.duty) for kind, by in given.items())

    @invariant()
    def a_gap_of_the_board_names_exactly_those_whose_approval_is_taken(self) -> None:
        if self.experiment.stage is Stage.IN_REVIEW:
            for gap in board_gaps(self.experiment, TEAM):
                assert isinstance(gap.kind, ReviewKind)
                seat = ReviewSeat(self.experiment.number, self.experiment.revision, gap.kind)
                assert gap.could == self.taken_from(
                    partial(reviewing.review, self.experiment, seat, Verdict.APPROVE, reason="", now=NOW)
                )

    @invariant()
    def a_gap_of_the_gate_names_exactly_those_whose_approval_is_taken(self) -> None:
        if self.experiment.stage is Stage.PROMOTING:
            for gap in gate_gaps(self.experiment, TEAM):
                assert isinstance(gap.kind, ApprovalKind)
                seat = ApprovalSeat(self.experiment.number, self.experiment.round, gap.kind)
                assert gap.could == self.taken_from(
                    partial(gate.approve_promotion, self.experiment, seat, team=TEAM, now=NOW)
                )

    def taken_from(self, click: Callable[..., Experiment]) -> tuple[str, ...]:
        """Return whose click would be taken."""
        return tuple(person.id for person in EVERYBODY if is_taken(partial(click, by=person)))


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=100, stateful_step_count=40)
