"""The addresses of the sandbox: Slack's, the control API's, and the page's."""

import json
from pathlib import Path
from typing import Any

from aiohttp import web

from strictslack.actions import answers
from strictslack.actions.files import MAX_BYTES, arrived, visible_to
from strictslack.api.gateway import Gateway
from strictslack.api.tokens import identified, token_of
from strictslack.control.control_api import Control
from strictslack.core import Core
from strictslack.errors import SlackError
from strictslack.web.consent import Consents

PAGE = Path(__file__).parents[1] / "page"
_NO_CACHE = {"Cache-Control": "no-cache"}


def build_application(core: Core) -> web.Application:
    """The aiohttp application that answers for everything."""
    application = web.Application(client_max_size=MAX_BYTES + 1024 * 1024, middlewares=[_only_from_here])
    gateway = Gateway(core)
    consents = Consents(core)
    doors = _Doors(core)
    application.add_routes(
        [
            web.post("/api/{method}", gateway.handle),
            web.get("/api/{method}", gateway.handle),
            web.get("/socket/{ticket}", core.socket_mode.serve),
            web.post("/response/{key}", doors.response_url),
            web.post("/upload/{key}", doors.upload),
            web.put("/upload/{key}", doors.upload),
            web.get("/files/{file}/{name}", doors.file),
            web.get("/oauth/v2/authorize", consents.ask),
            web.post("/oauth/v2/authorize", consents.decide),
            *Control(core).routes(),
            # Where Slack opens an app, and where an organisation chooses the workspaces that have it.
            web.get("/app_redirect", doors.into_the_page),
            web.get("/manage/{rest:.+}", doors.into_the_page),
            web.get("/", doors.page),
            web.get("/page/{file:.+}", doors.page_file),
        ]
    )
    return application


@web.middleware
async def _only_from_here(request: web.Request, handler: Any) -> web.StreamResponse:
    """Keeps other web sites away from the control API: no foreign page may post here in a browser."""
    origin = request.headers.get("Origin")
    if origin and origin != "null" and origin.partition("://")[2] != request.host:
        return web.Response(status=403, text="This comes from another site.")
    response: web.StreamResponse = await handler(request)
    return response


class _Doors:
    def __init__(self, core: Core) -> None:
        self._core = core

    async def response_url(self, request: web.Request) -> web.StreamResponse:
        started = self._core.clock.now()
        seconds = self._core.rates.retry_after("response_url", "", request.match_info["key"])
        if seconds:
            return web.Response(status=429, headers={"Retry-After": str(seconds)}, text="rate_limited")
        body: Any = None
        try:
            body = await request.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            body = None
        error = ""
        try:
            answers.answer(self._core, request.match_info["key"], body)
        except SlackError as refusal:
            error = refusal.error
        self._core.traffic.record(
            direction="in",
            kind="response_url",
            name="response_url",
            status=error or "ok",
            started=started,
            request=body,
            response=error or "ok",
        )
        if error:
            status = 404 if error in ("expired_url", "used_url") else 400
            return web.json_response({"ok": False, "error": error}, status=status)
        return web.Response(text="ok")

    async def upload(self, request: web.Request) -> web.StreamResponse:
        if request.content_type == "multipart/form-data":
            form = await request.post()
            parts = [one for one in form.values() if isinstance(one, web.FileField)]
            content = parts[0].file.read() if parts else b""
        else:
            content = await request.read()
        if not arrived(self._core, request.match_info["key"], content):
            return web.Response(status=404, text="There is no upload to this address.")
        return web.Response(text=f"OK - {len(content)}")

    async def file(self, request: web.Request) -> web.StreamResponse:
        stored = self._core.state.files.get(request.match_info["file"])
        if stored is None or stored.content is None:
            return web.Response(status=404, text="There is no such file.")
        # A browser shows what its page shows; an app needs its token and the scope, as at Slack.
        if "Sec-Fetch-Site" not in request.headers:
            try:
                call = identified(self._core, "files.info", token_of(request, {}), {})
                call.need_scope("files:read")
                if not visible_to(self._core.state, stored, call.actor):
                    raise SlackError("file_not_found")
            except SlackError as refusal:
                return web.Response(status=403, text=refusal.error)
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        }
        if not stored.info["mimetype"].startswith(
            ("image/png", "image/jpeg", "image/gif", "image/webp", "text/plain")
        ):
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=stored.content, content_type=stored.info["mimetype"], headers=headers)

    async def into_the_page(self, _: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/")

    async def page(self, _: web.Request) -> web.StreamResponse:
        return _page_file("index.html")

    async def page_file(self, request: web.Request) -> web.StreamResponse:
        return _page_file(request.match_info["file"])


def _page_file(name: str) -> web.StreamResponse:
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE.resolve()) or not path.is_file():
        return web.Response(status=404, text="There is no such page.")
    return web.FileResponse(path, headers=_NO_CACHE)
