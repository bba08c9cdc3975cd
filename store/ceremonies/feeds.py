"""The calendar feeds of channels, by the SHA-256 of their secret addresses."""

import hashlib
import re
import secrets
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from store.ceremonies.ceremony_tables import FeedRow
from store.insert_once import add_once

SECRET = re.compile(r"[A-Za-z0-9_-]{1,64}")
# So long is a hash, and no secret is.
HEXADECIMAL = 64


def digest_of(secret: str) -> str:
    """Return what is kept of a secret: from 24 random bytes nobody comes back to it, so it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_made(session: Session, channel: str) -> bool:
    """Tell whether a channel's feed has an address."""
    return session.exec(select(FeedRow).where(col(FeedRow.channel) == channel)).one_or_none() is not None


def renew(session: Session, channel: str) -> str:
    """Return a new secret for a channel's feed, which nobody can ask for again; the old address leads nowhere from now on."""
    secret = secrets.token_urlsafe(24)
    add_once(session, FeedRow(channel=channel, secret=digest_of(secret)))
    row = session.exec(select(FeedRow).where(col(FeedRow.channel) == channel).with_for_update()).one()
    row.secret, row.plain_since = digest_of(secret), None
    session.add(row)
    return secret


def channel_of(session: Session, secret: str) -> tuple[str, str] | None:
    """Return the workspace and the channel of a secret, in a session over all workspaces; None for a wrong one."""
    if not SECRET.fullmatch(secret):
        return None
    kept = [digest_of(secret)]
    if len(secret) != HEXADECIMAL:
        # As an earlier version keeps it, which may still run beside; what is kept as a hash is itself no address.
        kept.append(secret)
    row = session.exec(select(FeedRow).where(col(FeedRow.secret).in_(kept))).one_or_none()
    return (row.workspace, row.channel) if row else None


def hash_plain(session: Session, now: datetime, *, seen_before: datetime) -> None:
    """Keep as their hashes the secrets that an earlier version made, once they have been seen for a time in which it may still
    have run beside; note which are seen for the first time."""
    is_plain = func.length(col(FeedRow.secret)) != HEXADECIMAL
    for row in session.exec(select(FeedRow).where(is_plain).with_for_update()):
        if row.plain_since is None:
            row.plain_since = now
        elif row.plain_since <= seen_before:
            row.secret, row.plain_since = digest_of(row.secret), None
        session.add(row)
