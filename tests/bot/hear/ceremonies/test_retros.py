"""The retrospective over Socket Mode: cards by command and form, votes, actions, and what reaches Slack."""

from typing import Any

import pytest

from bot.button_values import ActionValue
from bot.draw.blocks import button, section
from bot.draw.message import Message
from bot.ids import Act
from flows import due_kinds
from flows.ceremonies.retro import retro_actions, retros
from flows.due import run_due
from rules.ceremonies.retro.retros import RetroSheet
from rules.ceremony_names import HoldingKey
from tests import stories
from tests.backends import contents
from tests.bot.lab import Lab
from tests.bot.looks import buttons, values, words
from tests.flows import gatherings, retrospectives


def opened(lab: Lab, **typed: Any) -> HoldingKey:
    """Open a retrospective in #lab and deliver its board."""
    holding = retrospectives.opened(lab.desk, **typed)
    lab.deliver()
    return holding


def sheet(lab: Lab, holding: HoldingKey) -> RetroSheet:
    return retros.sheet(lab.desk, holding, lab.hands.now)


def board(lab: Lab) -> dict[str, Any]:
    """Return the board as it stands in the channel."""
    return lab.person("ana").sees("Median time from proposal", channel="lab")


def test_without_a_retrospective_it_says_how_to_have_one(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.type("/retro", channel="lab")
    ana.sees("No retrospective is set up in this channel. /ceremony setup", channel="lab")
    gatherings.set_up(sqlite_lab.desk, "retro")
    ana.type("/retro well It was good", channel="lab")
    ana.sees("/ceremony run retro", channel="lab")


def test_words_that_come_near_are_named(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.type("/retro improv x", channel="lab")
    ana.sees("Did you mean “improve”?", channel="lab")


def test_cards_are_typed_or_filled_in_one_after_the_other(lab: Lab) -> None:
    holding = opened(lab)
    ana = lab.person("ana")
    ana.type("/retro improve Reviews wait too long for @ben", channel="lab")
    ana.sees("Your card is in", channel="lab")
    ana.click("Add a card", channel="lab")
    ana.sees("neither your name nor a time is kept")
    for text in ("The eval set found it", "The index is fast"):
        ana.fill("Card", text)
        assert ana.submit()["ok"]
    ana.sees("Your card is in. Add another one")
    texts = {card.text for card in sheet(lab, holding).retro.cards}
    assert texts == {"Reviews wait too long for @Ben", "The eval set found it", "The index is fast"}


def test_a_card_leaves_nothing_behind_but_itself(lab: Lab) -> None:
    """Neither a receipt nor a letter nor an answer that waits: over the whole way from Slack into the database."""
    opened(lab)
    ben = lab.person("ben")
    before = contents(lab.office.database)
    ben.type("/retro improve Reviews wait too long", channel="lab")
    ben.sees("Your card is in", channel="lab")
    ben.type("/retro", channel="lab")
    ben.fill("Card", "The index is fast")
    ben.submit()
    after = contents(lab.office.database)
    assert [name for name in after if after[name] != before[name]] == ["retros"]
    assert stories.BEN not in repr([row for row in after["retros"] if row not in before["retros"]])


def test_a_card_that_is_too_long_is_refused_beside_its_field(sqlite_lab: Lab) -> None:
    holding = opened(sqlite_lab)
    ana = sqlite_lab.person("ana")
    ana.type("/retro idea", channel="lab")
    ana.fill("Card", "x" * 501)
    assert ana.submit()["errors"] == {"card": "At most 500 characters; this has 501."}
    assert sheet(sqlite_lab, holding).retro.cards == ()


def test_the_board_is_one_message_that_is_edited_along(lab: Lab) -> None:
    holding = opened(lab)
    ana, ben, clara = lab.people("ana", "ben", "clara")
    for person, text in ((ana, "Reviews wait"), (ben, "A review took a week")):
        person.type(f"/retro improve {text}", channel="lab")
    clara.click("Start voting", channel="lab")
    clara.sees("The facilitator leads through the retrospective", channel="lab")
    ana.click("Start voting", channel="lab")
    lab.deliver()
    assert "A review took a week" in str(board(lab))
    ben.sees("Voting is open in the retrospective: everybody has 3 votes", channel="lab")
    ben.click("Vote", channel="lab", near="Voting is open")
    ben.fill("Your votes", ["1. " + sheet(lab, holding).topics[0].text])
    assert ben.submit()["ok"]
    lab.deliver()
    assert "1 person has voted so far" in str(board(lab))
    ana.click("Show results", channel="lab")
    lab.deliver()
    assert "`█ 1`" in str(board(lab))
    topic = sheet(lab, holding).topics[0].text
    ana.choose("Make it an action", f"1. {topic}", channel="lab")
    assert values(ana.modal())["action"] == topic
    ana.fill("Action", "A fixed review hour")
    ana.fill("Owner", "ben")
    ana.fill("Due date", "2026-03-09")
    assert ana.submit()["ok"]
    ana.click("Close", channel="lab")
    lab.deliver()
    ana.sees("Retrospective: what came of it", channel="lab")
    ana.sees("A fixed review hour", channel="lab")
    posted = [call for call in lab.calls("chat.postMessage") if "etrospective" in str(call)]
    assert len([call for call in posted if "set up the" not in str(call)]) == 3
    # What said that voting is open is no offer any more.
    told = ana.sees("Voting in the retrospective is over", channel="lab")
    assert buttons(told) == []


def test_an_action_is_marked_as_done_where_it_is_listed(lab: Lab) -> None:
    holding = opened(lab)
    retrospectives.agree(lab.desk, holding, "A fixed review hour")
    ben = lab.person("ben")
    ben.type("/retro actions", channel="lab")
    ben.sees("A fixed review hour", channel="lab")
    ben.click("Mark as done", channel="lab", near="1 action to do")
    ben.sees("No action is open in this channel", channel="lab")
    assert retro_actions.open_actions(lab.desk, stories.CHANNEL) == ()


def test_the_list_of_the_due_day_tells_its_owner_who_marks_it_as_done_there(lab: Lab) -> None:
    holding = opened(lab)
    for text in ("A fixed review hour", "Pair on prompts"):
        retrospectives.agree(lab.desk, holding, text)
    lab.hands.move(days=7)
    run_due(due_kinds.DIGESTS, lab.office.database, lab.office.desk_or_none, lab.hands.now)
    lab.deliver()
    ben = lab.person("ben")
    talk = ben.direct("assay")
    [told] = ben.messages(talk)
    assert told["text"] == "2 things wait for you"
    assert words(told).count("Due soon") == 2
    assert words(told).count("due 9 Mar 2026") == 2
    ben.click("Mark action 1 as done: A fixed review hour", channel=talk)
    lab.deliver()
    [again] = ben.messages(talk)
    assert again["text"] == "1 thing waits for you"
    assert "Pair on prompts" in words(again)
    assert [one.text for one in retro_actions.open_actions(lab.desk, stories.CHANNEL)] == ["Pair on prompts"]


def test_what_the_version_before_sent_is_thanked_for_in_its_place(lab: Lab) -> None:
    holding = opened(lab)
    action = retrospectives.agree(lab.desk, holding, "A fixed review hour")
    value = ActionValue(action=action.number, reminds=True)
    old = section("Due", button("Done", Act.COMPLETE_ACTION, value, label="Done"))
    ben = lab.person("ben")
    talk = ben.direct("assay")
    lab.client.chat_postMessage(channel=stories.BEN, **Message("Due", (old,)).payload())
    ben.click("Done", channel=talk)
    ben.sees("Thank you", channel=talk)
    assert retro_actions.open_actions(lab.desk, stories.CHANNEL) == ()


def test_cards_are_grouped_and_parted_by_form(lab: Lab) -> None:
    holding = opened(lab)
    ana = lab.person("ana")
    for text in ("Reviews wait", "A review took a week"):
        ana.type(f"/retro improve {text}", channel="lab")
    ana.click("Start voting", channel="lab")
    lab.deliver()
    ana.click("Group cards", channel="lab")
    numbered = [f"{place}. {topic.text}" for place, topic in enumerate(sheet(lab, holding).topics, start=1)]
    ana.fill("Cards", numbered)
    assert list(ana.submit()["errors"]) == ["group_name"]
    ana.fill("Name of the group", "Slow reviews")
    assert ana.submit()["ok"]
    assert [topic.text for topic in sheet(lab, holding).topics] == ["Slow reviews"]
    lab.deliver()
    ana.click("Group cards", channel="lab")
    ana.fill("Part these groups again", ["1. Slow reviews"])
    assert ana.submit()["ok"]
    assert len(sheet(lab, holding).topics) == 2


@pytest.mark.parametrize("word", ["", "actions", "help"])
def test_a_stranger_to_the_team_may_read(sqlite_lab: Lab, word: str) -> None:
    opened(sqlite_lab)
    ivan = sqlite_lab.person("ivan")
    ivan.type(f"/retro {word}", channel="lab")
    ivan.sees(
        {"": "Add a card", "actions": "No action is open", "help": "The retrospective of this channel"}[word],
        channel="lab",
    )
