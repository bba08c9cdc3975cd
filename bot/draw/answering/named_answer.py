"""The answer in a thread that speaks of experiments: where each stands, and its card."""

from collections.abc import Sequence

from bot.draw.blocks import section
from bot.draw.message import Message
from bot.draw.stage_words import standing, standing_word, title_as_typed
from bot.draw.text import card_link, names
from rules.experiments.sheets import ExperimentSheet


def named_answer(sheets: Sequence[ExperimentSheet]) -> Message:
    """Return where experiments stand, a line for each; nobody is pinged."""
    told = ", ".join(f"{sheet.experiment.key} is {standing(sheet.experiment)}" for sheet in sheets)
    return Message(told, (section("\n".join(map(named_line, sheets))),))


def named_line(sheet: ExperimentSheet) -> str:
    """Return one experiment: its id, which leads to its card, its title, where it stands, and whose it is."""
    experiment = sheet.experiment
    key = card_link(experiment.key, sheet.link)
    owner = names((experiment.owner,), sheet.team)
    return f"*{key}* {title_as_typed(experiment.title, 150)} · {standing_word(experiment)} · owned by {owner}"
