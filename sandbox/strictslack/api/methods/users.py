"""users.* and usergroups.*: the people of a workspace."""

from strictslack.api.call import Call, method
from strictslack.errors import Json, SlackError
from strictslack.workspace.shapes import profile_shape, user_shape
from strictslack.workspace.state import SLACKBOT, User


def _shape(call: Call, user: User) -> Json:
    shape = user_shape(user)
    if "users:read.email" in call.scopes and not user.is_bot:
        shape["profile"]["email"] = user.email
    if call.flag("include_locale"):
        shape["locale"] = "en-US"
    return shape


def slackbot(team_id: str) -> User:
    """Slack's own bot, who is in every workspace under the same id."""
    return User(SLACKBOT, team_id, "slackbot", "Slackbot", color="757575")


@method("users.info")
def info(call: Call) -> Json:
    """One user."""
    if call.text("user") == SLACKBOT:
        return {"user": _shape(call, slackbot(call.team_id))}
    return {"user": _shape(call, call.user())}


@method("users.list")
def list_all(call: Call) -> Json:
    """All users, bots, deactivated people and Slackbot included."""
    everybody = [slackbot(call.team_id), *call.core.state.team_users(call.team_id)]
    page, metadata = call.page(everybody, default=1000)
    members = [_shape(call, user) for user in page]
    return {"members": members, "cache_ts": int(call.core.clock.now()), "response_metadata": metadata}


@method("users.lookupByEmail")
def lookup_by_email(call: Call) -> Json:
    """The user with an e-mail address."""
    wanted = call.text("email").lower()
    for user in call.core.state.team_users(call.team_id):
        if user.email.lower() == wanted and not user.is_bot and not user.deleted:
            return {"user": _shape(call, user)}
    raise SlackError("users_not_found")


@method("users.profile.get")
def profile(call: Call) -> Json:
    """A user's profile."""
    user = call.user() if call.text("user") else call.core.state.users[call.actor]
    shape = profile_shape(user)
    if "users:read.email" in call.scopes:
        shape["email"] = user.email
    return {"profile": shape}


@method("dnd.info")
def dnd(call: Call) -> Json:
    """Whether somebody does not want to be disturbed; who asks of nobody asks of themselves."""
    user = call.user() if call.text("user") else call.core.state.users[call.actor]
    return _disturbance(call, user)


@method("dnd.teamInfo")
def dnd_team(call: Call) -> Json:
    """The same for several people."""
    names = [name.strip() for name in call.text("users").split(",") if name.strip()]
    if not names:
        raise SlackError("no_users_provided")
    known = call.core.state.users
    return {"users": {name: _disturbance(call, known[name]) for name in names if name in known}}


def _disturbance(call: Call, user: User) -> Json:
    """What Slack says of somebody's notifications: nobody here has set hours, and some have paused them for a while."""
    shape: Json = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    if user.snoozes_until > call.core.clock.now():
        shape |= {"snooze_enabled": True, "snooze_endtime": user.snoozes_until}
    return shape


@method("usergroups.list")
def usergroups(call: Call) -> Json:
    """The user groups of the workspace."""
    groups: list[Json] = []
    for group in call.core.state.usergroups.values():
        if group["team_id"] == call.team_id:
            shown = dict(group)
            if not call.flag("include_users"):
                shown.pop("users")
            if not call.flag("include_count"):
                shown.pop("user_count")
            groups.append(shown)
    return {"usergroups": groups}


@method("usergroups.users.list")
def usergroup_members(call: Call) -> Json:
    """Who is in a user group."""
    group = call.core.state.usergroups.get(call.text("usergroup"))
    if group is None or group["team_id"] != call.team_id:
        raise SlackError("no_such_subteam")
    return {"users": list(group["users"])}
