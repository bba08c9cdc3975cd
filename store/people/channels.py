"""What Slack says of the channels in which cards of experiments stand, and which of them a viewer is not in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, true
from sqlmodel import Session, col, delete, select

from rules.people.viewing import ChannelFound, Viewer
from store.insert_once import add_all_once, add_once
from store.people.channel_tables import ChannelPersonRow, ChannelRow

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ChannelLook:
    """A channel that is due to be looked at anew."""

    workspace: str
    channel: str


def is_new(session: Session, channel: str, look_at: datetime) -> bool:
    """Know a channel as private with nobody in it, until Slack says otherwise; tell whether nothing was known of it."""
    return add_once(session, ChannelRow(channel=channel, look_at=look_at))


def due_looks(session: Session, now: datetime) -> list[ChannelLook]:
    """Return the channels of all workspaces that are to be looked at by now, the longest due first."""
    rows = select(ChannelRow).where(ChannelRow.look_at <= now).order_by(col(ChannelRow.look_at))
    return [ChannelLook(row.workspace, row.channel) for row in session.exec(rows.limit(MOST_AT_ONCE))]


def take_look(session: Session, channel: str, now: datetime, again_at: datetime) -> bool:
    """Put the next look at a channel off; tell whether it was due still."""
    mine = (ChannelRow.channel == channel, ChannelRow.look_at <= now)
    row = session.exec(select(ChannelRow).where(*mine).with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return False
    row.look_at = again_at
    session.add(row)
    return True


def keep_channel(session: Session, channel: str, found: ChannelFound) -> None:
    """Keep what Slack says of a channel; who is in a public one is nobody's matter."""
    row = session.exec(select(ChannelRow).where(ChannelRow.channel == channel).with_for_update()).one()
    row.is_private = found.is_private
    session.add(row)
    wanted = found.people if found.is_private else frozenset()
    known = frozenset(
        session.exec(select(ChannelPersonRow.user).where(ChannelPersonRow.channel == channel)).all()
    )
    leave(session, channel, sorted(known - wanted))
    new = [
        {"workspace": session.info["workspace"], "channel": channel, "user": user}
        for user in sorted(wanted - known)
    ]
    add_all_once(session, ChannelPersonRow, new)


def join(session: Session, channel: str, user: str) -> None:
    """Keep that somebody came into a channel, where it is a private one that is known."""
    private = select(ChannelRow.channel).where(ChannelRow.channel == channel, col(ChannelRow.is_private))
    if session.exec(private).one_or_none() is not None:
        add_once(session, ChannelPersonRow(channel=channel, user=user))


def leave(session: Session, channel: str, users: Sequence[str]) -> None:
    """Keep that some left a channel."""
    for start in range(0, len(users), MOST_AT_ONCE):
        gone = col(ChannelPersonRow.user).in_(users[start : start + MOST_AT_ONCE])
        session.exec(delete(ChannelPersonRow).where(col(ChannelPersonRow.channel) == channel, gone))


def inside(session: Session, channel: str, users: Sequence[str]) -> frozenset[str]:
    """Return those of some people who are in a channel; in a public one all are."""
    private = select(ChannelRow.channel).where(ChannelRow.channel == channel, col(ChannelRow.is_private))
    if session.exec(private).one_or_none() is None:
        return frozenset(users)
    mine = (ChannelPersonRow.channel == channel, col(ChannelPersonRow.user).in_(users))
    return frozenset(session.exec(select(ChannelPersonRow.user).where(*mine)).all())


def hidden_from(session: Session, viewer: Viewer) -> frozenset[str]:
    """Return the private channels that a viewer is not in; the one from which they ask is none of them."""
    private = select(ChannelRow.channel).where(
        col(ChannelRow.is_private), ChannelRow.channel != viewer.channel, is_outside(viewer.user)
    )
    return frozenset(session.exec(private).all())


def is_outside(user: str) -> ColumnElement[bool]:
    """Return the condition that a person is not in a channel; nobody in particular is in none."""
    if not user:
        return true()
    inside = (
        col(ChannelPersonRow.workspace) == col(ChannelRow.workspace),
        col(ChannelPersonRow.channel) == col(ChannelRow.channel),
        col(ChannelPersonRow.user) == user,
    )
    return ~exists().where(*inside)
