"""The control API: what the page and the tests may ask of the sandbox (see PROTOCOL.md)."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox import administration, deeds, interactions
from sandbox.core import Core
from sandbox.errors import Json, Refused, SlackError
from sandbox.modals import shown_views
from sandbox.plain import plain_text_of
from sandbox.shapes import page_channel, page_user, unread
from sandbox.state import Channel, User

Handler = Callable[[Json], Awaitable[Json]]


class Control:
    """Answers the control API."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the control API."""
        reads: dict[str, Handler] = {
            "state": self._state,
            "messages": self._messages,
            "views": self._views,
            "home": self._home,
            "traffic": self._traffic,
            "faults": self._faults,
            "changed": self._changed,
        }
        writes: dict[str, Handler] = {
            "send": self._send,
            "act": self._act,
            "submit": self._submit,
            "close": self._close,
            "suggest": self._suggest,
            "shortcut": self._shortcut,
            "wait": self._wait,
            "faults": self._add_fault,
            "clock": self._clock,
            "read": self._read,
            **{name: self._deed(name) for name in _DEEDS},
            **{name: self._administer(name) for name in administration.DEEDS},
        }
        found = [web.get(f"/_sandbox/{name}", _answering(handler)) for name, handler in reads.items()]
        found += [web.post(f"/_sandbox/{name}", _answering(handler)) for name, handler in writes.items()]
        found.append(web.delete("/_sandbox/faults", _answering(self._remove_faults)))
        found.append(web.get("/_sandbox/stream", self._stream))
        return found

    async def _state(self, asked: Json) -> Json:
        state = self._core.state
        name = asked.get("user")
        user = self._core.user(name) if name else self._anybody(asked)
        team = state.teams[user.team_id]
        installed = [self._core.apps[one.app_id] for one in state.installed_in(team.id)]
        return {
            "ok": True,
            "workspace": {"id": team.id, "name": team.name, "domain": team.domain},
            "workspaces": [{"id": one.id, "name": one.name} for one in state.teams.values()],
            "me": page_user(user),
            "users": [page_user(one) for one in state.team_users(team.id)],
            "channels": [page_channel(one, user.id) for one in self._seen(user)],
            "commands": [
                {
                    "command": one.name,
                    "description": one.description,
                    "usage_hint": one.usage_hint,
                    "app": app.id,
                }
                for app in installed
                for one in app.commands.values()
            ],
            "shortcuts": [
                {"type": one.kind, "callback_id": one.callback_id, "name": one.name, "app": app.id}
                for app in installed
                for one in app.shortcuts.values()
            ],
            "apps": [
                {
                    "id": app.id,
                    "name": app.name,
                    "description": app.description,
                    "bot_user_id": state.installations[app.id, team.id].bot_user_id,
                    "has_home": app.home_tab,
                    "connected": not app.socket_mode or self._core.socket_mode.connections(app.id) > 0,
                }
                for app in installed
            ],
            "cursor": self._core.changes.cursor,
        }

    def _anybody(self, asked: Json) -> User:
        team_id = asked.get("workspace")
        for user in self._core.state.users.values():
            if not user.is_bot and not user.deleted and team_id in (None, user.team_id):
                return user
        raise Refused("There is nobody in this sandbox.")

    def _seen(self, user: User) -> list[Channel]:
        return [one for one in self._core.state.team_channels(user.team_id) if one.seen_by(user.id)]

    async def _messages(self, asked: Json) -> Json:
        user, channel = self._who_and_where(asked)
        thread_ts = asked.get("thread_ts")
        found = [
            message
            for message in [*channel.messages.values(), *channel.ephemerals.values()]
            if message.get("ephemeral_to", user.id) == user.id
            and _belongs(message, thread_ts, asked.get("all"))
        ]
        found.sort(key=lambda message: str(message["ts"]))
        if not thread_ts:
            self._mark_read(user, channel)
        return {"ok": True, "messages": found, "cursor": self._core.changes.cursor}

    async def _read(self, asked: Json) -> Json:
        user, channel = self._who_and_where(asked)
        self._mark_read(user, channel)
        return {"ok": True}

    def _mark_read(self, user: User, channel: Channel) -> None:
        had_unread = unread(channel, user.id) > 0
        if channel.messages:
            channel.read[user.id] = next(reversed(channel.messages))
        if had_unread:
            self._core.changes.publish("channel", [user.id], channel=page_channel(channel, user.id))

    async def _views(self, asked: Json) -> Json:
        user = self._core.user(asked.get("user"))
        return {"ok": True, "views": shown_views(self._core, user.id), "cursor": self._core.changes.cursor}

    async def _home(self, asked: Json) -> Json:
        user = self._core.user(asked.get("user"))
        return interactions.open_home(self._core, user, str(asked.get("app")))

    async def _traffic(self, asked: Json) -> Json:
        limit = _whole(asked.get("limit"), 500)
        return {"ok": True, "items": self._core.traffic.after(_whole(asked.get("after"), 0), limit)}

    async def _faults(self, _: Json) -> Json:
        return {"ok": True, "faults": self._core.faults.listed()}

    async def _add_fault(self, asked: Json) -> Json:
        if asked.get("target") == "socket":
            return await self._socket_fault(asked)
        return {"ok": True, "fault": self._core.faults.add(asked)}

    async def _socket_fault(self, asked: Json) -> Json:
        fault = self._core.faults.add({**asked, "times": 1})
        self._core.faults.remove(fault["id"])
        if fault["kind"] == "drop":
            self._core.socket_mode.cut()
        else:
            await self._core.socket_mode.ask_to_reconnect()
        return {"ok": True, "fault": fault}

    async def _remove_faults(self, asked: Json) -> Json:
        self._core.faults.remove(asked.get("id"))
        return {"ok": True}

    async def _clock(self, asked: Json) -> Json:
        seconds = asked.get("advance", 0)
        if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds < 0:
            raise Refused("The clock is moved forward by a number of seconds.")
        self._core.clock.advance(seconds)
        return {"ok": True, "now": self._core.clock.now()}

    async def _send(self, asked: Json) -> Json:
        user, channel = self._who_and_where(asked)
        text, files = str(asked.get("text") or ""), asked.get("files")
        chosen = [str(one) for one in files] if isinstance(files, list) else []
        return await deeds.send(self._core, user, channel, text, str(asked.get("thread_ts") or ""), chosen)

    async def _act(self, asked: Json) -> Json:
        user = self._core.user(asked.get("user"))
        container = interactions.container_of(self._core, user, asked.get("container"))
        return await interactions.act(self._core, user, container, asked)

    async def _submit(self, asked: Json) -> Json:
        user = self._core.user(asked.get("user"))
        return await interactions.submit(self._core, user, asked.get("view_id"), asked.get("state"))

    async def _close(self, asked: Json) -> Json:
        user = self._core.user(asked.get("user"))
        clear = bool(asked.get("clear"))
        return await interactions.close(self._core, user, asked.get("view_id"), clear=clear)

    async def _suggest(self, asked: Json) -> Json:
        user = self._core.user(asked.get("user"))
        container = interactions.container_of(self._core, user, asked.get("container"))
        return await interactions.suggest(self._core, user, container, asked)

    async def _shortcut(self, asked: Json) -> Json:
        return await interactions.shortcut(self._core, self._core.user(asked.get("user")), asked)

    def _deed(self, name: str) -> Handler:
        async def handler(asked: Json) -> Json:
            return _DEEDS[name](self._core, asked)

        return handler

    def _administer(self, name: str) -> Handler:
        async def handler(asked: Json) -> Json:
            return administration.DEEDS[name](self._core, asked)

        return handler

    async def _changed(self, asked: Json) -> Json:
        """Returns once anything changed after a cursor, or after the timeout."""
        after = _whole(asked.get("after"), self._core.changes.cursor)
        try:
            await asyncio.wait_for(self._core.changes.next(after), _seconds(asked.get("timeout")))
        except TimeoutError:
            return {"ok": False, "cursor": self._core.changes.cursor}
        return {"ok": True, "cursor": self._core.changes.cursor}

    async def _wait(self, asked: Json) -> Json:
        user = self._core.user(asked.get("user"))
        found = self._look(user, asked)
        if found is not None:
            return {"ok": True, **found}
        try:
            return await asyncio.wait_for(self._seen_text(user, asked), _seconds(asked.get("timeout")))
        except TimeoutError:
            return {"ok": False, "error": f"{user.name} does not see {asked.get('text')!r}."}

    async def _seen_text(self, user: User, asked: Json) -> Json:
        while True:
            await self._core.changes.next(self._core.changes.cursor)
            found = self._look(user, asked)
            if found is not None:
                return {"ok": True, **found}

    def _look(self, user: User, asked: Json) -> Json | None:
        words = str(asked.get("text") or "")
        state = self._core.state
        if not asked.get("channel"):
            for view in reversed(shown_views(self._core, user.id)):
                if words in plain_text_of(state, view):
                    return {"view": view}
        places = (
            [self._core.visible_channel(user, asked["channel"])] if asked.get("channel") else self._seen(user)
        )
        for channel in places:
            known = [*channel.messages.values(), *channel.ephemerals.values()]
            for message in sorted(known, key=lambda one: str(one["ts"]), reverse=True):
                mine = message.get("ephemeral_to", user.id) == user.id
                here = not asked.get("thread_ts") or message.get("thread_ts") == asked["thread_ts"]
                if mine and here and words in plain_text_of(state, message):
                    return {"message": message, "channel": channel.id}
        return None

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: what this user may see, as it happens."""
        try:
            user = self._core.user(request.query.get("user"))
        except Refused as refusal:
            return web.json_response({"ok": False, "error": str(refusal)}, status=400)
        asked = request.headers.get("Last-Event-ID") or request.query.get("after")
        cursor = _whole(asked, self._core.changes.cursor)
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        await response.prepare(request)
        await response.write(b": here\n\n")
        changes = self._core.changes
        if changes.forgot(cursor):
            cursor = changes.cursor
            reset = json.dumps({"cursor": cursor, "type": "reset"})
            await response.write(f"id: {cursor}\ndata: {reset}\n\n".encode())
        while True:
            for change in changes.after(cursor, user.id):
                await response.write(f"id: {change.cursor}\ndata: {change.encoded}\n\n".encode())
            cursor = changes.cursor
            try:
                await asyncio.wait_for(changes.next(cursor), 15)
            except TimeoutError:
                await response.write(b": still here\n\n")

    def _who_and_where(self, asked: Json) -> tuple[User, Channel]:
        user = self._core.user(asked.get("user"))
        return user, self._core.visible_channel(user, asked.get("channel"))


def _belongs(message: Json, thread_ts: Any, everything: Any) -> bool:
    own_thread = message.get("thread_ts")
    if everything:
        return True
    if thread_ts:
        return thread_ts in (own_thread, message["ts"])
    return own_thread in (None, message["ts"]) or bool(message.get("reply_broadcast"))


def _react(core: Core, asked: Json) -> Json:
    user = core.user(asked.get("user"))
    name = str(asked.get("name") or "").strip(":")
    return deeds.react(
        core, user, core.visible_channel(user, asked.get("channel")), str(asked.get("ts")), name
    )


def _edit(core: Core, asked: Json) -> Json:
    user = core.user(asked.get("user"))
    channel = core.visible_channel(user, asked.get("channel"))
    return deeds.edit(core, user, channel, str(asked.get("ts")), str(asked.get("text") or ""))


def _delete(core: Core, asked: Json) -> Json:
    user = core.user(asked.get("user"))
    return deeds.delete(core, user, core.visible_channel(user, asked.get("channel")), str(asked.get("ts")))


def _join(core: Core, asked: Json) -> Json:
    user = core.user(asked.get("user"))
    return deeds.join_channel(core, user, core.visible_channel(user, asked.get("channel")))


def _leave(core: Core, asked: Json) -> Json:
    user = core.user(asked.get("user"))
    return deeds.leave_channel(core, user, core.visible_channel(user, asked.get("channel")))


def _invite(core: Core, asked: Json) -> Json:
    user = core.user(asked.get("user"))
    names = [str(one) for one in asked.get("users") or []]
    return deeds.invite(core, user, core.visible_channel(user, asked.get("channel")), names)


def _upload(core: Core, asked: Json) -> Json:
    user = core.user(asked.get("user"))
    return deeds.upload(core, user, str(asked.get("filename") or "file"), str(asked.get("base64") or ""))


_DEEDS: dict[str, Callable[[Core, Json], Json]] = {
    "react": _react,
    "edit": _edit,
    "delete": _delete,
    "join": _join,
    "leave": _leave,
    "invite": _invite,
    "upload": _upload,
}


def _answering(handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response(await handler(await _asked(request)))
        except (Refused, SlackError) as refusal:
            return web.json_response({"ok": False, "error": str(refusal)}, status=400)

    return answer


async def _asked(request: web.Request) -> Json:
    asked: Json = dict(request.query)
    if request.method == "POST" and request.can_read_body:
        try:
            body = await request.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            raise Refused("The body is not JSON.") from None
        if not isinstance(body, dict):
            raise Refused("The body is not a JSON object.")
        asked |= body
    return asked


def _whole(value: Any, default: int) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return default


def _seconds(value: Any) -> float:
    try:
        return min(60.0, float(value))
    except (TypeError, ValueError):
        return 10.0
