"""views.*: modals and App Home."""

from strictslack.actions.modals import by_external_id, open_modal, publish_home, push_modal, update_view
from strictslack.api.call import Call, method
from strictslack.blockkit.surfaces import checked_view
from strictslack.errors import Json, SlackError
from strictslack.parts.triggers import Trigger
from strictslack.workspace.state import OpenView


def _trigger(call: Call) -> Trigger:
    trigger_id = call.text("trigger_id") or call.text("interactivity_pointer")
    if not trigger_id:
        raise SlackError("invalid_arguments", ["missing required field: trigger_id"])
    return call.core.triggers.take(trigger_id, call.app.id, call.team_id)


def _answer(opened: OpenView) -> Json:
    return {"view": opened.view}


@method("views.open")
def open_view(call: Call) -> Json:
    """Opens a modal for whoever the trigger came from."""
    source = checked_view(call.arguments["view"], "modal")
    trigger = _trigger(call)
    return _answer(open_modal(call.core, call.installation, trigger.user_id, source, trigger.channel_id))


@method("views.push")
def push(call: Call) -> Json:
    """Puts a modal on top of the one the trigger came from."""
    source = checked_view(call.arguments["view"], "modal")
    trigger = _trigger(call)
    origin = call.core.state.open_view(trigger.view_id) if trigger.view_id else None
    if origin is not None and origin.view["type"] != "modal":
        problem = (
            "must match the `type` of the root view whose stack we're pushing onto [json-pointer:/view/type]"
        )
        raise SlackError("invalid_arguments", [problem])
    return _answer(push_modal(call.core, call.installation, trigger.user_id, source))


@method("views.update")
def update(call: Call) -> Json:
    """Replaces an open view; a `hash` of an older state is refused with `hash_conflict`."""
    source = checked_view(call.arguments["view"], "modal", "home")
    opened = _wanted(call)
    return _answer(update_view(call.core, call.installation, opened, source, call.text("hash") or None))


def _wanted(call: Call) -> OpenView:
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", ["must define exactly one of: view_id, external_id"])
    if view_id:
        opened = call.core.state.open_view(view_id)
    else:
        opened = by_external_id(call.core, call.installation, external_id)
    if opened is None or (opened.app_id, opened.team_id) != (call.app.id, call.team_id):
        raise SlackError("not_found")
    return opened


@method("views.publish")
def publish(call: Call) -> Json:
    """Sets the App Home of one person."""
    if not call.app.home_tab:
        raise SlackError("not_enabled")
    if call.caller != "bot":
        raise SlackError("not_allowed_token_type")
    source = checked_view(call.arguments["view"], "home")
    user = call.user("user_id", "invalid_arguments")
    opened = publish_home(call.core, call.installation, user.id, source, call.text("hash") or None)
    return _answer(opened)
