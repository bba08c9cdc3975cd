"""Keeps the state in one JSON file, replaced atomically, and file contents in a folder beside it."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from strictslack.errors import BadFile, Json
from strictslack.workspace.state import Channel, Installation, OpenView, State, StoredFile, Team, User

_VERSION = 1


def encoded_state(state: State) -> str:
    """The whole state as it is at this moment, save the contents of files."""
    return json.dumps(_dump(state))


def write_state(encoded: str, contents: list[StoredFile], path: Path) -> None:
    """Writes everything; a crash half-way leaves the file as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for stored in contents:
        _write_content(stored, path)
    draft = path.with_name(path.name + ".new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(encoded)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_state(path: Path) -> State:
    """The state as it was written, or a fresh one where there is no file yet."""
    state = State()
    if not path.exists():
        return state
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        if saved["version"] != _VERSION:
            raise BadFile(f"{path}: was written by another version of the sandbox; remove it to start over")
        _load(saved, state, path)
    except json.JSONDecodeError as problem:
        raise BadFile(f"{path}, line {problem.lineno}: {problem.msg}; remove it to start over") from None
    except (KeyError, TypeError, AttributeError, OSError, UnicodeDecodeError) as problem:
        raise BadFile(
            f"{path}: is not a state of the sandbox ({problem!r}); remove it to start over"
        ) from None
    return state


def _contents(path: Path) -> Path:
    return path.with_name(path.name + ".files")


def _write_content(stored: StoredFile, path: Path) -> None:
    target = _contents(path) / stored.info["id"]
    if stored.content is None or target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".new")
    draft.write_bytes(stored.content)
    draft.replace(target)


def _dump(state: State) -> Json:
    channels = []
    for channel in state.channels.values():
        # asdict() copies every message deeply; the messages are plain JSON already.
        plain = dict(vars(channel))
        plain.pop("ephemerals")
        channels.append(plain)
    return {
        "version": _VERSION,
        "teams": [asdict(team) for team in state.teams.values()],
        "users": [asdict(user) for user in state.users.values()],
        "channels": channels,
        "installations": [asdict(one) for one in state.installations.values()],
        "homes": [vars(home) for home in state.homes.values()],
        "files": [{"info": one.info, "completed": one.completed} for one in state.files.values()],
        "usergroups": state.usergroups,
    }


def _load(saved: Json, state: State, path: Path) -> None:
    state.teams = {one["id"]: Team(**one) for one in saved["teams"]}
    state.users = {one["id"]: User(**one) for one in saved["users"]}
    state.channels = {one["id"]: Channel(**one) for one in saved["channels"]}
    for one in saved["installations"]:
        state.installations[one["app_id"], one["team_id"]] = Installation(**one)
    for one in saved["homes"]:
        state.homes[one["app_id"], one["user_id"]] = OpenView(**one)
    for one in saved["files"]:
        state.files[one["info"]["id"]] = StoredFile(one["info"], _read_content(one, path), one["completed"])
    state.usergroups = saved["usergroups"]
    for channel in state.channels.values():
        for timestamp in channel.messages:
            state.timestamps.seen(timestamp)


def _read_content(one: dict[str, Any], path: Path) -> bytes | None:
    source = _contents(path) / one["info"]["id"]
    return source.read_bytes() if source.exists() else None
