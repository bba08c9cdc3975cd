"""The two gates: who may sit where, what is told to whom may not, and what is still missing."""

from dataclasses import replace

import pytest

from rules.experiments.experiment import ApprovalKind, Requirements, ReviewKind, Stage, Verdict
from rules.lifecycle import gate, reviewing
from rules.lifecycle.board import board_gaps, standing_review
from rules.lifecycle.gate import gate_gaps, standing_approval
from rules.lifecycle.seats import ApprovalSeat, ReviewSeat
from rules.marks import mention
from rules.people.accounts import Account
from rules.people.people import Duty, Person, Team
from tests.rules.cast import (
    ANA,
    APPROVER,
    BEN,
    CLARA,
    DAVID,
    EVA,
    FELIX,
    GRETA,
    HUGO,
    IVAN,
    MARA,
    NILS,
    REVIEWER,
    team_of,
)
from tests.rules.refusal import reasons_of, refusal_of
from tests.rules.stages import (
    NOW,
    allow,
    allowed,
    amend,
    approved,
    at,
    decline,
    handed_over,
    in_review,
    judge,
    judged,
    measured,
    promote,
    promoting,
    proposed,
    submit,
)

TECHNICAL, ETHICS, BUSINESS = ReviewKind.TECHNICAL, ReviewKind.ETHICS, ReviewKind.BUSINESS
LEAD, PRODUCT, SECURITY = ApprovalKind.TECHNICAL_LEAD, ApprovalKind.PRODUCT_OWNER, ApprovalKind.SECURITY
EVERY_DUTY = frozenset(Duty)
SHARED = Requirements(one_seat_each=False)


def test_the_last_of_three_reviews_approves_the_experiment() -> None:
    two = judged(in_review(), TECHNICAL, ETHICS)
    assert (two.stage, judged(two, BUSINESS).stage) == (Stage.IN_REVIEW, Stage.APPROVED)


@pytest.mark.parametrize(
    ("verdict", "stage"),
    [(Verdict.ASK_FOR_CHANGES, Stage.CHANGES_ASKED), (Verdict.REJECT, Stage.REJECTED)],
)
def test_one_reviewer_is_enough_to_send_back_or_to_reject(verdict: Verdict, stage: Stage) -> None:
    assert judge(judged(in_review(), TECHNICAL, BUSINESS), ETHICS, verdict).stage is stage


@pytest.mark.parametrize("verdict", [Verdict.ASK_FOR_CHANGES, Verdict.REJECT])
@pytest.mark.parametrize("reason", ["", " \n", "\u200b", "x" * 2001])
def test_an_adverse_verdict_needs_a_reason(verdict: Verdict, reason: str) -> None:
    experiment = in_review()
    seat = ReviewSeat(experiment.number, 1, ETHICS)
    refusal = refusal_of(lambda: reviewing.review(experiment, seat, verdict, CLARA, reason, NOW))
    assert set(refusal.fields) == {"reason"}


def test_a_verdict_is_kept_with_its_reason_its_revision_and_the_hour() -> None:
    word = standing_review(judge(in_review(), ETHICS, Verdict.REJECT), ETHICS)
    assert word is not None
    assert (word.by, word.reason, word.revision, word.at) == (CLARA.id, "Because of the bias.", 1, NOW)


@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.ASK_FOR_CHANGES, Verdict.REJECT])
def test_the_same_verdict_twice_counts_once(verdict: Verdict) -> None:
    once = judge(in_review(), ETHICS, verdict)
    assert judge(once, ETHICS, verdict) == once


def test_the_click_that_completed_the_board_counts_once() -> None:
    experiment = approved()
    assert judge(experiment, BUSINESS) == experiment


def test_a_reviewer_may_think_again_while_the_review_is_open() -> None:
    changed = judge(judge(in_review(), ETHICS), ETHICS, Verdict.REJECT)
    assert changed.stage is Stage.REJECTED


def test_a_reviewer_without_the_duty_is_told_which_and_how_to_get_it() -> None:
    reasons = reasons_of(lambda: judge(in_review(), ETHICS, by=BEN))
    assert "You do not hold the duty “ethics”" in reasons
    assert "/team give @who ethics" in reasons


def test_nobody_is_sent_to_a_duty_that_four_eyes_or_their_seat_bars_them_from() -> None:
    owner = reasons_of(lambda: judge(in_review(), ETHICS, by=ANA))
    seated = reasons_of(lambda: judge(judged(in_review(), TECHNICAL), ETHICS, by=BEN))
    promoter = reasons_of(lambda: allow(promoting(), SECURITY, by=ANA))
    for reasons in (owner, seated, promoter):
        assert "You do not hold the duty" in reasons
        assert "/team give" not in reasons


