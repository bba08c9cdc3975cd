"""Asks the control API from another thread or process."""

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

from strictslack.errors import Json, Refused


def get(url: str, name: str, **asked: Any) -> Json:
    """What the control API answers to a question."""
    query = urlencode({key: value for key, value in asked.items() if value not in ("", None)})
    return _call(urllib.request.Request(f"{url}/_sandbox/{name}?{query}"))  # noqa: S310 - an address of the sandbox


def post(url: str, name: str, body: Json, method: str = "POST") -> Json:
    """What the control API answers to a deed; Refused with its sentence."""
    headers = {"Content-Type": "application/json"}
    content = json.dumps(body).encode()
    return _call(urllib.request.Request(f"{url}/_sandbox/{name}", content, headers, method=method))  # noqa: S310


def _call(request: urllib.request.Request) -> Json:
    try:
        with urllib.request.urlopen(request, timeout=90) as response:  # noqa: S310
            answer: Json = json.load(response)
    except urllib.error.HTTPError as refusal:
        with refusal:
            raise Refused(json.load(refusal)["error"]) from None
    return answer
