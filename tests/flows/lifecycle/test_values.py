"""Values: who may record them, how one is marked as wrong, and what of somebody without a part counts."""

from dataclasses import replace

import pytest

from flows.desk import Desk
from flows.evidence.measure import strikable, strike_value
from flows.experiments import sheets
from flows.people import team
from rules.experiments.experiment import ApprovalKind, Experiment, ReviewKind, Stage
from rules.experiments.letters import NoticeLetter
from rules.journal.entries import Deed
from rules.lifecycle.striking import mark_of
from rules.people.accounts import Account
from rules.people.people import Duty
from rules.recorders import Recorders
from rules.refusals import Refused
from store.experiments import experiments
from store.journal import journal
from store.people import members
from tests import stories
from tests.backends import contents
from tests.flows.deeds import letters_owed
from tests.stories import ANA, BEN, EVA, FELIX, HUGO, IVAN, NOW, new_request


def open_to_all(desk: Desk) -> None:
    """Let everybody in the team record values."""
    team.set_recorders(desk, Recorders.EVERYBODY, by=HUGO, now=NOW, request=new_request())


def strike(desk: Desk, experiment: Experiment, place: int = -1, *, by: str = ANA) -> Experiment:
    """Mark a value as wrong."""
    mark = mark_of(experiment.measurements[place])
    why = "It ran on the training set."
    return strike_value(desk, experiment.number, mark, why, by=by, now=NOW, request=new_request())


def notices(desk: Desk) -> list[tuple[str, list[str]]]:
    """Return the topics of the notices that are owed, with who is called."""
    owed = [one.facts["notice"] for one in letters_owed(desk) if one.kind == NoticeLetter.kind]
    return [(one["topic"], one["to"]) for one in owed]


def test_who_has_no_part_in_it_is_told_who_may(desk: Desk) -> None:
    experiment = stories.running(desk)
    before = contents(desk.database)
    with pytest.raises(Refused, match=r"Only those with a part in EXP-1 .* `/team values everybody`"):
        stories.measure(desk, experiment, "accuracy", "0.94", by=IVAN)
    assert contents(desk.database) == before


def test_an_admin_lets_everybody_record_and_takes_it_back(desk: Desk) -> None:
    experiment = stories.running(desk)
    open_to_all(desk)
    assert stories.measure(desk, experiment, "accuracy", "0.94", by=IVAN).measurements[0].by == IVAN
    team.set_recorders(desk, Recorders.PART, by=HUGO, now=NOW, request=new_request())
    with pytest.raises(Refused):
        stories.measure(desk, experiment, "accuracy", "0.95", by=IVAN)


def test_the_setting_leaves_an_entry_and_the_same_again_none(desk: Desk) -> None:
    open_to_all(desk)
    once = contents(desk.database)["journal"]
    open_to_all(desk)
    assert contents(desk.database)["journal"] == once
    with desk.look() as session:
        (entry,), _ = journal.of_subject(session, desk.workspace, 10)
    assert (entry.deed, entry.by, entry.detail) == (Deed.SET_RECORDERS, HUGO, "everybody in the team")


def test_nobody_but_an_admin_changes_it(desk: Desk) -> None:
    with pytest.raises(Refused, match="Only an admin"):
        team.set_recorders(desk, Recorders.EVERYBODY, by=ANA, now=NOW, request=new_request())


def test_a_struck_value_opens_the_evidence_again_and_the_owner_hears_of_it(desk: Desk) -> None:
    experiment = stories.approved(desk)
    assert strike(desk, experiment, by=HUGO).stage is Stage.IN_REVIEW
    assert notices(desk)[-1] == ("evidence_lacking", [ANA])
    _, told, _ = sheets.history(desk, experiment.number)
    entries = [(one.deed, one.detail) for one in told][-2:]
    assert entries[0] == (Deed.STRUCK_VALUE, "latency 620 ms: It ran on the training set.")
    assert entries[1][0] is Deed.REOPENED


def test_what_was_struck_is_kept_and_read_again(desk: Desk) -> None:
    struck = strike(desk, stories.measured(desk), 0)
    with desk.look() as session:
        kept = experiments.get(session, struck.number)
    assert kept == struck
    assert [one.by for one in kept.strikes] == [ANA]


def test_the_form_offers_what_is_in_reach_and_refuses_who_reaches_nothing(desk: Desk) -> None:
    experiment = stories.measure(desk, stories.measured(desk), "latency", "700", by=BEN)
    assert [one.by for one in strikable(desk, experiment.number, BEN)[1]] == [BEN]
    with pytest.raises(Refused, match="no value of EXP-1 that you can mark"):
        strikable(desk, experiment.number, IVAN)


def test_a_value_of_somebody_without_a_part_ends_no_promotion_and_the_owner_hears_of_it(desk: Desk) -> None:
    experiment = stories.promoting(desk)
    open_to_all(desk)
    after = stories.measure(desk, experiment, "latency", "950 ms", by=IVAN)
    assert (after.stage, after.measurements[-1].aside) == (Stage.PROMOTING, True)
    assert notices(desk)[-1] == ("value_set_aside", [ANA])


def test_a_lost_duty_keeps_the_gate_shut_until_somebody_approves_anew(desk: Desk) -> None:
    experiment = stories.promoting(desk)
    stories.approve_as(desk, experiment, ApprovalKind.TECHNICAL_LEAD)
    stories.approve_as(desk, experiment, ApprovalKind.PRODUCT_OWNER)
    team.take_duty(desk, EVA, Duty.TECHNICAL_LEAD, by=HUGO, now=NOW)
    team.give_duty(desk, IVAN, Duty.TECHNICAL_LEAD, by=HUGO, now=NOW)
    assert stories.approve_as(desk, experiment, ApprovalKind.SECURITY).stage is Stage.PROMOTING
    assert notices(desk)[-1][0] == "approval_lapsed"
    assert (
        stories.approve_as(desk, experiment, ApprovalKind.TECHNICAL_LEAD, by=IVAN).stage
        is Stage.IN_PRODUCTION
    )


def test_so_does_an_account_that_was_deactivated(desk: Desk) -> None:
    experiment = stories.promoting(desk)
    stories.approve_as(desk, experiment, ApprovalKind.TECHNICAL_LEAD)
    stories.approve_as(desk, experiment, ApprovalKind.PRODUCT_OWNER)
    with desk.begin() as session:
        left = members.lock(session, FELIX)
        members.save(session, replace(left, account=Account.DEACTIVATED))
    after = stories.approve_as(desk, experiment, ApprovalKind.SECURITY)
    assert (after.stage, [one.by for one in after.lapses]) == (Stage.PROMOTING, [FELIX])


def test_a_review_stays_whoever_loses_the_duty(desk: Desk) -> None:
    experiment = stories.approve(desk, stories.in_review(desk), ReviewKind.TECHNICAL)
    team.take_duty(desk, BEN, Duty.TECHNICAL, by=HUGO, now=NOW)
    stories.approve(desk, experiment, ReviewKind.ETHICS)
    assert stories.approve(desk, experiment, ReviewKind.BUSINESS).stage is Stage.APPROVED
