"""What people type in Slack, with its mentions, channels and links, is kept and shown as they saw it."""

from typing import Any

import pytest

from bot.draw.lifecycle import proposal_forms
from bot.ids import Command
from flows.learning import search
from rules.experiments.proposals import ProposalDraft
from rules.people.people import Member
from store.people import members
from tests import stories
from tests.bot import payloads
from tests.bot.lab import Lab
from tests.bot.looks import values
from tests.bot.window import Window

DRAWN = proposal_forms.proposal_form(ProposalDraft(owner=stories.ANA), projects=()).to_dict()
FORM = {
    "title": "Ask <@U0IVAN> &amp; <@U0ZOE|zoe> in <#C0LAB|lab>",
    "hypothesis": "If p95 &lt; 800 ms, as <https://a.example/paper|the paper> says, then <!here> & <!subteam^S0ML|@ml> are calm.",
    "metrics": "accuracy &gt;= 0.9",
}


def proposal(**typed: str) -> payloads.Json:
    """Return a submitted proposal."""
    kept: dict[str, Any] = {
        block: {block: {"type": "plain_text_input", "value": text}} for block, text in typed.items()
    }
    kept["owner"] = {"owner": {"type": "users_select", "selected_user": stories.ANA}}
    return payloads.submission(DRAWN, kept)


def test_a_form_keeps_what_a_reader_sees(window: Window) -> None:
    with window.desk.begin() as session:
        members.save(session, Member(id=stories.IVAN, name="Ivan *Petrov*"))
    assert window.say(proposal(**FORM)).status_code == 200
    (found,) = search.search(window.desk, "calm").experiments
    assert found.title == "Ask @Ivan *Petrov* & @zoe in #lab"
    assert found.hypothesis == "If p95 < 800 ms, as the paper says, then <!here> & @ml are calm."
    assert [metric.name for metric in found.metrics] == ["accuracy"]


def test_a_command_prefills_a_title_as_a_reader_sees_it(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.type("/experiment propose R&D by @ivan in #lab <b> & 1 < 2", channel="lab")
    assert values(ana.modal())["title"] == "R&D by @Ivan in #lab <b> & 1 < 2"


@pytest.mark.parametrize("command", [Command.TEAM, Command.EXPERIMENT, Command.PROJECT])
def test_a_mention_in_the_wrong_place_is_answered_without_ids(window: Window, command: Command) -> None:
    answer = window.say(payloads.command(command.value, "<@U0IVAN|ivan> <#C0LAB|lab>"))
    assert "&lt;@" not in answer.text
    assert "|ivan" not in answer.text


def test_who_is_mentioned_is_still_who_is_meant(sqlite_lab: Lab) -> None:
    hugo = sqlite_lab.person("hugo")
    hugo.type("/team give @ivan technical lead", channel="lab")
    hugo.sees("holds the duty “technical lead”", channel="lab")
