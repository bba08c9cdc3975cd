"""Socket Mode: tickets, connections, envelopes out and acknowledgements in."""

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web

from strictslack.errors import Json
from strictslack.ground import Ground
from strictslack.identifiers import new_key

MAX_CONNECTIONS = 10
TICKET_LIFETIME = 30.0


class NoConnection(Exception):
    """The app has no open socket to deliver to."""


class SocketMode:
    """The open sockets of each app; every payload goes to one of them."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._tickets: dict[str, tuple[str, float]] = {}
        self._open: dict[str, list[web.WebSocketResponse]] = {}
        self._wires: dict[web.WebSocketResponse, asyncio.Transport] = {}
        self._awaited: dict[str, asyncio.Future[Any]] = {}
        self._turn = 0

    def ticket(self, app_id: str) -> str:
        """The address of one new connection; it can be used once, soon."""
        key = new_key()
        self._tickets[key] = (app_id, self._ground.clock.now() + TICKET_LIFETIME)
        return f"ws{self._ground.base_url.removeprefix('http')}/socket/{key}"

    def connections(self, app_id: str) -> int:
        """How many sockets the app has open."""
        return len(self._open.get(app_id, []))

    async def deliver(self, app_id: str, envelope: Json) -> Any:
        """Sends one envelope and returns the payload of its acknowledgement, None for a bare one."""
        envelope_id = envelope["envelope_id"]
        sockets = [socket for socket in self._open.get(app_id, []) if not socket.closed]
        if not sockets:
            raise NoConnection
        self._turn += 1
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._awaited[envelope_id] = answer
        try:
            await sockets[self._turn % len(sockets)].send_str(json.dumps(envelope))
            return await answer
        except ConnectionError:
            raise NoConnection from None
        finally:
            self._awaited.pop(envelope_id, None)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection from its hello to its end."""
        app_id, expires = self._tickets.pop(request.match_info["ticket"], ("", 0.0))
        if not app_id or expires < self._ground.clock.now():
            return web.Response(
                status=404, text="This ticket is used or old; call apps.connections.open again."
            )
        if self.connections(app_id) >= MAX_CONNECTIONS:
            return web.Response(status=429, text="too_many_websockets")
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        self._open.setdefault(app_id, []).append(socket)
        if request.transport is not None:
            self._wires[socket] = request.transport
        try:
            await self._greet(app_id, socket)
            async for frame in socket:
                if frame.type == WSMsgType.TEXT:
                    self._acknowledged(frame.data)
        finally:
            self._open[app_id].remove(socket)
            self._wires.pop(socket, None)
            self._announce(app_id)
        return socket

    def cut(self, app_id: str | None = None) -> None:
        """Breaks the sockets of one app or of all, without a word, as a lost network does."""
        for one, sockets in self._open.items():
            for socket in sockets if app_id in (None, one) else []:
                if socket in self._wires:
                    self._wires[socket].abort()

    async def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """Tells every app to connect afresh, as Slack does every few hours."""
        for app_id, sockets in self._open.items():
            for socket in list(sockets):
                notice = {"type": "disconnect", "reason": reason, "debug_info": {"host": f"sandbox-{app_id}"}}
                await socket.send_str(json.dumps(notice))
                await socket.close()

    async def close(self) -> None:
        """Ends every connection when the sandbox stops."""
        for sockets in self._open.values():
            for socket in list(sockets):
                await socket.close()

    async def _greet(self, app_id: str, socket: web.WebSocketResponse) -> None:
        hello = self._hello(app_id)
        await socket.send_str(json.dumps(hello))
        self._ground.traffic.record(
            direction="out",
            kind="socket",
            name="hello",
            status="ok",
            started=self._ground.clock.now(),
            request=hello,
            response=None,
        )
        self._announce(app_id)

    def _hello(self, app_id: str) -> Json:
        return {
            "type": "hello",
            "num_connections": self.connections(app_id),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": app_id},
        }

    def _announce(self, app_id: str) -> None:
        self._ground.changes.publish("app", id=app_id, connected=self.connections(app_id) > 0)

    def _acknowledged(self, text: str) -> None:
        try:
            frame = json.loads(text)
        except json.JSONDecodeError:
            return
        envelope_id = frame.get("envelope_id") if isinstance(frame, dict) else None
        answer = self._awaited.get(envelope_id) if isinstance(envelope_id, str) else None
        if answer is not None and not answer.done():
            answer.set_result(frame.get("payload"))
