"""The answer to who spoke to Assay itself: what they spoke of, a proposal from their words, what waits, the commands."""

from collections.abc import Iterable, Iterator, Sequence

from slack_sdk.models.blocks import Block

from bot.button_values import TextValue
from bot.draw import help
from bot.draw.answering.decision_answer import decision_answer
from bot.draw.blocks import actions, button, context, section
from bot.draw.lifecycle import deciding
from bot.draw.message import Message
from bot.draw.stage_words import standing_word, title_as_typed
from bot.draw.text import escape
from bot.draw.waiting.waits_message import NOTHING_WAITS
from bot.ids import Act, Command
from rules.answering.answerable import open_gaps
from rules.answering.asked import begins_proposal
from rules.answering.typed_decisions import TypedVerdict
from rules.experiments.sheets import ExperimentSheet
from rules.people.people import Person
from rules.words import shorten

GREETING = "Assay answers to commands, to the buttons of its messages, and to shortcuts."
COMMANDS = (
    "• `/experiment` shows what waits for you",
    "• `/experiment propose` opens the form of a new experiment; *Propose from message*, in the menu of any message, fills"
    " it with what the message says",
    "• `/experiment list` and `/experiment show EXP-1` show experiments; `/experiment search WORDS` finds them",
    "• `/experiment help`, `/project help`, `/team help`, `/ceremony help`, `/standup help` and `/retro help` tell the rest",
)


def help_answer(
    sheets: Sequence[ExperimentSheet],
    by: Person,
    text: str,
    verdict: TypedVerdict | None,
    link: str = "",
    waiting: Iterable[Block] = (),
) -> Message:
    """Return the answer to a text; `link` leads to where it was said, where others can follow it, and `waiting` shows what
    waits for who said it."""
    blocks = [block for sheet in sheets for block in spoken_of(sheet, by, verdict)]
    typed = as_command(text)
    if typed:
        blocks.append(section(f"To do that, write `{typed}`."))
    elif not sheets and begins_proposal(text):
        blocks.extend(proposal_offer(by, text, link))
    shown = tuple(waiting)
    blocks.extend(shown if shown or blocks else [section(NOTHING_WAITS)])
    blocks.append(section("\n".join((GREETING, *COMMANDS))))
    return Message(GREETING, tuple(blocks))


def spoken_of(sheet: ExperimentSheet, by: Person, verdict: TypedVerdict | None) -> Iterator[Block]:
    """Yield where an experiment stands, and how what waits of it is decided."""
    experiment = sheet.experiment
    card = f" · <{escape(sheet.link)}|Open its card>" if sheet.link else ""
    title = title_as_typed(experiment.title, 150)
    yield section(f"*{experiment.key}* {title} · {standing_word(experiment)}{card}")
    if verdict:
        yield from decision_answer(sheet, by, verdict).blocks
    elif open_gaps(experiment, sheet.team):
        yield from deciding.where_decided(sheet, by).blocks


def proposal_offer(by: Person, text: str, link: str) -> Iterator[Block]:
    """Yield the button that opens the form of a proposal with a text."""
    value = TextValue(text=text, author=by.id, link=link)
    label = f"Propose an experiment: {shorten(text, 50)}"
    yield context("Is that something to try? The form opens with your words, and everything can be changed.")
    yield actions(button("Propose this", Act.PROPOSE_TEXT, value, style="primary", label=label))


def as_command(text: str) -> str:
    """Return the command that a text is without its slash, as in “list running”; nothing where it is none."""
    first, _, rest = " ".join(text.split()).partition(" ")
    for command in Command:
        if first.casefold() in help.NAMES[command] and first.casefold() != "help":
            word = next(one for one in help.WORDS[command] if one.name == first.casefold())
            # A word that nothing follows begins a sentence as well, where something does.
            if word.follows or not rest:
                return f"{command.value} {word.name} {shorten(help.plain_signs(rest), 60)}".strip()
    return ""