@pytest.mark.parametrize(
    ("owner", "submitter", "maker", "part"),
    [
        (ANA, ANA, ANA, "own EXP-12"),
        (IVAN, IVAN, ANA, "proposed EXP-12"),
        (ANA, HUGO, HUGO, "contributed an artifact"),
    ],
    ids=["owner", "proposer", "contributor"],
)
def test_who_made_a_part_of_the_revision_cannot_review_it(
    owner: Person, submitter: Person, maker: Person, part: str
) -> None:
    experiment = submit(measured(proposed(owner=owner.id)), by=submitter)
    assert part in reasons_of(lambda: judge(experiment, ETHICS, by=Person(maker.id, EVERY_DUTY)))


def test_a_taken_seat_names_who_has_it() -> None:
    reasons = reasons_of(lambda: judge(judge(in_review(), ETHICS), ETHICS, by=MARA))
    assert f"{mention('U0CLARA')} has already decided the ethics review" in reasons


def test_one_person_fills_one_seat_of_the_board() -> None:
    reasons = reasons_of(lambda: judge(judge(in_review(), ETHICS, by=MARA), BUSINESS, by=MARA))
    assert "one person fills one seat" in reasons


def test_a_workspace_may_let_one_person_fill_two_seats() -> None:
    experiment = submit(measured(proposed()), required=SHARED)
    for kind in ReviewKind:
        experiment = judge(experiment, kind, by=MARA)
    assert experiment.stage is Stage.APPROVED


def test_seats_that_were_shared_are_not_shared_once_the_workspace_forbids_it() -> None:
    shared = judge(submit(measured(proposed()), required=SHARED), TECHNICAL, by=MARA)
    shared = judge(judge(shared, ETHICS, by=MARA), BUSINESS, Verdict.ASK_FOR_CHANGES)
    again = submit(shared)
    assert [kind for kind in ReviewKind if standing_review(again, kind)] == [ETHICS]


def test_requirements_stay_as_they_were_when_the_revision_was_submitted() -> None:
    experiment = submit(measured(proposed()), required=SHARED)
    assert amend(experiment, title="Another").requirements is SHARED


def test_an_old_button_names_its_revision_and_the_current_one() -> None:
    again = submit(at(Stage.CHANGES_ASKED))
    reasons = reasons_of(lambda: judge(again, ETHICS, revision=1))
    assert "belongs to revision 1 of EXP-12; revision 2 is the current one" in reasons


def test_every_reason_against_a_reviewer_is_told_at_once() -> None:
    again = judge(submit(at(Stage.CHANGES_ASKED)), ETHICS)
    reasons = refusal_of(lambda: judge(again, ETHICS, by=ANA, revision=1)).reasons
    told = ["belongs to revision 1", "has already decided", "do not hold the duty", "own EXP-12"]
    assert [any(part in reason for reason in reasons) for part in told] == [True] * 4


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.IN_REVIEW}))
def test_no_verdict_counts_outside_the_review(stage: Stage) -> None:
    experiment = at(stage)
    assert "in review" in reasons_of(lambda: judge(experiment, ETHICS, by=NILS))


def test_the_last_of_three_approvals_leads_to_production() -> None:
    two = allowed(promoting(), LEAD, PRODUCT)
    assert (two.stage, allowed(two, SECURITY).stage) == (Stage.PROMOTING, Stage.IN_PRODUCTION)


@pytest.mark.parametrize("kind", ApprovalKind)
def test_the_same_approval_twice_counts_once(kind: ApprovalKind) -> None:
    once = allow(promoting(), kind)
    assert allow(once, kind) == once


def test_the_click_that_opened_the_gate_counts_once() -> None:
    launched = at(Stage.IN_PRODUCTION)
    assert allow(launched, SECURITY) == launched


def test_an_approver_without_the_duty_is_told_which() -> None:
    assert "“security”" in reasons_of(lambda: allow(promoting(), SECURITY, by=EVA))


def test_the_owner_approves_nothing() -> None:
    assert "You own EXP-12" in reasons_of(lambda: allow(promoting(), SECURITY, by=Person(ANA.id, EVERY_DUTY)))


def test_each_approval_is_a_different_persons() -> None:
    reasons = reasons_of(lambda: allow(allow(promoting(), LEAD, by=MARA), SECURITY, by=MARA))
    assert "You approved EXP-12 as technical lead" in reasons


def test_a_taken_approval_names_who_gave_it() -> None:
    reasons = reasons_of(lambda: allow(allow(promoting(), SECURITY), SECURITY, by=MARA))
    assert f"{mention('U0GRETA')} has already decided as security" in reasons


def test_an_approver_who_becomes_the_owner_has_approved_nothing() -> None:
    taken = handed_over(allowed(promoting(), LEAD, PRODUCT), EVA)
    assert allow(taken, SECURITY).stage is Stage.PROMOTING


