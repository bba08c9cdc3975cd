"""What Slack says of a shortcut: who used it, and in the menu of which message."""

from typing import Annotated

from pydantic import StringConstraints

from bot.hear.payload import AnyId, Identified, Mark, Payload, Speaker


class ShortcutUse(Payload):
    """A use of a global shortcut: Slack does not say where."""

    user: Speaker
    callback_id: str
    trigger_id: Mark = ""
    response_url: str = ""

    @property
    def by(self) -> str:
        """Return who used it."""
        return self.user.id

    @property
    def channel_id(self) -> str:
        """Return nothing: it was used nowhere in particular."""
        return ""


class SlackTeam(Payload):
    """The workspace of whoever speaks, with the first part of its address."""

    id: AnyId = ""
    domain: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,63}$")] = ""


class MessageInMenu(Payload):
    """The message whose menu was used: what an app posts has no person as its author."""

    text: str = ""
    user: AnyId = ""
    team: AnyId = ""
    bot_id: AnyId = ""
    ts: Mark
    thread_ts: Mark = ""


class MessageShortcutUse(ShortcutUse):
    """A use of a shortcut in the menu of a message."""

    team: SlackTeam = SlackTeam()
    channel: Identified
    message: MessageInMenu

    @property
    def channel_id(self) -> str:
        """Return the channel of the message."""
        return self.channel.id

    @property
    def author(self) -> str:
        """Return who wrote the message; nobody where an app did, or somebody of another workspace."""
        is_ours = self.message.team in ("", self.team.id)
        return self.message.user if is_ours and not self.message.bot_id else ""

    @property
    def link(self) -> str:
        """Return the address of the message, as Slack makes it; nothing where Slack does not say of which workspace."""
        if not self.team.domain:
            return ""
        place = f"{self.channel.id}/p{self.message.ts.replace('.', '')}"
        root = self.message.thread_ts
        within = f"?thread_ts={root}&cid={self.channel.id}" if root not in ("", self.message.ts) else ""
        return f"https://{self.team.domain}.slack.com/archives/{place}{within}"
