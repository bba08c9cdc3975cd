"""What a drawing is: the blocks, and the text that notifications and screen readers read."""

from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it is drawn; `text` stands for the blocks where they cannot be shown."""

    text: str
    blocks: tuple[Block, ...] = ()

    def payload(self) -> dict[str, Any]:
        """Return the arguments that every Web API method for messages takes."""
        return {"text": self.text, "blocks": [block.to_dict() for block in self.blocks]}
