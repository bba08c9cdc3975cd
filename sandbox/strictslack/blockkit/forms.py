"""The fields of a modal, a Home or a message: their first values, and what a person may put into them."""

import re
from collections.abc import Iterator
from datetime import date, time
from typing import Any
from urllib.parse import urlsplit

from strictslack.errors import Json

# Element type: the key of its value in `state.values`, the key of its initial value, the value when empty.
FIELDS: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "users_select": ("selected_user", "initial_user", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "file_input": ("files", "", []),
}
# Elements that act at once and hold nothing.
PRESSED = ("button", "overflow", "workflow_button", "icon_button", "feedback_buttons")


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with the block it stands in."""
    for block in blocks:
        candidates = [block.get("element"), block.get("accessory"), *block.get("elements", [])]
        for element in candidates:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element
        if block["type"] == "container":
            yield from elements(block.get("child_blocks", []))
        for card in [block] if block["type"] == "card" else block.get("elements", []):
            if isinstance(card, dict) and card.get("type") == "card":
                for element in card.get("actions", []):
                    yield card if card is block else {**block, "type": "actions"}, element


def find_element(blocks: list[Json], block_id: Any, action_id: Any) -> tuple[Json, Json] | None:
    """The element with these ids, and its block."""
    for block, element in elements(blocks):
        if block.get("block_id") == block_id and element["action_id"] == action_id:
            return block, element
    return None


def initial_values(blocks: list[Json]) -> Json:
    """`state.values` as it is before anybody touched anything."""
    values: Json = {}
    for block, element in elements(blocks):
        if element["type"] in FIELDS:
            values.setdefault(block["block_id"], {})[element["action_id"]] = initial_value(element)
    return values


def initial_value(element: Json) -> Json:
    """One element's entry in `state.values` before anybody touched it."""
    key, initial, empty = FIELDS[element["type"]]
    value = element.get(initial, empty)
    entry: Json = {"type": element["type"], key: list(value) if isinstance(value, list) else value}
    if element["type"] == "timepicker" and element.get("timezone"):
        entry["timezone"] = element["timezone"]
    return entry


def taken_over(blocks: list[Json], before: Json, given: Any) -> Json:
    """The values after a person's change: what was given, else what was there, else the initial value."""
    values = initial_values(blocks)
    for block_id, entries in values.items():
        for action_id, entry in entries.items():
            known = _entry(given, block_id, action_id) or _entry(before, block_id, action_id)
            if known is not None and known.get("type", entry["type"]) == entry["type"]:
                key, _, empty = FIELDS[entry["type"]]
                entries[action_id] = {key: empty, **known, "type": entry["type"]}
    return values


def _entry(source: Any, block_id: str, action_id: str) -> Json | None:
    entries = source.get(block_id) if isinstance(source, dict) else None
    entry = entries.get(action_id) if isinstance(entries, dict) else None
    return entry if isinstance(entry, dict) else None


def refusals(blocks: list[Json], values: Json) -> dict[str, str]:
    """What Slack's own window would not let through, by block id."""
    found: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        entry = values.get(block["block_id"], {}).get(element["action_id"], {})
        problem = _refusal(
            element, entry.get(FIELDS[element["type"]][0]), optional=block.get("optional", False)
        )
        if problem:
            found[block["block_id"]] = problem
    return found


def _refusal(element: Json, value: Any, *, optional: bool) -> str:
    if value in (None, "", [], {}) or (isinstance(value, str) and not value.strip()):
        return "" if optional else "Please complete this required field."
    check = _CHECKS.get(element["type"])
    return check(element, value) if check else ""


def _text(element: Json, value: Any) -> str:
    if not isinstance(value, str):
        return "Please enter text."
    if len(value) > element.get("max_length", 3000):
        return f"Please use at most {element.get('max_length', 3000)} characters; these are {len(value)}."
    if len(value) < element.get("min_length", 0):
        return f"Please use at least {element['min_length']} characters."
    return ""


