"""Who speaks to Assay itself, by name in a channel or in a direct message, gets an answer that fits."""

from typing import Any

import pytest
from slack_bolt import BoltRequest

from rules.experiments.experiment import ReviewKind
from rules.experiments.makers import PartKind
from tests import stories
from tests.bot import payloads
from tests.bot.hear.answering.test_typed_words import (
    answers,
    buttons,
    hear,
    label_of,
    said_in_thread,
    thread_of,
)
from tests.bot.lab import Lab

GREETING = "Assay answers to commands"
IDEA = "Cache the embeddings of documents"


def mentions(lab: Lab, name: str, text: str, channel: str = "reviews", thread: str = "") -> dict[str, Any]:
    """Let somebody speak to Assay in a channel, and return what they then see of its answer."""
    ts = lab.person(name).type(f"@assay {text}", channel=channel, thread=thread)["ts"]
    heard = lab.sandbox.keeper.traffic("app_mention")
    while not any(f"'event_ts': '{ts}'" in str(one) for one in heard):
        heard = lab.sandbox.keeper.wait_for_traffic("app_mention", len(heard) + 1)
    lab.deliver()
    return lab.person(name).sees(GREETING, channel=channel)


def writes(lab: Lab, name: str, text: str) -> dict[str, Any]:
    """Let somebody write to Assay in a direct message, and return its answer."""
    person = lab.person(name)
    talk = person.direct("assay")
    before = len(answers_of_app(lab))
    ts = person.type(text, channel=talk)["ts"]
    heard = lab.sandbox.keeper.traffic("message")
    while not any(f"'event_ts': '{ts}'" in str(one) for one in heard):
        heard = lab.sandbox.keeper.wait_for_traffic("message", len(heard) + 1)
    lab.deliver()
    (answer,) = answers_of_app(lab)[before:]
    return answer


def answers_of_app(lab: Lab) -> list[dict[str, Any]]:
    """Return what Assay posted to people."""
    return [one["request"] for one in lab.calls("chat.postMessage") if GREETING in str(one["request"])]


def test_a_mention_is_answered_privately_with_the_commands(any_lab: Lab) -> None:
    answer = mentions(any_lab, "ana", "hi", channel="lab")
    assert answer["ephemeral_to"] == stories.ANA
    assert "`/experiment` shows what waits for you" in str(answer["blocks"])
    assert "Nothing waits for you." in str(answer["blocks"])
    assert buttons(answer) == []


def test_who_speaks_to_assay_is_told_what_waits_for_them_with_its_buttons(sqlite_lab: Lab) -> None:
    for number in range(1, 5):
        stories.in_review(sqlite_lab.desk, title=f"Router {number}")
    sqlite_lab.deliver()
    answer = mentions(sqlite_lab, "ben", "hi", channel="lab")
    assert "*4 things wait for you*" in str(answer["blocks"])
    assert [label_of(one) for one in buttons(answer)].count("Approve") == 3
    ben = sqlite_lab.person("ben")
    ben.click("Show all that waits for you", channel="lab")
    shown = ben.sees("4 things wait for you", channel="lab")
    assert [label_of(one) for one in buttons(shown)].count("Approve") == 4
    ben.click("Approve the technical review of EXP-1", channel="lab")
    ben.sees("3 things wait for you", channel="lab")
    assert [review.by for review in sqlite_lab.experiment(1).reviews] == [stories.BEN]


def test_what_was_answered_follows_what_is_decided_elsewhere(lab: Lab) -> None:
    experiment = stories.in_review(lab.desk)
    lab.deliver()
    assert "*1 thing waits for you*" in str(writes(lab, "ben", "hi"))
    stories.approve(lab.desk, experiment, ReviewKind.TECHNICAL)
    lab.deliver()
    ben = lab.person("ben")
    answer = ben.messages(ben.direct("assay"))[-1]
    assert "for you*" not in str(answer["blocks"])
    assert buttons(answer) == []


def test_a_direct_message_says_what_waits_too(sqlite_lab: Lab) -> None:
    stories.in_review(sqlite_lab.desk)
    sqlite_lab.deliver()
    assert "*1 thing waits for you*" in str(writes(sqlite_lab, "ben", "hi"))
    assert "for you*" not in str(writes(sqlite_lab, "ivan", "hi"))


def test_an_idea_said_to_assay_becomes_a_proposal_that_links_back(lab: Lab) -> None:
    mentions(lab, "ben", IDEA, channel="lab")
    lab.person("ben").click("Propose this", channel="lab")
    ben = lab.person("ben")
    assert ben.modal("Propose an experiment")
    assert ben.submit()["ok"]
    proposed = lab.experiment()
    assert (proposed.title, proposed.owner) == (IDEA, stories.BEN)
    assert [(part.by, part.kind) for part in proposed.parts] == [(stories.BEN, PartKind.SUGGESTED)]
    assert "/archives/C0LAB/p" in proposed.parts[0].link


