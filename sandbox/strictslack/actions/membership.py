"""Who comes into a channel and who goes, with what everybody is told of it."""

from strictslack.actions import messages
from strictslack.core import Core
from strictslack.errors import Json
from strictslack.workspace.shapes import page_channel, page_user, user_shape
from strictslack.workspace.state import Channel, User


def announce_channel(core: Core, channel: Channel) -> None:
    """Shows a channel, as it is now, to everybody who may see it."""
    core.dirty = True
    for user in core.state.team_users(channel.team_id):
        if not user.is_bot and channel.seen_by(user.id):
            core.changes.publish("channel", [user.id], channel=page_channel(channel, user.id))


def join(core: Core, channel: Channel, user_id: str, inviter: str = "", *, quietly: bool = False) -> None:
    """Lets a user in; everybody is told unless `quietly`."""
    channel.members.append(user_id)
    announce_channel(core, channel)
    if quietly:
        return
    said: Json = {"subtype": "channel_join", "user": user_id, "text": f"<@{user_id}> has joined the channel"}
    if inviter:
        said["inviter"] = inviter
    messages.post(core, channel, said)
    core.events.raise_in(channel, _event(core, "member_joined_channel", channel, user_id, inviter))


def leave(core: Core, channel: Channel, user_id: str) -> None:
    """Lets a user go."""
    text = f"<@{user_id}> has left the channel"
    messages.post(core, channel, {"subtype": "channel_leave", "user": user_id, "text": text})
    core.events.raise_in(channel, _event(core, "member_left_channel", channel, user_id, ""))
    channel.members.remove(user_id)
    announce_channel(core, channel)


def _event(core: Core, kind: str, channel: Channel, user_id: str, inviter: str) -> Json:
    event: Json = {
        "type": kind,
        "user": user_id,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": channel.team_id,
        "event_ts": core.state.timestamps.next(core.clock.now()),
    }
    return event | {"inviter": inviter} if inviter else event


def archive(core: Core, channel: Channel, user_id: str, *, archived: bool) -> None:
    """Closes a channel, or opens it again."""
    channel.is_archived = archived
    announce_channel(core, channel)
    if not channel.is_private:
        kind = "channel_archive" if archived else "channel_unarchive"
        event = {"type": kind, "channel": channel.id, "user": user_id}
        core.events.raise_in_team(channel.team_id, event)


def announce_user(core: Core, user: User, *, joined: bool = False) -> None:
    """Shows somebody new or changed to everybody, and tells the apps."""
    core.dirty = True
    user.updated = int(core.clock.now())
    everybody = [one.id for one in core.state.team_users(user.team_id)]
    core.changes.publish("user", everybody, user=page_user(user))
    event: Json = {"type": "team_join" if joined else "user_change", "user": user_shape(user)}
    if not joined:
        event |= {"cache_ts": user.updated, "event_ts": core.state.timestamps.next(core.clock.now())}
    core.events.raise_in_team(user.team_id, event)
