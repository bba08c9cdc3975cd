"""The door of the Web API: token, scopes, rates, faults and arguments, then the method itself."""

import asyncio

from aiohttp import web

from strictslack.api.arguments import read_arguments, typed_arguments
from strictslack.api.call import METHODS, Call
from strictslack.api.definitions import definitions

# To import a family makes its methods known.
from strictslack.api.methods import (  # noqa: F401
    apps,
    assistant,
    auth,
    channels,
    chat,
    conversations,
    extras,
    files,
    oauth,
    steps,
    teams,
    users,
    views,
)
from strictslack.api.tokens import CLIENT_CALLS, identified, token_of
from strictslack.core import Core
from strictslack.errors import Json, SlackError
from strictslack.parts.faults import Fault

_HANG = 3600.0


class RateLimited(Exception):
    """The call came too early; the argument is the seconds to wait."""


class Gateway:
    """Takes every call of the Web API and answers as Slack does."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call: the fault that befalls it, or its answer."""
        name = request.match_info["method"]
        started = self._core.clock.now()
        fault = self._core.faults.strike(name, "*")
        if fault is not None and fault.kind == "slow":
            await self._core.clock.sleep(fault.seconds)
        elif fault is not None and fault.kind != "lost_after":
            return await self._fail(request, name, fault, started)
        arguments: Json = {}
        try:
            arguments, as_json = await read_arguments(request)
            (body, headers), status = self._answer(request, name, arguments, as_json), 200
        except RateLimited as limited:
            seconds = str(limited.args[0])
            body, status, headers = {"ok": False, "error": "ratelimited"}, 429, {"Retry-After": seconds}
        except SlackError as refusal:
            body, status, headers = refusal.body(), 200, {}
        self._record(name, status, body, started, arguments)
        if fault is not None and fault.kind == "lost_after":
            return _cut(request)
        return web.json_response(body, status=status, headers=headers)

    async def _fail(
        self, request: web.Request, name: str, fault: Fault, started: float
    ) -> web.StreamResponse:
        self._record(name, fault.kind, None, started, {})
        if fault.kind == "ratelimited":
            body: Json = {"ok": False, "error": "ratelimited"}
            return web.json_response(body, status=429, headers={"Retry-After": str(fault.retry_after)})
        if fault.kind == "error":
            return web.json_response({"ok": False, "error": fault.error})
        if fault.kind == "status":
            return web.Response(status=fault.status, text="upstream connect error")
        if fault.seconds:
            await asyncio.sleep(fault.seconds)
        return _cut(request)

    def _answer(
        self, request: web.Request, name: str, raw: Json, as_json: bool
    ) -> tuple[Json, dict[str, str]]:
        if name == "api.test":
            return (
                {"ok": True, "args": raw} if "error" not in raw else {"ok": False, "error": raw["error"]}
            ), {}
        definition = definitions().get(name)
        handler = METHODS.get(name)
        if definition is None or handler is None:
            raise SlackError("unknown_method", req_method=name)
        if name in CLIENT_CALLS:
            call = self._client_call(request, name, typed_arguments(raw, definition))
            return {"ok": True, **handler(call)}, {}
        call = identified(self._core, name, token_of(request, raw), raw)
        headers = {}
        if call.found_installation is not None:
            granted = definition.user_scopes if call.caller == "user" else definition.bot_scopes
            call.need_scope(*granted)
            headers = {"X-OAuth-Scopes": ",".join(call.scopes), "X-Accepted-OAuth-Scopes": ",".join(granted)}
        # Methods that read take no JSON: Slack overlooks the body.
        call.arguments = typed_arguments(
            dict(request.query) if as_json and definition.reads else raw, definition
        )
        self._check_rate(call)
        return {"ok": True, **handler(call)}, headers

    def _client_call(self, request: web.Request, name: str, arguments: Json) -> Call:
        headers = {"Authorization": request.headers.get("Authorization", "")}
        anybody = next(iter(self._core.apps.values()))
        return Call(self._core, name, arguments, anybody, caller="client", headers=headers)

    def _check_rate(self, call: Call) -> None:
        caller = f"{call.app.id}:{call.found_installation.team_id if call.found_installation else ''}"
        seconds = self._core.rates.retry_after(call.name, caller, call.text("channel"))
        if seconds:
            raise RateLimited(seconds)

    def _record(
        self, name: str, status: int | str, body: Json | None, started: float, arguments: Json
    ) -> None:
        word = (
            str(status)
            if status != 200
            else ("ok" if body and body["ok"] else str((body or {}).get("error")))
        )
        shown: Json = {key: value for key, value in arguments.items() if key != "token"}
        self._core.traffic.record(
            direction="in",
            kind="web_api",
            name=name,
            status=word,
            started=started,
            request=shown,
            response=body,
        )


def _cut(request: web.Request) -> web.StreamResponse:
    """Breaks the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def known_methods() -> list[str]:
    """The methods that the sandbox speaks."""
    return sorted(METHODS)
