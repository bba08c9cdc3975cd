"""Brings payloads to the apps, by Socket Mode or signed HTTP, and waits for the acknowledgement."""

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp

from strictslack.delivery import signed_http
from strictslack.delivery.socket_mode import NoConnection, SocketMode
from strictslack.errors import Json
from strictslack.ground import Ground
from strictslack.identifiers import new_key
from strictslack.workspace.manifest import App

ACK_WITHIN = 3.0
# While a fault keeps a delivery back, it waits at most this long for a later one to overtake it, or the
# seconds that the fault names.
_OVERTAKEN_WITHIN = 2.0


@dataclass(frozen=True)
class Ack:
    """How an app took a delivery; `error` is empty when it acknowledged in time."""

    error: str = ""
    body: Any = None
    no_retry: bool = False


class Delivery:
    """The way from the sandbox to the apps."""

    def __init__(self, ground: Ground, socket_mode: SocketMode, patience: float = 1.0) -> None:
        self._ground = ground
        self._socket_mode = socket_mode
        self._ack_within = ACK_WITHIN * patience
        self._session: aiohttp.ClientSession | None = None
        self._overtaken: asyncio.Event | None = None

    async def close(self) -> None:
        """Closes the connections to apps that are served by HTTP."""
        if self._session is not None:
            await self._session.close()

    async def deliver(
        self,
        app: App,
        kind: str,
        name: str,
        payload: Json,
        retry: tuple[int, str] | None = None,
        url: str = "",
    ) -> Ack:
        """One delivery; `kind` is `slash_commands`, `interactive` or `events_api`."""
        started = self._ground.clock.now()
        ack = await self._with_faults(app, kind, name, payload, retry, url)
        self._ground.traffic.record(
            direction="out",
            kind=kind,
            name=name,
            status=ack.error or "ok",
            started=started,
            request=payload,
            response=ack.body,
        )
        return ack

    async def verify(self, app: App) -> bool:
        """Whether the app's address answers the challenge that Slack greets a new request URL with."""
        challenge = new_key()
        greeting: Json = {"token": app.verification_token, "challenge": challenge, "type": "url_verification"}
        ack = await self.deliver(app, "events_api", "url_verification", greeting)
        answer = ack.body.get("challenge") if isinstance(ack.body, dict) else ack.body
        return not ack.error and answer == challenge

    async def _with_faults(
        self, app: App, kind: str, name: str, payload: Json, retry: tuple[int, str] | None, url: str
    ) -> Ack:
        fault = self._ground.faults.strike("delivery", f"delivery:{kind}", f"delivery:{name}")
        if fault is None:
            ack = await self._once(app, kind, payload, retry, url)
            if self._overtaken is not None:
                self._overtaken.set()
            return ack
        if fault.kind == "drop":
            await self._ground.clock.sleep(self._ack_within)
            return Ack(error="http_timeout")
        if fault.kind == "slow":
            await self._ground.clock.sleep(fault.seconds)
        elif fault.kind == "later":
            await self._let_another_pass(fault.seconds or _OVERTAKEN_WITHIN)
        ack = await self._once(app, kind, payload, retry, url)
        if fault.kind == "twice":
            await self._once(app, kind, payload, retry, url)
        # The app did what it was asked to, and Slack does not hear of it.
        return Ack(error="http_timeout") if fault.kind == "lost_after" else ack

    async def _let_another_pass(self, within: float) -> None:
        self._overtaken = asyncio.Event()
        try:
            await asyncio.wait_for(self._overtaken.wait(), within)
        except TimeoutError:
            return
        finally:
            self._overtaken = None

    async def _once(self, app: App, kind: str, payload: Json, retry: tuple[int, str] | None, url: str) -> Ack:
        if app.socket_mode:
            work = self._by_socket(app, kind, payload, retry)
        else:
            work = self._by_http(app, kind, payload, retry, url)
        try:
            return await self._ground.clock.within(self._ack_within, work)
        except TimeoutError:
            return Ack(error="http_timeout")

    async def _by_socket(self, app: App, kind: str, payload: Json, retry: tuple[int, str] | None) -> Ack:
        envelope: Json = {
            "envelope_id": new_key(),
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry[0] if retry else 0, "retry_reason": retry[1] if retry else ""}
        try:
            return Ack(body=await self._socket_mode.deliver(app.id, envelope))
        except NoConnection:
            return Ack(error="connection_failed")

    async def _by_http(
        self, app: App, kind: str, payload: Json, retry: tuple[int, str] | None, url: str
    ) -> Ack:
        address = url or (app.events_url if kind == "events_api" else app.interactivity_url)
        if not address:
            return Ack(error="no_request_url")
        body, content_type = signed_http.encoded(kind, payload)
        sent = signed_http.headers(app, body, content_type, self._ground.clock.now(), retry)
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with self._session.post(
                address, data=body.encode(), headers=sent, allow_redirects=False
            ) as response:
                answer = await signed_http.answer_of(response)
                no_retry = response.headers.get("X-Slack-No-Retry") == "1"
                error = "" if response.status == 200 else "http_error"
                return Ack(error=error, body=answer, no_retry=no_retry)
        except aiohttp.ClientError:
            return Ack(error="connection_failed")
