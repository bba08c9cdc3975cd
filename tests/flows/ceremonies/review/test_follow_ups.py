"""Decisions of the AI ethics review: holds, who lifts them and when, and who hears of what, on both databases."""

from datetime import datetime, timedelta

import pytest

from flows import due_kinds, outbox
from flows.ceremonies import schedules
from flows.ceremonies.review import agendas, follow_ups
from flows.desk import Desk
from flows.due import run_due
from flows.people import absences
from rules.ceremonies.review.letters import AgendaLetter, FollowUpLetter, RecordLetter
from rules.ceremony_names import Ceremony, HoldingKey
from rules.experiments.experiment import Stage
from rules.experiments.follow_ups import DecisionDraft, FollowUp
from rules.experiments.letters import CardLetter, NoticeLetter
from rules.message_keys import part_of
from rules.refusals import Refused
from store.postings import Posting
from tests import stories
from tests.flows.ceremonies.review.test_agendas import LATER, held
from tests.flows.deeds import deliver_all
from tests.flows.gatherings import change, holdings_of, letters, tick
from tests.stories import ANA, BEN, CHANNEL, IVAN, NOW, new_request

DUE = (NOW + timedelta(days=7)).date().isoformat()
# Nine in the morning of the due day where Ben is.
MORNING = (NOW + timedelta(days=7)).replace(hour=9, minute=0)


def only(desk: Desk, key: HoldingKey) -> FollowUp:
    """Return the one follow-up that is open."""
    [follow_up] = agendas.agenda(desk, key, LATER).follow_ups.first
    return follow_up


def decide(desk: Desk, key: HoldingKey, number: int, *, holds: bool) -> None:
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
    follow_ups.decide(desk, key, draft, by=ANA, now=LATER, request=new_request())


def test_a_held_experiment_cannot_be_promoted_until_the_follow_up_is_done(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    with pytest.raises(Refused, match="held by the AI ethics review"):
        stories.promote(desk, experiment)
    follow_up = only(desk, holding.key)
    follow_ups.complete(desk, follow_up.number, by=BEN, now=LATER)
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
    follow_ups.complete(desk, follow_up.number, by=BEN, now=NOW + timedelta(days=3))
    kinds = {row.kind for row in letters(desk.database) if row.state == "waiting"}
    assert kinds == {AgendaLetter.kind, RecordLetter.kind, CardLetter.kind, NoticeLetter.kind}
    assert stories.promote(desk, experiment).stage is Stage.PROMOTING


def test_marking_it_as_done_twice_changes_nothing(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    follow_up = only(desk, holding.key)
    done = follow_ups.complete(desk, follow_up.number, by=BEN, now=LATER)
    assert follow_ups.complete(desk, follow_up.number, by=IVAN, now=NOW + timedelta(days=1)) == done


def messages(desk: Desk) -> list[tuple[str, bool]]:
    """Return who was told of a follow-up so far, and whether that was a reminder."""
    return [(row.lane, row.facts["reminds"]) for row in letters(desk.database, FollowUpLetter.kind)]


def remind(desk: Desk, now: datetime) -> int:
    return run_due(due_kinds.REMINDERS, desk.database, lambda _: desk, now)


def test_its_owner_is_told_at_once_reminded_on_the_due_day_and_each_week_after(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    assert messages(desk) == [(f"person:{BEN}", False)]
    moments = (
        MORNING - timedelta(minutes=1),
        MORNING,
        MORNING + timedelta(days=6),
        MORNING + timedelta(days=7),
    )
    assert [remind(desk, moment) for moment in moments] == [0, 1, 0, 1]
    assert messages(desk)[1:] == [(f"person:{BEN}", True)] * 2


def test_nobody_is_reminded_of_what_is_done(desk: Desk) -> None:
    holding = held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, stories.approved(desk).number, holds=False)
    follow_ups.complete(desk, only(desk, holding.key).number, by=BEN, now=LATER)
    assert remind(desk, MORNING) == 0


def test_who_is_away_is_reminded_in_the_morning_of_their_return(desk: Desk) -> None:
    holding = held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, stories.approved(desk).number, holds=False)
    absences.go_away(desk, BEN, "until 2026-03-09", by=BEN, now=MORNING - timedelta(hours=1), request="away")
    remind(desk, MORNING)
    assert len(messages(desk)) == 1
    remind(desk, MORNING + timedelta(days=1))
    assert messages(desk)[1:] == [(f"person:{BEN}", True)]


def test_a_decision_without_a_follow_up_is_told_to_nobody(desk: Desk) -> None:
    holding = held(desk, Ceremony.ETHICS)
    draft = DecisionDraft(decision="Go on", reason="All is well")
    follow_ups.decide(desk, holding.key, draft, by=ANA, now=LATER, request=new_request())
    assert messages(desk) == []
    assert remind(desk, MORNING + timedelta(days=30)) == 0


def test_who_facilitates_the_next_review_marks_an_older_follow_up_as_done(desk: Desk) -> None:
    experiment, first = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, first.key, experiment.number, holds=True)
    tick(desk, NOW + timedelta(hours=2))
    change(schedules.run_now, desk, "ethics", now=NOW + timedelta(days=1))
    second = holdings_of(desk, "ethics")[-1]
    outbox.keep_posting(desk, part_of(second.key, agendas.AGENDA_PART), Posting(CHANNEL, "1.1"))
    follow_up = only(desk, second.key)
    assert second.facilitator not in (first.facilitator, BEN)
    assert not follow_ups.complete(desk, follow_up.number, by=second.facilitator, now=LATER).is_open
