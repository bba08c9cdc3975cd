"""What Slack tells of on its own: what happened to somebody, and what somebody said."""

from typing import Annotated, Any

from pydantic import Discriminator, Tag, model_validator

from bot.hear.payload import AnyId, Id, Mark, Payload


class Event(Payload):
    """What happened, by its kind, to whom: an id, or as Slack describes them; `tab` is what somebody opened of our app."""

    type: str
    user: Any = None
    tab: str = ""


# What a message is besides plain words, and still somebody's own new one.
SPOKEN = frozenset({"", "thread_broadcast", "file_share", "me_message"})


class SpokenMessage(Event):
    """What somebody said in a channel, in a thread, to Assay by name or in a direct message."""

    user: AnyId = ""
    channel: Id
    channel_type: str = ""
    text: str = ""
    ts: Mark
    thread_ts: Mark = ""
    subtype: str = ""
    bot_id: AnyId = ""
    team: AnyId = ""
    user_team: AnyId = ""
    is_shared: bool = False

    @property
    def is_new(self) -> bool:
        """Tell whether a person said it just now: neither an app, nor Slack, nor an edit of what was said before."""
        return self.subtype in SPOKEN and bool(self.user) and not self.bot_id

    @property
    def is_reply(self) -> bool:
        """Tell whether it stands in the thread of another message."""
        return self.thread_ts not in ("", self.ts)


def kind_of_event(event: Any) -> str:
    """Return whether an event is something said, which has a shape of its own."""
    kind = event.get("type") if isinstance(event, dict) else getattr(event, "type", "")
    return "spoken" if kind in ("message", "app_mention") else "other"


class Happening(Payload):
    """Something that Slack tells of on its own."""

    event: Annotated[
        Annotated[SpokenMessage, Tag("spoken")] | Annotated[Event, Tag("other")], Discriminator(kind_of_event)
    ]

    @model_validator(mode="before")
    @classmethod
    def tell_where_shared(cls, said: Any) -> Any:
        """Let what happened know that it did so in a channel shared with another workspace, which Slack says beside it."""
        event = said.get("event") if isinstance(said, dict) else None
        if not isinstance(event, dict):
            return said
        return {**said, "event": {**event, "is_shared": said.get("is_ext_shared_channel") is True}}
