"""Whoever ever had a part in an experiment decides nothing about it, and a new owner is asked first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from rules.evidence.checklist import is_complete
from rules.experiments.experiment import ApprovalKind, Experiment, ReviewKind, Stage, Verdict
from rules.experiments.makers import HandoverOutcome, PartKind, PastPart
from rules.lifecycle import gate, handing_over, overriding
from rules.lifecycle.board import standing_review
from rules.lifecycle.gate import standing_approval
from rules.lifecycle.steps import Step
from rules.people.people import Person
from tests.rules.cast import ANA, APPROVER, BEN, CLARA, EVA, HUGO, IVAN, MARA, NILS, OTTO
from tests.rules.refusal import reasons_of
from tests.rules.stages import (
    LATER,
    NOW,
    REFERENCES,
    allow,
    allowed,
    amend,
    approved,
    asked_of,
    at,
    close,
    decline,
    handed_over,
    in_review,
    judge,
    judged,
    measured,
    promoting,
    proposed,
    submission,
    submit,
)

LEAD, ETHICS = ApprovalKind.TECHNICAL_LEAD, ReviewKind.ETHICS
ANA_WITH_DUTIES = Person(ANA.id, MARA.duties)
CHANGED_REFERENCES = {kind: f"{reference}2" for kind, reference in REFERENCES.items()}
Answer = Callable[[Experiment, int, Person, datetime], Experiment]
FINAL = {Stage.RETIRED, Stage.WITHDRAWN, Stage.CONCLUDED}


def resubmitted_by_the_owner() -> Experiment:
    """Return revision 2 by Ana, who appended a character to each reference that Mara had brought in revision 1."""
    first = submit(measured(proposed()), by=MARA)
    sent_back = judge(first, ETHICS, Verdict.ASK_FOR_CHANGES)
    return submit(sent_back, submission(references=CHANGED_REFERENCES))


def test_an_owner_who_handed_over_approves_nothing() -> None:
    taken = handed_over(promoting(), IVAN)
    reasons = reasons_of(lambda: allow(taken, LEAD, by=ANA_WITH_DUTIES))
    assert "You proposed EXP-12, so others decide about its promotion." in reasons


def test_an_owner_in_between_is_told_until_when_they_owned_it() -> None:
    passed_on = handed_over(handed_over(promoting(), MARA), IVAN)
    for refused in (
        lambda: allow(passed_on, LEAD, by=MARA),
        lambda: decline(passed_on, MARA),
        lambda: judge(handed_over(handed_over(in_review(), MARA), IVAN), ETHICS, by=MARA),
    ):
        assert "You owned EXP-12 until 2 March 2026" in reasons_of(refused)


def test_a_contributor_of_an_earlier_revision_reviews_no_later_one() -> None:
    again = resubmitted_by_the_owner()
    assert {artifact.added_by for artifact in again.artifacts} == {ANA.id}
    reasons = reasons_of(lambda: judge(again, ETHICS, by=MARA))
    assert "You contributed an artifact to revision 1 of EXP-12, so somebody else decides" in reasons


def test_a_contributor_of_an_earlier_revision_approves_no_promotion() -> None:
    again = judged(resubmitted_by_the_owner(), *ReviewKind)
    asked = replace(again, stage=Stage.PROMOTING, round=1)
    assert "You contributed an artifact to revision 1" in reasons_of(lambda: allow(asked, LEAD, by=MARA))


@pytest.mark.parametrize("kind", ReviewKind)
def test_whoever_changed_what_is_judged_judges_none_of_it(kind: ReviewKind) -> None:
    changed = amend(in_review(), by=MARA, hypothesis="Another.")
    reasons = reasons_of(lambda: judge(changed, kind, by=MARA))
    assert "You changed what the reviews of EXP-12 judge" in reasons


def test_correcting_a_title_is_no_part_in_it() -> None:
    corrected = amend(in_review(), by=MARA, title="Smaler router")
    assert (corrected.parts, judge(corrected, ETHICS, by=MARA).makers) == ((), {ANA.id})


def test_submitting_what_the_owner_had_brought_is_no_part_in_it() -> None:
    sent_back = judge(in_review(), ETHICS, Verdict.ASK_FOR_CHANGES)
    assert MARA.id not in submit(sent_back, by=MARA).makers


def test_recording_a_value_is_no_part_in_it() -> None:
    assert measured(in_review()).makers == {ANA.id}


def test_who_contributed_before_parts_were_kept_is_kept_from_the_next_revision_on() -> None:
    old = replace(judge(submit(measured(proposed()), by=MARA), ETHICS, Verdict.ASK_FOR_CHANGES), parts=())
    assert MARA.id in submit(old, submission(references=CHANGED_REFERENCES)).makers


def test_a_part_is_kept_once() -> None:
    twice = amend(amend(in_review(), by=MARA, hypothesis="One."), by=MARA, hypothesis="Two.")
    assert [part.by for part in twice.parts] == [MARA.id]


def test_a_maker_confirms_no_override() -> None:
    lacking = submit(measured(proposed()), submission(references={}), by=ANA)
    passed_on = handed_over(handed_over(lacking, MARA), IVAN)
    item = overriding.overridable(passed_on)[0]
    asked = overriding.ask(passed_on, item.value, "It is urgent.", BEN, NOW)
    reasons = reasons_of(lambda: overriding.confirm(asked, 0, MARA, NOW))
    assert "You owned EXP-12 until 2 March 2026" in reasons


def test_a_confirmation_counts_no_more_once_its_giver_owned_it() -> None:
    lacking = submit(measured(proposed()), submission(references=dict(list(REFERENCES.items())[:-1])))
    asked = overriding.ask(lacking, overriding.overridable(lacking)[0].value, "Urgent.", BEN, NOW)
    confirmed = overriding.confirm(asked, 0, EVA, NOW)
    passed_on = handed_over(handed_over(confirmed, EVA), IVAN)
    assert (is_complete(confirmed), is_complete(passed_on)) == (True, False)


def test_a_review_given_before_its_giver_became_a_maker_stays_fallen() -> None:
    passed_on = handed_over(handed_over(approved(), CLARA), IVAN)
    assert standing_review(passed_on, ETHICS) is None
    assert passed_on.stage is Stage.IN_REVIEW


def test_an_approval_given_before_its_giver_became_a_maker_stays_fallen() -> None:
    passed_on = handed_over(handed_over(allowed(promoting(), LEAD), APPROVER[LEAD]), IVAN)
    assert standing_approval(passed_on, LEAD) is None


def test_a_proposal_that_names_somebody_else_makes_two_makers_at_once() -> None:
    named = proposed(owner=IVAN.id)
    assert (named.owner, named.makers, named.handovers) == (IVAN.id, {ANA.id, IVAN.id}, ())


def test_who_is_asked_owns_it_only_once_they_accept() -> None:
    asked = asked_of(in_review(), IVAN)
    assert (asked.owner, IVAN.id in asked.makers) == (ANA.id, False)
    accepted = handing_over.accept(asked, 0, IVAN, LATER)
    assert (accepted.owner, accepted.makers) == (IVAN.id, {ANA.id, IVAN.id})
    assert accepted.handovers[0].outcome is HandoverOutcome.ACCEPTED
    assert handing_over.accept(accepted, 0, IVAN, LATER) == accepted


def test_who_is_asked_may_say_no_and_is_no_maker() -> None:
    declined = handing_over.decline(asked_of(in_review(), MARA), 0, MARA, LATER)
    assert (declined.owner, handing_over.awaited(declined)) == (ANA.id, None)
    assert judge(declined, ETHICS, by=MARA).reviews[-1].by == MARA.id
    assert "\u2068@U0MARA\u2069 declined this handover already" in reasons_of(
        lambda: handing_over.accept(declined, 0, MARA, LATER)
    )


@pytest.mark.parametrize("answer", [handing_over.accept, handing_over.decline])
@pytest.mark.parametrize("by", [ANA, HUGO, OTTO])
def test_nobody_answers_for_who_is_asked(answer: Answer, by: Person) -> None:
    asked = asked_of(in_review(), IVAN)
    assert "\u2068@U0IVAN\u2069 is asked, so nobody else can accept or decline." in reasons_of(
        lambda: answer(asked, 0, by, NOW)
    )


@pytest.mark.parametrize("by", [ANA, HUGO])
def test_the_owner_or_an_admin_takes_it_back(by: Person) -> None:
    back = handing_over.take_back(asked_of(in_review(), IVAN), 0, by, LATER)
    assert handing_over.awaited(back) is None
    assert "took this handover back already" in reasons_of(lambda: handing_over.accept(back, 0, IVAN, NOW))


@pytest.mark.parametrize("by", [IVAN, OTTO])
def test_nobody_else_takes_it_back_or_asks(by: Person) -> None:
    asked = asked_of(in_review(), IVAN)
    told = "Only the owner, \u2068@U0ANA\u2069, or an admin can reassign EXP-12."
    assert told in reasons_of(lambda: handing_over.take_back(asked, 0, by, NOW))
    assert told in reasons_of(lambda: asked_of(in_review(), OTTO, by=by))


def test_an_admin_hands_over_what_belonged_to_somebody_who_left() -> None:
    assert handed_over(in_review(), IVAN, by=HUGO).owner == IVAN.id


def test_the_same_wish_again_counts_once_and_another_one_waits_for_it() -> None:
    asked = asked_of(in_review(), IVAN)
    assert asked_of(asked, IVAN) == asked
    assert "\u2068@U0IVAN\u2069 is asked to own EXP-12 already" in reasons_of(lambda: asked_of(asked, OTTO))


def test_who_owns_it_cannot_be_asked() -> None:
    assert "\u2068@U0ANA\u2069 owns EXP-12" in reasons_of(lambda: asked_of(in_review(), ANA))


def test_handing_over_without_end_is_refused() -> None:
    asked = asked_of(in_review(), IVAN)
    full = replace(asked, handovers=asked.handovers * handing_over.MOST_HANDOVERS)
    back = handing_over.take_back(full, 49, ANA, NOW)
    assert "was handed over 50 times" in reasons_of(lambda: asked_of(back, IVAN))


@pytest.mark.parametrize("place", [-1, 1])
def test_a_handover_that_was_never_asked_for_is_refused(place: int) -> None:
    asked = asked_of(in_review(), IVAN)
    assert "no such handover" in reasons_of(lambda: handing_over.accept(asked, place, IVAN, NOW))


@pytest.mark.parametrize("stage", sorted(set(Stage) - FINAL))
def test_it_changes_hands_in_every_stage_but_the_final_ones(stage: Stage) -> None:
    assert handed_over(at(stage), OTTO).owner == OTTO.id


@pytest.mark.parametrize("stage", sorted(FINAL))
def test_it_changes_hands_no_more_once_it_is_over(stage: Stage) -> None:
    reasons = reasons_of(lambda: asked_of(at(stage), OTTO))
    assert f"EXP-12 is {stage.words}; you can reassign it only while" in reasons
    ended = replace(asked_of(in_review(), OTTO), stage=stage)
    assert handing_over.awaited(ended) is None
    assert "accept or decline" in reasons_of(lambda: handing_over.accept(ended, 0, OTTO, NOW))


def test_what_passed_the_gate_stays_in_production_whoever_owns_it_later() -> None:
    assert handed_over(at(Stage.IN_PRODUCTION), EVA).stage is Stage.IN_PRODUCTION


def test_a_maker_of_every_duty_still_rolls_back() -> None:
    passed_on = handed_over(handed_over(at(Stage.IN_PRODUCTION), NILS), IVAN)
    assert list(gate.part_objections(passed_on, NILS))
    assert close(passed_on, Step.ROLL_BACK, NILS).stage is Stage.ROLLED_BACK


def test_who_wrote_the_message_that_it_was_proposed_from_decides_nothing() -> None:
    suggestion = PastPart(
        by=MARA.id, kind=PartKind.SUGGESTED, revision=0, link="https://lab.slack.com/archives/C/p1"
    )
    suggested = replace(in_review(), parts=(suggestion,))
    for refused in (
        lambda: judge(suggested, ETHICS, by=MARA),
        lambda: allow(at_gate(suggested), LEAD, by=MARA),
    ):
        assert "You wrote the message from which EXP-12 was proposed" in reasons_of(refused)


def at_gate(experiment: Experiment) -> Experiment:
    """Return an experiment before its approvers."""
    return replace(judged(experiment, *ReviewKind), stage=Stage.PROMOTING, round=1)