def _number(element: Json, value: Any) -> str:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        return (
            "Please enter a number." if element.get("is_decimal_allowed") else "Please enter a whole number."
        )
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter at most {element['max_value']}."
    return ""


def _email(_: Json, value: Any) -> str:
    valid = isinstance(value, str) and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value)
    return "" if valid else "Please enter a valid email address."


def _url(_: Json, value: Any) -> str:
    try:
        valid = (
            isinstance(value, str)
            and urlsplit(value).scheme in ("http", "https")
            and urlsplit(value).hostname
        )
    except ValueError:
        valid = None
    return "" if valid else "Please enter a valid URL."


def _date(_: Json, value: Any) -> str:
    try:
        return "" if date.fromisoformat(value).isoformat() == value else "Please enter a date."
    except (TypeError, ValueError):
        return "Please enter a date."


def _time(_: Json, value: Any) -> str:
    try:
        return "" if time.fromisoformat(value).strftime("%H:%M") == value else "Please enter a time."
    except (TypeError, ValueError):
        return "Please enter a time."


def _moment(_: Json, value: Any) -> str:
    return "" if type(value) is int and 0 < value < 10**10 else "Please enter a date and a time."


def _one_option(element: Json, value: Any) -> str:
    return "" if _offered(element, value) else "Please choose one of the options."


def _many_options(element: Json, value: Any) -> str:
    if not isinstance(value, list) or not all(_offered(element, one) for one in value):
        return "Please choose among the options."
    return _few_enough(element, value)


def _few_enough(element: Json, value: Any) -> str:
    most = element.get("max_selected_items") or element.get("max_files")
    return f"Please choose at most {most}." if most and len(value) > most else ""


def _offered(element: Json, option: Any) -> bool:
    offered = [*element.get("options", [])]
    for group in element.get("option_groups", []):
        offered.extend(group["options"])
    chosen = option.get("value") if isinstance(option, dict) else None
    return chosen is not None and (not offered or any(one.get("value") == chosen for one in offered))


_CHECKS = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _moment,
    "static_select": _one_option,
    "external_select": _one_option,
    "radio_buttons": _one_option,
    "checkboxes": _many_options,
    "multi_static_select": _many_options,
    "multi_external_select": _many_options,
    "multi_users_select": _few_enough,
    "multi_conversations_select": _few_enough,
    "multi_channels_select": _few_enough,
    "file_input": _few_enough,
}


def acted(element: Json, block: Json, given: Json, now: float) -> Json:
    """The entry of `actions` in `block_actions`; refuses with ValueError what the element does not offer."""
    action: Json = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    if element["type"] in PRESSED:
        action |= _pressed(element, given)
    else:
        key = FIELDS[element["type"]][0]
        value = given.get(key, FIELDS[element["type"]][2])
        problem = _refusal(element, value, optional=True)
        if problem:
            raise ValueError(problem)
        action[key] = value
        if "placeholder" in element:
            action["placeholder"] = element["placeholder"]
        if FIELDS[element["type"]][1] in element:
            action[FIELDS[element["type"]][1]] = element[FIELDS[element["type"]][1]]
    return {**action, "action_ts": f"{now:.6f}"}


def _pressed(element: Json, given: Json) -> Json:
    if element["type"] == "overflow":
        option = given.get("selected_option")
        if not _offered(element, option):
            raise ValueError("Please choose one of the options.")
        return {"selected_option": option}
    if element["type"] == "feedback_buttons":
        chosen = given.get("value")
        offered = [element["positive_button"], element["negative_button"]]
        pressed = next((one for one in offered if one.get("value") == chosen), None)
        if pressed is None:
            raise ValueError("Please choose one of the two buttons.")
        return {"text": pressed["text"], "value": chosen}
    return {key: element[key] for key in ("text", "value", "style", "url") if key in element}
