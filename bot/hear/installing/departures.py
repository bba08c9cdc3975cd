"""Slack took the app out of a workspace, or revoked its token: the token is erased before that is acknowledged."""

import logging
from datetime import UTC, datetime

from bot.hear.event_payloads import Departure, Event
from bot.hear.hearing import Hearing, Listeners
from flows.installing import departures

logger = logging.getLogger(__name__)
REVOKED = "tokens_revoked"


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(events={"app_uninstalled": leave, REVOKED: leave})


def leave(event: Event, at: Hearing) -> None:
    """Erase the token of a workspace, or of a whole organisation; where only people's tokens were revoked, of which we have
    none, nothing changes."""
    if not isinstance(event, Departure):
        return
    if event.type == REVOKED and not (event.tokens and event.tokens.bot):
        return
    installed_as = event.enterprise or at.desk.workspace
    told_at = datetime.fromtimestamp(event.told_at, UTC)
    if departures.leave(at.desk.database, installed_as, told_at=told_at, now=at.now):
        at.bots.forget()
        logger.warning("%s was left: its token is erased, and nothing is done there any more", installed_as)
