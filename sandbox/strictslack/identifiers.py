"""Ids and timestamps shaped as Slack's."""

import hashlib
import secrets
from base64 import b32encode

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def new_id(prefix: str) -> str:
    """A fresh id such as `V0K3J9X2QAB`."""
    return prefix + "0" + "".join(secrets.choice(_ALPHABET) for _ in range(9))


def derived_id(prefix: str, *parts: str) -> str:
    """The same id for the same parts, so that restarts and tests agree on it."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return prefix + "0" + b32encode(digest).decode()[:9]


def derived_secret(*parts: str) -> str:
    """The same 32 hex digits for the same parts; secret enough for loopback."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def new_key() -> str:
    """An unguessable key for URLs that stand for a right."""
    return secrets.token_urlsafe(18).replace("-", "0").replace("_", "1")


class Timestamps:
    """Hands out message timestamps, each later than the one before."""

    def __init__(self) -> None:
        self._last = 0

    def next(self, now: float) -> str:
        """`seconds.microseconds`, unique and growing."""
        self._last = max(self._last + 1, int(now * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def seen(self, timestamp: str) -> None:
        """Keeps the next timestamp behind one read from a file."""
        self._last = max(self._last, microseconds(timestamp))


def microseconds(timestamp: str) -> int:
    """A timestamp as a number, for comparing; 0 for what is none."""
    seconds, _, fraction = timestamp.partition(".")
    if not seconds.isdigit() or (fraction and not fraction.isdigit()):
        return 0
    return int(seconds) * 1_000_000 + int(fraction.ljust(6, "0")[:6] or "0")
