"""Handovers in Slack: asked for by Edit or by the command, answered by a button in the thread."""

import pytest

from rules.experiments.makers import HandoverOutcome
from tests import stories
from tests.backends import contents
from tests.bot.draw.judges import Json
from tests.bot.lab import Lab
from tests.bot.looks import all_messages, buttons, headed, words

ACCEPT, DECLINE, BACK = (f"{word} the handover of EXP-1" for word in ("Accept", "Decline", "Take back"))


def question(lab: Lab) -> Json:
    """Return the message that asks for the handover, or tells how it ended."""
    found = [
        one for one in all_messages(lab) if "asks you to own" in words(one) or "The handover of" in words(one)
    ]
    assert len(found) == 1
    return found[0]


def asked(lab: Lab, to: str = stories.IVAN) -> None:
    """Leave an experiment in Slack that somebody is asked to own."""
    stories.ask_handover(lab.desk, stories.proposed(lab.desk), to)
    lab.deliver()


def test_an_owner_hands_over_by_edit_and_the_new_one_accepts_by_a_button(lab: Lab) -> None:
    stories.proposed(lab.desk)
    lab.deliver()
    ana, ivan = lab.people("ana", "ivan")
    ana.type("/experiment edit EXP-1", channel="reviews")
    ana.fill("Owner", "ivan")
    assert ana.submit()["ok"]
    lab.deliver()
    assert lab.experiment().owner == stories.ANA
    card = headed(lab, "EXP-1")
    assert "Ivan is asked to take over" in words(card)
    asking = question(lab)
    assert asking["thread_ts"] == card["ts"]
    assert f"<@{stories.IVAN}>, Ana asks you to own EXP-1." in words(asking)
    assert buttons(asking) == [ACCEPT, DECLINE, BACK]
    ivan.click(ACCEPT, channel="reviews")
    lab.deliver()
    assert lab.experiment().owner == stories.IVAN
    assert buttons(question(lab)) == []
    assert "Ivan accepted and took it over from Ana." in words(question(lab))
    assert "*Owner*\\nIvan" in words(headed(lab, "EXP-1"))
    assert "is asked to take over" not in words(headed(lab, "EXP-1"))
    told = [one for one in all_messages(lab) if "Ivan has taken EXP-1 over from Ana" in words(one)]
    assert [f"<@{stories.ANA}>" in words(one) for one in told] == [True]
    ana.type("/experiment history EXP-1", channel="reviews")
    ana.sees("accepted the handover: ownership from @ana to @ivan")


def test_who_is_asked_may_decline_and_who_asked_hears_of_it(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    asked(lab)
    lab.person("ivan").click(DECLINE, channel="reviews")
    lab.deliver()
    assert lab.experiment().handovers[0].outcome is HandoverOutcome.DECLINED
    assert buttons(question(lab)) == []
    assert any(
        "Ivan declined to take EXP-1 over; Ana still owns it." in words(one) for one in all_messages(lab)
    )


def test_the_owner_takes_it_back(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    asked(lab)
    lab.person("ana").click(BACK, channel="reviews")
    lab.deliver()
    assert lab.experiment().handovers[0].outcome is HandoverOutcome.WITHDRAWN
    assert "Ana took it back" in words(question(lab))


@pytest.mark.parametrize(
    ("who", "button", "says"),
    [
        ("ben", ACCEPT, "is asked, so nobody else can accept or decline."),
        ("ana", ACCEPT, "is asked, so nobody else can accept or decline."),
        ("hugo", DECLINE, "is asked, so nobody else can accept or decline."),
        ("ivan", BACK, "or an admin can reassign EXP-1."),
    ],
)
def test_a_click_of_somebody_else_changes_nothing(sqlite_lab: Lab, who: str, button: str, says: str) -> None:
    lab = sqlite_lab
    asked(lab)
    before = contents(lab.office.database)
    person = lab.person(who)
    person.click(button, channel="reviews")
    person.sees(says, channel="reviews")
    assert contents(lab.office.database) == before


def test_a_command_asks_in_production_too_and_an_end_takes_the_buttons_away(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    experiment = stories.in_production(lab.desk)
    lab.deliver()
    ana = lab.person("ana")
    ana.type("/experiment handover EXP-1 @ivan", channel="reviews")
    assert ana.sees("is asked in the thread of EXP-1")["text"].startswith(f"<@{stories.IVAN}> ")
    lab.deliver()
    assert buttons(question(lab)) == [ACCEPT, DECLINE, BACK]
    stories.close(lab.desk, experiment, stories.Step.RETIRE)
    lab.deliver()
    assert buttons(question(lab)) == []
    assert "Nobody answered" in words(question(lab))


def test_an_admin_takes_over_what_belongs_to_somebody_else(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    stories.proposed(lab.desk)
    hugo = lab.person("hugo")
    hugo.type("/experiment handover EXP-1 @hugo", channel="reviews")
    hugo.sees("You own EXP-1 now.")
    assert lab.experiment().owner == stories.HUGO


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("EXP-1", "Say who shall own it"),
        ("EXP-1 ivan", "Say who shall own it"),
        ("EXP-1 @ana", "owns EXP-1, so there is nothing to hand over"),
        ("", "Add its id, like EXP-12"),
    ],
)
def test_a_command_that_names_nobody_says_how(sqlite_lab: Lab, typed: str, says: str) -> None:
    lab = sqlite_lab
    stories.proposed(lab.desk)
    ana = lab.person("ana")
    ana.type(f"/experiment handover {typed}", channel="reviews")
    ana.sees(says)


def test_the_card_in_production_keeps_the_words_of_who_owns_it_later(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    stories.hand_over(lab.desk, stories.in_production(lab.desk), stories.EVA)
    lab.deliver()
    card = words(headed(lab, "EXP-1"))
    assert "✓ *Promotion:* approved by Eva" in card
    assert "not decided" not in card
