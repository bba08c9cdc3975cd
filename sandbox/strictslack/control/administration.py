"""What a workspace's admin or the sandbox's keeper does: people, channels, apps, rates, files of state."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from strictslack.actions.install import install, open_direct_message, uninstall
from strictslack.actions.membership import announce_channel, announce_user, archive
from strictslack.core import Core
from strictslack.errors import Json, Refused
from strictslack.workspace.shapes import page_channel, page_user
from strictslack.workspace.state import User

_CHANGEABLE = frozenset(
    {
        "real_name",
        "title",
        "tz",
        "email",
        "is_admin",
        "deleted",
        "is_restricted",
        "is_stranger",
        "home_team",
        "status_text",
        "status_emoji",
        "status_expiration",
        "snoozes_until",
    }
)


def _person(core: Core, asked: Json) -> Json:
    """Adds somebody (`team_join`) or changes them (`user_change`)."""
    team_id = str(asked.get("workspace") or next(iter(core.state.teams)))
    name = str(asked.get("name") or "")
    changes: dict[str, Any] = {key: value for key, value in asked.items() if key in _CHANGEABLE}
    existing = core.state.person(team_id, str(asked.get("id") or name))
    if existing is not None:
        changed = replace(existing, **changes)
        core.state.users[changed.id] = changed
        announce_user(core, changed)
        return {"ok": True, "user": page_user(changed)}
    if not name:
        raise Refused("Somebody new needs a name.")
    from_form = {"id": str(asked.get("id") or _free_id(core)), "team_id": team_id, "name": name}
    made = User(**{"real_name": name, **from_form, **changes})
    core.state.users[made.id] = made
    for installation in core.installed_in(team_id):
        open_direct_message(core, installation, made)
    announce_user(core, made, joined=True)
    return {"ok": True, "user": page_user(made)}


def _free_id(core: Core) -> str:
    number = len(core.state.users) + 1
    while f"U0NEW{number}" in core.state.users:
        number += 1
    return f"U0NEW{number}"


def _archive(core: Core, asked: Json) -> Json:
    user = core.user(asked.get("user"))
    channel = core.visible_channel(user, asked.get("channel"))
    archive(core, channel, user.id, archived=bool(asked.get("archived", True)))
    return {"ok": True}


def _direct(core: Core, asked: Json) -> Json:
    """Opens a direct message with people or bots."""
    user = core.user(asked.get("user"))
    others = [core.state.person(user.team_id, str(one)) for one in asked.get("users") or []]
    known = [one.id for one in others if one is not None]
    if not known or len(known) != len(others):
        raise Refused("A direct message needs people of this workspace.")
    channel, made = core.state.direct(user.team_id, [user.id, *known], core.clock.now())
    if made:
        announce_channel(core, channel)
    return {"ok": True, "channel": page_channel(channel, user.id)}


def _install(core: Core, asked: Json) -> Json:
    app = core.apps.get(str(asked.get("app") or next(iter(core.apps))))
    team_id = str(asked.get("workspace") or next(iter(core.state.teams)))
    if app is None or team_id not in core.state.teams:
        raise Refused("There is no such app or workspace.")
    return {"ok": True, "bot_user_id": install(core, app, team_id, str(asked.get("user") or "")).bot_user_id}


def _uninstall(core: Core, asked: Json) -> Json:
    team_id = str(asked.get("workspace") or next(iter(core.state.teams)))
    uninstall(core, core.installation(str(asked.get("app") or next(iter(core.apps))), team_id))
    return {"ok": True}


def _run(core: Core, asked: Json) -> Json:
    """Runs a custom step of an app, as a workflow would."""
    team_id = str(asked.get("workspace") or next(iter(core.state.teams)))
    inputs = asked.get("inputs")
    run = core.steps.run(team_id, str(asked.get("function")), inputs if isinstance(inputs, dict) else {})
    return {"ok": True, "execution": run.id}


def _execution(core: Core, asked: Json) -> Json:
    """How a step stands."""
    run = core.steps.runs.get(str(asked.get("id")))
    if run is None:
        raise Refused("There is no such execution.")
    return {"ok": True, "status": run.status, "outputs": run.outputs, "error": run.error}


def _rates(core: Core, asked: Json) -> Json:
    """Keeps Slack's rates, or not."""
    core.rates.enabled = bool(asked.get("enabled", True))
    return {"ok": True, "enabled": core.rates.enabled}


DEEDS: dict[str, Callable[[Core, Json], Json]] = {
    "person": _person,
    "archive": _archive,
    "direct": _direct,
    "install": _install,
    "uninstall": _uninstall,
    "rates": _rates,
    "run": _run,
    "execution": _execution,
}
