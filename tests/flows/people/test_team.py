"""Who may do what is read from the store at each deed, and the roster of Slack keeps what was given here."""

from dataclasses import replace

import pytest

from flows.desk import Desk
from flows.people import team
from rules.experiments.experiment import ApprovalKind, ReviewKind
from rules.journal.entries import Deed
from rules.lifecycle.board import board_gaps
from rules.lifecycle.gate import gate_gaps
from rules.people.accounts import Account
from rules.people.people import Duty, Member, Role
from rules.refusals import Refused
from tests import stories
from tests.backends import contents
from tests.flows.deeds import entries_of
from tests.stories import ANA, BEN, CLARA, EVA, GRETA, HUGO, IVAN, NOW

KNOWN = {member.id: member for member in stories.TEAM}


def test_a_duty_taken_between_two_clicks_is_gone_at_the_second(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    team.take_duty(desk, BEN, Duty.TECHNICAL, by=HUGO, now=NOW)
    with pytest.raises(Refused, match="You do not hold the duty “technical”"):
        stories.approve(desk, experiment, ReviewKind.TECHNICAL)


def test_a_duty_given_between_two_clicks_is_there_at_the_second(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    with pytest.raises(Refused):
        stories.approve(desk, experiment, ReviewKind.TECHNICAL, by=IVAN)
    team.give_duty(desk, IVAN, Duty.TECHNICAL, by=HUGO, now=NOW)
    assert stories.approve(desk, experiment, ReviewKind.TECHNICAL, by=IVAN).reviews[0].by == IVAN


def test_what_was_approved_stays_approved_after_the_duty_is_taken(desk: Desk) -> None:
    experiment = stories.approve(desk, stories.in_review(desk), ReviewKind.TECHNICAL)
    team.take_duty(desk, BEN, Duty.TECHNICAL, by=HUGO, now=NOW)
    stories.approve(desk, experiment, ReviewKind.ETHICS)
    assert stories.approve(desk, experiment, ReviewKind.BUSINESS).stage.value == "approved"


def test_a_duty_of_another_workspace_counts_for_nothing(desk: Desk, other_desk: Desk) -> None:
    experiment = stories.in_review(desk)
    team.give_duty(other_desk, IVAN, Duty.TECHNICAL, by=HUGO, now=NOW)
    with pytest.raises(Refused, match="do not hold"):
        stories.approve(desk, experiment, ReviewKind.TECHNICAL, by=IVAN)


def test_an_admin_of_slack_may_change_the_team(desk: Desk) -> None:
    assert team.give_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=NOW).duties == {Duty.ETHICS}


def test_who_the_settings_name_may_change_the_team(desk: Desk) -> None:
    named = replace(desk, admins=frozenset({IVAN}))
    assert team.give_duty(named, ANA, Duty.ETHICS, by=IVAN, now=NOW).duties == {Duty.ETHICS}


def test_who_the_settings_no_longer_name_may_not(desk: Desk) -> None:
    team.give_duty(replace(desk, admins=frozenset({IVAN})), ANA, Duty.ETHICS, by=IVAN, now=NOW)
    with pytest.raises(Refused, match="Only an admin"):
        team.take_duty(desk, ANA, Duty.ETHICS, by=IVAN, now=NOW)


def test_who_holds_the_duty_admin_may_change_the_team(desk: Desk) -> None:
    team.give_duty(desk, IVAN, Duty.ADMIN, by=HUGO, now=NOW)
    assert team.give_duty(desk, ANA, Duty.ETHICS, by=IVAN, now=NOW).duties == {Duty.ETHICS}


def test_who_lost_the_duty_admin_may_not(desk: Desk) -> None:
    team.give_duty(desk, IVAN, Duty.ADMIN, by=HUGO, now=NOW)
    team.take_duty(desk, IVAN, Duty.ADMIN, by=HUGO, now=NOW)
    with pytest.raises(Refused, match="Only an admin"):
        team.give_duty(desk, ANA, Duty.ETHICS, by=IVAN, now=NOW)


def test_an_admin_who_left_may_do_nothing(desk: Desk) -> None:
    team.record_roster(desk, [replace(KNOWN[HUGO], account=Account.DEACTIVATED)], now=NOW)
    with pytest.raises(Refused, match="deactivated"):
        team.give_duty(desk, ANA, Duty.ETHICS, by=HUGO, now=NOW)


def test_an_admin_named_by_the_settings_who_left_may_do_nothing(desk: Desk) -> None:
    named = replace(desk, admins=frozenset({IVAN}))
    team.record_roster(named, [replace(KNOWN[IVAN], account=Account.DEACTIVATED)], now=NOW)
    with pytest.raises(Refused, match="deactivated"):
        team.give_duty(named, ANA, Duty.ETHICS, by=IVAN, now=NOW)


def test_an_admin_named_by_the_settings_keeps_it(desk: Desk) -> None:
    named = replace(desk, admins=frozenset({IVAN}))
    with pytest.raises(Refused, match="admin by Slack or by the settings"):
        team.take_duty(named, IVAN, Duty.ADMIN, by=HUGO, now=NOW)


def test_a_duty_given_twice_leaves_one_entry(desk: Desk) -> None:
    team.give_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=NOW)
    before = contents(desk.database)
    team.give_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=NOW)
    assert contents(desk.database) == before


def test_setting_duties_notes_each_that_was_given_and_taken(desk: Desk) -> None:
    before = len(entries_of(desk))
    team.set_duties(desk, BEN, [Duty.ETHICS, Duty.BUSINESS], by=HUGO, now=NOW)
    assert [(entry.deed, entry.subject, entry.detail) for entry in entries_of(desk)[before:]] == [
        (Deed.GAVE_DUTY, BEN, "business"),
        (Deed.GAVE_DUTY, BEN, "ethics"),
        (Deed.TOOK_DUTY, BEN, "technical"),
    ]
    assert team.member_of(desk, BEN).duties == {Duty.ETHICS, Duty.BUSINESS}


