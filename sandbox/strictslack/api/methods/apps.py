"""apps.*: Socket Mode's door, and leaving a workspace."""

from strictslack.actions.install import uninstall
from strictslack.api.call import Call, method
from strictslack.errors import Json, SlackError


@method("apps.connections.open")
def open_connection(call: Call) -> Json:
    """A fresh WebSocket address for an app whose manifest enables Socket Mode."""
    if not call.app.socket_mode:
        raise SlackError("not_allowed_token_type")
    return {"url": call.core.socket_mode.ticket(call.app.id)}


@method("apps.uninstall")
def uninstall_app(call: Call) -> Json:
    """Removes the app from the token's workspace."""
    if call.text("client_id") != call.app.client_id:
        raise SlackError("invalid_client_id")
    if call.text("client_secret") != call.app.client_secret:
        raise SlackError("bad_client_secret")
    uninstall(call.core, call.installation)
    return {}
