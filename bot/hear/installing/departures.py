"""Slack took the app out of a workspace, or revoked its token: the token is erased before that is acknowledged."""

import logging
from datetime import UTC, datetime

from bot.hear.event_payloads import LET_IN, SHUT_OUT, AccessChanged, Departure, Event
from bot.hear.hearing import Hearing, Listeners
from flows.installing import departures

logger = logging.getLogger(__name__)
REVOKED = "tokens_revoked"


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        events={"app_uninstalled": leave, REVOKED: leave, SHUT_OUT: change_access, LET_IN: change_access}
    )


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


def change_access(event: Event, at: Hearing) -> None:
    """Leave the workspaces that an organisation took out of its installation, or serve again those that it took in."""
    if not isinstance(event, AccessChanged):
        return
    database, organisation = at.desk.database, at.desk.workspace
    if event.type == LET_IN:
        departures.let_in(database, organisation, event.team_ids)
    else:
        told_at = datetime.fromtimestamp(event.told_at, UTC)
        for one in departures.shut_out(database, organisation, event.team_ids, told_at=told_at, now=at.now):
            logger.warning("%s was left by its organisation: nothing is done there any more", one)
    at.bots.forget()
