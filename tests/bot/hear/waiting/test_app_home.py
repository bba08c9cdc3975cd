"""App Home in Slack: opened, decided in, always in step, and drawn for nobody who never opened it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from slack_bolt import BoltRequest
from strictslack.blockkit.forms import elements
from strictslack.client.pressable import address, labels

from bot.deliver.home_deliveries import NO_HOME
from flows.ceremonies.standup import check_ins
from flows.lifecycle import handovers
from flows.people import team
from rules.ceremony_names import Ceremony
from rules.experiments.experiment import ReviewKind, Stage
from rules.people.letters import HomeLetter
from rules.people.people import Duty
from store.database import Database
from store.experiments import experiments
from store.tables import LetterState
from tests import stories
from tests.bot import payloads
from tests.bot.draw.judges import Json
from tests.bot.lab import Lab, open_lab
from tests.bot.looks import buttons, words
from tests.flows import gatherings, retrospectives
from tests.flows.ceremonies.review.test_agendas import LATER, held
from tests.flows.ceremonies.review.test_follow_ups import decide
from tests.rules import stages

MANY = 1000
REVIEW = "Approve the ethics review of EXP-1"


def app_of(lab: Lab) -> str:
    """Return the id of the app whose Home it is."""
    return lab.sandbox.app.id


def published(lab: Lab) -> int:
    """Return how often a Home was published so far."""
    return len(lab.calls("views.publish"))


def seen(lab: Lab, name: str) -> Json:
    """Return the Home that stands for somebody, without opening it."""
    found = lab.sandbox.core.state.homes.get((app_of(lab), f"U0{name.upper()}"))
    assert found is not None, f"{name} has no Home"
    return dict(found.view)


def look(lab: Lab, name: str) -> None:
    """Let somebody open their Home, and wait until the app has heard of it."""
    before = len(lab.sandbox.keeper.traffic("app_home_opened"))
    lab.person(name).home(app_of(lab))
    lab.sandbox.keeper.wait_for_traffic("app_home_opened", before + 1)


def open_home(lab: Lab, name: str) -> Json:
    """Return what somebody's Home shows once they have opened it and its letter is delivered."""
    look(lab, name)
    lab.deliver()
    return seen(lab, name)


def click(lab: Lab, name: str, label: str) -> None:
    """Press a button in somebody's open Home."""
    place = {"type": "home", "app": app_of(lab)}
    found = [
        address(place, block, element)
        for block, element in elements(seen(lab, name)["blocks"])
        if label in labels(element)
    ]
    assert found, (label, buttons(seen(lab, name)))
    body = {**found[0], "action": {}, "state": {}}
    assert lab.person(name)._post("act", body)["ok"]


def press(lab: Lab, name: str, label: str) -> Json:
    """Press a button in somebody's open Home, deliver what is owed, and return the Home."""
    click(lab, name, label)
    lab.deliver()
    return seen(lab, name)


def test_who_opens_their_home_sees_what_waits(lab: Lab) -> None:
    stories.in_review(lab.desk)
    lab.deliver()
    home = open_home(lab, "clara")
    assert "Waits for you (1)" in words(home)
    assert REVIEW in buttons(home)
    assert "Nothing waits for you." not in words(home)


def test_a_maker_sees_no_seat_of_their_own_experiment(lab: Lab) -> None:
    team.give_duty(lab.desk, stories.ANA, Duty.ETHICS, by=stories.HUGO, now=stories.NOW)
    stories.in_review(lab.desk)
    home = open_home(lab, "ana")
    assert "Nothing waits for you." in words(home)
    assert "Yours (1)" in words(home)


def test_an_approval_in_a_home_is_one_and_the_home_follows(lab: Lab) -> None:
    stories.in_review(lab.desk)
    lab.deliver()
    open_home(lab, "clara")
    home = press(lab, "clara", REVIEW)
    assert [one.by for one in lab.experiment().reviews] == [stories.CLARA]
    assert "Waits for you (1)" not in words(home)


