"""The first three steps, for who installed Assay."""

from slack_sdk.models.blocks import Block

from bot.draw.blocks import context, header, section
from bot.draw.message import Message

STEPS = (
    "Invite Assay to the channel of your review board: type `/invite @Assay` there.",
    "Say who decides what: `/team give @who technical`, and so on. `/team list` names what nobody decides yet.",
    "Propose the first experiment in that channel: `/experiment propose`.",
)


def welcome() -> Message:
    """Return the welcome to who installed Assay."""
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(STEPS, 1))
    blocks: tuple[Block, ...] = (
        header("Assay is here"),
        section(f"Three steps, and your team can begin:\n{steps}"),
        context("Every command answers `help`. The tab *Home* above shows what waits for you."),
    )
    return Message("Assay is here: three steps, and your team can begin", blocks)
