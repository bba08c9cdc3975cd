"""A message that speaks of experiments is answered once in its thread with where they stand."""

from typing import Any

import pytest

from tests import stories
from tests.backends import contents
from tests.bot import payloads
from tests.bot.hear.answering.test_shortcuts import IDEA, says
from tests.bot.hear.answering.test_typed_words import hear, wait_until_heard
from tests.bot.lab import Lab


@pytest.fixture
def running(sqlite_lab: Lab) -> Lab:
    """Return a lab with EXP-1 and EXP-2, whose cards stand in the review channel."""
    stories.running(sqlite_lab.desk)
    stories.proposed(sqlite_lab.desk, title="Another")
    sqlite_lab.deliver()
    return sqlite_lab


def speaks(lab: Lab, text: str, channel: str = "lab", thread: str = "") -> str:
    """Let Ana say something, wait until Assay has answered it, and return where it stands."""
    ts = str(lab.person("ana").type(text, channel=channel, thread=thread)["ts"])
    wait_until_heard(lab, ts)
    lab.deliver()
    return ts


def replies(lab: Lab, root: str, channel: str = "lab") -> list[str]:
    """Return what Assay said in a thread."""
    shown = lab.person("ana").messages(channel, thread=root)
    return [one["text"] for one in shown if one["user"] == lab.bot_user and one["ts"] != root]


def test_a_named_experiment_is_answered_in_the_thread_with_its_card(any_lab: Lab) -> None:
    stories.running(any_lab.desk)
    any_lab.deliver()
    root = speaks(any_lab, "EXP-1 is faster than I thought")
    assert replies(any_lab, root) == ["EXP-1 is running"]
    reply = any_lab.person("ana").messages("lab", thread=root)[-1]
    line = reply["blocks"][0]["text"]["text"]
    assert "|EXP-1>* Smaller router model · :test_tube: *Running* · owned by Ana" in line


def test_each_experiment_is_answered_once_in_a_thread(running: Lab) -> None:
    root = speaks(running, "EXP-1 and EXP-1")
    speaks(running, "EXP-1 again, and EXP-2", thread=root)
    speaks(running, "EXP-2", thread=root)
    assert replies(running, root) == ["EXP-1 is running", "EXP-2 is proposed"]


def test_a_link_to_a_card_is_answered(running: Lab) -> None:
    card = running.person("ana").sees("EXP-1 ·", channel="reviews")["ts"]
    root = speaks(running, f"See https://assay-lab.slack.com/archives/C0REVIEWS/p{card.replace('.', '')}")
    assert replies(running, root) == ["EXP-1 is running"]


def test_in_its_own_thread_an_experiment_is_named_without_an_answer(running: Lab) -> None:
    card = running.person("ana").sees("EXP-1 ·", channel="reviews")["ts"]
    before = len(replies(running, card, "reviews"))
    speaks(running, "EXP-1 looks good, like EXP-2", channel="reviews", thread=card)
    assert replies(running, card, "reviews")[before:] == ["EXP-2 is proposed"]


@pytest.mark.parametrize("text", ["Nothing named", "EXP-77", "> EXP-1", "`EXP-1`"])
def test_what_names_no_experiment_is_not_answered(running: Lab, text: str) -> None:
    assert replies(running, speaks(running, text)) == []


@pytest.mark.parametrize(
    "more",
    [{"bot_id": "B0OTHER"}, {"subtype": "message_changed"}, {"subtype": "bot_message"}, {"user": None}],
)
def test_apps_and_edits_are_not_answered(running: Lab, more: dict[str, Any]) -> None:
    before = contents(running.office.database)
    hear(running, payloads.said("EXP-1", channel="C0LAB", **more))
    assert contents(running.office.database) == before


def test_nothing_is_told_in_a_channel_that_is_shared_with_another_workspace(running: Lab) -> None:
    before = contents(running.office.database)
    hear(running, payloads.said("EXP-1", channel="C0LAB") | {"is_ext_shared_channel": True})
    assert contents(running.office.database) == before


def test_a_message_that_slack_tells_of_again_is_answered_once(running: Lab) -> None:
    root = says(running.person("ana"), "EXP-1")["ts"]
    wait_until_heard(running, root)
    for _ in range(2):
        hear(running, payloads.said("EXP-1", ts=root, channel="C0LAB"))
    assert replies(running, root) == ["EXP-1 is running"]


def test_an_admin_ends_it_and_everybody_may_ask(running: Lab) -> None:
    ana, hugo = running.people("ana", "hugo")
    ana.type("/team links", channel="lab")
    ana.sees("is answered once in its thread. An admin changes it", channel="lab")
    ana.type("/team links off", channel="lab")
    ana.sees("Only an admin can change the team.", channel="lab")
    hugo.type("/team links perhaps", channel="lab")
    hugo.sees("“perhaps” is neither of the two. /team links on has a message", channel="lab")
    hugo.type("/team links off", channel="lab")
    hugo.sees("is not answered, from now on.", channel="lab")
    assert replies(running, speaks(running, "EXP-1")) == []


def test_the_thread_of_a_message_is_told_what_became_of_it(running: Lab) -> None:
    ana, ben = running.people("ana", "ben")
    message = says(ben, IDEA)
    ana.shortcut("propose_from_message", message, channel="lab")
    assert ana.submit()["ok"]
    running.deliver()
    assert replies(running, message["ts"]) == ["EXP-3 is proposed"]
    speaks(running, "So EXP-3 it is", thread=message["ts"])
    assert replies(running, message["ts"]) == ["EXP-3 is proposed"]


def test_where_assay_is_not_in_the_channel_the_proposal_comes_about_all_the_same(running: Lab) -> None:
    ana = running.person("ana")
    ana.join("apart")
    ana.shortcut("propose_from_message", says(ana, IDEA, channel="apart"), channel="apart")
    assert ana.submit()["ok"]
    running.deliver()
    assert running.experiment(3).parts[0].link.startswith("https://assay-lab.slack.com/archives/C0APART/p")
    assert [row.kind for row in running.letters() if row.state == "parked"] == []
