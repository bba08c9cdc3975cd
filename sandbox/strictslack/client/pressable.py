"""Elements as a person finds them: by what they are called."""

from strictslack.errors import Json


def labels(element: Json) -> list[str]:
    """What a person may call this element by."""
    if element["type"] == "overflow":
        return [option["text"]["text"] for option in element["options"]]
    if element["type"] == "feedback_buttons":
        return [element[one]["text"]["text"] for one in ("positive_button", "negative_button")]
    return [element["text"]["text"], element["action_id"], element.get("accessibility_label", "")]


def pressed(element: Json, label: str) -> Json:
    """What clicking what is called `label` sends."""
    if element["type"] == "overflow":
        return {"selected_option": next(one for one in element["options"] if one["text"]["text"] == label)}
    if element["type"] == "feedback_buttons":
        buttons = (element["positive_button"], element["negative_button"])
        return {"value": next(one["value"] for one in buttons if one["text"]["text"] == label)}
    return {"value": element.get("value")}


def option(element: Json, text: str) -> Json | None:
    """The option that shows this text or has this value."""
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    for group in groups:
        for option in group["options"]:
            if text in (option["text"]["text"], option["value"]):
                found: Json = option
                return found
    return None


def address(container: Json, block: Json, element: Json) -> Json:
    """Where an element stands, as the control API wants it."""
    return {"container": container, "block_id": block["block_id"], "action_id": element["action_id"]}
