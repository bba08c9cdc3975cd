"""The tokens of the HTTP API, kept by a digest: whoever reads the database can call nobody.

The digest is plain SHA-256. Slow hashes protect what people choose; a secret of 256 random bits is guessed by nobody,
and every request would pay for it.
"""

import hashlib
import re
import secrets
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from rules.people.tokens import Token, Usage
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


def add(session: Session, name: str, *, by: str, now: datetime) -> tuple[Token, str]:
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
        minute=now,
    )
    session.add(row)
    session.flush()
    return token_of(row), secret


def live(session: Session, *, lock: bool = False) -> tuple[Token, ...]:
    """Return the tokens that work, the oldest first; locked, nobody else can make one meanwhile."""
    if lock:
        locked(session)
    working = select(TokenRow).where(col(TokenRow.revoked_at).is_(None)).order_by(col(TokenRow.number))
    return tuple(token_of(row) for row in session.exec(working))


def revoke(session: Session, number: int, *, by: str, now: datetime) -> tuple[Token, bool]:
    """Let a token work no more; tell whether it did until now."""
    row = found(session, number)
    was_live = row.revoked_at is None
    if was_live:
        row.revoked_at, row.revoked_by = now, by
        session.add(row)
    return token_of(row), was_live


def workspace_of(session: Session, secret: str) -> tuple[str, int] | None:
    """Return the workspace and the number of the token that has a secret, over all workspaces; None for a wrong one."""
    # PostgreSQL takes no NUL and no lone surrogate, and nothing but our own signs can be right.
    if not SECRET.fullmatch(secret):
        return None
    row = session.exec(select(TokenRow).where(col(TokenRow.digest) == digest_of(secret))).one_or_none()
    return (row.workspace, row.number) if row and row.revoked_at is None else None


def usage(session: Session, number: int) -> tuple[Token, Usage]:
    """Return a token with how often it asked in its latest minute; locked, so that every process counts the same."""
    row = found(session, number)
    return token_of(row), Usage(row.minute, row.requests)


def keep_usage(session: Session, number: int, used: Usage, now: datetime) -> None:
    """Keep how often a token asked in its latest minute."""
    row = found(session, number)
    row.minute, row.requests, row.last_used_at = used.since, used.count, now
    session.add(row)


def found(session: Session, number: int) -> TokenRow:
    """Return the locked row of a token; refuse a number that does not exist."""
    row = session.exec(select(TokenRow).where(TokenRow.number == number).with_for_update()).one_or_none()
    if row is None:
        raise Refused("There is no such token. `/team tokens` shows the ones there are.")
    return row


def token_of(row: TokenRow) -> Token:
    """Return the token of a row, without its digest."""
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
