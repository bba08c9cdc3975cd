"""What one sandbox remembers: workspaces, people, channels, messages, views, files, installations."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from strictslack.errors import Json
from strictslack.identifiers import Timestamps, derived_id

SLACKBOT = "USLACKBOT"


@dataclass
class Team:
    """One workspace, which may be part of an Enterprise organisation."""

    id: str
    name: str
    domain: str
    enterprise_id: str = ""
    enterprise_name: str = ""

    @property
    def enterprise(self) -> Json | None:
        """The organisation as payloads name it."""
        return {"id": self.enterprise_id, "name": self.enterprise_name} if self.enterprise_id else None


@dataclass
class User:
    """One person, or the bot user of an installed app.

    Somebody of another workspace, met in a shared channel, has a `home_team`; `is_stranger` is what Slack says of
    those whom the app shares no channel with.
    """

    id: str
    team_id: str
    name: str
    real_name: str
    title: str = ""
    tz: str = "UTC"
    email: str = ""
    is_admin: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_stranger: bool = False
    home_team: str = ""
    deleted: bool = False
    color: str = "4a154b"
    bot_id: str = ""
    app_id: str = ""
    updated: int = 0
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    snoozes_until: int = 0

    @property
    def shown_team(self) -> str:
        """The workspace that Slack names as theirs."""
        return self.home_team or self.team_id

    @property
    def tz_offset(self) -> int:
        """Seconds from UTC now, daylight saving included."""
        offset = datetime.now(UTC).astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset else 0


@dataclass
class Channel:
    """A channel, private channel, direct message or group message with all that was said in it."""

    id: str
    team_id: str
    name: str
    kind: str = "channel"
    members: list[str] = field(default_factory=list)
    topic: str = ""
    purpose: str = ""
    creator: str = ""
    created: int = 0
    is_archived: bool = False
    messages: dict[str, Json] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)
    ephemerals: dict[str, Json] = field(default_factory=dict)
    pins: list[str] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        """Whether only members may know of it."""
        return self.kind != "channel"

    def seen_by(self, user_id: str) -> bool:
        """Whether this user may look into it."""
        return not self.is_private or user_id in self.members

    def other(self, user_id: str) -> str:
        """The other side of a direct message."""
        return next((member for member in self.members if member != user_id), user_id)


@dataclass
class Installation:
    """One app in one workspace; `status` is `active`, `revoked` or `uninstalled`.

    Where a whole organisation has the app, each of its workspaces has an installation, and all share their tokens.
    """

    app_id: str
    team_id: str
    bot_user_id: str
    bot_id: str
    bot_token: str
    scopes: list[str]
    installer: str = ""
    status: str = "active"
    refresh_token: str = ""
    expires_at: float = 0.0
    user_tokens: dict[str, str] = field(default_factory=dict)
    user_scopes: list[str] = field(default_factory=list)
    is_org_wide: bool = False


@dataclass
class OpenView:
    """A modal on somebody's screen, or somebody's App Home."""

    app_id: str
    team_id: str
    user_id: str
    view: Json
    values: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass
class StoredFile:
    """A file: what Slack tells of it, and its bytes once they have arrived."""

    info: Json
    content: bytes | None = None
    completed: bool = False


class State:
    """Everything that a restart must find again, with the look-ups that everybody needs."""

    def __init__(self) -> None:
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.installations: dict[tuple[str, str], Installation] = {}
        self.stacks: dict[str, list[OpenView]] = {}
        self.homes: dict[tuple[str, str], OpenView] = {}
        self.files: dict[str, StoredFile] = {}
        self.usergroups: dict[str, Json] = {}
        self.timestamps = Timestamps()

    def team_users(self, team_id: str) -> list[User]:
        """The people and bots of one workspace, in the order they came."""
        return [user for user in self.users.values() if user.team_id == team_id]

    def team_channels(self, team_id: str) -> list[Channel]:
        """All conversations of one workspace."""
        return [channel for channel in self.channels.values() if channel.team_id == team_id]

    def person(self, team_id: str, name: str) -> User | None:
        """Somebody by id or name, within one workspace."""
        user = self.users.get(name)
        if user is not None and user.team_id == team_id:
            return user
        return next((one for one in self.team_users(team_id) if one.name == name), None)

    def channel(self, team_id: str, name: str) -> Channel | None:
        """A conversation by id or by name with or without `#`, within one workspace."""
        found = self.channels.get(name)
        if found is not None and found.team_id == team_id:
            return found
        plain = name.removeprefix("#")
        named = (one for one in self.team_channels(team_id) if one.kind in ("channel", "private"))
        return next((one for one in named if one.name == plain), None)

    def direct(self, team_id: str, members: list[str], now: float) -> tuple[Channel, bool]:
        """The direct or group message of these members, and whether it had to be made."""
        people = sorted(set(members))
        kind = "im" if len(people) <= 2 else "mpim"
        channel_id = derived_id("D" if kind == "im" else "C", team_id, *people)
        if channel_id in self.channels:
            return self.channels[channel_id], False
        name = "" if kind == "im" else "mpdm-" + "--".join(self.users[one].name for one in people) + "-1"
        made = Channel(channel_id, team_id, name, kind, list(dict.fromkeys(members)), created=int(now))
        self.channels[channel_id] = made
        return made, True

    def open_view(self, view_id: str) -> OpenView | None:
        """An open modal or a Home by its id."""
        for stack in self.stacks.values():
            for opened in stack:
                if opened.view["id"] == view_id:
                    return opened
        return next((home for home in self.homes.values() if home.view["id"] == view_id), None)

    def organisation(self, installation: Installation) -> list[Installation]:
        """This installation and those that share its tokens."""
        if not installation.is_org_wide:
            return [installation]
        enterprise_id = self.teams[installation.team_id].enterprise_id
        return [
            one
            for one in self.installations.values()
            if one.app_id == installation.app_id
            and one.is_org_wide
            and self.teams[one.team_id].enterprise_id == enterprise_id
        ]

    def installed_in(self, team_id: str) -> Iterator[Installation]:
        """The apps that are active in one workspace."""
        for installation in self.installations.values():
            if installation.team_id == team_id and installation.status == "active":
                yield installation
