"""People, channels and workspaces in the JSON shapes that Slack answers with."""

import hashlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from strictslack.errors import Json
from strictslack.workspace.state import Channel, Installation, State, Team, User


def user_shape(user: User) -> Json:
    """A user as `users.info` gives it; the e-mail address is left to those who may see it."""
    shape: Json = {
        "id": user.id,
        "team_id": user.shown_team,
        "name": user.name,
        "deleted": user.deleted,
        "color": user.color,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": datetime.now(UTC).astimezone(ZoneInfo(user.tz)).tzname(),
        "tz_offset": user.tz_offset,
        "profile": profile_shape(user),
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
        "is_email_confirmed": not user.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }
    if user.is_stranger:
        # Slack says it of strangers alone.
        shape["is_stranger"] = True
    if user.deleted:
        # Slack leaves these out for people who are gone.
        for key in ("tz", "tz_label", "tz_offset", "color", "is_admin", "is_owner", "is_restricted"):
            shape.pop(key, None)
    return shape


def profile_shape(user: User) -> Json:
    """A user's profile, without the e-mail address."""
    first, _, last = user.real_name.partition(" ")
    profile: Json = {
        "title": user.title,
        "phone": "",
        "skype": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        # Nobody here has set one: Slack then shows the real name, and so does the page.
        "display_name": "",
        "display_name_normalized": "",
        "fields": None,
        "status_text": user.status_text,
        "status_emoji": user.status_emoji,
        "status_emoji_display_info": [],
        "status_expiration": user.status_expiration,
        "avatar_hash": "g" + hashlib.sha256(user.id.encode()).hexdigest()[:11],
        "first_name": first,
        "last_name": last,
        "team": user.shown_team,
    }
    if user.is_bot:
        profile |= {"bot_id": user.bot_id, "api_app_id": user.app_id, "always_active": False}
    return profile


def channel_shape(state: State, channel: Channel, viewer: str) -> Json:
    """A conversation as `conversations.info` gives it to `viewer`."""
    if channel.kind == "im":
        return {
            "id": channel.id,
            "created": channel.created,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": channel.team_id,
            "updated": channel.created * 1000,
            "user": channel.other(viewer),
            "is_user_deleted": state.users[channel.other(viewer)].deleted,
            "last_read": channel.read.get(viewer, "0000000000.000000"),
            "is_open": True,
            "priority": 0,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "private",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "unlinked": 0,
        "name_normalized": channel.name,
        "is_shared": False,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": channel.team_id,
        "updated": channel.created * 1000,
        "parent_conversation": None,
        "creator": channel.creator,
        "is_ext_shared": False,
        "shared_team_ids": [channel.team_id],
        "pending_connected_team_ids": [],
        "is_member": viewer in channel.members,
        "topic": _described(channel.topic, channel),
        "purpose": _described(channel.purpose, channel),
        "previous_names": [],
    }


def _described(value: str, channel: Channel) -> Json:
    return {
        "value": value,
        "creator": channel.creator if value else "",
        "last_set": channel.created if value else 0,
    }


def channel_name_in_payloads(channel: Channel) -> str:
    """The name that commands and interactions carry: Slack hides those of private places."""
    return {"im": "directmessage", "private": "privategroup", "mpim": "privategroup"}.get(
        channel.kind, channel.name
    )


def team_shape(team: Team) -> Json:
    """A workspace as `team.info` gives it."""
    return {
        "id": team.id,
        "name": team.name,
        "url": f"https://{team.domain}.slack.com/",
        "domain": team.domain,
        "email_domain": "",
        "icon": {"image_default": True},
        "avatar_base_url": "https://ca.slack-edge.com/",
        "is_verified": False,
    }


def bot_profile_shape(state: State, installation: Installation, name: str) -> Json:
    """The bot as it stands inside its messages."""
    return {
        "id": installation.bot_id,
        "app_id": installation.app_id,
        "user_id": installation.bot_user_id,
        "name": name,
        "deleted": False,
        "updated": state.users[installation.bot_user_id].updated,
        "team_id": installation.team_id,
    }


def page_user(user: User) -> Json:
    """A user in the control API's shape."""
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "title": user.title,
        "tz": user.tz,
        "is_admin": user.is_admin,
        "is_bot": user.is_bot,
        "deleted": user.deleted,
        "color": user.color,
    }


def page_channel(channel: Channel, viewer: str) -> Json:
    """A conversation in the control API's shape, with what `viewer` has not read."""
    shape: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "channel",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_member": viewer in channel.members,
        "topic": channel.topic,
        "members": channel.members,
        "unread": unread(channel, viewer),
    }
    if channel.kind == "im":
        shape["user"] = channel.other(viewer)
    return shape


def unread(channel: Channel, viewer: str) -> int:
    """How many messages of others stand after the last one this user has read."""
    last_read = channel.read.get(viewer, "")
    count = 0
    for timestamp in reversed(channel.messages):
        if timestamp <= last_read:
            break
        message = channel.messages[timestamp]
        own = message.get("user") == viewer
        reply = message.get("thread_ts", timestamp) != timestamp and not message.get("reply_broadcast")
        count += not own and not reply
    return count
