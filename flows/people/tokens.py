"""The tokens of the HTTP API: made and revoked by admins, shown at the door by machines, and ended in time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from flows.desk import Desk
from flows.people.homes import owe
from flows.people.team import require_admin
from flows.people.token_endings import end_orphan, keep_fact, project_name
from rules.journal.entries import Deed
from rules.people.people import Duty
from rules.people.tokens import (
    MOST_TOKENS,
    SHOWN_AFTER_END,
    Ending,
    Token,
    TokenDraft,
    TokenSheet,
    ended_before,
    ending,
    orphaned,
    read_token,
    refusal_of,
    used_again,
)
from store.database import Database
from store.people import projects, tokens


class UnknownToken(Exception):
    """A secret that belongs to no token."""


class EndedToken(UnknownToken):
    """A secret that belongs to a token which works no more; says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Badge:
    """Who came in with a token: to which desk, as who made the token sees it, by which token."""

    desk: Desk
    token: Token


def sheet(desk: Desk, *, by: str, now: datetime) -> TokenSheet:
    """Return the tokens of the workspace, for an admin."""
    with desk.look() as session:
        require_admin(desk.person(session, by))
        live = tokens.live(session, now)
        judged = {token.number: orphaned(desk.member(session, token.made_by)) for token in live}
        return TokenSheet(
            live=live,
            ended=tokens.ended(session, now - SHOWN_AFTER_END, now, MOST_TOKENS),
            orphans={number: why for number, why in judged.items() if why},
            projects={project.number: project.name for project in projects.every(session)},
        )


def token_and_project(desk: Desk, number: int) -> tuple[Token, str]:
    """Return a token, and the name of the project that it is limited to, or nothing."""
    with desk.look() as session:
        token = tokens.get(session, number)
        return token, project_name(session, token)


def make(desk: Desk, draft: TokenDraft, *, by: str, now: datetime, request: str = "") -> tuple[Token, str]:
    """Make a token, and return it with its secret: the one time that anybody sees it."""
    with desk.begin(request, now) as session:
        require_admin(desk.person(session, by))
        live = tokens.live(session, now, lock=True)
        name, lifetime, project = read_token(draft, live, projects.every(session))
        limit = project.number if project else None
        token, secret = tokens.add(
            session, name, expires_at=now + lifetime.span, project=limit, by=by, now=now
        )
        keep_fact(session, None, token, Deed.MADE_TOKEN, by, now)
        owe(session, desk.concerned(session).holders(Duty.ADMIN), now)
        return token, secret


def revoke(desk: Desk, number: int, *, by: str, now: datetime) -> Token:
    """Let a token work no more, from the next request on; revoked twice is revoked once."""
    with desk.begin() as session:
        require_admin(desk.person(session, by))
        token, was_live = tokens.revoke(session, number, by=by, now=now)
        if was_live:
            before = replace(token, revoked_by="", revoked_at=None, ending=None)
            keep_fact(session, before, token, Deed.REVOKED_TOKEN, by, now)
            owe(session, desk.concerned(session).holders(Duty.ADMIN), now)
        return token


def admit(database: Database, desk_for: Callable[[str], Desk | None], secret: str, *, now: datetime) -> Badge:
    """Let in who shows a token's secret, and count it; raises `UnknownToken`, `EndedToken` or `TooOften`."""
    with database.look_everywhere() as session:
        found = tokens.of_secret(session, secret)
    desk = desk_for(found[0]) if found else None
    if found is None or desk is None:
        raise UnknownToken
    token = found[1]
    # Nothing is written where nothing can change: who repeats an ended token keeps nobody waiting for its row.
    why = ended_before(token, now)
    if why is None:
        token, why = judged(desk, token.number, now)
    if why:
        raise EndedToken(refusal_of(token, why))
    return Badge(desk.seen_by(token.made_by), token)


def judged(desk: Desk, number: int, now: datetime) -> tuple[Token, Ending | None]:
    """Return a token and why it works no more; one that works is counted, one whose maker may not is ended for good."""
    with desk.begin() as session:
        # Locked and judged anew: it may have been revoked since it was found.
        token, requests = tokens.usage(session, number)
        why = ending(token, desk.member(session, token.made_by), now)
        if why is None:
            tokens.keep_usage(session, number, used_again(requests, now), now)
        elif token.revoked_at is None and why is not Ending.EXPIRED:
            token = end_orphan(session, desk, token, why, now)
        return token, why
