"""Handovers in and out of the database, who hears of them, and two people at the same instant."""

import pytest

from flows.desk import Desk
from flows.experiments import sheets
from flows.lifecycle import handovers
from flows.people import team
from rules.experiments.experiment import ApprovalKind, Experiment, ReviewKind, Stage, Verdict
from rules.experiments.letters import HandoverLetter, NoticeLetter
from rules.experiments.makers import HandoverOutcome
from rules.journal.entries import Deed
from rules.marks import mention
from rules.people.accounts import Account
from rules.people.people import Duty, Member
from rules.refusals import Refused
from tests import stories
from tests.backends import contents
from tests.flows.deeds import entries_of, letters_owed
from tests.racing import problems, together
from tests.stories import ANA, BEN, CLARA, HUGO, IVAN, NOW

HANDOVERS = (Deed.ASKED_HANDOVER, Deed.ACCEPTED_HANDOVER, Deed.DECLINED_HANDOVER, Deed.WITHDREW_HANDOVER)


def kept(desk: Desk, experiment: Experiment) -> Experiment:
    """Return an experiment as the database has it."""
    return sheets.sheet(desk, experiment.number).experiment


def told(desk: Desk) -> list[tuple[str, str, str]]:
    """Return what the journal tells of handovers: who did what, about what."""
    return [(one.by, one.deed, one.detail) for one in entries_of(desk) if one.deed in HANDOVERS]


def notices(desk: Desk) -> list[tuple[str, list[str]]]:
    """Return the notices that are owed: what each is about, and whom it pings."""
    owed = [letter.facts["notice"] for letter in letters_owed(desk) if letter.kind == NoticeLetter.kind]
    return [(notice["topic"], notice["to"]) for notice in owed]


def test_a_handover_is_kept_as_it_was_asked_for_and_accepted(desk: Desk) -> None:
    asked = stories.ask_handover(desk, stories.in_review(desk))
    assert kept(desk, asked) == asked
    assert asked.owner == ANA
    accepted = handovers.accept(desk, asked.number, 0, by=IVAN, now=NOW)
    assert kept(desk, asked) == accepted
    assert (accepted.owner, accepted.makers) == (IVAN, {ANA, IVAN})
    assert told(desk) == [
        (ANA, Deed.ASKED_HANDOVER, f"ownership from {mention(ANA)} to {mention(IVAN)}"),
        (IVAN, Deed.ACCEPTED_HANDOVER, f"ownership from {mention(ANA)} to {mention(IVAN)}"),
    ]
    assert notices(desk) == [("submitted", []), ("handover_accepted", [ANA])]


def test_parts_are_kept(desk: Desk) -> None:
    team.give_duty(desk, BEN, Duty.ADMIN, by=HUGO, now=NOW)
    submitted = stories.submit(desk, stories.measured(desk), by=BEN)
    assert [part.by for part in kept(desk, submitted).parts] == [BEN]


def test_a_contributor_of_revision_1_reviews_no_revision_2_although_every_reference_changed(
    desk: Desk,
) -> None:
    team.give_duty(desk, BEN, Duty.ADMIN, by=HUGO, now=NOW)
    first = stories.submit(desk, stories.measured(desk), by=BEN)
    sent_back = stories.ask_for_changes(desk, first, ReviewKind.ETHICS)
    references = {kind: f"{reference}2" for kind, reference in stories.REFERENCES.items()}
    second = stories.submit(desk, sent_back, references=references)
    with pytest.raises(Refused, match="You contributed an artifact to revision 1 of EXP-1"):
        stories.approve(desk, second, ReviewKind.TECHNICAL, by=BEN)


def test_an_owner_who_hands_over_by_edit_approves_nothing(desk: Desk) -> None:
    team.give_duty(desk, ANA, Duty.TECHNICAL_LEAD, by=HUGO, now=NOW)
    experiment = stories.promoting(desk)
    edited = stories.amend(desk, experiment, owner=IVAN)
    assert edited.owner == ANA
    taken = handovers.accept(desk, experiment.number, 0, by=IVAN, now=NOW)
    assert (taken.owner, taken.stage) == (IVAN, Stage.PROMOTING)
    with pytest.raises(Refused, match="You proposed EXP-1, so others decide about its promotion"):
        stories.approve_as(desk, taken, ApprovalKind.TECHNICAL_LEAD, by=ANA)


def test_an_edit_that_names_nobody_else_asks_nobody(desk: Desk) -> None:
    asked = stories.ask_handover(desk, stories.proposed(desk))
    assert stories.amend(desk, asked, title="Another", owner=ANA).handovers == asked.handovers


