"""Telling people in time that a token expires."""

from datetime import datetime

from flows.desk import Desk
from flows.due import DueKind
from flows.people.token_endings import end_orphan
from rules.people.letters import TokenExpiringLetter
from rules.people.people import Duty
from rules.people.tokens import orphaned
from store import outbox
from store.people import tokens
from store.people.tokens import Expiring


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
            admins = desk.concerned(session).holders(Duty.ADMIN)
            outbox.put(
                session, [TokenExpiringLetter(user=admin, token=token.number) for admin in admins], now
            )
        return True


EXPIRING_TOKENS = DueKind(tokens.expiring, remind, lambda due: f"telling that API token {due.number} expires")
