"""A private channel of the sandbox's Slack: Assay learns of it by itself, and its experiments are shown to who is in it."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.deliver.answering_deliveries import help_now
from bot.deliver.delivery import Delivery
from bot.outside.channel_members import channel_found
from flows.learning import insights
from flows.people import channels
from rules.answering.letters import HelpLetter, NamedLetter
from rules.learning.choices import InsightsChoice
from rules.people.viewing import ChannelFound
from store.database import Database
from tests.bot.hear.learning.test_insight_choices import files
from tests.bot.lab import SOCKET, Lab, open_lab
from tests.bot.looks import words
from tests.stories import ANA, BEN, IVAN, NOW

QUIET, LAB = "C0QUIET", "C0LAB"
NOTHING = "There is no EXP-1. "


@pytest.fixture
def quiet(team_database: Database) -> Iterator[Lab]:
    """Yield a lab without a review channel, in which Ana proposed from a private channel, in which Ben is too."""
    with open_lab(team_database, SOCKET, review_channel="") as lab:
        ana = lab.person("ana")
        ana.type("/experiment propose", channel="quiet")
        ana.fill("Title", "Reranker of answers")
        ana.fill("Hypothesis", "If we rerank, then accuracy rises, because more fits.")
        ana.fill("Success metrics", "accuracy >= 0.92 (now 0.88)")
        ana.submit()
        lab.deliver()
        yield lab


def told(lab: Lab, name: str, typed: str, channel: str = "lab") -> str:
    """Return what somebody is answered who types in a channel."""
    person = lab.person(name)
    person.type(f"/experiment {typed}", channel=channel)
    lab.deliver()
    return words(person.messages(channel)[-1])


def soon_sees(lab: Lab, name: str, *, is_shown: bool) -> bool:
    """Tell whether somebody's list comes to show the experiment, or to leave it out: events and commands come beside each other."""
    return any(("EXP-1" in told(lab, name, "list")) is is_shown for _ in range(50))


@pytest.mark.parametrize("typed", ["show EXP-1", "EXP-1", "history EXP-1", "measure EXP-1 accuracy 0.9"])
def test_who_is_not_in_it_is_told_that_there_is_none(quiet: Lab, typed: str) -> None:
    assert NOTHING in told(quiet, "ivan", typed.replace("measure", "metric"))


def test_lists_of_who_is_not_in_it_are_empty(quiet: Lab) -> None:
    assert "EXP-1" in told(quiet, "ben", "list")
    assert "EXP-1" in told(quiet, "ben", "search reranker")
    assert "EXP-1" not in told(quiet, "ivan", "list")
    assert "EXP-1" not in told(quiet, "ivan", "search reranker")


def test_insights_and_their_data_leave_out_what_is_hidden_from_who_asks(quiet: Lab) -> None:
    assert "Insights from 1 experiment" in told(quiet, "ben", "insights last 90 days")
    assert "Insights from 0 experiments" in told(quiet, "ivan", "insights last 90 days")
    for user, rows in ((BEN, 1), (IVAN, 0)):
        insights.ask_for_data(quiet.desk, InsightsChoice(), by=user, now=NOW)
        quiet.deliver()
        assert len(files(quiet)["insights-experiments.csv"]) == rows


def test_an_answer_that_is_drawn_anew_leaves_out_what_is_hidden_by_now(quiet: Lab) -> None:
    letter = HelpLetter(
        user=BEN, channel="D0BEN", thread="", ts="1.0", is_direct=True, text="EXP-1", experiments=(1,)
    )
    delivery = Delivery(quiet.desk, quiet.client, NOW, quiet.office.promtool)
    assert "Reranker" in str(help_now(letter, delivery)[0].payload())
    channels.somebody_left(quiet.desk, QUIET, BEN)
    assert "Reranker" not in str(help_now(letter, delivery)[0].payload())


def test_who_is_invited_sees_it_at_once_and_who_leaves_sees_it_no_more(quiet: Lab) -> None:
    ivan = quiet.person("ivan")
    quiet.person("ana").invite("quiet", "ivan")
    assert soon_sees(quiet, "ivan", is_shown=True)
    ivan.leave("quiet")
    assert soon_sees(quiet, "ivan", is_shown=False)


def test_a_message_that_names_it_elsewhere_is_not_answered(quiet: Lab) -> None:
    ben = quiet.person("ben")
    before = len(ben.messages("lab"))
    ben.type("What became of EXP-1?", channel="lab")
    ben.type("/experiment help", channel="lab")
    quiet.deliver()
    assert len(ben.messages("lab")) == before + 2
    assert not [one for one in quiet.letters() if one.kind == NamedLetter.kind]


def test_slack_says_whether_a_channel_is_private_and_who_is_in_it(quiet: Lab) -> None:
    client = quiet.client
    found = channel_found(client, QUIET)
    assert found.is_private
    assert {ANA, BEN} <= found.people
    assert channel_found(client, LAB) == ChannelFound(is_private=False)


def test_a_channel_that_slack_does_not_show_counts_as_private_with_nobody_in_it(quiet: Lab) -> None:
    assert channel_found(quiet.client, "C0NOWHERE") == ChannelFound(is_private=True)


def test_a_slack_that_does_not_answer_is_asked_again(quiet: Lab) -> None:
    gone = WebClient(token="xoxb-nobody", base_url=quiet.sandbox.api_url, retry_handlers=[])
    with pytest.raises(SlackApiError, match="invalid_auth"):
        channel_found(gone, QUIET)
