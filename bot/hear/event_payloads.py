"""What Slack tells of on its own: what happened to somebody, and what somebody said."""

from typing import Annotated, Any

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator
from slack_bolt.request.internals import extract_enterprise_id, extract_is_enterprise_install

from bot.hear.payload import AnyId, Id, Mark, Payload

# What is kept of a run is the key of its row.
RunId = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.:-]+$")]

# The last second of the year 9999.
LAST_SECOND = 253_402_300_799


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


class ChannelMoved(Event):
    """Who came into a channel, or left it."""

    user: Id
    channel: Id


class Function(Payload):
    """What of ours a workflow runs, by the id that the manifest gives it."""

    callback_id: str


class FunctionExecuted(Event):
    """A step of ours that a workflow runs; its token is left out, since nothing of ours needs it."""

    function: Function
    inputs: dict[str, Any] = Field(default_factory=dict)
    function_execution_id: RunId

    def text(self, name: str) -> str:
        """Return an input as text; a number, as another step may give it, is one too."""
        found = self.inputs.get(name)
        return str(found) if isinstance(found, str | int) else ""


class RevokedTokens(Payload):
    """Whose tokens Slack has revoked: those of people, of which we have none, and of bots."""

    bot: tuple[str, ...] = ()


class Departure(Event):
    """Slack took the app out, or revoked its token; `told_at` is when, in seconds since 1970, and `enterprise` is named where that
    was the installation of a whole organisation."""

    tokens: RevokedTokens | None = None
    told_at: Annotated[int, Field(ge=0, le=LAST_SECOND)] = LAST_SECOND
    enterprise: AnyId = ""


class AccessChanged(Event):
    """An organisation took workspaces into its installation or out of it; `told_at` is when."""

    team_ids: tuple[Id, ...] = ()
    told_at: Annotated[int, Field(ge=0, le=LAST_SECOND)] = LAST_SECOND


SHUT_OUT, LET_IN = "team_access_revoked", "team_access_granted"
# Which events have a shape of their own.
SHAPED = {
    "message": "spoken",
    "app_mention": "spoken",
    "function_executed": "executed",
    "member_joined_channel": "moved",
    "member_left_channel": "moved",
    "app_uninstalled": "departure",
    "tokens_revoked": "departure",
    SHUT_OUT: "access",
    LET_IN: "access",
}


def kind_of_event(event: Any) -> str:
    """Return which shape an event has."""
    kind = event.get("type") if isinstance(event, dict) else getattr(event, "type", "")
    return SHAPED.get(kind, "other") if isinstance(kind, str) else "other"


def is_of_organisation(said: Any) -> bool:
    """Tell whether Slack tells of something that an organisation did, whatever workspace it names beside it."""
    return isinstance(said, dict) and kind_of_event(said.get("event")) == "access"


class Happening(Payload):
    """Something that Slack tells of on its own."""

    event: Annotated[
        Annotated[SpokenMessage, Tag("spoken")]
        | Annotated[FunctionExecuted, Tag("executed")]
        | Annotated[ChannelMoved, Tag("moved")]
        | Annotated[Departure, Tag("departure")]
        | Annotated[AccessChanged, Tag("access")]
        | Annotated[Event, Tag("other")],
        Discriminator(kind_of_event),
    ]

    @model_validator(mode="before")
    @classmethod
    def tell_what_stands_beside(cls, said: Any) -> Any:
        """Let what happened know what Slack says beside it: whether that was in a channel shared with another workspace, when,
        and in which organisation where the app is installed in all of it."""
        event = said.get("event") if isinstance(said, dict) else None
        if not isinstance(event, dict):
            return said
        beside = {
            "is_shared": said.get("is_ext_shared_channel") is True,
            "told_at": said.get("event_time"),
            "enterprise": extract_enterprise_id(said) if extract_is_enterprise_install(said) else "",
        }
        return {**said, "event": {**event, **beside}}
