"""Check-ins in one click, and blockers that reach the channel when they are written."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.serve.clock import hold_ceremonies
from tests import stories
from tests.bot.lab import Lab
from tests.bot.looks import all_messages, buttons, values, words
from tests.flows.gatherings import set_up
from tests.stories import ANA, BEN, CLARA, DAVID

OPEN = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
SAME = "Same as yesterday"


@pytest.fixture
def standup(sqlite_lab: Lab) -> Lab:
    """Return a lab with a standup of four in the channel #lab, just open."""
    set_up(sqlite_lab.desk, "standup", expected=(ANA, BEN, CLARA, DAVID))
    go_to(sqlite_lab, OPEN)
    return sqlite_lab


def go_to(lab: Lab, when: datetime) -> None:
    """Let it be a time: the clock ticks, and the letters are delivered."""
    lab.hands.now = when
    hold_ceremonies(lab.office)
    lab.deliver()


def check_in(lab: Lab, name: str, **typed: str) -> None:
    """Check in by the button of the newest prompt."""
    person = lab.person(name)
    person.click("Check in", channel="lab", near="What did you do")
    for label, text in typed.items():
        person.fill(label, text)
    assert person.submit()["ok"]
    lab.deliver()


def test_one_click_gives_the_answer_of_last_time_again(standup: Lab) -> None:
    ana = standup.person("ana")
    check_in(standup, "ana", Progress="Trained the router", Next="Measure it", Blockers="No GPU")
    go_to(standup, OPEN + timedelta(days=1))
    ana.click(SAME, channel="lab", near="Wednesday 4 March")
    standup.deliver()
    ana.sees("You have checked in", channel="lab")
    ana.type("/standup", channel="lab")
    shown = values(ana.modal())
    assert (shown["progress"], shown["next"], shown["blockers"]) == (
        "Trained the router",
        "Measure it",
        "No GPU",
    )
    # What was named yesterday already is not told a second time.
    assert len([one for one in all_messages(standup, "lab") if "is blocked" in words(one)]) == 1


def test_without_an_answer_of_last_time_the_way_is_told(standup: Lab) -> None:
    ben = standup.person("ben")
    ben.click(SAME, channel="lab")
    ben.sees("You have not checked in here before, so there is nothing to repeat.", channel="lab")


def test_who_has_answered_already_loses_nothing_by_it(standup: Lab) -> None:
    ana = standup.person("ana")
    check_in(standup, "ana", Next="Measure it")
    ana.click(SAME, channel="lab")
    ana.sees("You have checked in already.", channel="lab")
    ana.click("Check in", channel="lab", near="What did you do")
    assert values(ana.modal())["next"] == "Measure it"


def test_the_experiment_is_guessed_where_only_one_runs(standup: Lab) -> None:
    stories.running(standup.desk)
    stories.proposed(standup.desk)
    ana = standup.person("ana")
    ana.click("Check in", channel="lab", near="What did you do")
    assert values(ana.modal())["experiment"]["value"] == "1"


def test_a_blocker_reaches_the_channel_when_it_is_written(standup: Lab) -> None:
    clara, david = standup.people("clara", "david")
    check_in(standup, "clara", Blockers="No annotators, @David?")
    told = david.sees("Clara is blocked", channel="lab")
    assert "No annotators" in words(told)
    assert f"<@{DAVID}>" in words(told)
    david.click("I take it", channel="lab", near="Clara is blocked")
    standup.deliver()
    told = david.sees("David takes care of it", channel="lab")
    assert buttons(told) == ["Mark the blocker of Clara as solved"]
    clara.click("Solved", channel="lab", near="Clara is blocked")
    standup.deliver()
    assert buttons(clara.sees("solved by Clara", channel="lab")) == []


def test_a_blocker_that_a_changed_answer_leaves_out_is_told_as_over(standup: Lab) -> None:
    clara = standup.person("clara")
    check_in(standup, "clara", Blockers="No annotators")
    check_in(standup, "clara", Blockers="", Progress="Found some")
    told = clara.sees("names it no longer", channel="lab")
    assert buttons(told) == []
    assert clara.sees_nothing_of("Clara is blocked", channel="lab")
