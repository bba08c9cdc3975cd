"""What Slack says, typed: only what we use, with all else ignored and everything optional that Slack may omit."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import Field, ValidationError

from bot.button_values import Value
from bot.hear.command_words import split_first
from bot.hear.event_payloads import Event, Happening, SpokenMessage
from bot.hear.payload import AnyId, Id, Identified, Mark, Payload, Speaker
from bot.hear.shortcut_payloads import MessageShortcutUse, ShortcutUse
from bot.outside.slack_text import marked_channel, marked_person, read_slack_text
from rules.marks import MARKED
from rules.people.viewing import Viewer
from rules.words import clean, printable

USER = re.compile(r"[UW][A-Z0-9]{1,19}")
CHANNEL = re.compile(r"[A-Z0-9]{0,20}")
MOST_TYPED = 3000
# What Slack's picker of times gives has ten digits.
LAST_MOMENT = 9_999_999_999
V = TypeVar("V", bound=Value)
P = TypeVar("P", bound=Payload)


class Malformed(Exception):
    """A payload that Slack would not send, or a button that we did not draw."""


class SlashCommand(Payload):
    """A slash command as it was typed."""

    command: str
    text: str = ""
    user_id: Id
    channel_id: Id
    trigger_id: Mark = ""

    @property
    def by(self) -> str:
        """Return who typed it."""
        return self.user_id

    @property
    def words(self) -> tuple[str, str]:
        """Return the first word, in lower case, and the rest as typed, with people as our sentences name them."""
        typed = read_slack_text(clean(self.text), marked_person, marked_channel)
        first, rest = split_first(typed[:MOST_TYPED])
        return first if MARKED.search(first) else first.casefold(), rest

    @property
    def request(self) -> str:
        """Return what tells this request from its repetition."""
        return f"command:{self.trigger_id}" if self.trigger_id else ""


class Choice(Payload):
    """One option of a menu."""

    value: str = ""


class BlockAction(Payload):
    """One click or choice."""

    action_id: str
    block_id: str = ""
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

    @property
    def thread(self) -> str:
        """Return the thread that the message stands in; one that has replies of its own stands in the channel."""
        return self.thread_ts if self.thread_ts != self.message_ts else ""


class FormState(Payload):
    """What a form's inputs hold: by block, then by action."""

    values: dict[str, dict[str, dict[str, Any] | None] | None] = Field(default_factory=dict)


class FormView(Payload):
    """A modal."""

    id: Id
    type: str
    callback_id: str = ""
    private_metadata: str = ""
    state: FormState = FormState()
    blocks: list[dict[str, Any]] = Field(default_factory=list)


class Click(Payload):
    """A click on a button or a choice in a menu."""

    user: Speaker
    actions: Annotated[list[BlockAction], Field(min_length=1)]
    channel: Identified | None = None
    container: Container = Container()
    view: FormView | None = None
    trigger_id: Mark = ""
    response_url: str = ""

    @property
    def by(self) -> str:
        """Return who clicked."""
        return self.user.id

    @property
    def form(self) -> "FormSubmission | None":
        """Return the form that was clicked in, with what stands in it so far."""
        return FormSubmission(user=self.user, view=self.view) if self.view else None

    @property
    def channel_id(self) -> str:
        """Return the channel of the click, or nothing in App Home."""
        return self.channel.id if self.channel else self.container.channel_id

    @property
    def chosen(self) -> str:
        """Return what the button or the chosen option carries."""
        action = self.actions[0]
        return action.selected_option.value if action.selected_option else action.value

    def value(self, kind: type[V]) -> V:
        """Return the typed value of the button or the chosen option."""
        return read_value(kind, self.chosen)


