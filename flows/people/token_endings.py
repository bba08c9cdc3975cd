"""How a token of the HTTP API ends without anybody's deed: nobody may hold by a token what they were denied as a person."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.people.homes import owe
from rules.journal.entries import Deed
from rules.journal.facts import Kind, fact_between
from rules.people.letters import TokenEndedLetter
from rules.people.people import Duty
from rules.people.tokens import Ending, Token, detail_of, orphaned
from store import outbox
from store.journal import journal
from store.people import projects, tokens


def end_orphans(session: Session, desk: Desk, users: Iterable[str], now: datetime) -> None:
    """End the tokens of those among some people who may make none any more, also if they may again later."""
    for token in tokens.live_of(session, users, now):
        why = orphaned(desk.member(session, token.made_by))
        if why:
            end_orphan(session, desk, token, why, now)


def end_orphan(session: Session, desk: Desk, token: Token, why: Ending, now: datetime) -> Token:
    """End a token whose maker may make none any more, and tell the admins."""
    ended, was_live = tokens.revoke(session, token.number, by=token.signer, now=now, ending=why)
    if was_live:
        # Nobody did it: what the maker had is gone, and the token with it.
        keep_fact(session, token, ended, Deed.REVOKED_TOKEN, token.signer, now)
        admins = desk.concerned(session).holders(Duty.ADMIN)
        outbox.put(session, [TokenEndedLetter(user=admin, token=token.number) for admin in admins], now)
        owe(session, admins, now)
    return ended


def keep_fact(
    session: Session, before: Token | None, after: Token, deed: Deed, by: str, now: datetime
) -> None:
    """Keep what became of a token as a fact, against which its row is verified; when it was used is none."""
    said = detail_of(after, project_name(session, after))
    fact = fact_between(Kind.TOKEN, after.signer, before, after, deed, by=by, at=now, said=said)
    kept = tuple(one for one in fact.replaced if one.field != "last_used_at")
    journal.add_fact(session, replace(fact, replaced=kept))


def project_name(session: Session, token: Token) -> str:
    """Return the name of the project that a token is limited to, or nothing."""
    return "" if token.project is None else projects.get(session, token.project).name