def test_the_home_of_others_follows_a_decision_made_in_the_thread(lab: Lab) -> None:
    experiment = stories.in_review(lab.desk)
    lab.deliver()
    open_home(lab, "ana")
    assert "missing: technical, ethics and business" in words(seen(lab, "ana"))
    stories.approve(lab.desk, experiment, ReviewKind.ETHICS)
    lab.deliver()
    assert "missing: technical and business" in words(seen(lab, "ana"))


def test_nobodys_home_is_drawn_who_never_opened_it(lab: Lab) -> None:
    experiment = stories.in_review(lab.desk)
    stories.approve(lab.desk, experiment, ReviewKind.ETHICS)
    team.give_duty(lab.desk, stories.IVAN, Duty.ETHICS, by=stories.HUGO, now=stories.NOW)
    lab.deliver()
    assert published(lab) == 0
    assert not [one for one in lab.letters() if one.kind == HomeLetter.kind]


def test_many_deeds_before_a_delivery_publish_a_home_once(lab: Lab) -> None:
    stories.proposed(lab.desk)
    lab.deliver()
    open_home(lab, "ana")
    before = published(lab)
    for number in range(4):
        stories.amend(lab.desk, lab.experiment(), title=f"Title {number}")
    lab.deliver()
    assert published(lab) == before + 1
    assert "Title 3" in words(seen(lab, "ana"))


def test_a_home_that_would_show_the_same_is_not_published_again(lab: Lab) -> None:
    stories.proposed(lab.desk)
    lab.deliver()
    open_home(lab, "hugo")
    before = published(lab)
    stories.amend(lab.desk, lab.experiment(), title="Another title")
    lab.deliver()
    assert published(lab) == before


def test_the_tab_with_messages_opens_no_home(lab: Lab) -> None:
    event = {
        "type": "app_home_opened",
        "user": stories.ANA,
        "tab": "messages",
        "channel": "D1",
        "event_ts": "1",
    }
    lab.app.dispatch(BoltRequest(mode="socket_mode", body=payloads.happening(event)))
    assert lab.letters() == []


def test_what_is_refused_in_a_home_is_told_on_top_of_it(lab: Lab) -> None:
    experiment = stories.in_review(lab.desk)
    lab.deliver()
    open_home(lab, "clara")
    team.give_duty(lab.desk, stories.IVAN, Duty.ETHICS, by=stories.HUGO, now=stories.NOW)
    stories.approve(lab.desk, experiment, ReviewKind.ETHICS, by=stories.IVAN)
    clara = lab.person("clara")
    click(lab, "clara", REVIEW)
    clara.sees("has already decided the ethics review")


def test_a_reason_is_typed_in_a_form_that_opens_from_the_home(lab: Lab) -> None:
    stories.in_review(lab.desk)
    lab.deliver()
    open_home(lab, "clara")
    clara = lab.person("clara")
    click(lab, "clara", "Ask for changes in the ethics review of EXP-1")
    clara.fill("Reason", "The groups are missing.")
    assert clara.submit()["ok"]
    lab.deliver()
    assert lab.experiment().stage is Stage.CHANGES_ASKED
    assert "Nothing waits for you." in words(seen(lab, "clara")) or "Three steps" in words(seen(lab, "clara"))


def test_a_handover_is_accepted_in_the_home_and_moves_between_two_homes(lab: Lab) -> None:
    experiment = stories.ask_handover(lab.desk, stories.proposed(lab.desk))
    lab.deliver()
    open_home(lab, "ana")
    assert "asks you to own it" in words(open_home(lab, "ivan"))
    home = press(lab, "ivan", "Accept the handover of EXP-1")
    assert lab.experiment(experiment.number).owner == stories.IVAN
    assert "Yours (1)" in words(home)
    assert "Yours (1)" not in words(seen(lab, "ana"))


