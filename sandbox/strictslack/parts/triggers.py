"""Trigger ids: each opens one view, within three seconds."""

from dataclasses import dataclass

from strictslack.errors import SlackError
from strictslack.identifiers import derived_secret, new_key
from strictslack.parts.clock import Clock

LIFETIME = 3.0
_FORGOTTEN_AFTER = 3600.0


@dataclass
class Trigger:
    """Whose deed it stands for, in which app, and the view or channel it came from."""

    app_id: str
    team_id: str
    user_id: str
    made_at: float
    view_id: str = ""
    channel_id: str = ""
    used: bool = False


class Triggers:
    """Hands out trigger ids and takes each back once."""

    def __init__(self, clock: Clock, patience: float = 1.0) -> None:
        self._clock = clock
        self._lifetime = LIFETIME * patience
        self._made: dict[str, Trigger] = {}

    def make(
        self, app_id: str, team_id: str, user_id: str, *, view_id: str = "", channel_id: str = ""
    ) -> str:
        """A fresh trigger id for one deed of one user, in a view or in a channel."""
        now = self._clock.now()
        self._forget(now)
        trigger_id = f"{int(now * 1000)}.{int(new_key().encode().hex()[:10], 16)}.{derived_secret(new_key())}"
        self._made[trigger_id] = Trigger(app_id, team_id, user_id, now, view_id, channel_id)
        return trigger_id

    def take(self, trigger_id: str, app_id: str, team_id: str) -> Trigger:
        """Uses the trigger up; refuses an unknown, a used and an old one under Slack's names."""
        trigger = self._made.get(trigger_id)
        if trigger is None or (trigger.app_id, trigger.team_id) != (app_id, team_id):
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.made_at > self._lifetime:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def made_in(self, trigger_id: str) -> str:
        """The workspace in which a trigger was made, or nothing for one that is unknown."""
        trigger = self._made.get(trigger_id)
        return trigger.team_id if trigger else ""

    def _forget(self, now: float) -> None:
        for trigger_id, trigger in list(self._made.items()):
            if now - trigger.made_at <= _FORGOTTEN_AFTER:
                break
            del self._made[trigger_id]
