"""Installing an app into a workspace, and taking it out again."""

from strictslack.actions.membership import join
from strictslack.core import Core
from strictslack.errors import Json
from strictslack.identifiers import derived_id, derived_secret, new_key
from strictslack.workspace.manifest import App
from strictslack.workspace.state import Installation, User

TOKEN_LIFETIME = 12 * 3600


def install(
    core: Core, app: App, team_id: str, installer: str = "", scopes: list[str] | None = None
) -> Installation:
    """The app's installation in a workspace, made or renewed, with its bot user and its direct messages.

    The bot token is derived from app and workspace, so that a demo and its bot agree on it beforehand.
    """
    bot_user_id = derived_id("U", team_id, app.id)
    bot_id = derived_id("B", team_id, app.id)
    existing = core.state.installations.get((app.id, team_id))
    if existing is None or existing.status != "active":
        token = f"xoxb-sandbox-{team_id}-{app.id}-{derived_secret('bot token', team_id, app.id)}"
        existing = Installation(app.id, team_id, bot_user_id, bot_id, token, list(app.bot_scopes), installer)
        core.state.installations[app.id, team_id] = existing
    existing.is_org_wide = False
    existing.scopes = list(scopes if scopes is not None else app.bot_scopes)
    core.state.users[bot_user_id] = User(
        bot_user_id,
        team_id,
        _bot_name(core, app, team_id, bot_user_id),
        app.bot_name,
        is_bot=True,
        bot_id=bot_id,
        app_id=app.id,
        color="4a154b",
    )
    for user in core.state.team_users(team_id):
        open_direct_message(core, existing, user)
    core.dirty = True
    connected = not app.socket_mode or core.socket_mode.connections(app.id) > 0
    core.changes.publish("app", id=app.id, connected=connected)
    return existing


def _bot_name(core: Core, app: App, team_id: str, bot_user_id: str) -> str:
    name = "".join(letter if letter.isalnum() else "_" for letter in app.bot_name.lower())
    taken = core.state.person(team_id, name)
    return name if taken is None or taken.id == bot_user_id else f"{name}2"


def open_direct_message(core: Core, installation: Installation, user: User) -> None:
    """Puts the app into a person's list of direct messages, as Slack does for installed apps."""
    if core.apps[installation.app_id].messages_tab and not user.is_bot:
        core.state.direct(user.team_id, [user.id, installation.bot_user_id], core.clock.now())


def let_bot_in(core: Core, installation: Installation, channel_ids: list[str]) -> None:
    """Puts the bot where the workspace's description wants it, without a word."""
    for channel_id in channel_ids:
        channel = core.state.channels[channel_id]
        if installation.bot_user_id not in channel.members:
            join(core, channel, installation.bot_user_id, quietly=True)


def install_everywhere(core: Core, app: App, team_id: str, installer: str, scopes: list[str]) -> Installation:
    """The app's installation in every workspace of a team's organisation, by one token; returns the team's own."""
    enterprise_id = core.state.teams[team_id].enterprise_id
    token = f"xoxb-sandbox-{enterprise_id}-{app.id}-{derived_secret('bot token', enterprise_id, app.id)}"
    for team in core.state.teams.values():
        if team.enterprise_id == enterprise_id:
            made = install(core, app, team.id, installer, scopes)
            made.bot_token, made.is_org_wide = token, True
    return core.state.installations[app.id, team_id]


def rotate(core: Core, installation: Installation) -> None:
    """Gives fresh tokens that expire, as for apps with token rotation."""
    bot_token = f"xoxe.xoxb-sandbox-{installation.team_id}-{new_key()}"
    refresh_token = f"xoxe-1-sandbox-{new_key()}"
    for one in core.state.organisation(installation):
        one.bot_token, one.refresh_token = bot_token, refresh_token
        one.expires_at = core.clock.now() + TOKEN_LIFETIME
    core.dirty = True


def revoke(core: Core, installation: Installation, user_id: str = "") -> None:
    """Makes one token worthless: the bot's, or that of a person."""
    tokens: Json = {
        "oauth": [user_id] if user_id else [],
        "bot": [] if user_id else [installation.bot_user_id],
    }
    if user_id:
        installation.user_tokens.pop(user_id, None)
    else:
        for one in core.state.organisation(installation):
            one.status = "revoked"
    core.dirty = True
    core.events.raise_for(installation, {"type": "tokens_revoked", "tokens": tokens}, "tokens_revoked")


def uninstall(core: Core, installation: Installation) -> None:
    """Takes the app out of the workspace, or of the whole organisation that has it; its bot leaves every channel."""
    revoke(core, installation)
    for one in core.state.organisation(installation):
        one.status = "uninstalled"
        for channel in core.state.team_channels(one.team_id):
            if channel.kind in ("channel", "private") and one.bot_user_id in channel.members:
                channel.members.remove(one.bot_user_id)
        core.state.users[one.bot_user_id].deleted = True
    core.events.raise_for(installation, {"type": "app_uninstalled"}, "app_uninstalled")
