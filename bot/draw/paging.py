"""The way from one page to the others."""

from collections.abc import Iterator

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from bot.button_values import TurnPart, TurnValue
from bot.draw.blocks import actions, button
from bot.ids import Act

NAMES: dict[TurnPart, str] = {
    TurnPart.HOME_WAITS: "what waits for you",
    TurnPart.HOME_OWN: "your experiments",
    TurnPart.WAITS: "what waits for you",
    TurnPart.LIST: "this list",
}


def page_words(place: int, pages: int, *, is_more: bool = False) -> str:
    """Return which page of how many this is, or of more than were counted."""
    return f"Page {place + 1:,} of {f'more than {pages - 1:,}' if is_more else f'{pages:,}'}"


def turning(part: TurnPart, place: int, pages: int, of: str = "") -> ActionsBlock:
    """Return the buttons to the page before and to the one after, of several pages."""
    return actions(*turns(part, place, pages, of))


def turns(part: TurnPart, place: int, pages: int, of: str) -> Iterator[ButtonElement]:
    """Yield the ways to the pages beside this one, as far as there are such."""
    for act, text, there in ((Act.TURN_BACK, "Previous", place - 1), (Act.TURN_ON, "Next", place + 1)):
        if 0 <= there < pages:
            value = TurnValue(part=part, page=there, of=of)
            yield button(text, act, value, label=f"{text} page of {NAMES[part]}")
