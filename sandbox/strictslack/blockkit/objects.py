"""Composition objects: text, options, confirmation dialogs, filters, pictures from Slack's own files."""

from typing import Any

from strictslack.blockkit import limits
from strictslack.blockkit.schema import (
    Check,
    Report,
    at_least_one,
    boolean,
    by_type,
    exactly_one,
    items,
    link,
    one_of,
    shape,
    string,
    typed,
)
from strictslack.errors import Json

identifier = string(limits.IDENTIFIER)


def anything(_value: Any, _pointer: str, _report: Report) -> None:
    """Whatever it is."""


def plain_text(most: int, least: int = 1) -> Check:
    """A plain_text object of at most `most` code points."""
    return typed("plain_text", {"text": string(most, least)}, {"emoji": boolean})


def mrkdwn(most: int, least: int = 1) -> Check:
    """A mrkdwn object of at most `most` code points."""
    return typed("mrkdwn", {"text": string(most, least)}, {"verbatim": boolean})


def any_text(most: int) -> Check:
    """Either kind of text object."""
    return by_type({"plain_text": plain_text(most), "mrkdwn": mrkdwn(most)})


confirm = shape(
    {
        "title": plain_text(limits.CONFIRM_TITLE),
        "text": any_text(limits.CONFIRM_TEXT),
        "confirm": plain_text(limits.CONFIRM_BUTTON),
        "deny": plain_text(limits.CONFIRM_BUTTON),
    },
    {"style": one_of("primary", "danger")},
)


def _option(text: Check, *, with_url: bool = False) -> Check:
    optional: dict[str, Check] = {"description": text}
    if with_url:
        optional["url"] = link(limits.URL)
    return shape({"text": text, "value": string(limits.OPTION_VALUE)}, optional)


select_option = _option(plain_text(limits.OPTION_TEXT))
overflow_option = _option(plain_text(limits.OPTION_TEXT), with_url=True)
choice_option = _option(any_text(limits.OPTION_TEXT))
option_group = shape(
    {
        "label": plain_text(limits.OPTION_TEXT),
        "options": items(select_option, limits.OPTIONS, least=1),
    }
)


def distinct_values(value: Json, pointer: str, report: Report) -> None:
    """Two options of one element may not carry the same value."""
    seen: set[str] = set()
    for index, option in enumerate(value.get("options") or []):
        if option["value"] in seen:
            report.add(f"duplicate option value: {option['value']}", f"{pointer}/options/{index}/value")
        seen.add(option["value"])


def initial_is_offered(value: Json, pointer: str, report: Report) -> None:
    """What is chosen at first has to be among the options, word for word."""
    offered = list(value.get("options") or [])
    for group in value.get("option_groups") or []:
        offered.extend(group["options"])
    chosen = [("initial_option", value.get("initial_option"))]
    chosen += [(f"initial_options/{n}", one) for n, one in enumerate(value.get("initial_options") or [])]
    for place, one in chosen:
        if one is not None and not any(_same_option(one, option) for option in offered):
            report.add("initial option must match an option exactly", f"{pointer}/{place}")


def _same_option(one: Json, other: Json) -> bool:
    return (one["value"], one["text"]["text"]) == (other["value"], other["text"]["text"])


conversation_filter = shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), least=1),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    (at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),),
)
dispatch_config = shape(
    {}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2, least=1)}
)
slack_file = shape({}, {"id": string(least=1), "url": link(limits.URL)}, (exactly_one("id", "url"),))
picture = {
    "image_url": link(limits.URL),
    "slack_file": slack_file,
    "image_width": anything,
    "image_height": anything,
    "image_bytes": anything,
    "fallback": anything,
}
image_element = typed(
    "image",
    {"alt_text": string(limits.IMAGE_ALT, 1)},
    picture,
    (exactly_one("image_url", "slack_file"),),
)
workflow = shape(
    {
        "trigger": shape(
            {"url": link()},
            {"customizable_input_parameters": items(shape({"name": string(), "value": anything}))},
        )
    }
)
