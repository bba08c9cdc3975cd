"""Slack's rates: how often an app may call each method, and how long to wait after that."""

import json
from collections import deque
from functools import cache

from strictslack.parts.clock import Clock
from strictslack.published import REFERENCE

# Calls per minute; chat.postMessage is counted by channel, one a second with some patience for bursts.
TIERS = {"Tier1": 1, "Tier2": 20, "Tier3": 50, "Tier4": 100}
POSTS_PER_WINDOW = 4
POST_WINDOW = 4.0
_POSTS = ("chat.postMessage", "response_url")


class Rates:
    """Counts calls by app, workspace and method; off until told otherwise."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: dict[tuple[str, ...], deque[float]] = {}
        self.enabled = False

    def retry_after(self, method: str, installation: str, channel: str = "") -> int:
        """0 when the call may pass, and then it counts; otherwise the seconds to wait."""
        if not self.enabled:
            return 0
        allowed, window = _allowance(method)
        if not allowed:
            return 0
        key = (installation, method, channel) if method in _POSTS else (installation, method)
        now = self._clock.now()
        calls = self._calls.setdefault(key, deque())
        while calls and calls[0] <= now - window:
            calls.popleft()
        if len(calls) >= allowed:
            return max(1, int(calls[0] + window - now + 0.999))
        calls.append(now)
        return 0


def _allowance(method: str) -> tuple[int, float]:
    if method in _POSTS:
        return POSTS_PER_WINDOW, POST_WINDOW
    return TIERS.get(tiers().get(method, ""), 0), 60.0


@cache
def tiers() -> dict[str, str]:
    """The tier of every method, as Slack publishes it."""
    published: dict[str, str] = json.loads((REFERENCE / "rate-limit-tiers.json").read_text())
    return published
