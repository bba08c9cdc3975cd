"""What no line of a log may show: tokens, passwords, addresses that are secrets themselves."""

import re
from collections.abc import Iterable
from urllib.parse import quote

MASK = "***"
# What is shorter would mask half of the words in the log; such a password is still masked in an address.
SHORTEST_KNOWN = 6
PATTERNS = tuple(
    (re.compile(pattern), masked)
    for pattern, masked in (
        # Slack's tokens.
        (r"\b(?:xox[a-z][-.]|xoxe\.xox[a-z]-|xapp-)[\w.-]+", MASK),
        # What a request shows who it is by.
        (r"(?i)\b(bearer|basic)( +|%20|\+)[^\s'\",;]+", rf"\1\2{MASK}"),
        (r"\bv0=[0-9a-fA-F]{32,}", f"v0={MASK}"),
        # Tokens of the API.
        (r"\bassay_[\w-]{40,}", MASK),
        # The addresses of calendars, of answers to Slack, of hooks, and of sockets.
        (r"(/calendar/)[^\s/'\"?]+", rf"\1{MASK}"),
        (r"(?i)(response_url['\"]?(?:\s*[:=]\s*|%22%3A)['\"]?(?:%22)?)[^\s'\",}&]+", rf"\1{MASK}"),
        (r"(?i)(https?:(?:\\?/){2}hooks[\w.-]*(?::\d+)?)\\?/[^\s'\"]+", rf"\1/{MASK}"),
        (r"(?i)(wss?://[^\s'\"?]+\?)[^\s'\"]+", rf"\1{MASK}"),
        # Passwords in addresses, and what is named as one.
        (r"(\w[\w+.-]*://[^\s/:@'\"]*:)[^\s/'\"]+@", rf"\1{MASK}@"),
        (
            r"(?i)\b((?:password|passwd|pgpassword|secret|client_secret|signing_secret|encryption_key|token|code|ticket)"
            r"['\"]?\s*[=:]\s*['\"]?)(?!None\b)[^\s'\"&,;}]+",
            rf"\1{MASK}",
        ),
    )
)


class Masks:
    """What is masked in every line: all that looks like a secret, and the very secrets of this process."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        every = {form for one in known for form in (one, quote(one, safe="")) if len(one) >= SHORTEST_KNOWN}
        # The longest first, so that none is left over behind a part of it.
        ordered = sorted(every, key=len, reverse=True)
        self.known = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def masked(self, text: str) -> str:
        """Return a text without the secrets in it."""
        if self.known:
            text = self.known.sub(MASK, text)
        for pattern, instead in PATTERNS:
            text = pattern.sub(instead, text)
        return text