def test_a_handover_that_is_taken_back_leaves_the_home(lab: Lab) -> None:
    stories.ask_handover(lab.desk, stories.proposed(lab.desk))
    lab.deliver()
    open_home(lab, "ivan")
    handovers.take_back(lab.desk, 1, 0, by=stories.ANA, now=stories.NOW)
    lab.deliver()
    assert "asks you to own it" not in words(seen(lab, "ivan"))


def test_an_override_is_confirmed_in_the_home(lab: Lab) -> None:
    stories.ask_override(lab.desk, stories.unrehearsed(lab.desk))
    lab.deliver()
    open_home(lab, "david")
    press(lab, "david", "Confirm override 1 of EXP-1: Rollback plan defined")
    assert [one.settled_by for one in lab.experiment().overrides] == [stories.DAVID]


def test_an_approval_of_the_gate_is_given_in_the_home(lab: Lab) -> None:
    stories.promoting(lab.desk)
    lab.deliver()
    open_home(lab, "greta")
    press(lab, "greta", "Approve the promotion of EXP-1 as security")
    assert [one.by for one in lab.experiment().approvals] == [stories.GRETA]


def test_a_follow_up_is_done_in_the_home_and_its_hold_awaits_a_finding_in_another(lab: Lab) -> None:
    experiment = stories.approved(lab.desk)
    lab.hands.now = LATER
    decide(lab.desk, held(lab.desk, Ceremony.ETHICS).key, experiment.number, holds=True)
    lab.deliver()
    open_home(lab, "clara")
    assert "Repeat the red team" in words(open_home(lab, "ben"))
    home = press(lab, "ben", "Mark follow-up 1 as done: Repeat the red team")
    assert "Repeat the red team" not in words(home)
    assert "awaits your finding" in words(seen(lab, "clara"))
    clara = lab.person("clara")
    click(lab, "clara", "Lift the hold of follow-up 1: Repeat the red team")
    clara.fill("Finding", "The gaps are closed.")
    assert clara.submit()["ok"]
    lab.deliver()
    assert "awaits your finding" not in words(seen(lab, "clara"))
    assert lab.experiment().holds == ()


def test_an_action_is_done_in_the_home(lab: Lab) -> None:
    retrospectives.agree(lab.desk, retrospectives.opened(lab.desk), "Write the runbook")
    lab.deliver()
    assert "Write the runbook" in words(open_home(lab, "ben"))
    home = press(lab, "ben", "Mark action 1 as done: Write the runbook")
    assert "Write the runbook" not in words(home)


def test_a_check_in_is_given_in_the_home(lab: Lab) -> None:
    gatherings.set_up(lab.desk, "standup", expected=(stories.BEN,), standup="10:31")
    lab.hands.move(minutes=1)
    gatherings.tick(lab.desk, lab.hands.now)
    lab.deliver()
    assert "Your check-in is awaited" in words(open_home(lab, "ben"))
    ben = lab.person("ben")
    click(lab, "ben", "Check in to your standup")
    ben.fill("Progress", "The router is measured")
    assert ben.submit()["ok"]
    lab.deliver()
    assert "Your check-in is awaited" not in words(seen(lab, "ben"))
    key = gatherings.holdings_of(lab.desk, "standup")[-1].key
    assert check_ins.form(lab.desk, key, by=stories.BEN).draft.progress == "The router is measured"


def test_who_is_expected_nowhere_is_told_so(lab: Lab) -> None:
    open_home(lab, "ivan")
    ivan = lab.person("ivan")
    click(lab, "ivan", "Check in to your standup")
    ivan.sees("you are expected in none")


def test_an_experiment_is_proposed_from_the_home(lab: Lab) -> None:
    open_home(lab, "ivan")
    ivan = lab.person("ivan")
    click(lab, "ivan", "Propose")
    ivan.fill("Title", "A cache for answers")
    ivan.fill("Hypothesis", "It saves a third of the calls.")
    assert ivan.submit()["ok"]
    lab.deliver()
    assert lab.experiment().channel == stories.REVIEW_CHANNEL
    assert "A cache for answers" in words(seen(lab, "ivan"))


