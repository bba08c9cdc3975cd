"""The tables of the ceremonies: schedules, the holdings that happen once each, and the feeds of calendars."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from rules.ceremonies.ceremonies import Options, Phase, Standing
from rules.ceremony_names import Ceremony
from store.columns import by_value, document, moment, words
from store.tables import Bounded


class ScheduleRow(Bounded, table=True):
    """When one ceremony is held in one channel; the next holding's first phase is due at `next_at`."""

    __tablename__ = "schedules"
    __table_args__ = (Index("schedules_by_time", "next_at"),)

    channel: str = words(20, key=True)
    ceremony: Ceremony = by_value(Ceremony, key=True)
    zone: str = words(64)
    at: str = words(5)
    weekdays: tuple[int, ...] = document(tuple[int, ...])
    every_weeks: int = 1
    anchor: date
    country: str = words(8, default="")
    owner: str = words(20)
    expected: tuple[str, ...] = document(tuple[str, ...])
    by_message: tuple[str, ...] = document(tuple[str, ...])
    paused: bool = False
    options: Options = document(Options)
    next_day: date | None = None
    next_at: datetime | None = moment(nullable=True)


class HoldingRow(Bounded, table=True):
    """One holding: its key of channel, ceremony and local day makes it happen once."""

    __tablename__ = "holdings"
    __table_args__ = (
        Index("holdings_by_time", "due_at"),
        Index("holdings_by_standing", "standing", "starts_at"),
    )

    channel: str = words(20, key=True)
    ceremony: Ceremony = by_value(Ceremony, key=True)
    day: date = Field(primary_key=True)
    starts_at: datetime = moment()
    standing: Standing = by_value(Standing)
    next_phase: Phase | None = by_value(Phase, nullable=True)
    due_at: datetime | None = moment(nullable=True)
    late: bool = False
    facilitator: str = words(20, default="")
    named_by: str = words(20, default="")
    options: Options = document(Options)


class FeedRow(Bounded, table=True):
    """A channel's calendar feed: its secret address, as its SHA-256; one that an earlier version made as it is, until a day after
    that was seen."""

    __tablename__ = "feeds"
    __table_args__ = (Index("feeds_by_secret", "secret", unique=True),)

    channel: str = words(20, key=True)
    secret: str = words(64)
    plain_since: datetime | None = moment(nullable=True)
