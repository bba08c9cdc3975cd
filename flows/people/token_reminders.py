"""Telling people in time that a token expires."""

import logging
from collections.abc import Callable
from datetime import datetime

from flows.desk import Desk
from flows.people.tokens import end_orphan
from rules.people.letters import TokenExpiringLetter
from rules.people.people import Duty
from rules.people.tokens import orphaned
from store import outbox
from store.database import Database
from store.people import tokens
from store.people.tokens import Expiring

logger = logging.getLogger(__name__)


def tick(database: Database, desk_for: Callable[[str], Desk | None], now: datetime) -> int:
    """Tell of every token that expires within a week, each in its own transaction; returns how many were done."""
    with database.look_everywhere() as session:
        due = tokens.expiring(session, now)
    return sum(attempt(desk_for(one.workspace), one, now) for one in due)


def attempt(desk: Desk | None, due: Expiring, now: datetime) -> bool:
    """Do one, where its workspace is served here; what fails is left for the next tick."""
    try:
        return desk is not None and remind(desk, due, now)
    except Exception:
        logger.exception(
            "nobody could be told that API token %s expires; the next tick tries again", due.number
        )
        return False


def remind(desk: Desk, due: Expiring, now: datetime) -> bool:
    """Tell the maker and the other admins, once, that a token expires; one whose maker may make none any more ends now."""
    with desk.begin() as session:
        token = tokens.take_reminder(session, due.number, now)
        if token is None:
            return False
        why = orphaned(desk.member(session, token.made_by))
        if why:
            end_orphan(session, desk, token, why, now)
        else:
            # Who made it is among the admins: it would have ended otherwise.
            admins = desk.team(session).holders(Duty.ADMIN)
            outbox.put(
                session, [TokenExpiringLetter(user=admin, token=token.number) for admin in admins], now
            )
        return True
