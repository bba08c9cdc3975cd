"""The welcome to who installed Assay: three steps, within Slack's limits, by commands that there are."""

import re

from bot.draw.help import WORDS
from bot.draw.installing.welcome_message import STEPS, welcome
from bot.ids import Command
from tests.bot.draw.judges import problems, words


def test_the_welcome_keeps_to_slacks_limits_and_has_three_steps() -> None:
    assert problems(welcome()) == []
    assert len(STEPS) == 3
    assert all(step in words(welcome()) for step in STEPS)


def test_every_command_that_the_welcome_names_is_one() -> None:
    named = re.findall(r"`(/[a-z]+) ([a-z]+)", " ".join(STEPS))
    ours = [(Command(command), word) for command, word in named if command in set(Command)]
    assert len(ours) == 3
    assert all(word in {one.name for one in WORDS[command]} for command, word in ours)