def test_somebody_never_seen_can_be_given_a_duty(desk: Desk) -> None:
    team.give_duty(desk, "U0NEW", Duty.ETHICS, by=HUGO, now=NOW)
    assert "U0NEW" in team.everybody(desk).holders(Duty.ETHICS)


def test_a_role_is_kept_beside_the_duties(desk: Desk) -> None:
    team.set_role(desk, BEN, Role.PROMPT_ENGINEER, by=HUGO, now=NOW)
    kept = team.member_of(desk, BEN)
    assert (kept.role, kept.duties) == (Role.PROMPT_ENGINEER, frozenset({Duty.TECHNICAL}))


def test_a_duty_nobody_holds_is_a_gap_that_says_so(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    team.take_duty(desk, CLARA, Duty.ETHICS, by=HUGO, now=NOW)
    gaps = {gap.kind: gap for gap in board_gaps(experiment, team.everybody(desk))}
    assert gaps[ReviewKind.ETHICS].could == ()
    assert "Nobody holds the duty “ethics”" in gaps[ReviewKind.ETHICS].why_nobody


def test_a_duty_held_by_who_left_is_a_gap_that_says_so(desk: Desk) -> None:
    experiment = stories.promoting(desk)
    team.record_roster(desk, [replace(KNOWN[GRETA], account=Account.DEACTIVATED)], now=NOW)
    gaps = {gap.kind: gap for gap in gate_gaps(experiment, team.everybody(desk))}
    assert gaps[ApprovalKind.SECURITY].could == ()
    assert gaps[ApprovalKind.SECURITY].why_nobody


def test_the_roster_of_slack_keeps_roles_and_duties(desk: Desk) -> None:
    named = Member(id=BEN, name="Benjamin", zone="Asia/Tokyo")
    team.record_roster(desk, [named], now=NOW)
    assert team.member_of(desk, BEN) == replace(KNOWN[BEN], name="Benjamin", zone="Asia/Tokyo")


def test_the_roster_of_slack_brings_new_people(desk: Desk) -> None:
    new = Member(id="U0NEW", name="Nora", zone="Europe/Oslo")
    team.record_roster(desk, [new], now=NOW)
    assert team.member_of(desk, "U0NEW") == new


def test_the_same_roster_again_changes_nothing(desk: Desk) -> None:
    team.record_roster(desk, stories.TEAM, now=NOW)
    before = contents(desk.database)
    team.record_roster(desk, stories.TEAM, now=NOW)
    assert contents(desk.database) == before


def test_who_is_no_longer_an_admin_of_slack_administers_no_more(desk: Desk) -> None:
    team.record_roster(desk, [replace(KNOWN[HUGO], is_slack_admin=False)], now=NOW)
    assert team.member_of(desk, HUGO).duties == frozenset()


def test_who_comes_back_has_the_duties_again(desk: Desk) -> None:
    team.record_roster(desk, [replace(KNOWN[BEN], account=Account.DEACTIVATED)], now=NOW)
    assert team.everybody(desk).holders(Duty.TECHNICAL) == ()
    team.record_roster(desk, [KNOWN[BEN]], now=NOW)
    assert team.everybody(desk).holders(Duty.TECHNICAL) == (BEN,)


def test_one_person_fills_one_seat(desk: Desk) -> None:
    team.give_duty(desk, BEN, Duty.ETHICS, by=HUGO, now=NOW)
    experiment = stories.approve(desk, stories.in_review(desk), ReviewKind.TECHNICAL)
    with pytest.raises(Refused, match="one person fills one seat"):
        stories.approve(desk, experiment, ReviewKind.ETHICS, by=BEN)


def test_where_the_workspace_allows_it_one_person_fills_two_seats(desk: Desk) -> None:
    team.set_seats(desk, False, by=HUGO, now=NOW)
    team.give_duty(desk, BEN, Duty.ETHICS, by=HUGO, now=NOW)
    experiment = stories.in_review(desk)
    stories.approve(desk, experiment, ReviewKind.TECHNICAL)
    kept = stories.approve(desk, experiment, ReviewKind.ETHICS, by=BEN)
    assert [review.by for review in kept.reviews] == [BEN, BEN]


def test_what_was_submitted_before_keeps_its_own_rule_of_seats(desk: Desk) -> None:
    team.give_duty(desk, BEN, Duty.ETHICS, by=HUGO, now=NOW)
    experiment = stories.approve(desk, stories.in_review(desk), ReviewKind.TECHNICAL)
    team.set_seats(desk, False, by=HUGO, now=NOW)
    with pytest.raises(Refused, match="one person fills one seat"):
        stories.approve(desk, experiment, ReviewKind.ETHICS, by=BEN)


def test_allowing_what_is_allowed_already_leaves_nothing(desk: Desk) -> None:
    before = contents(desk.database)
    team.set_seats(desk, True, by=HUGO, now=NOW)
    assert contents(desk.database) == before


def test_an_approver_who_becomes_the_owner_no_longer_counts(desk: Desk) -> None:
    experiment = stories.approve_as(desk, stories.promoting(desk), ApprovalKind.TECHNICAL_LEAD)
    experiment = stories.hand_over(desk, experiment, EVA)
    experiment = stories.approve_as(desk, experiment, ApprovalKind.PRODUCT_OWNER)
    experiment = stories.approve_as(desk, experiment, ApprovalKind.SECURITY)
    assert experiment.stage.value == "promoting"
