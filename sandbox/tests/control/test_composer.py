"""What somebody types, as Slack's composer sends it, and what people read of it."""

from pathlib import Path

import pytest

from strictslack.control.composer import composed
from strictslack.control.readable_text import readable
from strictslack.workspace.description import load_workspace
from strictslack.workspace.state import State


@pytest.fixture(scope="module")
def state() -> State:
    state = State()
    load_workspace(Path(__file__).parents[1] / "workspace.yml", state, 0)
    return state


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("ask @ana.", "ask <@U01ANA>."),
        ("@ana, @ben: look", "<@U01ANA>, <@U02BEN>: look"),
        ("@anabel", "@anabel"),
        ("mail@ana", "mail@ana"),
        ("in #reviews!", "in <#C02REV|reviews>!"),
        ("in #hidden", "in #hidden"),
        ("issue #12", "issue #12"),
        ("<@U01ANA>", "&lt;@U01ANA&gt;"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("@here @engineers", "<!here> <!subteam^S01ENG|@engineers>"),
        ("see https://e.org/?a=1&b=2 now", "see <https://e.org/?a=1&amp;b=2> now"),
    ],
)
def test_the_composer_marks_and_escapes(state: State, typed: str, sent: str) -> None:
    assert composed(state, state.users["U01ANA"], typed) == sent


def test_a_command_that_escapes_gets_names_along(state: State) -> None:
    assert composed(state, state.users["U01ANA"], "@ben", with_names=True) == "<@U02BEN|ben>"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("*Bold* and _it_ by <@U01ANA>", "Bold and it by @ana"),
        ("<https://e.org|the page> in <#C02REV>", "the page in #reviews"),
        ("1 &lt; 2 &amp;&amp; snake_case", "1 < 2 && snake_case"),
    ],
)
def test_people_read_words_not_markup(state: State, sent: str, read: str) -> None:
    assert readable(state, sent) == read
