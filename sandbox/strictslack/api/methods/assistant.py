"""assistant.threads.*: the status line, title and prompts of an assistant's thread."""

from strictslack.actions.messages import audience
from strictslack.api.call import Call, method
from strictslack.errors import Json, SlackError
from strictslack.workspace.state import Channel


def _thread(call: Call) -> tuple[Channel, str]:
    channel = call.channel("channel_id")
    if call.text("thread_ts") not in channel.messages:
        raise SlackError("invalid_thread_ts")
    return channel, call.text("thread_ts")


@method("assistant.threads.setStatus")
def set_status(call: Call) -> Json:
    """Shows that the app is at work; an empty status ends it."""
    channel, thread = _thread(call)
    call.core.changes.publish(
        "status", audience(channel), channel=channel.id, thread_ts=thread, status=call.text("status")
    )
    return {}


@method("assistant.threads.setTitle")
def set_title(call: Call) -> Json:
    """Names a thread."""
    channel, thread = _thread(call)
    call.core.changes.publish(
        "thread_title", audience(channel), channel=channel.id, thread_ts=thread, title=call.text("title")
    )
    return {}


@method("assistant.threads.setSuggestedPrompts")
def set_prompts(call: Call) -> Json:
    """Offers up to four things to say."""
    prompts = call.arguments["prompts"]
    valid = all(isinstance(one, dict) and one.get("title") and one.get("message") for one in prompts)
    if not valid or not 1 <= len(prompts) <= 4:
        raise SlackError("invalid_arguments", ["no more than 4 items allowed [json-pointer:/prompts]"])
    channel = call.channel("channel_id")
    call.core.changes.publish(
        "prompts",
        audience(channel),
        channel=channel.id,
        thread_ts=call.text("thread_ts"),
        title=call.text("title"),
        prompts=prompts,
    )
    return {}