def test_naming_a_third_person_asks_the_second_no_more(desk: Desk) -> None:
    asked = stories.ask_handover(desk, stories.proposed(desk))
    again = stories.ask_handover(desk, asked, BEN)
    assert [(one.to, one.outcome) for one in again.handovers] == [
        (IVAN, HandoverOutcome.WITHDRAWN),
        (BEN, HandoverOutcome.ASKED),
    ]
    assert notices(desk) == [("handover_withdrawn", [IVAN])]
    with pytest.raises(Refused, match=r".@U0ANA. took this handover back already"):
        handovers.accept(desk, asked.number, 0, by=IVAN, now=NOW)


def test_an_admin_who_names_themselves_owns_it_at_once(desk: Desk) -> None:
    taken = stories.ask_handover(desk, stories.proposed(desk), HUGO, by=HUGO)
    assert (taken.owner, [deed for _, deed, _ in told(desk)]) == (
        HUGO,
        [Deed.ASKED_HANDOVER, Deed.ACCEPTED_HANDOVER],
    )
    assert notices(desk) == [("handover_accepted", [ANA])]


def test_an_admin_hands_over_what_belonged_to_somebody_who_left(desk: Desk) -> None:
    experiment = stories.in_production(desk)
    team.record_roster(desk, [Member(id=ANA, name="Ana", account=Account.DEACTIVATED)], now=NOW)
    assert stories.hand_over(desk, experiment, IVAN, by=HUGO).owner == IVAN


def test_nobody_is_asked_who_is_gone(desk: Desk) -> None:
    experiment = stories.proposed(desk)
    team.record_roster(desk, [Member(id=IVAN, name="Ivan", account=Account.DEACTIVATED)], now=NOW)
    before = contents(desk.database)
    with pytest.raises(Refused, match="deactivated"):
        stories.ask_handover(desk, experiment)
    assert contents(desk.database) == before


def test_a_handover_that_an_end_overtook_is_drawn_without_buttons(desk: Desk) -> None:
    asked = stories.ask_handover(desk, stories.proposed(desk))
    owed = len([one for one in letters_owed(desk) if one.kind == HandoverLetter.kind])
    stories.close(desk, asked, stories.Step.WITHDRAW)
    assert owed == 1
    with pytest.raises(Refused, match="EXP-1 is withdrawn"):
        handovers.accept(desk, asked.number, 0, by=IVAN, now=NOW)


def test_accepting_twice_at_the_same_instant_counts_once(desk: Desk, replica: Desk) -> None:
    asked = stories.ask_handover(desk, stories.proposed(desk))
    answers = together(
        *[
            lambda one=one: handovers.accept(one, asked.number, 0, by=IVAN, now=NOW)
            for one in (desk, replica, desk)
        ]
    )
    assert problems(answers) == []
    assert kept(desk, asked).owner == IVAN
    assert [deed for _, deed, _ in told(desk)] == [Deed.ASKED_HANDOVER, Deed.ACCEPTED_HANDOVER]


def test_accepting_and_taking_back_at_the_same_instant_never_cross(desk: Desk, replica: Desk) -> None:
    for _ in range(3):
        asked = stories.ask_handover(desk, stories.proposed(desk))
        number = asked.number
        answers = together(
            lambda number=number: handovers.accept(desk, number, 0, by=IVAN, now=NOW),
            lambda number=number: handovers.take_back(replica, number, 0, by=ANA, now=NOW),
        )
        assert len(problems(answers)) == 1
        (one,) = kept(desk, asked).handovers
        assert (kept(desk, asked).owner == IVAN) == one.is_accepted


def test_the_last_approval_and_a_handover_at_the_same_instant_leave_no_maker_in_a_seat(
    desk: Desk, replica: Desk
) -> None:
    experiment = stories.promoting(desk)
    for kind in (ApprovalKind.TECHNICAL_LEAD, ApprovalKind.PRODUCT_OWNER):
        stories.approve_as(desk, experiment, kind)
    heir = stories.EVA
    stories.ask_handover(desk, experiment, heir)
    together(
        lambda: stories.approve_as(desk, experiment, ApprovalKind.SECURITY),
        lambda: handovers.accept(replica, experiment.number, 0, by=heir, now=NOW),
    )
    now = kept(desk, experiment)
    assert now.owner == heir
    # Either the gate opened first, by three others, or Eva's approval fell first.
    given = {word.by for word in now.approvals if word.verdict is Verdict.APPROVE}
    assert given == {stories.EVA, stories.FELIX, stories.GRETA}
    assert now.stage in (Stage.IN_PRODUCTION, Stage.PROMOTING)


def test_a_review_of_who_takes_it_over_counts_no_more(desk: Desk) -> None:
    taken = stories.hand_over(desk, stories.approved(desk), CLARA)
    assert taken.stage is Stage.IN_REVIEW
    assert stories.hand_over(desk, taken, IVAN, by=CLARA).stage is Stage.IN_REVIEW
