"""Reads the description of a workspace: who is there and which channels they have."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from strictslack.errors import Json
from strictslack.identifiers import derived_id
from strictslack.workspace.state import Channel, State, Team, User
from strictslack.workspace.yaml_files import Document

_COLORS = ("9f69e7", "4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "e0a729", "684b6c", "5b89d5", "2b6836")
_NAME = {"type": "string", "pattern": r"^[^\s@#,<>|&]{1,80}$"}
_SCHEMA: Json = {
    "type": "object",
    "required": ["workspace", "people"],
    "additionalProperties": False,
    "properties": {
        "workspace": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "string", "pattern": "^T[A-Z0-9]+$"},
                "name": {"type": "string", "minLength": 1},
                "domain": {"type": "string", "pattern": "^[a-z0-9-]+$"},
                "enterprise": {
                    "type": "object",
                    "required": ["id", "name"],
                    "additionalProperties": False,
                    "properties": {
                        "id": {"type": "string", "pattern": "^E[A-Z0-9]+$"},
                        "name": {"type": "string", "minLength": 1},
                    },
                },
            },
        },
        "people": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": "^[UW][A-Z0-9]+$"},
                    "name": _NAME,
                    "real_name": {"type": "string"},
                    "title": {"type": "string"},
                    "tz": {"type": "string"},
                    "email": {"type": "string"},
                    "admin": {"type": "boolean"},
                    "guest": {"type": "boolean"},
                    "stranger": {"type": "boolean"},
                    "team": {"type": "string", "pattern": "^T[A-Z0-9]+$"},
                    "deleted": {"type": "boolean"},
                },
            },
        },
        "channels": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": "^[CG][A-Z0-9]+$"},
                    "name": _NAME,
                    "members": {"type": "array", "items": {"type": "string"}},
                    "topic": {"type": "string"},
                    "purpose": {"type": "string"},
                    "private": {"type": "boolean"},
                    "archived": {"type": "boolean"},
                    "bot": {"type": "boolean"},
                },
            },
        },
        "usergroups": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["handle", "members"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": "^S[A-Z0-9]+$"},
                    "handle": _NAME,
                    "name": {"type": "string"},
                    "members": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}


def load_workspace(path: Path, state: State, now: float) -> tuple[str, list[str]]:
    """Adds what is new to `state`; returns the team's id and the channels that await the bot.

    People and channels that the state already holds stay as they are there: a restart keeps what happened.
    """
    document = Document(path)
    problem = best_match(Draft7Validator(_SCHEMA).iter_errors(document.content))
    if problem is not None:
        raise document.bad(list(problem.absolute_path), problem.message)
    content: Json = document.content
    team = _team(content["workspace"])
    state.teams.setdefault(team.id, team)
    for index, described in enumerate(content["people"]):
        _add_person(document, index, described, team.id, state)
    awaited = [
        channel_id
        for index, described in enumerate(content.get("channels", []))
        if (channel_id := _add_channel(document, index, described, team.id, state, now))
    ]
    for index, described in enumerate(content.get("usergroups", [])):
        _add_usergroup(document, index, described, team.id, state, now)
    return team.id, awaited


def _team(described: Json) -> Team:
    domain = described.get("domain") or "".join(
        letter if letter.isascii() and letter.isalnum() else "-" for letter in described["name"].lower()
    )
    organisation = described.get("enterprise", {"id": "", "name": ""})
    team_id = described.get("id") or derived_id("T", domain)
    return Team(team_id, described["name"], domain, organisation["id"], organisation["name"])


def _add_person(document: Document, index: int, described: Json, team_id: str, state: State) -> None:
    name = described["name"]
    try:
        ZoneInfo(described.get("tz", "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        raise document.bad(["people", index, "tz"], f"no time zone is called {described['tz']}") from None
    user = User(
        id=described.get("id") or derived_id("U", team_id, name),
        team_id=team_id,
        name=name,
        real_name=str(described.get("real_name") or name),
        title=described.get("title", ""),
        tz=described.get("tz", "UTC"),
        email=described.get("email", f"{name}@{state.teams[team_id].domain}.example"),
        is_admin=described.get("admin", False),
        is_restricted=described.get("guest", False),
        is_stranger=described.get("stranger", False),
        home_team=described.get("team", ""),
        deleted=described.get("deleted", False),
        color=_COLORS[index % len(_COLORS)],
    )
    twin = state.person(team_id, name)
    if twin is not None and twin.id != user.id:
        raise document.bad(["people", index, "name"], f"{name} is already taken by {twin.id}")
    if user.id in state.users and state.users[user.id].team_id != team_id:
        raise document.bad(["people", index, "id"], f"{user.id} belongs to another workspace")
    state.users.setdefault(user.id, user)


def _add_channel(
    document: Document, index: int, described: Json, team_id: str, state: State, now: float
) -> str | None:
    """The channel's id if it is new and the bot belongs in it."""
    name = described["name"].removeprefix("#")
    channel_id = described.get("id") or derived_id("C", team_id, name)
    if channel_id in state.channels:
        return None
    if state.channel(team_id, name) is not None:
        raise document.bad(["channels", index, "name"], f"there are two channels called {name}")
    members = _members(document, ["channels", index, "members"], described, team_id, state)
    state.channels[channel_id] = Channel(
        id=channel_id,
        team_id=team_id,
        name=name,
        kind="private" if described.get("private") else "channel",
        members=members,
        topic=described.get("topic", ""),
        purpose=described.get("purpose", ""),
        creator=members[0] if members else "",
        created=int(now),
        is_archived=described.get("archived", False),
    )
    return channel_id if described.get("bot") else None


def _members(
    document: Document, place: list[str | int], described: Json, team_id: str, state: State
) -> list[str]:
    """User ids of the named members; without a list, everybody in the workspace."""
    if "members" not in described:
        return [user.id for user in state.team_users(team_id) if not user.is_bot and not user.deleted]
    members: list[str] = []
    for position, name in enumerate(described["members"]):
        person: Any = state.person(team_id, name.removeprefix("@"))
        if person is None:
            raise document.bad([*place, position], f"nobody here is called {name}")
        members.append(person.id)
    return members


def _add_usergroup(
    document: Document, index: int, described: Json, team_id: str, state: State, now: float
) -> None:
    members = _members(document, ["usergroups", index, "members"], described, team_id, state)
    group_id = described.get("id") or derived_id("S", team_id, described["handle"])
    state.usergroups.setdefault(
        group_id,
        {
            "id": group_id,
            "team_id": team_id,
            "is_usergroup": True,
            "name": described.get("name", described["handle"]),
            "handle": described["handle"],
            "description": "",
            "is_external": False,
            "date_create": int(now),
            "date_update": int(now),
            "date_delete": 0,
            "user_count": len(members),
            "users": members,
        },
    )
