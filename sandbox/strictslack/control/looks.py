"""What somebody sees: workspace, messages, views, and the stream of changes to them."""

import asyncio
import contextlib
import json
from typing import Any

from aiohttp import web

from strictslack.actions.modals import shown_views
from strictslack.control import interactions
from strictslack.control.readable_text import plain_text_of
from strictslack.core import Core
from strictslack.errors import Json, Refused
from strictslack.workspace.shapes import page_channel, page_user, unread
from strictslack.workspace.state import Channel, User

_HEARTBEAT = 15.0


class Looks:
    """Answers those questions of the control API that change nothing in Slack."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def state(self, asked: Json) -> Json:
        """The workspace as somebody sees it."""
        state = self._core.state
        name = asked.get("user")
        user = self._core.user(name) if name else self._anybody(asked)
        team = state.teams[user.team_id]
        installed = [self._core.apps[one.app_id] for one in self._core.installed_in(team.id)]
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

    async def messages(self, asked: Json) -> Json:
        """The messages of a channel or a thread, ephemerals included."""
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

    async def read(self, asked: Json) -> Json:
        """Marks a channel as read."""
        user, channel = self._who_and_where(asked)
        self._mark_read(user, channel)
        return {"ok": True}

    def _mark_read(self, user: User, channel: Channel) -> None:
        had_unread = unread(channel, user.id) > 0
        if channel.messages:
            channel.read[user.id] = next(reversed(channel.messages))
        if had_unread:
            self._core.changes.publish("channel", [user.id], channel=page_channel(channel, user.id))

    async def views(self, asked: Json) -> Json:
        """The stack of open modals."""
        user = self._core.user(asked.get("user"))
        return {"ok": True, "views": shown_views(self._core, user.id), "cursor": self._core.changes.cursor}

    async def home(self, asked: Json) -> Json:
        """An app's Home; looking at it tells the app."""
        user = self._core.user(asked.get("user"))
        return interactions.open_home(self._core, user, str(asked.get("app")))

    async def changed(self, asked: Json) -> Json:
        """Returns once anything changed after a cursor, or after the timeout; `quiet` leaves out the traffic."""
        user = self._core.user(asked.get("user"))
        changes = self._core.changes
        after = whole_number(asked.get("after"), changes.cursor)
        change = changes.next_for(user.id, after) if asked.get("quiet") else changes.next(after)
        try:
            await asyncio.wait_for(change, _seconds(asked.get("timeout")))
        except TimeoutError:
            return {"ok": False, "cursor": changes.cursor}
        return {"ok": True, "cursor": changes.cursor}

    async def wait(self, asked: Json) -> Json:
        """The newest message or modal that shows a text, as soon as there is one."""
        user = self._core.user(asked.get("user"))
        # Before the look: what comes between the look and the wait must not be slept through.
        cursor = self._core.changes.cursor
        found = self._look(user, asked)
        if found is not None:
            return {"ok": True, **found}
        try:
            return await asyncio.wait_for(
                self._seen_text(user, asked, cursor), _seconds(asked.get("timeout"))
            )
        except TimeoutError:
            return {"ok": False, "error": f"{user.name} does not see {asked.get('text')!r}."}

    async def _seen_text(self, user: User, asked: Json, cursor: int) -> Json:
        while True:
            await self._core.changes.next_for(user.id, cursor)
            cursor = self._core.changes.cursor
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

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: what this user may see, as it happens."""
        try:
            user = self._core.user(request.query.get("user"))
        except Refused as refusal:
            return web.json_response({"ok": False, "error": str(refusal)}, status=400)
        asked = request.headers.get("Last-Event-ID") or request.query.get("after")
        cursor = whole_number(asked, self._core.changes.cursor)
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        # A page that is closed simply goes; that is no error.
        with contextlib.suppress(ConnectionError):
            await response.prepare(request)
            await self._follow(response, user, cursor)
        return response

    async def _follow(self, response: web.StreamResponse, user: User, cursor: int) -> None:
        changes = self._core.changes
        await response.write(b": here\n\n")
        if changes.forgot(cursor):
            cursor = changes.cursor
            reset = json.dumps({"cursor": cursor, "type": "reset"})
            await response.write(f"id: {cursor}\ndata: {reset}\n\n".encode())
        while True:
            missed = changes.after(cursor, user.id)
            cursor = changes.cursor
            if missed:
                lines = "".join(f"id: {one.cursor}\ndata: {one.encoded}\n\n" for one in missed)
                await response.write(lines.encode())
            try:
                await asyncio.wait_for(changes.next(cursor), _HEARTBEAT)
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


def whole_number(value: Any, default: int) -> int:
    """A number from a query, or the default where there is none."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return default


def _seconds(value: Any) -> float:
    try:
        return min(60.0, float(value))
    except (TypeError, ValueError):
        return 10.0
