"""The tables of the channels in which cards of experiments stand, and of who is in the private ones."""

from datetime import datetime

from sqlalchemy import Index

from store.columns import moment, words
from store.tables import Bounded


class ChannelRow(Bounded, table=True):
    """A channel in which cards stand: private until Slack says that it is not; it is looked at anew from `look_at` on."""

    __tablename__ = "channels"
    __table_args__ = (Index("channels_by_time", "look_at"),)

    channel: str = words(20, key=True)
    is_private: bool = True
    look_at: datetime = moment()


class ChannelPersonRow(Bounded, table=True):
    """Somebody who is in a private channel."""

    __tablename__ = "channel_people"

    channel: str = words(20, key=True)
    user: str = words(20, key=True)
