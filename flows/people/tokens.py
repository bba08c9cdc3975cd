"""The tokens of the HTTP API: made and revoked by admins, and shown at the door by machines."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.people.team import require_admin
from rules.journal.entries import Deed
from rules.journal.facts import Fact, Kind, difference
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
        keep_fact(session, None, token, Deed.MADE_TOKEN, by, now)
        return token, secret


def revoke(desk: Desk, number: int, *, by: str, now: datetime) -> Token:
    """Let a token work no more, from the next request on; revoked twice is revoked once."""
    with desk.begin() as session:
        require_admin(desk.person(session, by))
        token, was_live = tokens.revoke(session, number, by=by, now=now)
        if was_live:
            keep_fact(session, replace(token, revoked_at=None), token, Deed.REVOKED_TOKEN, by, now)
        return token


def keep_fact(
    session: Session, before: Token | None, after: Token, deed: Deed, by: str, now: datetime
) -> None:
    """Keep what became of a token as a fact, against which its row is verified."""
    replaced, added = difference(before, after)
    fact = Fact(
        deed=deed,
        by=by,
        at=now,
        subject=after.signer,
        said=after.name,
        kind=Kind.TOKEN,
        replaced=replaced,
        added=added,
    )
    journal.add_fact(session, fact)


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
