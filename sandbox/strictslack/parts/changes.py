"""The live stream: every change anybody may see, numbered, with the people it is for."""

import asyncio
import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from strictslack.errors import Json

_KEPT = 5000


@dataclass(frozen=True)
class Change:
    """One change; `audience` None means everybody."""

    cursor: int
    kind: str
    audience: frozenset[str] | None
    encoded: str


class Changes:
    """Numbers changes, keeps the latest, and wakes whoever waits for the next."""

    def __init__(self, first_cursor: int) -> None:
        # Cursors go on growing over a restart, so that a page left open knows it missed something.
        self.cursor = first_cursor
        self._kept: deque[Change] = deque(maxlen=_KEPT)
        self._waiting: set[asyncio.Future[None]] = set()

    def publish(self, kind: str, audience: Iterable[str] | None = None, **content: Any) -> None:
        """Adds one change of this kind."""
        self.cursor += 1
        change: Json = {"cursor": self.cursor, "type": kind, **content}
        people = None if audience is None else frozenset(audience)
        self._kept.append(Change(self.cursor, kind, people, json.dumps(change)))
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    def after(self, cursor: int, user_id: str) -> list[Change]:
        """What this user has not seen yet, oldest first."""
        missed: list[Change] = []
        for change in reversed(self._kept):
            if change.cursor <= cursor:
                break
            if change.audience is None or user_id in change.audience:
                missed.append(change)
        missed.reverse()
        return missed

    def forgot(self, cursor: int) -> bool:
        """Whether changes after this cursor are no longer kept, so that one must look afresh."""
        oldest = self._kept[0].cursor if self._kept else self.cursor + 1
        return cursor < oldest - 1 or cursor > self.cursor

    async def next(self, cursor: int) -> None:
        """Returns once there is a change after this cursor."""
        while self.cursor <= cursor:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(waiter)
            try:
                await waiter
            finally:
                self._waiting.discard(waiter)

    async def next_for(self, user_id: str, cursor: int) -> None:
        """Returns once something changed that this user could see; the inspector's traffic does not count."""
        while True:
            await self.next(cursor)
            if any(change.kind != "traffic" for change in self.after(cursor, user_id)):
                return
            cursor = self.cursor
