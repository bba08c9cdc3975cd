"""What people do with an app: click, submit, close, ask for options, use shortcuts, open its Home."""

from dataclasses import dataclass
from typing import Any

from strictslack.actions.modals import close_top, page_view, push_modal, show, update_view
from strictslack.blockkit.forms import acted, find_element, refusals, taken_over
from strictslack.blockkit.objects import option_group, select_option
from strictslack.blockkit.schema import Report, items
from strictslack.blockkit.surfaces import checked_view
from strictslack.control import payloads
from strictslack.control.deeds import message_of
from strictslack.core import Core
from strictslack.errors import GONE, Json, Refused, SlackError
from strictslack.workspace.manifest import App
from strictslack.workspace.state import Channel, OpenView, User

TROUBLE = "We had some trouble connecting. Try again?"
NO_ANSWER = "The app did not acknowledge this within 3 seconds."


@dataclass
class Container:
    """Where an element stands: in a message, or in a view."""

    app: App
    blocks: list[Json]
    channel: Channel | None = None
    message: Json | None = None
    opened: OpenView | None = None

    def as_payload(self) -> Json:
        """`container` as interactions carry it."""
        if self.opened is not None:
            return {"type": "view", "view_id": self.opened.view["id"]}
        if self.channel is None or self.message is None:
            raise ValueError("a container is a message or a view")
        return payloads.message_container(self.channel, self.message)


def container_of(core: Core, user: User, described: Any) -> Container:
    """The container that the control API describes, if this person sees it."""
    if not isinstance(described, dict):
        raise Refused("An action needs a container.")
    kind = described.get("type")
    if kind == "message":
        channel = core.visible_channel(user, described.get("channel"))
        message = message_of(channel, user, described.get("ts"))
        app = core.apps.get(message.get("app_id", ""))
        if app is None:
            raise Refused("This message is not an app's.")
        blocks = [*message.get("blocks", [])]
        for attachment in message.get("attachments", []):
            blocks.extend(attachment.get("blocks", []))
        return Container(app, blocks, channel=channel, message=message)
    opened = _view_of(core, user, described)
    return Container(core.apps[opened.app_id], opened.view["blocks"], opened=opened)


def _view_of(core: Core, user: User, described: Json) -> OpenView:
    if described.get("type") == "home":
        opened = core.state.homes.get((str(described.get("app")), user.id))
    else:
        opened = core.state.open_view(str(described.get("view_id")))
    if opened is None or opened.user_id != user.id:
        raise Refused(f"{user.name} has no such view open.")
    return opened


async def act(core: Core, user: User, container: Container, body: Json) -> Json:
    """One block action; answers after the acknowledgement."""
    found = find_element(container.blocks, body.get("block_id"), body.get("action_id"))
    if found is None:
        # Drawn anew between the look and the click, which is nobody's fault.
        return {"ok": False, "gone": True, "error": GONE}
    block, element = found
    if block["type"] == "input" and not block.get("dispatch_action"):
        raise Refused("This field tells the app nothing before it is submitted.")
    if not container.app.interactivity:
        return {"ok": False, "error": "This app is not configured to handle interactive responses."}
    given = body.get("action")
    try:
        action = acted(element, block, given if isinstance(given, dict) else {}, core.clock.now())
    except ValueError as problem:
        raise Refused(str(problem)) from None
    payload = _action_payload(core, user, container, body, action)
    ack = await core.delivery.deliver(
        container.app, "interactive", f"block_actions {element['action_id']}", payload
    )
    return {"ok": False, "error": NO_ANSWER} if ack.error else {"ok": True}


def _action_payload(core: Core, user: User, container: Container, body: Json, action: Json) -> Json:
    opened = container.opened
    if opened is not None:
        opened.values = taken_over(container.blocks, opened.values, body.get("state"))
        _remember(opened.values, action)
        return payloads.view_action(core, container.app, user, opened, action)
    values = taken_over(container.blocks, {}, body.get("state"))
    _remember(values, action)
    if container.channel is None or container.message is None:
        raise ValueError("a container is a message or a view")
    return payloads.message_action(
        core, container.app, user, container.channel, container.message, values, action
    )


def _remember(values: Json, action: Json) -> None:
    """What was chosen just now is part of the state the app gets."""
    entry = values.get(action["block_id"], {}).get(action["action_id"])
    if entry is not None:
        entry |= {key: action[key] for key in entry if key in action}


def _top(core: Core, user: User, view_id: Any) -> OpenView:
    stack = core.state.stacks.get(user.id, [])
    if not stack or stack[-1].view["id"] != view_id:
        raise Refused(f"{user.name} does not have this modal on top.")
    return stack[-1]


async def submit(core: Core, user: User, view_id: Any, state: Any) -> Json:
    """Submits the modal on top; what the fields themselves refuse never reaches the app."""
    opened = _top(core, user, view_id)
    opened.values = taken_over(opened.view["blocks"], opened.values, state)
    problems = refusals(opened.view["blocks"], opened.values)
    if problems:
        return _show_errors(core, opened, problems)
    opened.errors = {}
    app = core.apps[opened.app_id]
    payload = payloads.view_submission(core, app, user, opened)
    ack = await core.delivery.deliver(
        app, "interactive", f"view_submission {opened.view['callback_id']}".rstrip(), payload
    )
    if ack.error:
        return {"ok": False, "error": TROUBLE}
    try:
        return _submitted(core, user, opened, ack.body)
    except SlackError as refusal:
        return {"ok": False, "error": f"{TROUBLE} ({refusal.error}: {'; '.join(refusal.messages)})"}


