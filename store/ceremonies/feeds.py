"""The secret addresses of the channels' calendar feeds."""

import re
import secrets

from sqlmodel import Session, col, select

from store.ceremonies.ceremony_tables import FeedRow
from store.insert_once import add_once

SECRET = re.compile(r"[A-Za-z0-9_-]{1,64}")


def new_secret() -> str:
    """Return a secret that nobody guesses."""
    return secrets.token_urlsafe(24)


def ensure(session: Session, channel: str) -> str:
    """Return the secret of a channel's feed, made the first time."""
    add_once(session, FeedRow(channel=channel, secret=new_secret()))
    return session.exec(select(FeedRow).where(col(FeedRow.channel) == channel)).one().secret


def find(session: Session, channel: str) -> str:
    """Return the secret of a channel's feed, empty where it has none."""
    row = session.exec(select(FeedRow).where(col(FeedRow.channel) == channel)).one_or_none()
    return row.secret if row else ""


def renew(session: Session, channel: str) -> str:
    """Return a new secret for a channel's feed; the old address leads nowhere from now on."""
    ensure(session, channel)
    row = session.exec(select(FeedRow).where(col(FeedRow.channel) == channel).with_for_update()).one()
    row.secret = new_secret()
    session.add(row)
    return row.secret


def channel_of(session: Session, secret: str) -> tuple[str, str] | None:
    """Return the workspace and the channel of a secret, in a session over all workspaces; None for a wrong one."""
    # PostgreSQL takes no NUL and no lone surrogate, and nothing but our own signs can be right.
    if not SECRET.fullmatch(secret):
        return None
    row = session.exec(select(FeedRow).where(col(FeedRow.secret) == secret)).one_or_none()
    return (row.workspace, row.channel) if row else None