def test_approvals_of_an_earlier_promotion_do_not_count() -> None:
    again = promote(decline(allow(promoting(), LEAD), GRETA))
    assert [standing_approval(again, kind) for kind in ApprovalKind] == [None] * 3


def test_the_button_of_an_earlier_promotion_is_told_so() -> None:
    again = promote(decline(promoting(), GRETA))
    seat = ApprovalSeat(again.number, 1, SECURITY)
    reasons = reasons_of(lambda: gate.approve_promotion(again, seat, GRETA, team_of(GRETA), NOW))
    assert "belongs to an earlier promotion" in reasons


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.PROMOTING}))
def test_no_approval_counts_outside_a_promotion(stage: Stage) -> None:
    assert "promoting" in reasons_of(lambda: allow(at(stage), SECURITY, by=NILS))


@pytest.mark.parametrize("approver", [EVA, FELIX, GRETA])
def test_any_approver_can_decline(approver: Person) -> None:
    declined = decline(promoting(), approver)
    assert (declined.stage, declined.approvals[-1].reason) == (Stage.DECLINED, "Not this quarter.")


def test_declining_twice_counts_once() -> None:
    once = decline(promoting(), GRETA)
    assert decline(once, GRETA) == once


def test_declining_needs_a_reason() -> None:
    refusal = refusal_of(lambda: gate.decline_promotion(promoting(), 1, GRETA, " ", NOW))
    assert set(refusal.fields) == {"reason"}


@pytest.mark.parametrize("person", [BEN, HUGO, IVAN])
def test_who_approves_nothing_declines_nothing(person: Person) -> None:
    assert "you hold none of these duties" in reasons_of(lambda: decline(promoting(), person))


def test_the_owner_declines_nothing() -> None:
    assert "You own EXP-12" in reasons_of(lambda: decline(promoting(), Person(ANA.id, EVERY_DUTY)))


def test_the_decline_button_of_an_earlier_promotion_is_told_so() -> None:
    again = promote(decline(promoting(), GRETA))
    reasons = reasons_of(lambda: gate.decline_promotion(again, 1, EVA, "No.", NOW))
    assert "belongs to an earlier promotion" in reasons


def test_a_gap_of_the_board_names_who_could_fill_it() -> None:
    gaps = board_gaps(judge(in_review(), ETHICS), team_of(ANA, BEN, CLARA, DAVID, MARA))
    assert {gap.kind: gap.could for gap in gaps} == {
        TECHNICAL: (BEN.id, MARA.id),
        BUSINESS: (DAVID.id, MARA.id),
    }


def test_a_gap_of_the_gate_names_who_could_fill_it() -> None:
    gaps = gate_gaps(allow(promoting(), SECURITY, by=MARA), team_of(EVA, FELIX, GRETA, MARA))
    assert {gap.kind: gap.could for gap in gaps} == {LEAD: (EVA.id,), PRODUCT: (FELIX.id,)}


def test_a_duty_that_nobody_holds_is_a_gap_that_says_so() -> None:
    (gap,) = [one for one in board_gaps(in_review(), team_of(BEN, CLARA)) if one.kind is BUSINESS]
    assert gap.could == ()
    assert "Nobody holds the duty “business”" in gap.why_nobody
    assert "/team give @who business" in gap.why_nobody


def test_a_duty_whose_only_holders_had_a_part_is_a_gap_that_names_them() -> None:
    owner = Person(ANA.id, frozenset({Duty.SECURITY}))
    (gap,) = [one for one in gate_gaps(promoting(), team_of(owner, EVA, FELIX)) if one.kind is SECURITY]
    assert gap.could == ()
    assert f"Only {mention('U0ANA')} could" in gap.why_nobody


def test_without_a_team_every_seat_is_a_gap_and_none_a_pass() -> None:
    assert [gap.kind for gap in board_gaps(in_review(), Team())] == list(ReviewKind)
    assert [gap.kind for gap in gate_gaps(promoting(), Team())] == list(ApprovalKind)


def test_a_filled_seat_is_no_gap() -> None:
    team = team_of(*REVIEWER.values(), *APPROVER.values())
    assert board_gaps(approved(), team) == ()
    assert gate_gaps(at(Stage.IN_PRODUCTION), team) == ()


def test_who_left_the_team_fills_no_gap() -> None:
    members = team_of(CLARA).members
    gone = Team(tuple(replace(member, account=Account.DEACTIVATED) for member in members))
    (gap,) = [one for one in board_gaps(in_review(), gone) if one.kind is ETHICS]
    assert (gap.could, "Nobody holds" in gap.why_nobody) == ((), True)
