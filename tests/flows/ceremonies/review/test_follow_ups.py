"""Decisions of the AI ethics review: holds, who lifts them and when, and who hears of what, on both databases."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from flows import outbox
from flows.ceremonies import facilitators, schedules
from flows.ceremonies.review import agendas, follow_ups
from flows.desk import Desk
from flows.experiments import sheets
from flows.journal import verification
from flows.people import absences, team
from rules.ceremonies.ceremonies import Holding
from rules.ceremonies.review.letters import AgendaLetter, FollowUpLetter, RecordLetter
from rules.ceremony_names import Ceremony, HoldingKey
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.follow_ups import DecisionDraft, FollowUp
from rules.experiments.letters import BoardLetter, CardLetter, NoticeLetter
from rules.journal.entries import Deed
from rules.message_keys import part_of
from rules.people.people import Duty
from rules.refusals import Refused
from rules.waiting.clock import Nudge
from rules.waiting.letters import ReminderLetter
from store.postings import Posting
from tests import stories
from tests.flows.ceremonies.review.test_agendas import LATER, held
from tests.flows.deeds import deliver_all
from tests.flows.gatherings import change, holdings_of, letters, set_up, tick
from tests.flows.mornings import forget_letters, owed, reminded
from tests.stories import ANA, BEN, CHANNEL, CLARA, HUGO, IVAN, NOW, new_request

FINDING = "The gaps are closed: see the second report"
DUE = (NOW + timedelta(days=7)).date().isoformat()
# Nine in the morning of the due day where Ben is.
MORNING = (NOW + timedelta(days=7)).replace(hour=9, minute=0)


def only(desk: Desk, key: HoldingKey) -> FollowUp:
    """Return the one follow-up that is open."""
    [follow_up] = agendas.agenda(desk, key, LATER).follow_ups.first
    return follow_up


def only_decision(desk: Desk, key: HoldingKey) -> FollowUp:
    """Return the one decision of a review."""
    [decision] = agendas.agenda(desk, key, LATER).decisions
    return decision


def decide(desk: Desk, key: HoldingKey, number: int, *, holds: bool, by: str = CLARA) -> None:
    """Record a decision with a follow-up of Ben's."""
    draft = DecisionDraft(
        experiment=str(number),
        decision="Not for minors",
        reason="The red team found gaps",
        task="Repeat the red team",
        owner=BEN,
        due=DUE,
        holds=holds,
    )
    follow_ups.decide(desk, key, draft, by=by, now=LATER, request=new_request())


def lift(desk: Desk, number: int, *, by: str, now: datetime = LATER) -> Experiment:
    """Lift a hold with a finding."""
    return follow_ups.lift(desk, number, FINDING, by=by, now=now, request=new_request())


def someone_else(holding: Holding) -> str:
    """Return somebody without any duty who does not facilitate a review, and has nothing to do with its experiment."""
    return next(user for user in (IVAN, stories.DAVID) if user != holding.facilitator)


def refused(deed: Callable[[], object], why: str) -> str:
    """Return the sentence with which a deed is refused."""
    with pytest.raises(Refused, match=why) as refusal:
        deed()
    return str(refusal.value)


