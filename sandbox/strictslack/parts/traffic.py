"""The inspector's record of calls in and deliveries out, with every token masked."""

import json
import re
from collections import deque
from typing import Any

from strictslack.errors import Json
from strictslack.parts.changes import Changes
from strictslack.parts.clock import Clock

_KEPT = 2000
_SECRET = re.compile(r"\b(xox[a-z]?(?:\.xox[a-z])?-|xapp-|xwfp-)[\w.-]+")
_SECRET_VALUES = re.compile(r'"(client_secret|refresh_token|code)": "(?:[^"\\]|\\.)*"')


class Traffic:
    """Keeps the latest items and puts each on the stream."""

    def __init__(self, clock: Clock, changes: Changes) -> None:
        self._clock = clock
        self._changes = changes
        self._next_id = 0
        self.items: deque[Json] = deque(maxlen=_KEPT)

    def record(
        self,
        *,
        direction: str,
        kind: str,
        name: str,
        status: str,
        started: float,
        request: Any,
        response: Any,
    ) -> None:
        """Adds one exchange that began at `started` on the sandbox's clock."""
        self._next_id += 1
        item: Json = {
            "id": self._next_id,
            "at": started,
            "direction": direction,
            "kind": kind,
            "name": name,
            "status": status,
            "ms": round((self._clock.now() - started) * 1000, 1),
            "request": masked(request),
            "response": masked(response),
        }
        self.items.append(item)
        self._changes.publish("traffic", item=item)

    def after(self, item_id: int, limit: int) -> list[Json]:
        """Up to `limit` of the latest items after this one, oldest first."""
        return [item for item in self.items if item["id"] > item_id][-limit:]


def masked(value: Any) -> Any:
    """The same value, with what only its owner may know replaced by stars."""
    # One pass over the encoded text is ten times as fast as a walk through the value.
    text = _SECRET.sub(r"\1***", json.dumps(value, default=str))
    return json.loads(_SECRET_VALUES.sub(r'"\1": "***"', text))
