"""The calendar feeds of channels, by the SHA-256 of their secret addresses."""

import hashlib
import re
import secrets

from sqlmodel import Session, col, select

from store.ceremonies.ceremony_tables import FeedRow
from store.insert_once import add_once

SECRET = re.compile(r"[A-Za-z0-9_-]{1,64}")


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
    row.secret = digest_of(secret)
    session.add(row)
    return secret


def channel_of(session: Session, secret: str) -> tuple[str, str] | None:
    """Return the workspace and the channel of a secret, in a session over all workspaces; None for a wrong one."""
    if not SECRET.fullmatch(secret):
        return None
    row = session.exec(select(FeedRow).where(col(FeedRow.secret) == digest_of(secret))).one_or_none()
    return (row.workspace, row.channel) if row else None