class FormSubmission(Payload):
    """A submitted form."""

    user: Speaker
    view: FormView

    @property
    def by(self) -> str:
        """Return who submitted it."""
        return self.user.id

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
        """Return a typed text, a picked day, or a chosen option, as text."""
        element = self.element(block)
        option = element.get("selected_option") or {}
        for found in (
            element.get("value"),
            element.get("selected_date"),
            option.get("value") if isinstance(option, dict) else None,
        ):
            if isinstance(found, str):
                return printable(found)
        return ""

    def moment(self, block: str) -> datetime | None:
        """Return the picked time, or None; refuse what no picker of times gives."""
        picked = self.element(block).get("selected_date_time")
        if picked is None:
            return None
        if not isinstance(picked, int) or not 0 <= picked <= LAST_MOMENT:
            raise Malformed("not a time")
        return datetime.fromtimestamp(picked, UTC)

    def texts(self, kind: str) -> dict[str, str]:
        """Return the typed texts of all the inputs of a kind, by their blocks."""
        return {
            block: self.text(block) for block in self.view.state.values if block.startswith(f"{kind}_of_")
        }

    def person(self, block: str) -> str:
        """Return the picked person, or nothing."""
        return user_id(self.element(block).get("selected_user") or "")

    def conversation(self, block: str) -> str:
        """Return the picked channel, or nothing."""
        found = self.element(block).get("selected_conversation") or ""
        if not isinstance(found, str) or not CHANNEL.fullmatch(found):
            raise Malformed("not a channel")
        return found

    def people(self, block: str) -> tuple[str, ...]:
        """Return the picked people."""
        users = self.element(block).get("selected_users") or []
        return tuple(user_id(user) for user in users) if isinstance(users, list) else ()

    def choices(self, block: str) -> tuple[str, ...]:
        """Return the chosen options."""
        options = self.element(block).get("selected_options") or []
        chosen = [option.get("value") for option in options if isinstance(option, dict)]
        return tuple(one for one in chosen if isinstance(one, str))

    def shows(self, block: str, action: str) -> bool:
        """Tell whether the form showed this very element when it was submitted."""
        elements = (one.get("element") for one in self.view.blocks if one.get("block_id") == block)
        return any(isinstance(one, dict) and one.get("action_id") == action for one in elements)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Return the block ids of the form's inputs, in order: only these can bear an error."""
        ids = (block.get("block_id") for block in self.view.blocks if block.get("type") == "input")
        return tuple(found for found in ids if isinstance(found, str))


# What opens a form: Slack gives either a trigger, and either says who is where.
Opener = Click | SlashCommand | ShortcutUse


def read_value(kind: type[V], text: str) -> V:
    """Return a typed value that came back; refuse one that we did not write."""
    try:
        return kind.read(text)
    except ValidationError as error:
        raise Malformed(f"not a {kind.__name__}") from error


def read_payload(kind: type[P], body: Mapping[str, Any]) -> P:
    """Return the payload of a body; refuse one that Slack would not send."""
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        raise Malformed(f"not a {kind.__name__}") from error


SHAPES: dict[str, type[Payload]] = {
    "block_actions": Click,
    "view_submission": FormSubmission,
    "shortcut": ShortcutUse,
    "message_action": MessageShortcutUse,
    "event_callback": Happening,
}


def read(body: Mapping[str, Any]) -> Payload | None:
    """Return what was said, or None where we do not know its kind; refuse what is not shaped as Slack says it."""
    kind = SlashCommand if "command" in body else SHAPES.get(str(body.get("type")))
    if kind is None and not isinstance(body.get("event", {}), dict):
        # Bolt looks into it, whatever is said around it.
        raise Malformed("not an event")
    return read_payload(kind, body) if kind else None


def visitors(said: Payload | None, workspace: str) -> frozenset[str]:
    """Return who speaks, if Slack says that they are of another workspace."""
    if isinstance(said, Happening):
        return visiting(said.event, workspace)
    speaker = said.user if isinstance(said, Click | FormSubmission | ShortcutUse) else None
    return frozenset({speaker.id} if speaker and speaker.team_id not in ("", workspace) else ())


def viewer_of(said: Payload | None) -> Viewer:
    """Return who is shown what answers something that was said, and in which channel it was."""
    if isinstance(said, Happening):
        user = said.event.user if isinstance(said.event.user, str) else ""
        return Viewer(user, said.event.channel if isinstance(said.event, SpokenMessage) else "")
    channel = said.channel_id if isinstance(said, Click | SlashCommand) else ""
    by = said.by if isinstance(said, Click | FormSubmission | ShortcutUse | SlashCommand) else ""
    return Viewer(by, channel)


def visiting(event: Event, workspace: str) -> frozenset[str]:
    """Return who said something, if Slack says that they are of another workspace."""
    if not isinstance(event, SpokenMessage):
        return frozenset()
    home = event.user_team or event.team
    return frozenset({event.user} if event.user and home not in ("", workspace) else ())


def user_id(found: Any) -> str:
    """Return a user's id or nothing; refuse anything else that stands where a person should."""
    if found and not (isinstance(found, str) and USER.fullmatch(found)):
        raise Malformed("not a person")
    return str(found)
