"""The tokens of the HTTP API, kept by a digest: whoever reads the database can call nobody.

The digest is plain SHA-256. Slow hashes protect what people choose; a secret of 256 random bits is guessed by nobody,
and every request would pay for it.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from rules.people.tokens import Ending, Token, reminder_at
from rules.refusals import Refused
from store.insert_once import add_once
from store.mapping import fact_of
from store.people.token_tables import ApiReceiptRow, TokenRow
from store.workspaces import locked

PREFIX = "assay_"
SECRET = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


def digest_of(text: str) -> str:
    """Return what is kept of a secret, and of anything else that is only compared."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def add(
    session: Session, name: str, *, expires_at: datetime, project: int | None, by: str, now: datetime
) -> tuple[Token, str]:
    """Keep a new token; return it with its secret, which nothing but this answer ever holds."""
    secret = PREFIX + secrets.token_urlsafe(32)
    last = session.exec(select(func.max(col(TokenRow.number)))).one() or 0
    row = TokenRow(
        number=last + 1,
        name=name,
        digest=digest_of(secret),
        hint=secret[-4:],
        made_by=by,
        made_at=now,
        expires_at=expires_at,
        remind_at=reminder_at(expires_at),
        project=project,
        requests=(),
    )
    session.add(row)
    session.flush()
    return token_of(row), secret


def is_live(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for a token that was neither ended nor expired."""
    return col(TokenRow.revoked_at).is_(None), col(TokenRow.expires_at) > now


def live(session: Session, now: datetime, *, lock: bool = False) -> tuple[Token, ...]:
    """Return the tokens that were not ended, the oldest first; locked, nobody else can make one meanwhile."""
    if lock:
        locked(session)
    return tuple(
        token_of(row)
        for row in session.exec(select(TokenRow).where(*is_live(now)).order_by(col(TokenRow.number)))
    )


def live_of(session: Session, makers: Iterable[str], now: datetime) -> tuple[Token, ...]:
    """Return the tokens of some people that were not ended."""
    mine = select(TokenRow).where(*is_live(now), col(TokenRow.made_by).in_(list(makers)))
    return tuple(token_of(row) for row in session.exec(mine.order_by(col(TokenRow.number))))


def ended(session: Session, since: datetime, now: datetime, limit: int) -> tuple[Token, ...]:
    """Return the tokens that were ended or expired since a time, the latest first."""
    last = func.coalesce(col(TokenRow.revoked_at), col(TokenRow.expires_at))
    is_over = or_(col(TokenRow.revoked_at).is_not(None), col(TokenRow.expires_at) <= now)
    lately = select(TokenRow).where(is_over, last >= since).order_by(last.desc(), col(TokenRow.number).desc())
    return tuple(token_of(row) for row in session.exec(lately.limit(limit)))


def get(session: Session, number: int) -> Token:
    """Return a token, whether it works or not; refuse a number that does not exist."""
    row = session.exec(select(TokenRow).where(TokenRow.number == number)).one_or_none()
    return token_of(existing_token(row))


def revoke(
    session: Session, number: int, *, by: str, now: datetime, ending: Ending = Ending.REVOKED
) -> tuple[Token, bool]:
    """Let a token work no more; tell whether nobody had ended it until now."""
    row = found(session, number)
    was_live = row.revoked_at is None
    if was_live:
        row.revoked_at, row.revoked_by, row.ending, row.remind_at = now, by, ending, None
        session.add(row)
    return token_of(row), was_live


def of_secret(session: Session, secret: str) -> tuple[str, Token] | None:
    """Return the token that has a secret with its workspace, over all of them, even if it ended; None for a wrong one."""
    # PostgreSQL takes no NUL and no lone surrogate, and nothing but our own signs can be right.
    if not SECRET.fullmatch(secret):
        return None
    row = session.exec(select(TokenRow).where(col(TokenRow.digest) == digest_of(secret))).one_or_none()
    return (row.workspace, token_of(row)) if row else None


def usage(session: Session, number: int) -> tuple[Token, tuple[datetime, ...]]:
    """Return a token with its requests of the last minute; locked, so that every process counts the same."""
    row = found(session, number)
    return token_of(row), row.requests


def keep_usage(session: Session, number: int, requests: tuple[datetime, ...], now: datetime) -> None:
    """Keep the requests of a token's last minute."""
    row = found(session, number)
    row.requests, row.last_used_at = requests, now
    session.add(row)


@dataclass(frozen=True, slots=True)
class Expiring:
    """One token of which people are to be told by now that it expires."""

    workspace: str
    number: int


def expiring(session: Session, now: datetime) -> list[Expiring]:
    """Return the tokens of all workspaces of which people are to be told by now that they expire."""
    due = select(TokenRow.workspace, TokenRow.number).where(col(TokenRow.remind_at) <= now)
    return [Expiring(*row) for row in session.exec(due.order_by(col(TokenRow.remind_at)))]


def take_reminder(session: Session, number: int, now: datetime) -> Token | None:
    """Return a token of which people are told now, and never again; None if another worker does it."""
    mine = (TokenRow.number == number, col(TokenRow.remind_at) <= now)
    row = session.exec(select(TokenRow).where(*mine).with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    row.remind_at = None
    session.add(row)
    return token_of(row)


def found(session: Session, number: int) -> TokenRow:
    """Return the locked row of a token; refuse a number that does not exist."""
    row = session.exec(select(TokenRow).where(TokenRow.number == number).with_for_update()).one_or_none()
    return existing_token(row)


def existing_token(row: TokenRow | None) -> TokenRow:
    """Return the row of a token that should be there."""
    if row is None:
        raise Refused("There is no such token. `/team tokens` shows the ones there are.")
    return row


def token_of(row: TokenRow) -> Token:
    """Return the token of a row."""
    return fact_of(Token, row)


def take_receipt(session: Session, token: int, key: str, body: str, now: datetime) -> ApiReceiptRow | None:
    """Keep the receipt of a request; return the one that is there already, where it came before."""
    named = digest_of(key)
    if add_once(session, ApiReceiptRow(token=token, key=named, body=body, answer={}, at=now)):
        return None
    return session.exec(receipt(token, named)).one()


def keep_answer(session: Session, token: int, key: str, answer: dict[str, object]) -> None:
    """Keep what was answered, to be answered again."""
    row = session.exec(receipt(token, digest_of(key))).one()
    row.answer = answer
    session.add(row)


def receipt(token: int, key: str) -> SelectOfScalar[ApiReceiptRow]:
    """Return the query of one receipt."""
    return select(ApiReceiptRow).where(ApiReceiptRow.token == token, ApiReceiptRow.key == key)


def forget_receipts(session: Session, before: datetime) -> None:
    """Remove receipts older than any repetition."""
    session.exec(delete(ApiReceiptRow).where(col(ApiReceiptRow.at) < before))