def test_only_who_holds_the_duty_the_facilitator_or_an_admin_decides(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    number = experiment.number
    for by in {ANA, BEN, someone_else(holding)} - {holding.facilitator}:
        why = refused(partial(decide, desk, holding.key, number, holds=True, by=by), "records a decision")
        assert all(f"@{one}" in why for one in (CLARA, HUGO, holding.facilitator))
        refused(partial(follow_ups.require_decider, desk, holding.key, by=by), "records a decision")
    assert sheets.sheet(desk, number).experiment.holds == ()
    for by in (CLARA, HUGO, holding.facilitator):
        follow_ups.require_decider(desk, holding.key, by=by)
        decide(desk, holding.key, number, holds=False, by=by)
    decided = agendas.agenda(desk, holding.key, LATER).decisions
    assert [one.by for one in decided] == [CLARA, HUGO, holding.facilitator]


def test_what_is_done_stays_held_until_somebody_entitled_lifts_it_with_a_finding(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    number = only(desk, holding.key).number
    done = follow_ups.complete(desk, number, by=BEN, now=LATER)
    assert (done.is_open, done.is_holding) == (False, True)
    [hold] = sheets.sheet(desk, experiment.number).experiment.holds
    assert (hold.by, hold.done_by) == (CLARA, BEN)
    assert only(desk, holding.key) == done
    with pytest.raises(Refused, match="held by the AI ethics review"):
        stories.promote(desk, experiment)
    [told] = [row.facts["notice"] for row in letters(desk.database, NoticeLetter.kind)][-1:]
    assert told["topic"] == "finding_awaited"
    assert set(told["to"]) == {CLARA, HUGO, holding.facilitator} - {ANA, BEN}
    freed = lift(desk, number, by=CLARA)
    assert freed.holds == ()
    _, entries, _ = sheets.history(desk, experiment.number)
    assert (entries[-1].deed, entries[-1].by, entries[-1].detail) == (Deed.LIFTED_HOLD, CLARA, FINDING)
    [kept] = agendas.agenda(desk, holding.key, LATER).decisions
    assert (kept.finding, kept.lifted_by, kept.done_by) == (FINDING, CLARA, BEN)
    [told] = [row.facts["notice"] for row in letters(desk.database, NoticeLetter.kind)][-1:]
    assert (told["topic"], told["reason"]) == ("hold_lifted", FINDING)
    assert stories.promote(desk, experiment).stage is Stage.PROMOTING


def test_neither_a_member_without_a_duty_nor_its_owner_lifts_a_hold(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    number = only(desk, holding.key).number
    for by in (ANA, BEN, someone_else(holding)):
        for deed in (partial(lift, desk, number, by=by), partial(follow_ups.liftable, desk, number, by=by)):
            assert f"@{CLARA}" in refused(deed, "somebody else lifts its hold|lifts a hold, with a finding")
    assert len(sheets.sheet(desk, experiment.number).experiment.holds) == 1


def test_a_maker_lifts_no_hold_although_they_hold_the_ethics_duty(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    team.give_duty(desk, ANA, Duty.ETHICS, by=HUGO, now=NOW, request=new_request())
    number = only(desk, holding.key).number
    why = refused(partial(lift, desk, number, by=ANA), "You made a part of EXP-1")
    assert f"@{CLARA}" in why
    assert f"@{ANA}" not in why


def test_an_admin_and_a_facilitator_lift_a_hold(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    facilitators.swap(desk, holding.key, stories.DAVID, by=HUGO, now=LATER)
    for by in (HUGO, stories.DAVID):
        decide(desk, holding.key, experiment.number, holds=True)
        assert lift(desk, only(desk, holding.key).number, by=by).holds == ()


def test_whom_a_maker_named_to_facilitate_lifts_no_hold_of_what_they_made(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    team.give_duty(desk, ANA, Duty.ETHICS, by=HUGO, now=NOW, request=new_request())
    facilitators.swap(desk, holding.key, stories.DAVID, by=ANA, now=LATER)
    number = only(desk, holding.key).number
    for deed in (lift, follow_ups.liftable):
        why = refused(partial(deed, desk, number, by=stories.DAVID), "chooses no facilitator for that")
        assert (f"@{CLARA}" in why, f"@{stories.DAVID}" in why) == (True, False)
    facilitators.swap(desk, holding.key, BEN, by=HUGO, now=LATER)
    facilitators.swap(desk, holding.key, stories.DAVID, by=HUGO, now=LATER)
    assert lift(desk, number, by=stories.DAVID).holds == ()


def test_who_facilitates_a_review_that_a_maker_set_up_lifts_no_hold_of_what_they_made(desk: Desk) -> None:
    experiment = stories.approved(desk)
    team.give_duty(desk, ANA, Duty.ETHICS, by=HUGO, now=NOW, request=new_request())
    set_up(desk, "ethics", by=ANA, expected=(stories.DAVID,))
    change(schedules.run_now, desk, "ethics", by=ANA)
    [holding] = holdings_of(desk, "ethics")
    assert holding.facilitator == stories.DAVID
    decide(desk, holding.key, experiment.number, holds=True)
    number = only(desk, holding.key).number
    refused(partial(lift, desk, number, by=stories.DAVID), "by setting the review up or by naming one")
    assert lift(desk, number, by=CLARA).holds == ()


def test_nobody_becomes_the_facilitator_of_an_ethics_review_to_decide_in_it(desk: Desk) -> None:
    holding = held(desk, Ceremony.ETHICS)
    swap = partial(facilitators.swap, desk, holding.key, stories.DAVID, now=LATER)
    outsider = next(one for one in (BEN, IVAN) if one != holding.facilitator)
    refused(partial(swap, by=outsider), "The facilitator may decide in this review")
    assert swap(by=CLARA).facilitator == stories.DAVID


def test_nobody_decides_in_a_review_of_their_own_without_the_duty(desk: Desk) -> None:
    experiment = stories.approved(desk)
    set_up(desk, "ethics", by=BEN, expected=(BEN,))
    change(schedules.run_now, desk, "ethics", by=BEN)
    [holding] = holdings_of(desk, "ethics")
    assert holding.facilitator == BEN
    decides = partial(decide, desk, holding.key, experiment.number, holds=True, by=BEN)
    assert f"@{BEN}" not in refused(decides, "of a review that one of them set up records a decision")
    refused(partial(follow_ups.require_decider, desk, holding.key, by=BEN), "records a decision")
    assert sheets.sheet(desk, experiment.number).experiment.holds == ()


def test_who_facilitated_a_review_of_their_own_decides_nothing_once_an_admin_sets_one_up_there(
    desk: Desk,
) -> None:
    set_up(desk, "ethics", by=BEN, expected=(BEN,))
    change(schedules.run_now, desk, "ethics", by=BEN)
    [holding] = holdings_of(desk, "ethics")
    set_up(desk, "standup", by=HUGO, now=LATER)
    set_up(desk, "standup", "ethics", by=HUGO, now=LATER)
    refused(partial(follow_ups.require_decider, desk, holding.key, by=BEN), "records a decision")


def test_a_facilitator_decides_as_long_as_who_set_the_review_up_may(desk: Desk) -> None:
    set_up(desk, "ethics", by=CLARA, expected=(stories.DAVID,))
    change(schedules.run_now, desk, "ethics", by=CLARA)
    [holding] = holdings_of(desk, "ethics")
    follow_ups.require_decider(desk, holding.key, by=stories.DAVID)
    team.take_duty(desk, CLARA, Duty.ETHICS, by=HUGO, now=LATER, request=new_request())
    refused(partial(follow_ups.require_decider, desk, holding.key, by=stories.DAVID), "records a decision")


def test_a_hold_is_lifted_once_and_each_of_several_with_a_finding_of_its_own(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    for _ in range(2):
        decide(desk, holding.key, experiment.number, holds=True)
    first, second = agendas.agenda(desk, holding.key, LATER).follow_ups.first
    assert len(lift(desk, first.number, by=CLARA).holds) == 1
    refused(partial(lift, desk, first.number, by=HUGO), "no longer holds EXP-1 from promotion")
    assert lift(desk, second.number, by=HUGO).holds == ()
    topics = [row.facts["notice"]["topic"] for row in letters(desk.database, NoticeLetter.kind)]
    assert topics[-2:] == ["hold_eased", "hold_lifted"]


def test_a_finding_without_words_lifts_nothing(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    number = only(desk, holding.key).number
    for text in (" ", "a" * 1001):
        with pytest.raises(Refused) as refusal:
            follow_ups.lift(desk, number, text, by=CLARA, now=LATER, request=new_request())
        assert set(refusal.value.fields) == {"finding"}
    assert len(sheets.sheet(desk, experiment.number).experiment.holds) == 1


def test_the_facts_of_a_hold_that_was_lifted_give_what_is_kept(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    number = only(desk, holding.key).number
    follow_ups.complete(desk, number, by=BEN, now=LATER)
    lift(desk, number, by=CLARA)
    found = [one.words for one in verification.verify(desk).findings]
    # The team was made known without facts.
    assert [words for words in found if "EXP-" in words or "follow-up" in words] == []


def test_a_held_experiment_cannot_be_promoted_until_the_hold_is_lifted(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    with pytest.raises(Refused, match="held by the AI ethics review"):
        stories.promote(desk, experiment)
    follow_up = only(desk, holding.key)
    lift(desk, follow_up.number, by=CLARA)
    assert not only_decision(desk, holding.key).is_open
    assert stories.promote(desk, experiment).stage is Stage.PROMOTING


def test_a_follow_up_without_a_hold_keeps_nobody_from_promotion(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=False)
    assert stories.promote(desk, experiment).stage is Stage.PROMOTING


def test_only_its_owner_the_facilitator_or_an_admin_does_a_follow_up(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    follow_up = only(desk, holding.key)
    stranger = next(user for user in (IVAN, stories.CLARA) if user != holding.facilitator)
    with pytest.raises(Refused, match="can mark this as done"):
        follow_ups.complete(desk, follow_up.number, by=stranger, now=LATER)


def test_a_hold_is_lifted_after_its_meeting_too_and_the_record_shows_it(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    tick(desk, NOW + timedelta(hours=2))
    follow_up = only(desk, holding.key)
    deliver_all(desk)
    lift(desk, follow_up.number, by=CLARA, now=NOW + timedelta(days=3))
    kinds = {row.kind for row in letters(desk.database) if row.state == "waiting"}
    shown_in = {AgendaLetter.kind, RecordLetter.kind, CardLetter.kind, BoardLetter.kind}
    assert kinds == shown_in | {NoticeLetter.kind, FollowUpLetter.kind}
    assert stories.promote(desk, experiment).stage is Stage.PROMOTING


def test_marking_it_as_done_twice_changes_nothing(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    follow_up = only(desk, holding.key)
    done = follow_ups.complete(desk, follow_up.number, by=BEN, now=LATER)
    assert follow_ups.complete(desk, follow_up.number, by=IVAN, now=NOW + timedelta(days=1)) == done


def messages(desk: Desk) -> list[tuple[str, bool]]:
    """Return who was told of a follow-up so far, and whether that reminds, as the version before did."""
    return [(row.lane, row.facts["reminds"]) for row in letters(desk.database, FollowUpLetter.kind)]


def test_its_owner_is_told_at_once_reminded_on_the_due_day_and_each_week_after(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    assert messages(desk) == [(f"person:{BEN}", False)]
    found = [reminded(desk, MORNING + timedelta(days=days)) for days in (-3, 0, 1, 4, 7, 8, 14)]
    assert found == [[], [Nudge.SOON], [], [], [Nudge.LATE], [], [Nudge.LATE]]


def test_nobody_is_reminded_of_what_is_done(desk: Desk) -> None:
    holding = held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, stories.approved(desk).number, holds=False)
    follow_ups.complete(desk, only(desk, holding.key).number, by=BEN, now=LATER)
    assert reminded(desk, MORNING) == []


def test_who_is_away_is_reminded_in_the_morning_of_their_return(desk: Desk) -> None:
    holding = held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, stories.approved(desk).number, holds=False)
    absences.go_away(desk, BEN, "until 2026-03-09", by=BEN, now=MORNING - timedelta(hours=1), request="away")
    assert [reminded(desk, MORNING + timedelta(days=days)) for days in (0, 1, 2)] == [[], [Nudge.LATE], []]


def test_what_is_done_leaves_the_list_that_told_of_it(desk: Desk) -> None:
    holding = held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, stories.approved(desk).number, holds=False)
    assert reminded(desk, MORNING) == [Nudge.SOON]
    forget_letters(desk)
    follow_ups.complete(desk, only(desk, holding.key).number, by=BEN, now=MORNING)
    assert {"user": BEN, "day": MORNING.date().isoformat()} in owed(desk, ReminderLetter.kind)


def test_a_decision_without_a_follow_up_is_told_to_nobody(desk: Desk) -> None:
    holding = held(desk, Ceremony.ETHICS)
    draft = DecisionDraft(decision="Go on", reason="All is well")
    follow_ups.decide(desk, holding.key, draft, by=CLARA, now=LATER, request=new_request())
    assert messages(desk) == []
    assert reminded(desk, MORNING + timedelta(days=28)) == []


def test_who_facilitates_the_next_review_marks_an_older_follow_up_as_done(desk: Desk) -> None:
    experiment, first = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, first.key, experiment.number, holds=True)
    tick(desk, NOW + timedelta(hours=2))
    change(schedules.run_now, desk, "ethics", by=HUGO, now=NOW + timedelta(days=1))
    second = holdings_of(desk, "ethics")[-1]
    outbox.keep_posting(desk, part_of(second.key, agendas.AGENDA_PART), Posting(CHANNEL, "1.1"))
    follow_up = only(desk, second.key)
    assert second.facilitator not in (first.facilitator, BEN)
    assert not follow_ups.complete(desk, follow_up.number, by=second.facilitator, now=LATER).is_open
