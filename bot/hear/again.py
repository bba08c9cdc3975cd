"""Asking anew for a form that Slack did not open in time: by the button that was clicked, or with the words that were typed."""

from pydantic import ValidationError

from bot.button_values import CommandValue
from bot.draw import answers
from bot.draw.message import Message
from bot.hear.payload import Payload
from bot.hear.payloads import Click, SlashCommand
from bot.ids import Act

# What Slack lets a button carry.
MOST_CARRIED = 2000


def not_opened(said: Payload | None, why: str) -> Message:
    """Return the answer that a form may not have opened, with a button for it where one can say the same again."""
    match said:
        case Click() if said.response_url and 0 < len(said.chosen) <= MOST_CARRIED:
            return answers.not_opened(why, said.actions[0].action_id, said.chosen)
        case SlashCommand():
            try:
                value = CommandValue.model_validate({"command": said.command, "text": said.text})
            except ValidationError:
                # More words than a button carries; who typed them still has them.
                return answers.refusal((why,))
            return answers.not_opened(why, Act.TYPE_AGAIN, value.write())
        case _:
            return answers.refusal((why,))


def typed_anew(click: Click) -> SlashCommand:
    """Return the command that a button says again, as if whoever clicked had typed it now."""
    value = click.value(CommandValue)
    return SlashCommand(
        command=value.command,
        text=value.text,
        user_id=click.by,
        channel_id=click.channel_id,
        trigger_id=click.trigger_id,
    )
