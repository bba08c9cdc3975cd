"""The Events API: who is told of what, with Slack's three repetitions."""

from strictslack.delivery.deliveries import Delivery
from strictslack.errors import Json
from strictslack.ground import Ground
from strictslack.identifiers import new_id, new_key
from strictslack.workspace.manifest import App, event_scopes
from strictslack.workspace.state import Channel, Installation

# Slack repeats an event at once, after a minute and after five.
RETRY_AFTER = (0.0, 60.0, 300.0)
_UNFILTERED = ("app_uninstalled", "tokens_revoked", "app_home_opened", "function_executed")
_BY_KIND = {"channel": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


class Events:
    """Sends each event to the apps that asked for it and may know of it."""

    def __init__(self, ground: Ground, delivery: Delivery) -> None:
        self._ground = ground
        self._delivery = delivery

    def raise_in(self, channel: Channel, event: Json, name: str = "") -> None:
        """An event of one conversation: only for apps whose bot is in it."""
        subscribed = name or event["type"]
        if subscribed == "message":
            subscribed = f"message.{_BY_KIND[channel.kind]}"
        for installation in self._ground.installed_in(channel.team_id):
            if installation.bot_user_id in channel.members:
                self.raise_for(installation, event, subscribed)

    def raise_in_team(self, team_id: str, event: Json) -> None:
        """An event of the whole workspace."""
        for installation in self._ground.installed_in(team_id):
            self.raise_for(installation, event, event["type"])

    def raise_for(self, installation: Installation, event: Json, subscribed: str) -> None:
        """An event for one app, if it subscribed to it and holds one of its scopes."""
        app = self._ground.apps[installation.app_id]
        needed = event_scopes().get(subscribed, ())
        allowed = not needed or any(scope in installation.scopes for scope in needed)
        if subscribed in app.bot_events and allowed:
            self._ground.background(self._send(app, self._callback(app, installation, event)))

    def _callback(self, app: App, installation: Installation, event: Json) -> Json:
        enterprise_id = self._ground.state.teams[installation.team_id].enterprise_id or None
        return {
            "token": app.verification_token,
            "team_id": installation.team_id,
            "enterprise_id": enterprise_id,
            "context_team_id": installation.team_id,
            "context_enterprise_id": enterprise_id,
            "api_app_id": app.id,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(self._ground.clock.now()),
            "authorizations": [
                {
                    "enterprise_id": enterprise_id,
                    # That of a whole organisation names no workspace.
                    "team_id": None if installation.is_org_wide else installation.team_id,
                    "user_id": installation.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": installation.is_org_wide,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{new_key()}",
        }

    async def _send(self, app: App, callback: Json) -> None:
        name = callback["event"]["type"]
        ack = await self._delivery.deliver(app, "events_api", name, callback)
        for attempt, pause in enumerate(RETRY_AFTER, start=1):
            if not ack.error or ack.no_retry:
                return
            await self._ground.clock.sleep(pause)
            ack = await self._delivery.deliver(app, "events_api", name, callback, retry=(attempt, ack.error))
