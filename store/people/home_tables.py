"""The table of App Homes: who has opened theirs, and what they were shown last."""

from datetime import datetime

from sqlalchemy import Index

from store.columns import moment, words
from store.tables import Bounded


class HomeRow(Bounded, table=True):
    """The Home of somebody who has opened it: which pages it shows, the digest of what was drawn last, and when it is drawn
    anew by itself, since a day of theirs begins."""

    __tablename__ = "homes"
    __table_args__ = (Index("homes_by_time", "redraw_at"),)

    user: str = words(20, key=True)
    opened_at: datetime = moment()
    waits_page: int = 0
    own_page: int = 0
    drawn: str = words(64, default="")
    redraw_at: datetime | None = moment(nullable=True)