def _submitted(core: Core, user: User, opened: OpenView, body: Any) -> Json:
    if body in (None, "", {}):
        _close_submitted(core, user, opened)
        return {"ok": True, "response_action": None}
    action = body.get("response_action") if isinstance(body, dict) else None
    if action == "clear":
        close_top(core, user.id, clear=True)
    elif action == "errors":
        return _show_errors(core, opened, _checked_errors(opened, body.get("errors")))
    elif action in ("update", "push"):
        installation = core.installation(opened.app_id, opened.team_id)
        source = checked_view(body.get("view"), "modal")
        if action == "update":
            update_view(core, installation, opened, source)
        else:
            push_modal(core, installation, user.id, source)
    else:
        raise SlackError("invalid_response", ["response_action must be one of errors, update, push, clear"])
    return {"ok": True, "response_action": action}


def _close_submitted(core: Core, user: User, opened: OpenView) -> None:
    # The app may have opened another modal while it worked; that one stays.
    stack = core.state.stacks.get(user.id, [])
    if stack and stack[-1] is opened:
        close_top(core, user.id, clear=False)


def _checked_errors(opened: OpenView, errors: Any) -> dict[str, str]:
    fields = {block["block_id"] for block in opened.view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_response", ["errors must name at least one block"])
    for block_id, sentence in errors.items():
        if block_id not in fields:
            raise SlackError("invalid_response", [f"{block_id} is not the block_id of an input block"])
        if not isinstance(sentence, str) or not sentence:
            raise SlackError("invalid_response", [f"the error of {block_id} must be a string"])
    return errors


def _show_errors(core: Core, opened: OpenView, errors: dict[str, str]) -> Json:
    opened.errors = errors
    show(core, opened.user_id)
    return {"ok": False, "errors": errors}


async def close(core: Core, user: User, view_id: Any, *, clear: bool) -> Json:
    """Closes the modal on top, or all; the app hears of it where it asked to."""
    _top(core, user, view_id)
    for opened in close_top(core, user.id, clear=clear):
        if opened.view["notify_on_close"]:
            app = core.apps[opened.app_id]
            payload = payloads.view_closed(core, app, user, opened, clear)
            core.background(
                core.delivery.deliver(
                    app, "interactive", f"view_closed {opened.view['callback_id']}", payload
                )
            )
    return {"ok": True}


async def suggest(core: Core, user: User, container: Container, body: Json) -> Json:
    """The options of an external select for what was typed so far."""
    found = find_element(container.blocks, body.get("block_id"), body.get("action_id"))
    if found is None or "external" not in found[1]["type"]:
        raise Refused("There is no such select with options from the app.")
    block, element = found
    typed = str(body.get("value") or "")
    if len(typed) < element.get("min_query_length", 3):
        return {"ok": True, "options": []}
    ids = (block["block_id"], element["action_id"])
    payload = payloads.suggestion(core, container.app, user, container.as_payload(), ids, typed)
    payload |= payloads.around(container.channel, container.message, container.opened)
    ack = await core.delivery.deliver(
        container.app, "interactive", f"block_suggestion {ids[1]}", payload, url=container.app.options_url
    )
    if ack.error or not isinstance(ack.body, dict):
        return {"ok": False, "error": NO_ANSWER}
    return _checked_options(ack.body)


def _checked_options(body: Json) -> Json:
    report = Report()
    if "option_groups" in body:
        items(option_group, 100)(body["option_groups"], "/option_groups", report)
        answer: Json = {"ok": True, "option_groups": body["option_groups"]}
    else:
        items(select_option, 100)(body.get("options"), "/options", report)
        answer = {"ok": True, "options": body.get("options")}
    return {"ok": False, "error": "; ".join(report.problems)} if report.problems else answer


async def shortcut(core: Core, user: User, body: Json) -> Json:
    """A global shortcut, or one in a message's menu."""
    wanted = body.get("callback_id")
    for installation in core.installed_in(user.team_id):
        app = core.apps[installation.app_id]
        found = app.shortcuts.get(str(wanted))
        if found is None:
            continue
        now = core.clock.now()
        if found.kind == "message":
            channel = core.visible_channel(user, body.get("channel"))
            message = message_of(channel, user, body.get("message_ts"))
            payload = payloads.message_shortcut(core, app, user, found, channel, message, now)
        else:
            payload = payloads.global_shortcut(core, app, user, found, now)
        ack = await core.delivery.deliver(app, "interactive", f"{payload['type']} {wanted}", payload)
        return {"ok": False, "error": NO_ANSWER} if ack.error else {"ok": True}
    raise Refused(f"There is no shortcut {wanted!r}.")


def open_home(core: Core, user: User, app_id: str) -> Json:
    """The app's Home as it is now; the app is told that it was opened and may publish another."""
    installation = core.installation(app_id, user.team_id)
    home = core.state.homes.get((app_id, user.id))
    channel, _ = core.state.direct(user.team_id, [user.id, installation.bot_user_id], core.clock.now())
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": channel.id,
        "tab": "home",
        "event_ts": core.state.timestamps.next(core.clock.now()),
    }
    if home is not None:
        event["view"] = payloads.view_in_payload(home)
    core.events.raise_for(installation, event, "app_home_opened")
    return {"ok": True, "view": page_view(home) if home else None}
