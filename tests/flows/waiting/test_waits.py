"""What waits for whom, read from both databases: of each kind of thing the store is asked once."""

from datetime import timedelta

import pytest

from flows.ceremonies.review import follow_ups
from flows.ceremonies.standup import check_ins
from flows.desk import Desk
from flows.lifecycle import handovers
from flows.people import absences
from flows.waiting import waits
from rules.ceremonies.standup.check_ins import CheckInDraft
from rules.ceremony_names import Ceremony
from rules.experiments.experiment import ApprovalKind, ReviewKind
from rules.waiting.waits import Waiting
from tests import stories
from tests.flows import gatherings, retrospectives
from tests.flows.ceremonies.review.test_agendas import LATER, held
from tests.flows.ceremonies.review.test_follow_ups import decide, lift, only_decision
from tests.flows.deeds import ask_question
from tests.flows.lifecycle.test_statements import executed
from tests.stories import ANA, BEN, CLARA, DAVID, GRETA, HUGO, IVAN, NOW, new_request

MORNING = NOW + timedelta(days=1)
EVERYONE = [member.id for member in stories.TEAM]


def kinds(desk: Desk, user: str) -> list[str]:
    """Return the kinds of what waits for somebody."""
    return [one.kind.value for one in waits.waits_for(desk, user, LATER)]


def test_nothing_waits_where_nothing_was_begun(desk: Desk) -> None:
    assert waits.waits_for_anybody(desk, NOW) == ()
    assert all(waits.waits_for(desk, user, NOW) == () for user in EVERYONE)


def test_a_review_waits_for_its_reviewer_until_it_is_given(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    assert kinds(desk, CLARA) == ["review"]
    stories.approve(desk, experiment, ReviewKind.ETHICS)
    assert kinds(desk, CLARA) == []
    assert kinds(desk, ANA) == []


def test_an_approval_waits_for_its_approver(desk: Desk) -> None:
    experiment = stories.promoting(desk)
    assert kinds(desk, GRETA) == ["approval"]
    stories.approve_as(desk, experiment, ApprovalKind.SECURITY)
    assert kinds(desk, GRETA) == []


def test_the_longest_waiting_stands_first(desk: Desk) -> None:
    first, second = stories.measured(desk), stories.measured(desk)
    stories.submit(desk, second, now=LATER - timedelta(minutes=1))
    stories.submit(desk, first, now=LATER)
    assert [one.number for one in waits.waits_for(desk, BEN, LATER)] == [2, 1]


def test_a_handover_waits_for_who_is_asked_alone(desk: Desk) -> None:
    asked = stories.ask_handover(desk, stories.proposed(desk))
    assert kinds(desk, IVAN) == ["handover"]
    assert kinds(desk, HUGO) == []
    handovers.decline(desk, asked.number, 0, by=IVAN, now=LATER)
    assert kinds(desk, IVAN) == []


def test_a_handover_waits_also_for_whom_slack_has_not_told_of(desk: Desk) -> None:
    stories.ask_handover(desk, stories.proposed(desk), to="U0NEW")
    stories.ask_handover(desk, stories.proposed(desk), to=IVAN)
    assert [one.number for one in waits.waits_for(desk, "U0NEW", LATER)] == [1]
    assert waits.waits_for(desk, "U0OTHER", LATER) == ()


def test_an_override_waits_for_a_second_person(desk: Desk) -> None:
    stories.ask_override(desk, stories.unrehearsed(desk))
    assert kinds(desk, BEN) == ["review"]
    assert sorted(kinds(desk, CLARA)) == ["override", "review"]


def test_a_follow_up_waits_for_its_owner_and_then_a_finding_for_who_lifts(desk: Desk) -> None:
    experiment = stories.approved(desk)
    holding = held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, experiment.number, holds=True)
    number = only_decision(desk, holding.key).number
    assert kinds(desk, BEN) == ["follow_up"]
    follow_ups.complete(desk, number, by=BEN, now=LATER)
    assert kinds(desk, BEN) == []
    assert kinds(desk, CLARA) == kinds(desk, HUGO) == ["finding"]
    lift(desk, number, by=CLARA)
    assert kinds(desk, CLARA) == kinds(desk, HUGO) == []


def test_an_action_waits_for_its_owner_with_its_day(desk: Desk) -> None:
    retrospectives.agree(desk, retrospectives.opened(desk), "Write the runbook")
    [action] = waits.waits_for(desk, BEN, NOW)
    assert (action.kind.value, action.title, str(action.due)) == ("action", "Write the runbook", "2026-03-09")
    assert waits.waits_for(desk, ANA, NOW) == ()


def standup(desk: Desk, *expected: str) -> None:
    """Open a standup in the morning."""
    gatherings.set_up(desk, "standup", expected=expected, standup="09:00")
    gatherings.tick(desk, MORNING.replace(hour=8, minute=1))


