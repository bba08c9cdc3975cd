"""Text as Slack sends it becomes what a reader sees, and nothing of Slack's own markup is left."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.draw.text import escape
from bot.outside.roster import member_of
from bot.outside.slack_text import marked_channel, marked_person, read_slack_text
from rules.marks import channel_mark, mention
from tests.stories import WORKSPACE

NAMES = {"U0ANA": "Ana *Pérez*"}
MARKUP = re.compile(r"<[@#!]|<(?:https?|mailto):|&(?:amp|lt|gt);")


def read(text: str) -> str:
    """Return a text as a reader sees it, with people and channels by their names."""
    return read_slack_text(
        text, lambda user, name: f"@{NAMES.get(user, name)}", lambda channel, name: f"#{name or channel}"
    )


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("R&amp;D: p95 &lt; 800 &amp;amp; more &gt; less", "R&D: p95 < 800 &amp; more > less"),
        ("Ask <@U0ANA|ana> or <@U0ELSE|zoe>.", "Ask @Ana *Pérez* or @zoe."),
        ("As in <#C0LAB|lab>", "As in #lab"),
        ("<!here> and <!subteam^S0ML|@ml-team>, <!channel>", "@here and @ml-team, @channel"),
        ("by <!date^1392734382^{date}|18 Feb 2014>", "by 18 Feb 2014"),
        ("read <https://a.example/?b=1&amp;c=2>", "read https://a.example/?b=1&c=2"),
        ("read <https://a.example/paper|the R&amp;D paper> now", "read the R&D paper now"),
        ("see <http://a.example|a.example> now", "see http://a.example now"),
        ("<https://a.example/report|our report>", "https://a.example/report"),
        ("write to <mailto:ana@a.example|ana@a.example>", "write to ana@a.example"),
        ("<https://slack.example/archives/C0/p1|EXP-1> again", "EXP-1 again"),
        ("&lt;!channel&gt; &lt;@U0ANA&gt;", "<!channel> <@U0ANA>"),
        ("a <b> c, x <@y>, <unknown:z>", "a <b> c, x <@y>, <unknown:z>"),
    ],
)
def test_mentions_channels_links_and_entities_become_what_a_reader_sees(sent: str, seen: str) -> None:
    assert read(sent) == seen


def test_who_a_command_means_stays_known_for_certain() -> None:
    said = read_slack_text("<@U0ANA|ana> <#C0LAB|lab> <#C0SECRET|>", marked_person, marked_channel)
    assert said == f"{mention('U0ANA')} #lab {channel_mark('C0SECRET')}"


@given(st.text())
def test_what_slack_escaped_reads_as_it_was_typed(typed: str) -> None:
    assert read(escape(typed)) == typed


MARKS = st.sampled_from(
    ["<@U0ANA>", "<@U0ELSE|zoe>", "<#C0LAB|lab>", "<!here>", "<https://a.example|x>", "<mailto:a@b.example>"]
)


@given(st.lists(MARKS | st.text(alphabet="ab c.,é\n").map(escape)))
def test_no_markup_is_left_of_what_slack_sends(parts: list[str]) -> None:
    assert not MARKUP.search(read("".join(parts)))


def test_a_display_name_is_read_like_any_text() -> None:
    member = member_of({"id": "U0TOM", "profile": {"display_name": "Tom &amp; Co"}}, WORKSPACE)
    assert member is not None
    assert member.name == "Tom & Co"
