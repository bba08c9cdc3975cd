"""How much a message has room for in all, and how its parts share that."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import Block

# Slack refuses a message whose blocks hold much more.
ROOM = 9_800


def weight(*blocks: Block) -> int:
    """Return about how many characters blocks bring to a message, rather more than fewer."""
    return sum(len(json.dumps(block.to_dict(), ensure_ascii=False)) for block in blocks)


def shown(*blocks: Block) -> int:
    """Return how many characters blocks show, whatever else they carry."""
    return sum(len(text) for block in blocks for text in texts_in(block.to_dict()))


def texts_in(node: Any) -> Iterator[str]:
    """Yield every text of a block."""
    children: Sequence[Any] = list(node.values()) if isinstance(node, dict) else node
    if isinstance(node, dict) and isinstance(node.get("text"), str):
        yield node["text"]
    for child in children:
        if isinstance(child, dict | list | tuple):
            yield from texts_in(child)


def levelled(wants: Sequence[int], room: int) -> tuple[int, ...]:
    """Return how much of a room each gets: all that it wants, or the same as every other that wants too much."""
    given = [0] * len(wants)
    for done, place in enumerate(sorted(range(len(wants)), key=lambda place: wants[place])):
        given[place] = max(0, min(wants[place], room // (len(wants) - done)))
        room -= given[place]
    return tuple(given)


def shared(wants: Sequence[int], room: int) -> tuple[int, ...]:
    """Return how much of a room each gets: those that want little first, so that as many as can be are whole."""
    given = [0] * len(wants)
    for place in sorted(range(len(wants)), key=lambda place: wants[place]):
        given[place] = max(0, min(wants[place], room))
        room -= given[place]
    return tuple(given)
