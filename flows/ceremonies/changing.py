"""A change of one ceremony on its way: who may make it, what was due before, and what it came to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from flows.ceremonies.attendance import facilitator
from flows.ceremonies.holdings import bring_up_to_date
from flows.ceremonies.next_holdings import next_holdings_of
from flows.ceremonies.rescheduling import (
    add_entry,
    announce,
    require_rights,
)
from flows.desk import Desk
from rules.ceremonies.calendar import HoldingTime
from rules.ceremonies.ceremonies import Holding, Schedule
from rules.ceremonies.ceremony_sheets import News, NewsTopic, NextHolding
from rules.ceremonies.holdings import new_holding
from rules.ceremonies.setups import require_channel
from rules.ceremony_names import Ceremony, HoldingKey
from rules.journal.entries import Deed
from rules.refusals import Refused
from store.ceremonies import holdings, schedules


@dataclass(frozen=True, slots=True)
class ScheduleChange:
    """A change of one ceremony on its way: its transaction, its locked schedule, who makes it and when."""

    session: Session
    desk: Desk
    schedule: Schedule
    by: str
    now: datetime

    @property
    def next_holding(self) -> NextHolding:
        """Return the next holding; refuse where none is to come."""
        found = next_holdings_of(self.session, self.schedule, self.now, count=1)
        if not found:
            raise Refused(f"No {self.schedule.ceremony.words} is to come. {how_to_go_on(self.schedule)}")
        return found[0]

    def named(self, one: NextHolding) -> Holding:
        """Return a next holding by name, with who facilitates it."""
        found = holdings.lock(
            self.session, HoldingKey(self.schedule.channel, self.schedule.ceremony, one.day)
        )
        made = new_holding(self.schedule, HoldingTime(one.day, one.starts_at))
        turn = facilitator(self.session, self.schedule, one.starts_at)
        return found or replace(made, facilitator=turn)

    def require_rights(self, facilitator: str = "") -> None:
        """Refuse who may change neither the ceremony nor the one holding that somebody facilitates."""
        require_rights(self.session, self.desk, self.schedule, self.by, facilitator=facilitator)

    def done(self, topic: NewsTopic, deed: Deed, *, detail: str = "", **facts: Any) -> News:
        """Record the change, and owe the channel word of it, which is returned."""
        news = News(topic=topic, by=self.by, ceremonies=(self.schedule.ceremony,), **facts)
        add_entry(self.session, self.schedule, deed, self.by, detail, self.now)
        announce(self.session, self.schedule, news, self.now)
        return news


def how_to_go_on(schedule: Schedule) -> str:
    """Return how a ceremony that does not go on goes on again."""
    word = "resume" if schedule.paused else "move"
    return f"`/ceremony {word} {schedule.ceremony.value}` sets it going again."


@contextmanager
def changing(
    desk: Desk,
    channel: str,
    ceremony: Ceremony,
    *,
    by: str,
    now: datetime,
    request: str,
    asks_later: bool = False,
) -> Iterator[ScheduleChange]:
    """Open the change of a ceremony by somebody who may; what was due before is named first.

    With `asks_later` the deed asks itself, once it knows which holding it is about.
    """
    require_channel(channel)
    with desk.begin(request, now) as session:
        found = schedules.lock_schedule(session, channel, ceremony)
        if found is None:
            raise Refused(f"No {ceremony.words} is set up in this channel. `/ceremony setup` does it.")
        if not asks_later:
            require_rights(session, desk, found.schedule, by)
        bring_up_to_date(session, desk, found, now)
        yield ScheduleChange(session, desk, found.schedule, by, now)