def opened_for(desk: Desk, *users: str) -> dict[str, list[str]]:
    """Return the kinds of what waits for each of them while the standup is open."""
    return {user: [one.kind.value for one in waits.waits_for(desk, user, MORNING)] for user in users}


def test_a_check_in_waits_for_who_is_expected_and_has_not_answered(desk: Desk) -> None:
    standup(desk, BEN, CLARA, DAVID)
    absences.go_away(desk, DAVID, "until friday", by=DAVID, now=NOW)
    assert opened_for(desk, BEN, CLARA, DAVID, ANA) == {
        BEN: ["check_in"],
        CLARA: ["check_in"],
        DAVID: [],
        ANA: [],
    }
    [waiting] = waits.waits_for(desk, BEN, MORNING)
    assert waiting.holding is not None
    draft = CheckInDraft(progress="The router")
    check_ins.check_in(desk, waiting.holding, draft, by=BEN, now=MORNING, request=new_request())
    assert opened_for(desk, BEN, CLARA) == {BEN: [], CLARA: ["check_in"]}
    assert [one.could for one in waits.waits_for_anybody(desk, MORNING)] == [(CLARA,)]


def test_a_standup_that_names_nobody_waits_for_everybody(desk: Desk) -> None:
    standup(desk)
    assert set(opened_for(desk, *EVERYONE)) == set(EVERYONE)
    [waiting] = waits.waits_for_anybody(desk, MORNING)
    assert set(waiting.could) == set(EVERYONE)


def everything(desk: Desk) -> None:
    """Let something of every kind wait."""
    retrospectives.agree(desk, retrospectives.opened(desk), "Write the runbook")
    held_up = stories.approved(desk)
    holding = held(desk, Ceremony.ETHICS)
    decide(desk, holding.key, held_up.number, holds=True)
    stories.ask_override(desk, stories.unrehearsed(desk))
    stories.ask_handover(desk, stories.proposed(desk))
    stories.promoting(desk)


def test_what_waits_for_one_is_what_of_all_they_could_settle(desk: Desk) -> None:
    everything(desk)
    anybody = waits.waits_for_anybody(desk, LATER)
    assert {one.kind.value for one in anybody} == {
        "review",
        "approval",
        "override",
        "handover",
        "follow_up",
        "action",
    }
    for user in EVERYONE:
        mine = [one.key for one in waits.waits_for(desk, user, LATER)]
        assert mine == [one.key for one in anybody if one.waits_for(user)], user


def test_what_one_may_hear_of_is_all_that_concerns_them_each_as_a_whole(desk: Desk) -> None:
    everything(desk)
    lifted, [holding] = stories.approved(desk), gatherings.holdings_of(desk, "ethics")
    decide(desk, holding.key, lifted.number, holds=True)
    done = next(one for one in waits.waits_for(desk, BEN, LATER) if one.experiment == lifted.number)
    follow_ups.complete(desk, done.number, by=BEN, now=LATER)
    ask_question(desk, stories.in_review(desk))
    stories.ask_handover(desk, stories.proposed(desk, by=BEN), by=HUGO)
    anybody = waits.waits_for_anybody(desk, LATER)
    assert {"finding", "question"} < {one.kind.value for one in anybody}
    for user in EVERYONE:
        with desk.look() as session:
            about = waits.waits_about(session, desk, user, LATER)
        wanted = tuple(one for one in anybody if user in one.concerns)
        assert [one.key for one in about] == [one.key for one in wanted]
        assert about == wanted, user


def test_everything_that_waits_has_a_key_of_its_own(desk: Desk) -> None:
    everything(desk)
    keys = [one.key for one in waits.waits_for_anybody(desk, LATER)]
    assert len(keys) == len(set(keys))


def test_nothing_of_another_workspace_waits_here(desk: Desk, other_desk: Desk) -> None:
    standup(other_desk)
    everything(other_desk)
    assert waits.waits_for_anybody(desk, MORNING) == ()
    assert all(waits.waits_for(desk, user, MORNING) == () for user in EVERYONE)


@pytest.mark.parametrize("user", [CLARA, IVAN, ""])
def test_the_store_is_asked_as_often_for_ten_as_for_one(desk: Desk, user: str) -> None:
    def ask() -> tuple[Waiting, ...]:
        return waits.waits_for(desk, user, MORNING) if user else waits.waits_for_anybody(desk, MORNING)

    everything(desk)
    with executed(desk.database) as once:
        few = ask()
    for _ in range(9):
        stories.in_review(desk)
        stories.ask_handover(desk, stories.proposed(desk))
    with executed(desk.database) as again:
        many = ask()
    assert len(many) >= len(few) + 9
    # The terms, hours and absences of one person are asked for where something of it goes by the clock.
    assert len(once) == len(again) == (10 if user else 6)
