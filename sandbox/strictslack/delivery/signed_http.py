"""Deliveries by HTTP, signed as Slack signs them."""

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import aiohttp

from strictslack.errors import Json
from strictslack.workspace.manifest import App


def signature(signing_secret: str, timestamp: str, body: str) -> str:
    """Slack's version 0 signature of one request body."""
    signed = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(signing_secret.encode(), signed, hashlib.sha256).hexdigest()


def encoded(kind: str, payload: Json) -> tuple[str, str]:
    """Body and content type: commands are forms, interactions a form around JSON, events JSON."""
    if kind == "slash_commands":
        return urlencode(payload), "application/x-www-form-urlencoded"
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"
    return json.dumps(payload), "application/json"


def headers(
    app: App, body: str, content_type: str, now: float, retry: tuple[int, str] | None
) -> dict[str, str]:
    """The headers of one delivery; a repeated event tells its number and the reason."""
    timestamp = str(int(now))
    sent = {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(app.signing_secret, timestamp, body),
    }
    if retry is not None:
        sent |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
    return sent


async def answer_of(response: aiohttp.ClientResponse) -> Any:
    """The answer's JSON, its plain text, or None when it is empty."""
    text = await response.text()
    if not text:
        return None
    if "json" in response.content_type:
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return text
    return text