def test_without_a_review_channel_it_is_said_where_to_propose(team_database: Database) -> None:
    with open_lab(team_database, review_channel="") as lab:
        open_home(lab, "ivan")
        click(lab, "ivan", "Propose")
        lab.person("ivan").sees("in the channel in which you want it")


def test_the_next_step_of_an_own_experiment_is_taken_in_the_home(lab: Lab) -> None:
    stories.proposed(lab.desk)
    lab.deliver()
    open_home(lab, "ana")
    home = press(lab, "ana", "Start: EXP-1")
    assert lab.experiment().stage is Stage.RUNNING
    assert "Record values: EXP-1" in buttons(home)


def test_what_is_to_be_decided_is_shown_on_top_of_the_home(lab: Lab) -> None:
    stories.in_review(lab.desk)
    lab.deliver()
    open_home(lab, "clara")
    clara = lab.person("clara")
    click(lab, "clara", "Show EXP-1, for its review ethics")
    clara.sees("Smaller router model")
    assert clara.modal("Assay")


def fill_with_many(lab: Lab) -> None:
    """Let a thousand experiments of Ana's wait for their reviews."""
    first = stages.in_review()
    with lab.desk.begin() as session:
        for number in range(1, MANY + 1):
            since = first.stage_since + timedelta(seconds=number)
            one = replace(
                first, number=number, title=f"Number {number}", owner=stories.ANA, stage_since=since
            )
            experiments.add(session, replace(one, proposer=stories.ANA))


def test_a_thousand_that_wait_are_turned_through_in_the_home(lab: Lab) -> None:
    fill_with_many(lab)
    home = open_home(lab, "clara")
    assert "Waits for you (1,000)" in words(home)
    assert "Page 1 of 56" in words(home)
    home = press(lab, "clara", "Next page of what waits for you")
    assert "Page 2 of 56" in words(home)
    assert "Number 19" in words(home)
    home = press(lab, "clara", "Previous page of what waits for you")
    assert "Page 1 of 56" in words(home)


def test_the_own_experiments_are_turned_through_apart_from_what_waits(lab: Lab) -> None:
    fill_with_many(lab)
    home = open_home(lab, "ana")
    assert "Yours (1,000)" in words(home)
    home = press(lab, "ana", "Next page of your experiments")
    assert "Page 2 of 84" in words(home)


def test_opening_a_home_again_shows_its_first_pages(lab: Lab) -> None:
    fill_with_many(lab)
    open_home(lab, "clara")
    press(lab, "clara", "Next page of what waits for you")
    assert "Page 1 of 56" in words(open_home(lab, "clara"))


def test_an_admin_sees_what_was_set_aside_and_tries_it_again(lab: Lab) -> None:
    stories.proposed(lab.desk)
    lab.sandbox.core.state.channels[stories.REVIEW_CHANNEL].is_archived = True
    lab.deliver()
    home = open_home(lab, "hugo")
    assert "`is_archived`" in words(home)
    lab.sandbox.core.state.channels[stories.REVIEW_CHANNEL].is_archived = False
    number = next(one.id for one in lab.letters() if one.state is LetterState.PARKED)
    home = press(lab, "hugo", f"Try message {number} again")
    assert "is_archived" not in words(home)
    assert [one.state for one in lab.letters() if one.kind == "card"] == [LetterState.SENT]


def test_who_is_no_admin_sees_nothing_of_the_desks_health(lab: Lab) -> None:
    assert "The desk's health" in words(open_home(lab, "hugo"))
    assert "The desk's health" not in words(open_home(lab, "ana"))


@pytest.mark.parametrize("error", sorted(NO_HOME))
def test_a_home_that_cannot_be_shown_troubles_nobody(lab: Lab, error: str) -> None:
    lab.sandbox.keeper.fault("views.publish", "error", error=error)
    look(lab, "ana")
    lab.deliver()
    assert [one.state for one in lab.letters()] == [LetterState.SENT]
