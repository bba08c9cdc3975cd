"""Reads the arguments of a call from its body and checks their types as Slack does."""

import json
from typing import Any

from aiohttp import web

from strictslack.api.definitions import Definition
from strictslack.errors import Json, SlackError

_INTEGERS = frozenset({"limit", "length", "post_at", "count", "page", "cache_ts"})
_BOOLEANS = frozenset(
    {
        "as_user", "link_names", "mrkdwn", "reply_broadcast", "unfurl_links", "unfurl_media", "inclusive",
        "exclude_archived", "exclude_muted", "include_locale", "include_num_members", "include_all_metadata",
        "include_users", "include_count", "include_disabled", "include_labels", "return_im", "is_private",
        "prevent_creation", "force", "test", "user_auth_required",
    }
)  # fmt: skip
_LISTS = frozenset({"blocks", "attachments", "files", "prompts", "user_auth_blocks", "loading_messages"})
_OBJECTS = frozenset({"view", "metadata", "outputs", "unfurls", "document_content", "source"})
_FORMAT_ERRORS = {"blocks": "invalid_blocks_format", "attachments": "invalid_attachments"}
# Where Slack takes a comma-separated string it takes a list in JSON as well.
_NAME_LISTS = frozenset({"users", "channels", "types", "file_ids", "scopes"})


async def read_arguments(request: web.Request) -> tuple[Json, bool]:
    """The raw arguments, and whether they came as JSON."""
    arguments: Json = dict(request.query)
    # A token in the address would end up in logs; Slack no longer reads one there.
    arguments.pop("token", None)
    if request.method == "GET":
        return arguments, False
    if request.content_type == "application/json":
        return arguments | _json_body(await request.read()), True
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        form = await request.post()
        return arguments | {name: value for name, value in form.items() if isinstance(value, str)}, False
    if request.can_read_body and await request.read():
        raise SlackError("invalid_post_type")
    return arguments, False


def _json_body(body: bytes) -> Json:
    try:
        content = json.loads(body or b"{}")
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise SlackError("invalid_json") from None
    if not isinstance(content, dict):
        raise SlackError("json_not_object")
    # With a JSON body Slack reads the token from the header only.
    content.pop("token", None)
    return content


def typed_arguments(raw: Json, definition: Definition) -> Json:
    """The arguments in their types; `invalid_arguments` names each that is missing or wrong."""
    problems: list[str] = []
    typed: Json = {}
    for name, value in raw.items():
        if value is None or name not in definition.arguments:
            continue
        if name in _LISTS or name in _OBJECTS:
            typed[name] = _structure(name, value, problems)
        else:
            typed[name] = _scalar(name, value, problems)
    missing = [name for name in definition.required if typed.get(name) in (None, "")]
    # Slack names what is missing first.
    found = [f"missing required field: {name}" for name in missing] + problems
    if found:
        raise SlackError("invalid_arguments", found)
    return typed


def _structure(name: str, value: Any, problems: list[str]) -> Any:
    if isinstance(value, str):
        if not value:
            return None
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            value = None
    expected = list if name in _LISTS else dict
    if isinstance(value, expected):
        return value
    if name in _FORMAT_ERRORS:
        raise SlackError(_FORMAT_ERRORS[name])
    problems.append(f"must provide {'an array' if name in _LISTS else 'an object'} [json-pointer:/{name}]")
    return None


def _scalar(name: str, value: Any, problems: list[str]) -> Any:
    if name in _INTEGERS:
        return _integer(name, value, problems)
    if name in _BOOLEANS:
        return _boolean(name, value, problems)
    if name in _NAME_LISTS and isinstance(value, list):
        return ",".join(str(one) for one in value)
    if not isinstance(value, str):
        problems.append(f"must be a string [json-pointer:/{name}]")
        return None
    return value


def _integer(name: str, value: Any, problems: list[str]) -> int | None:
    if isinstance(value, str):
        if not value:
            return None
        try:
            return int(value)
        except ValueError:
            pass
    elif isinstance(value, int) and not isinstance(value, bool):
        return value
    problems.append(f"must be an integer [json-pointer:/{name}]")
    return None


def _boolean(name: str, value: Any, problems: list[str]) -> bool | None:
    if isinstance(value, bool):
        return value
    words = {"true": True, "1": True, "false": False, "0": False, "": None}
    if isinstance(value, str | int) and str(value).lower() in words:
        return words[str(value).lower()]
    problems.append(f"must be a boolean [json-pointer:/{name}]")
    return None
