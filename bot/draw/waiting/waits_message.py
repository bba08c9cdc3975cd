"""The answer to “what waits for me?”: one page of it, with the buttons that settle it."""

from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.models.blocks import Block

from bot.button_values import TurnPart, TurnValue
from bot.draw.blocks import button, context, header, section
from bot.draw.message import Message
from bot.draw.paging import page_words, turning
from bot.draw.waiting.wait_lines import wait_blocks
from bot.ids import Act
from rules.paging import PageOf, page_of
from rules.waiting.waits import Waiting

# A message holds less than a Home.
IN_A_MESSAGE = 10
# Beside other words there is room for so many.
FEW = 3
PLACE = "waits"
NOTHING_WAITS = "Nothing waits for you."
NOTHING = (
    f"{NOTHING_WAITS} `/experiment propose` begins an experiment, `/experiment list` shows those there are,"
    " `/experiment help` every word."
)
LEGEND = "Also: `/experiment list mine`, `/experiment list overdue`, and `/experiment help` for every word."


def waits_message(waits: Sequence[Waiting], links: Mapping[int, str], page: int = 0) -> Message:
    """Return one page of what waits for somebody; where nothing does, what there is to do."""
    if not waits:
        return Message(NOTHING, (section(NOTHING),))
    text = number_words(len(waits))
    return Message(text, tuple(page_blocks(text, page_of(waits, page, IN_A_MESSAGE), links)))


def number_words(number: int) -> str:
    """Return how many things wait for somebody."""
    return "1 thing waits for you" if number == 1 else f"{number:,} things wait for you"


def first_waits(waits: Sequence[Waiting], links: Mapping[int, str], few: int = FEW) -> Iterator[Block]:
    """Yield how many things wait for somebody and the first few of them, with the way to all; nothing where nothing does."""
    if waits:
        value = TurnValue(part=TurnPart.WAITS, page=0)
        all_of_them = button("Show all", Act.TURN_ON, value, label="Show all that waits for you")
        yield section(f"*{number_words(len(waits))}*", all_of_them if len(waits) > few else None)
    for one in waits[:few]:
        yield from wait_blocks(one, links, f"{PLACE}:0")


def page_blocks(text: str, page: PageOf[Waiting], links: Mapping[int, str]) -> Iterator[Block]:
    """Yield the heading, what waits, and the way to the other pages."""
    yield header(text)
    for one in page.shown:
        yield from wait_blocks(one, links, f"{PLACE}:{page.place}")
    if page.pages > 1:
        yield turning(TurnPart.WAITS, page.place, page.pages)
    yield context(page_words(page.place, page.pages) if page.pages > 1 else "", LEGEND)
