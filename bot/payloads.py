"""What Slack says, typed: only what we use, with all else ignored and everything optional that Slack may omit."""

import html
import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.ids import Value
from rules.words import clean

USER_MENTION = re.compile(r"^<@([UW][A-Z0-9]{1,19})(?:\|[^>]*)?>$")
MOST_TYPED = 3000

Id = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,20}$")]
AnyId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{0,20}$")]
V = TypeVar("V", bound=Value)


class Malformed(Exception):
    """A payload that Slack would not send, or a button that we did not draw."""


class Payload(BaseModel):
    """A part of what Slack says."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Named(Payload):
    """Somebody or something with an id."""

    id: Id


class Command(Payload):
    """A slash command as it was typed."""

    command: str
    text: str = ""
    user_id: Id
    channel_id: Id
    trigger_id: str = ""

    @property
    def words(self) -> tuple[str, str]:
        """Return the first word, in lower case, and the rest as typed."""
        first, _, rest = clean(html.unescape(self.text))[:MOST_TYPED].partition(" ")
        return first.casefold(), rest.strip()

    @property
    def request(self) -> str:
        """Return what tells this request from its repetition."""
        return f"command:{self.trigger_id}" if self.trigger_id else ""


class Choice(Payload):
    """One option of a menu."""

    value: str = ""


class Action(Payload):
    """One click or choice."""

    action_id: str
    value: str = ""
    selected_option: Choice | None = None
    selected_user: str = ""


class Container(Payload):
    """Where a click happened."""

    type: str = ""
    message_ts: str = ""
    channel_id: AnyId = ""
    thread_ts: str = ""
    is_ephemeral: bool = False


class FormState(Payload):
    """What a form's inputs hold: by block, then by action."""

    values: dict[str, dict[str, dict[str, Any] | None] | None] = {}


class FormView(Payload):
    """A modal."""

    id: str
    hash: str = ""
    callback_id: str = ""
    private_metadata: str = ""
    state: FormState = FormState()
    blocks: list[dict[str, Any]] = []


class Click(Payload):
    """A click on a button or a choice in a menu."""

    user: Named
    actions: Annotated[list[Action], Field(min_length=1)]
    channel: Named | None = None
    container: Container = Container()
    view: FormView | None = None
    trigger_id: str = ""
    response_url: str = ""

    @property
    def channel_id(self) -> str:
        """Return the channel of the click, or nothing in App Home."""
        return self.channel.id if self.channel else self.container.channel_id

    def value(self, kind: type[V]) -> V:
        """Return the typed value of the button or the chosen option."""
        action = self.actions[0]
        return read_value(kind, action.selected_option.value if action.selected_option else action.value)


class Submission(Payload):
    """A submitted form."""

    user: Named
    view: FormView

    @property
    def request(self) -> str:
        """Return what tells this submission from its repetition: a modal is carried out once."""
        return f"view:{self.view.id}"

    def value(self, kind: type[V]) -> V:
        """Return the typed value that the form carried."""
        return read_value(kind, self.view.private_metadata or "{}")

    def element(self, block: str) -> Mapping[str, Any]:
        """Return what the one input of a block holds; nothing where Slack left it out."""
        elements = self.view.state.values.get(block) or {}
        return next((element for element in elements.values() if element), {})

    def text(self, block: str) -> str:
        """Return a typed text, a picked day or person, or a chosen option, as text."""
        element = self.element(block)
        option = element.get("selected_option") or {}
        for found in (
            element.get("value"),
            element.get("selected_date"),
            element.get("selected_user"),
            option.get("value") if isinstance(option, dict) else None,
        ):
            if isinstance(found, str):
                return found
        return ""

    def many(self, block: str) -> tuple[str, ...]:
        """Return picked people or chosen options."""
        element = self.element(block)
        users = element.get("selected_users") or []
        options = element.get("selected_options") or []
        chosen = [option.get("value") for option in options if isinstance(option, dict)]
        return tuple(one for one in [*users, *chosen] if isinstance(one, str))

    @property
    def inputs(self) -> tuple[str, ...]:
        """Return the block ids of the form's inputs, in order: only these can bear an error."""
        ids = (block.get("block_id") for block in self.view.blocks if block.get("type") == "input")
        return tuple(found for found in ids if isinstance(found, str))


def read_value(kind: type[V], text: str) -> V:
    """Return a typed value that came back; refuse one that we did not write."""
    try:
        return kind.read(text)
    except ValidationError as error:
        raise Malformed(f"not a {kind.__name__}") from error


def read_payload(kind: type["P"], body: Mapping[str, Any]) -> "P":
    """Return the payload of a body; refuse one that Slack would not send."""
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        raise Malformed(f"not a {kind.__name__}") from error


P = TypeVar("P", bound=Payload)


def read_mention(word: str) -> str | None:
    """Return the user id of a mention as Slack escapes it, or None."""
    match = USER_MENTION.match(word)
    return match[1] if match else None
