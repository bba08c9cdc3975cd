"""Finds out whose token a call carries and whether it is the right kind for the method."""

from aiohttp import web

from strictslack.api.call import Call
from strictslack.core import Core
from strictslack.errors import Json, SlackError
from strictslack.workspace.state import Installation

_APP_LEVEL = frozenset({"apps.connections.open"})
# With the token of a whole organisation these name the workspace that is meant.
_OF_ONE_TEAM = frozenset({"users.list", "conversations.list", "users.conversations", "usergroups.list"})
# These are called with the app's id and secret instead of a token.
CLIENT_CALLS = frozenset({"oauth.v2.access"})


def token_of(request: web.Request, arguments: Json) -> str:
    """The bearer token of the header, else the `token` of a form; `not_authed` where there is none."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    token = arguments.get("token")
    if isinstance(token, str) and token:
        return token
    raise SlackError("not_authed")


def identified(core: Core, name: str, token: str, arguments: Json) -> Call:
    """The call with the installation or app that the token belongs to."""
    for app in core.apps.values():
        if token == app.app_token:
            if name not in _APP_LEVEL:
                raise SlackError("not_allowed_token_type")
            return Call(core, name, arguments, app, caller="app")
    installation, kind, user_id = _owner(core, token)
    if installation.is_org_wide:
        installation = _meant(core, installation, name, arguments)
    _check_alive(core, installation)
    if name in _APP_LEVEL:
        raise SlackError("not_allowed_token_type")
    app = core.apps[installation.app_id]
    return Call(core, name, {}, app, kind, user_id, found_installation=installation)


def _owner(core: Core, token: str) -> tuple[Installation, str, str]:
    run = core.steps.token_owner(token)
    if run is not None:
        return core.state.installations[run.app_id, run.team_id], "bot", ""
    for installation in core.state.installations.values():
        kind, user_id = _kind(installation.bot_token, installation.user_tokens, token)
        # A state file may name an app whose manifest was not given this time.
        if kind and installation.app_id in core.apps:
            return installation, kind, user_id
    raise SlackError("invalid_auth")


def _meant(core: Core, installation: Installation, name: str, arguments: Json) -> Installation:
    """The workspace of an organisation that a call means: by its name, or by whatever of it the call names."""
    state = core.state
    if name in _OF_ONE_TEAM and not arguments.get("team_id"):
        raise SlackError("missing_argument", arg="team_id")
    opened = state.open_view(str(arguments.get("view_id")))
    trigger = core.triggers.made_in(str(arguments.get("trigger_id")))
    place = state.channels.get(str(arguments.get("channel"))) or state.users.get(
        str(arguments.get("channel") or arguments.get("user") or arguments.get("user_id"))
    )
    team_id = (
        (place.team_id if place else "")
        or trigger
        or (opened.team_id if opened else "")
        or str(arguments.get("team_id") or "")
    )
    meant = {one.team_id: one for one in state.organisation(installation)}
    if team_id and team_id not in meant:
        raise SlackError("team_access_not_granted")
    return meant.get(team_id, installation)


def _check_alive(core: Core, installation: Installation) -> None:
    if installation.status == "revoked":
        raise SlackError("token_revoked")
    if installation.status == "uninstalled":
        raise SlackError("account_inactive")
    if installation.expires_at and core.clock.now() > installation.expires_at:
        raise SlackError("token_expired")


def _kind(bot_token: str, user_tokens: dict[str, str], token: str) -> tuple[str, str]:
    if token == bot_token:
        return "bot", ""
    owner = next((user_id for user_id, one in user_tokens.items() if one == token), "")
    return ("user", owner) if owner else ("", "")
