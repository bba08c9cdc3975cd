"""An approver who lost the duty or the account before the gate opened: the seat is asked again."""

from dataclasses import replace

from rules.experiments.experiment import ApprovalKind, Experiment, Stage
from rules.experiments.state import after, facts_between
from rules.journal.entries import Deed
from rules.lifecycle.fact_words import detail_of
from rules.lifecycle.gate import gate_gaps, lapsed_approval, standing_approval
from rules.lifecycle.hears import hears
from rules.people.accounts import Account
from rules.people.people import Person, Team
from tests.rules.cast import APPROVER, EVA, EVERYBODY, FELIX, GRETA, MARA, NILS, team_of
from tests.rules.refusal import reasons_of
from tests.rules.stages import NOW, allow, promoting

LEAD, PRODUCT, SECURITY = ApprovalKind
TEAM = team_of(*EVERYBODY)
WITHOUT_EVA = team_of(Person(EVA.id), FELIX, GRETA, MARA, NILS)


def two_approved() -> Experiment:
    """Return an experiment of which Eva and Felix approved the promotion."""
    return allow(allow(promoting(), LEAD), PRODUCT)


def test_the_last_approval_opens_no_gate_that_rests_on_a_lost_duty() -> None:
    three = allow(two_approved(), SECURITY, team=WITHOUT_EVA)
    assert three.stage is Stage.PROMOTING
    assert standing_approval(three, LEAD) is None
    assert [(one.kind, one.by) for one in three.lapses] == [(LEAD, EVA.id)]


def test_nor_one_that_rests_on_an_account_that_left() -> None:
    left = [replace(one, account=Account.DEACTIVATED) if one.id == EVA.id else one for one in TEAM.members]
    assert allow(two_approved(), SECURITY, team=Team(tuple(left))).stage is Stage.PROMOTING


def test_whom_the_store_does_not_know_holds_no_duty() -> None:
    assert allow(two_approved(), SECURITY, team=team_of(FELIX)).stage is Stage.PROMOTING


def test_somebody_else_who_holds_it_gives_the_approval_anew_and_opens_the_gate() -> None:
    three = allow(two_approved(), SECURITY, team=WITHOUT_EVA)
    assert allow(three, LEAD, by=MARA, team=WITHOUT_EVA).stage is Stage.IN_PRODUCTION


def test_the_seat_can_be_taken_before_anybody_has_found_out() -> None:
    taken = allow(two_approved(), LEAD, by=MARA, team=WITHOUT_EVA)
    word = standing_approval(taken, LEAD)
    assert word is not None
    assert word.by == MARA.id
    assert allow(taken, SECURITY, team=WITHOUT_EVA).stage is Stage.IN_PRODUCTION


def test_who_gets_the_duty_back_is_asked_again_and_approves_anew() -> None:
    three = allow(two_approved(), SECURITY, team=WITHOUT_EVA)
    assert allow(three, LEAD).stage is Stage.IN_PRODUCTION


def test_who_got_it_back_before_anybody_asked_has_lost_nothing() -> None:
    assert allow(two_approved(), SECURITY).stage is Stage.IN_PRODUCTION


def test_who_lost_it_cannot_approve_again() -> None:
    three = allow(two_approved(), SECURITY, team=WITHOUT_EVA)
    said = reasons_of(lambda: allow(three, LEAD, by=Person(EVA.id), team=WITHOUT_EVA))
    assert "You do not hold the duty “technical lead”" in said


def test_a_seat_whose_approver_still_holds_the_duty_is_nobody_elses() -> None:
    assert "has already decided" in reasons_of(lambda: allow(two_approved(), LEAD, by=MARA))


def test_the_gap_names_who_could_give_it_as_soon_as_the_duty_is_lost() -> None:
    gaps = {one.kind: one.could for one in gate_gaps(two_approved(), WITHOUT_EVA)}
    assert gaps[LEAD] == (MARA.id, NILS.id)
    lapsed = lapsed_approval(two_approved(), LEAD, WITHOUT_EVA)
    assert lapsed is not None
    assert lapsed.by == EVA.id
    assert lapsed_approval(two_approved(), PRODUCT, WITHOUT_EVA) is None


def test_what_is_in_production_stays_there_whoever_loses_a_duty() -> None:
    passed = allow(two_approved(), SECURITY)
    assert gate_gaps(passed, team_of()) == ()
    assert lapsed_approval(passed, LEAD, team_of()) is None
    assert {standing_approval(passed, kind).by for kind in ApprovalKind} == {  # type: ignore[union-attr]
        one.id for one in APPROVER.values()
    }


def test_the_fact_says_so_and_those_who_could_give_it_are_called() -> None:
    before = two_approved()
    three = allow(before, SECURITY, team=WITHOUT_EVA)
    (fact,) = facts_between(before, three, Deed.APPROVED_PROMOTION, by=GRETA.id, at=NOW)
    assert detail_of(fact) == (
        "as security; the approval as technical lead counts no more: who gave it has lost the duty since"
    )
    assert after(before, fact) == three
    notices = [one.notice for one in hears(before, three, GRETA.id, "") if hasattr(one, "notice")]
    assert [(one.topic.value, one.by, one.about) for one in notices] == [
        ("approval_lapsed", EVA.id, "technical lead")
    ]