def test_who_names_an_experiment_is_told_where_it_stands_and_who_decides(sqlite_lab: Lab) -> None:
    stories.in_review(sqlite_lab.desk)
    sqlite_lab.deliver()
    answer = mentions(sqlite_lab, "ana", "what about EXP-1 and EXP-77?", channel="lab")
    assert "*EXP-1* Smaller router model" in str(answer["blocks"])
    assert "Ben could decide it." in str(answer["blocks"])
    assert "EXP-77" not in str(answer["blocks"])


def test_a_verdict_said_to_assay_gets_the_button(sqlite_lab: Lab) -> None:
    stories.in_review(sqlite_lab.desk)
    sqlite_lab.deliver()
    answer = mentions(sqlite_lab, "ben", "approved", thread=thread_of(sqlite_lab))
    assert [label_of(one) for one in buttons(answer)] == ["Approve"]
    assert len(answers(sqlite_lab)) == 1


def test_a_direct_message_is_answered_there(any_lab: Lab) -> None:
    answer = writes(any_lab, "ana", "help")
    assert "`/experiment propose`" in str(answer)
    any_lab.person("ana").sees(GREETING, channel=any_lab.person("ana").direct("assay"))


def test_a_verdict_in_a_direct_message_gets_the_button(sqlite_lab: Lab) -> None:
    stories.in_review(sqlite_lab.desk)
    sqlite_lab.deliver()
    writes(sqlite_lab, "ben", "EXP-1 approved")
    ben = sqlite_lab.person("ben")
    ben.click("Approve", channel=ben.direct("assay"))
    assert [review.by for review in sqlite_lab.experiment().reviews] == [stories.BEN]


def test_an_idea_in_a_direct_message_is_proposed_without_a_link_that_nobody_could_follow(
    sqlite_lab: Lab,
) -> None:
    writes(sqlite_lab, "ana", IDEA)
    ana = sqlite_lab.person("ana")
    ana.click("Propose this", channel=ana.direct("assay"))
    assert ana.submit()["ok"]
    assert (sqlite_lab.experiment().title, sqlite_lab.experiment().parts) == (IDEA, ())


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("list running", "`/experiment list running`"),
        ("submit EXP-1", "`/experiment submit EXP-1`"),
        ("away until friday", "`/team away until friday`"),
        ("setup", "`/ceremony setup`"),
    ],
)
def test_a_command_without_its_slash_is_told_with_it(sqlite_lab: Lab, text: str, command: str) -> None:
    assert command in str(mentions(sqlite_lab, "ana", text, channel="lab")["blocks"])


def test_a_mention_that_slack_tells_of_twice_is_answered_once(sqlite_lab: Lab) -> None:
    stories.in_review(sqlite_lab.desk)
    sqlite_lab.deliver()
    ours = f"<@{sqlite_lab.bot_user}> approved"
    as_message = said_in_thread(ours, thread_of(sqlite_lab))
    as_mention = {**as_message, "event": {**as_message["event"], "type": "app_mention"}}
    for body in (as_message, as_mention, as_mention):
        hear(sqlite_lab, body)
    assert len(answers(sqlite_lab)) == 1


@pytest.mark.parametrize("text", ["EXP-1 approved", IDEA])
def test_a_stranger_in_a_shared_channel_is_told_the_commands_alone(sqlite_lab: Lab, text: str) -> None:
    stories.in_review(sqlite_lab.desk)
    sqlite_lab.deliver()
    more = {"user": "U0STRANGER", "team": stories.OTHER_WORKSPACE, "channel": "D0TALK", "channel_type": "im"}
    body = payloads.said(text, **more)
    assert sqlite_lab.app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
    (letter,) = [row for row in sqlite_lab.letters() if row.kind == "help"]
    assert (letter.facts["text"], letter.facts["experiments"], letter.facts["verdict"]) == ("", [], None)


def test_apps_that_speak_to_assay_are_not_answered(sqlite_lab: Lab) -> None:
    body = said_in_thread("hi", "", bot_id="B0OTHER", channel="D0TALK", channel_type="im")
    hear(sqlite_lab, body)
    assert answers_of_app(sqlite_lab) == []


def test_the_longest_words_still_fit_their_button(sqlite_lab: Lab) -> None:
    answer = writes(sqlite_lab, "ana", 'Say "yes" or \\no\\ & <more> ' * 100)
    (button,) = buttons(answer)
    assert len(button["value"]) <= 2000
