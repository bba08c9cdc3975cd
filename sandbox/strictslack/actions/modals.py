"""Modals and App Homes: the stack on a person's screen, updates, hashes and what was typed."""

from strictslack.blockkit.forms import elements, initial_values, taken_over
from strictslack.blockkit.normal_form import completed_blocks, completed_text
from strictslack.core import Core
from strictslack.errors import Json, SlackError
from strictslack.identifiers import new_id, new_key
from strictslack.workspace.state import Installation, OpenView

MAX_STACK = 3


def _view(
    core: Core, installation: Installation, source: Json, view_id: str, root: str, previous: str | None
) -> Json:
    """A view as Slack answers with it, from the view as an app sends it."""
    return {
        "id": view_id,
        "team_id": installation.team_id,
        "type": source["type"],
        "blocks": completed_blocks(source["blocks"]),
        "private_metadata": source.get("private_metadata") or "",
        "callback_id": source.get("callback_id") or "",
        "state": {"values": {}},
        "hash": f"{int(core.clock.now())}.{new_key()[:8]}",
        "title": completed_text(source.get("title") or {"type": "plain_text", "text": "View Title"}),
        "clear_on_close": bool(source.get("clear_on_close")),
        "notify_on_close": bool(source.get("notify_on_close")),
        "close": completed_text(source["close"]) if source.get("close") else None,
        "submit": completed_text(source["submit"]) if source.get("submit") else None,
        "previous_view_id": previous,
        "root_view_id": root,
        "app_id": installation.app_id,
        "external_id": source.get("external_id") or "",
        "app_installed_team_id": installation.team_id,
        "bot_id": installation.bot_id,
    }


def _opened(
    core: Core, installation: Installation, user_id: str, source: Json, below: OpenView | None
) -> OpenView:
    _check_external_id(core, installation, source, "")
    view_id = new_id("V")
    root = below.view["root_view_id"] if below else view_id
    view = _view(core, installation, source, view_id, root, below.view["id"] if below else None)
    return OpenView(
        installation.app_id, installation.team_id, user_id, view, values=initial_values(view["blocks"])
    )


def open_modal(
    core: Core, installation: Installation, user_id: str, source: Json, channel_id: str = ""
) -> OpenView:
    """Opens a modal of its own; one that was open gives way.

    Selects that begin with the current conversation find it in `channel_id`.
    """
    opened = _opened(core, installation, user_id, source, None)
    if channel_id:
        _begin_with(opened, channel_id)
    core.state.stacks[user_id] = [opened]
    show(core, user_id)
    return opened


def _begin_with(opened: OpenView, channel_id: str) -> None:
    for block, element in elements(opened.view["blocks"]):
        entry = opened.values.get(block["block_id"], {}).get(element["action_id"])
        if entry is None or not element.get("default_to_current_conversation"):
            continue
        if element["type"] == "conversations_select":
            entry["selected_conversation"] = entry["selected_conversation"] or channel_id
        else:
            entry["selected_conversations"] = entry["selected_conversations"] or [channel_id]


def push_modal(core: Core, installation: Installation, user_id: str, source: Json) -> OpenView:
    """Puts a modal on top of the open ones; `push_limit_reached` beyond three."""
    stack = core.state.stacks.get(user_id, [])
    if not stack or stack[-1].app_id != installation.app_id:
        raise SlackError("not_found")
    if len(stack) >= MAX_STACK:
        raise SlackError("push_limit_reached")
    opened = _opened(core, installation, user_id, source, stack[-1])
    stack.append(opened)
    show(core, user_id)
    return opened


def update_view(
    core: Core, installation: Installation, opened: OpenView, source: Json, expected_hash: str | None = None
) -> OpenView:
    """Replaces a view in place; what was typed stays in fields that keep their ids."""
    if expected_hash and expected_hash != opened.view["hash"]:
        raise SlackError("hash_conflict")
    if source["type"] != opened.view["type"]:
        raise SlackError(
            "invalid_arguments", ["must match the `type` of the view being updated [json-pointer:/view/type]"]
        )
    _check_external_id(core, installation, source, opened.view["id"])
    before = opened.view
    opened.view = _view(
        core, installation, source, before["id"], before["root_view_id"], before["previous_view_id"]
    )
    opened.values = taken_over(opened.view["blocks"], opened.values, None)
    opened.errors = {}
    if opened.view["type"] == "home":
        _show_home(core, opened)
    else:
        show(core, opened.user_id)
    return opened


def publish_home(
    core: Core, installation: Installation, user_id: str, source: Json, expected_hash: str | None
) -> OpenView:
    """Sets a person's App Home."""
    existing = core.state.homes.get((installation.app_id, user_id))
    if existing is not None:
        return update_view(core, installation, existing, source, expected_hash)
    opened = _opened(core, installation, user_id, source, None)
    core.state.homes[installation.app_id, user_id] = opened
    _show_home(core, opened)
    return opened


def close_top(core: Core, user_id: str, *, clear: bool) -> list[OpenView]:
    """Closes the modal on top, or all of them; returns what was closed, the top first."""
    stack = core.state.stacks.get(user_id, [])
    closed = list(reversed(stack)) if clear else stack[-1:]
    core.state.stacks[user_id] = [] if clear else stack[:-1]
    show(core, user_id)
    return closed


def shown_views(core: Core, user_id: str) -> list[Json]:
    """The stack in the control API's shape, the last on top."""
    return [page_view(opened) for opened in core.state.stacks.get(user_id, [])]


def page_view(opened: OpenView) -> Json:
    """A view with what was typed into it and what was wrong with that."""
    return {**opened.view, "state": {"values": opened.values}, "errors": opened.errors}


def show(core: Core, user_id: str) -> None:
    """Tells the person's screens how the stack stands now."""
    core.changes.publish("views", [user_id], views=shown_views(core, user_id))


def _show_home(core: Core, opened: OpenView) -> None:
    core.dirty = True
    core.changes.publish("home", [opened.user_id], app=opened.app_id, view=page_view(opened))


def by_external_id(core: Core, installation: Installation, external_id: str) -> OpenView | None:
    """An open view of this app by the name the app gave it."""
    everything = [opened for stack in core.state.stacks.values() for opened in stack]
    for opened in [*everything, *core.state.homes.values()]:
        same_app = (opened.app_id, opened.team_id) == (installation.app_id, installation.team_id)
        if same_app and opened.view["external_id"] == external_id:
            return opened
    return None


def _check_external_id(core: Core, installation: Installation, source: Json, own_id: str) -> None:
    external_id = source.get("external_id")
    if not external_id:
        return
    other = by_external_id(core, installation, external_id)
    if other is not None and other.view["id"] != own_id:
        raise SlackError("duplicate_external_id")
