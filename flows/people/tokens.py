"""The tokens of the HTTP API: made and revoked by admins, and shown at the door by machines."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.people.team import require_admin
from rules.journal.entries import Deed, Entry
from rules.people.tokens import Token, read_name, used_again
from store.database import Database
from store.journal import journal
from store.people import tokens


class UnknownToken(Exception):
    """A secret that belongs to no token, or to one that was revoked."""


@dataclass(frozen=True, slots=True)
class Badge:
    """Who came in with a token: to which desk, by which token."""

    desk: Desk
    token: Token


def every(desk: Desk, *, by: str) -> tuple[Token, ...]:
    """Return the tokens that work, for an admin."""
    with desk.look() as session:
        require_admin(desk.person(session, by))
        return tokens.live(session)


def make(desk: Desk, name: str, *, by: str, now: datetime, request: str = "") -> tuple[Token, str]:
    """Make a token, and return it with its secret: the one time that anybody sees it."""
    with desk.begin(request, now) as session:
        require_admin(desk.person(session, by))
        kept = read_name(name, tokens.live(session, lock=True))
        token, secret = tokens.add(session, kept, by=by, now=now)
        add_entry(session, by, Deed.MADE_TOKEN, token, now)
        return token, secret


def revoke(desk: Desk, number: int, *, by: str, now: datetime) -> Token:
    """Let a token work no more, from the next request on; revoked twice is revoked once."""
    with desk.begin() as session:
        require_admin(desk.person(session, by))
        token, was_live = tokens.revoke(session, number, by=by, now=now)
        if was_live:
            add_entry(session, by, Deed.REVOKED_TOKEN, token, now)
        return token


def add_entry(session: Session, by: str, deed: Deed, token: Token, now: datetime) -> None:
    """Add an entry about a token to the journal."""
    journal.add(session, Entry(at=now, by=by, deed=deed, subject=token.signer, detail=token.name))


def admit(database: Database, desk_for: Callable[[str], Desk | None], secret: str, *, now: datetime) -> Badge:
    """Let in who shows a token's secret, and count it; raises `UnknownToken`, or `TooOften`."""
    with database.look_everywhere() as session:
        found = tokens.workspace_of(session, secret)
    desk = desk_for(found[0]) if found else None
    if found is None or desk is None:
        raise UnknownToken
    with desk.begin() as session:
        token, used = tokens.usage(session, found[1])
        # Between the two transactions it may have been revoked.
        if token.revoked_at is not None:
            raise UnknownToken
        tokens.keep_usage(session, token.number, used_again(used, now), now)
        return Badge(desk, token)
