"""Apps, guests, strangers and leavers: refused where they are picked, passed over, and no bar to anybody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flows.ceremonies import attendance, facilitators, feeds, setups
from flows.ceremonies.retro import retro_actions
from flows.ceremonies.review import follow_ups
from flows.ceremonies.standup import standups
from flows.desk import Desk
from flows.experiments import sheets
from flows.lifecycle import closings, entitlements, submissions
from flows.people import absences, projects, team
from rules.ceremonies.ceremonies import Standing
from rules.ceremonies.retro.retro_actions import ActionDraft
from rules.ceremony_names import Ceremony
from rules.experiments.experiment import ReviewKind, Stage
from rules.experiments.follow_ups import DecisionDraft
from rules.lifecycle.steps import Step
from rules.people.accounts import SLACKBOT, Account
from rules.people.people import Duty, Member, Role
from rules.refusals import Refused
from store.ceremonies import schedules
from tests import stories
from tests.backends import contents
from tests.flows import gatherings, retrospectives
from tests.flows.ceremonies.review.test_agendas import held
from tests.flows.deeds import ROUTER, new_project
from tests.stories import ANA, BEN, CHANNEL, CLARA, HUGO, IVAN, NOW, new_request

ODD = "U0ODD"
OUTSIDERS = sorted(set(Account) - {Account.PERSON})
DUE = (NOW + timedelta(days=7)).date().isoformat()


def turn_into(desk: Desk, account: Account, user: str = ODD, **more: Any) -> None:
    """Let Slack tell what an account is."""
    team.record_roster(desk, [Member(id=user, name="Odd", account=account, **more)], now=NOW)


def swap(desk: Desk) -> Any:
    """Let the odd one facilitate a retrospective."""
    return facilitators.swap(desk, retrospectives.opened(desk), ODD, by=ANA, now=NOW, request=new_request())


def follow_up(desk: Desk) -> Any:
    """Let the odd one follow a decision up."""
    holding = held(desk, Ceremony.ETHICS).key
    draft = DecisionDraft(decision="No", reason="Gaps", task="Repeat", owner=ODD, due=DUE)
    return follow_ups.decide(desk, holding, draft, by=CLARA, now=NOW, request=new_request())


def promote(desk: Desk) -> Any:
    """Let the odd one roll back."""
    return stories.promote_with(desk, stories.approved(desk), replace(stories.ROLLOUT, rollback_owner=ODD))


def act(desk: Desk) -> Any:
    """Let the odd one own an action of a retrospective."""
    draft = ActionDraft(action="Tidy", owner=ODD, due=DUE)
    return retro_actions.add(desk, retrospectives.opened(desk), draft, by=ANA, now=NOW, request=new_request())


def revise(desk: Desk) -> Any:
    """Take the odd one into a project."""
    draft = replace(ROUTER, members=(ANA, ODD))
    number = new_project(desk).number
    return projects.revise(desk, number, draft, by=ANA, now=NOW, request=new_request())


PICKED: dict[str, tuple[Callable[[Desk], Any], str, str]] = {
    "propose": (lambda desk: stories.proposed(desk, owner=ODD), "owner", "own an experiment"),
    "amend": (lambda desk: stories.amend(desk, stories.proposed(desk), owner=ODD), "owner", "own an exp"),
    "follow-up": (follow_up, "follow_up_owner", "own a follow-up"),
    "action": (act, "owner", "own an action"),
    "promote": (promote, "rollback_owner", "be a rollback owner"),
    "swap": (swap, "facilitator", "facilitate"),
    "set up": (lambda desk: gatherings.set_up(desk, "standup", expected=(ANA, ODD)), "expected", "expected"),
    "create": (lambda desk: new_project(desk, replace(ROUTER, members=(ODD,))), "members", "project"),
    "revise": (revise, "members", "belong to a project"),
    "role": (
        lambda desk: team.set_role(desk, ODD, Role.DATA_ENGINEER, by=HUGO, now=NOW),
        "member",
        "hold a role or a duty",
    ),
    "give": (lambda desk: team.give_duty(desk, ODD, Duty.ETHICS, by=HUGO, now=NOW), "member", "hold a role"),
    "set duties": (
        lambda desk: team.set_duties(desk, ODD, [Duty.ADMIN], by=HUGO, now=NOW),
        "member",
        "hold a role",
    ),
    "away": (
        lambda desk: absences.go_away(desk, ODD, "until friday", by=HUGO, now=NOW),
        "member",
        "be expected at a ceremony",
    ),
}


@pytest.mark.parametrize("name", PICKED)
@pytest.mark.parametrize("account", OUTSIDERS)
def test_who_is_no_person_of_this_workspace_is_refused_beside_the_field(
    desk: Desk, name: str, account: Account
) -> None:
    pick, field, words = PICKED[name]
    turn_into(desk, account, duties=frozenset(Duty))
    with pytest.raises(Refused) as refused:
        pick(desk)
    [sentence] = refused.value.fields.values()
    assert list(refused.value.fields) == [field]
    assert f"is {account.words}, so" in sentence
    assert words in sentence
    assert refused.value.reasons == (sentence,)


@pytest.mark.parametrize("name", PICKED)
def test_who_is_a_person_of_this_workspace_can_be_picked(desk: Desk, name: str) -> None:
    turn_into(desk, Account.PERSON)
    PICKED[name][0](desk)


@pytest.mark.parametrize("user", ["U0ASSAYBOT", SLACKBOT])
def test_our_own_bot_and_slackbot_are_apps_before_the_roster_says_so(desk: Desk, user: str) -> None:
    ours = replace(desk, bot="U0ASSAYBOT", admins=frozenset({user}))
    with pytest.raises(Refused, match="is an app, so it cannot own an experiment"):
        stories.proposed(ours, owner=user)
    assert not team.member_of(ours, user).person.is_admin


def test_somebody_whom_slack_has_not_told_of_yet_may_propose_and_be_picked(desk: Desk) -> None:
    assert stories.proposed(desk, by="U0NEW").owner == "U0NEW"
    assert stories.proposed(desk, owner="U0NEW").owner == "U0NEW"


def test_a_visitor_whom_slack_has_not_told_of_yet_is_a_stranger(desk: Desk) -> None:
    visited = replace(desk, visitors=frozenset({"U0NEW", IVAN}))
    with pytest.raises(Refused, match="Guests and people of other workspaces can read here"):
        stories.proposed(visited, by="U0NEW")
    # In an Enterprise Grid, a person of several workspaces may come by another one; the roster knows better.
    assert stories.proposed(visited, by=IVAN).owner == IVAN


def test_a_duty_that_was_given_before_slack_told_makes_no_person_of_a_visitor(desk: Desk) -> None:
    team.give_duty(desk, "U0NEW", Duty.TECHNICAL, by=HUGO, now=NOW)
    experiment = stories.in_review(desk)
    visited = replace(desk, visitors=frozenset({"U0NEW"}))
    with pytest.raises(Refused, match="Guests and people of other workspaces"):
        stories.approve(visited, experiment, ReviewKind.TECHNICAL, by="U0NEW")


DEEDS: dict[str, Callable[[Desk], Any]] = {
    "propose": lambda desk: stories.proposed(desk, by=ODD),
    "start": lambda desk: closings.start(desk, 1, by=ODD, now=NOW),
    "amend": lambda desk: stories.amend(desk, sheets.sheet(desk, 1).experiment, by=ODD),
    "measure": lambda desk: stories.measure(desk, sheets.sheet(desk, 1).experiment, "accuracy", "1", by=ODD),
    "submit": lambda desk: submissions.submit(
        desk, 1, stories.SUBMISSION, by=ODD, now=NOW, request=new_request()
    ),
    "open the form of a change": lambda desk: entitlements.entitled(desk, 1, Step.AMEND, ODD),
    "open a form": lambda desk: team.require_person(desk, ODD),
    "give": lambda desk: team.give_duty(desk, IVAN, Duty.ETHICS, by=ODD, now=NOW),
    "away": lambda desk: absences.go_away(desk, ODD, "until friday", by=ODD, now=NOW),
    "create": lambda desk: projects.create(
        desk, ROUTER, by=ODD, channel=CHANNEL, now=NOW, request=new_request()
    ),
    "set up": lambda desk: gatherings.set_up(desk, "standup", by=ODD),
    "hear of the calendar": lambda desk: feeds.state(desk, CHANNEL, by=ODD),
    "have a secret address": lambda desk: feeds.renew(desk, CHANNEL, by=ODD, now=NOW),
    "be asked": lambda desk: standups.by_message(desk, CHANNEL, True, by=ODD, now=NOW),
}


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize("account", [Account.GUEST, Account.STRANGER])
def test_guests_and_strangers_do_no_deed(desk: Desk, name: str, account: Account) -> None:
    stories.proposed(desk)
    gatherings.set_up(desk, "standup")
    turn_into(desk, account, is_slack_admin=True, duties=frozenset(Duty))
    before, named = contents(desk.database), replace(desk, admins=frozenset({ODD}))
    with pytest.raises(Refused, match="Guests and people of other workspaces can read here, and decide noth"):
        DEEDS[name](named)
    assert contents(desk.database) == before


@pytest.mark.parametrize("account", OUTSIDERS)
def test_a_stranger_with_the_flags_of_an_admin_is_none_here(desk: Desk, account: Account) -> None:
    turn_into(desk, account, is_slack_admin=True, duties=frozenset(Duty))
    named = replace(desk, admins=frozenset({ODD}))
    assert not team.member_of(named, ODD).person.is_admin
    assert all(ODD not in team.everybody(named).holders(duty) for duty in Duty)
    assert not feeds.may_manage(named, CHANNEL, ODD)


def test_who_turns_guest_and_back_has_the_duties_again(desk: Desk) -> None:
    turn_into(desk, Account.GUEST, BEN)
    assert team.everybody(desk).holders(Duty.TECHNICAL) == ()
    turn_into(desk, Account.PERSON, BEN)
    assert team.everybody(desk).holders(Duty.TECHNICAL) == (BEN,)


@pytest.mark.parametrize("account", OUTSIDERS)
def test_whom_a_schedule_expects_and_who_turns_guest_is_passed_over(desk: Desk, account: Account) -> None:
    gatherings.set_up(desk, "standup", expected=(ANA, BEN))
    turn_into(desk, account, ANA)
    with desk.look() as session:
        schedule = schedules.schedule(session, CHANNEL, Ceremony.STANDUP)
        assert schedule is not None
        assert attendance.expected(session, schedule) == (BEN,)
        assert attendance.facilitator(session, schedule, NOW) == BEN
        assert ANA not in attendance.expected(session, replace(schedule, expected=()))


def test_who_was_expected_and_left_keeps_nobody_from_changing_the_ceremony(desk: Desk) -> None:
    gatherings.set_up(desk, "standup", expected=(ANA, BEN))
    turn_into(desk, Account.DEACTIVATED, BEN)
    gatherings.set_up(desk, "standup", expected=(ANA, BEN), standup="10:15")


def test_a_facilitator_who_turns_guest_is_replaced_when_it_opens(desk: Desk) -> None:
    gatherings.set_up(desk, "review", expected=(ANA, BEN))
    gatherings.move(desk, "review", "tomorrow 15:00")
    [planned] = gatherings.holdings_of(desk)
    turn_into(desk, Account.GUEST, planned.facilitator)
    gatherings.tick(desk, planned.starts_at)
    opened = next(one for one in gatherings.holdings_of(desk) if one.day == planned.day)
    assert opened.standing is Standing.OPEN
    assert opened.facilitator == ({ANA, BEN} - {planned.facilitator}).pop()


def test_the_form_expects_people_of_this_workspace_alone(desk: Desk) -> None:
    turn_into(desk, Account.GUEST, BEN, role=Role.DATA_ENGINEER)
    expected = setups.setup_sheet(desk, CHANNEL, by=ANA, now=NOW).expected
    assert ANA in expected
    assert BEN not in expected


@pytest.mark.parametrize("account", OUTSIDERS)
def test_an_owner_who_is_no_person_locks_nobody_out(desk: Desk, account: Account) -> None:
    experiment = stories.proposed(desk, owner=IVAN)
    with pytest.raises(Refused, match=r"Only the owner, .@U0IVAN., or an admin can start"):
        closings.start(desk, experiment.number, by=ANA, now=NOW)
    turn_into(desk, account, IVAN)
    with pytest.raises(Refused, match=r"Only the owner, .@U0IVAN. \(for whom .@U0ANA. acts\), or an admin"):
        closings.start(desk, experiment.number, by=BEN, now=NOW)
    assert closings.start(desk, experiment.number, by=ANA, now=NOW).stage is Stage.RUNNING
    assert sheets.sheet(desk, experiment.number).experiment.owner == IVAN
    assert stories.hand_over(desk, experiment, BEN).owner == BEN
    with pytest.raises(Refused, match=r"Only the owner, .@U0BEN., can withdraw"):
        stories.close(desk, experiment, Step.WITHDRAW)


def test_nobody_acts_for_an_owner_where_who_proposed_is_gone_too(desk: Desk) -> None:
    experiment = stories.proposed(desk, owner=IVAN)
    turn_into(desk, Account.DEACTIVATED, IVAN)
    turn_into(desk, Account.GUEST, ANA)
    assert sheets.sheet(desk, experiment.number).experiment.deputy == ""
    assert closings.start(desk, experiment.number, by=HUGO, now=NOW).stage is Stage.RUNNING


def test_a_rollback_owner_is_judged_where_the_owner_stands_in(desk: Desk) -> None:
    experiment = stories.hand_over(desk, stories.approved(desk), IVAN)
    turn_into(desk, Account.GUEST, IVAN)
    with pytest.raises(Refused, match="is a guest here, so they cannot be a rollback owner"):
        stories.promote_with(desk, experiment, replace(stories.ROLLOUT, rollback_owner=""))
