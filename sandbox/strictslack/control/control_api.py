"""The control API: what the page and the tests may ask of the sandbox (see PROTOCOL.md)."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from strictslack.control import administration, deeds, interactions
from strictslack.control.looks import Looks, whole_number
from strictslack.core import Core
from strictslack.errors import Json, Refused, SlackError
from strictslack.workspace.state import Channel, User

Handler = Callable[[Json], Awaitable[Json]]


class Control:
    """Answers the control API."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._looks = Looks(core)

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the control API."""
        reads: dict[str, Handler] = {
            "state": self._looks.state,
            "messages": self._looks.messages,
            "views": self._looks.views,
            "home": self._looks.home,
            "traffic": self._traffic,
            "faults": self._faults,
            "changed": self._looks.changed,
        }
        writes: dict[str, Handler] = {
            "send": self._send,
            "act": self._act,
            "submit": self._submit,
            "close": self._close,
            "suggest": self._suggest,
            "shortcut": self._shortcut,
            "wait": self._looks.wait,
            "faults": self._add_fault,
            "clock": self._clock,
            "verify": self._verify,
            "read": self._looks.read,
            **{name: self._deed(name) for name in _DEEDS},
            **{name: self._administer(name) for name in administration.DEEDS},
        }
        found = [web.get(f"/_sandbox/{name}", _answering(handler)) for name, handler in reads.items()]
        found += [web.post(f"/_sandbox/{name}", _answering(handler)) for name, handler in writes.items()]
        found.append(web.delete("/_sandbox/faults", _answering(self._remove_faults)))
        found.append(web.get("/_sandbox/stream", self._looks.stream))
        return found

    async def _traffic(self, asked: Json) -> Json:
        limit = whole_number(asked.get("limit"), 500)
        return {"ok": True, "items": self._core.traffic.after(whole_number(asked.get("after"), 0), limit)}

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

    async def _verify(self, asked: Json) -> Json:
        app = self._core.apps.get(str(asked.get("app"))) or next(iter(self._core.apps.values()))
        if app.socket_mode:
            raise Refused(f"{app.name} has no request URL: it listens by Socket Mode.")
        return {"ok": await self._core.delivery.verify(app)}

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
        thread, aloud = str(asked.get("thread_ts") or ""), bool(asked.get("broadcast"))
        return await deeds.send(self._core, user, channel, text, thread, chosen, broadcast=aloud)

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

    def _who_and_where(self, asked: Json) -> tuple[User, Channel]:
        user = self._core.user(asked.get("user"))
        return user, self._core.visible_channel(user, asked.get("channel"))


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
