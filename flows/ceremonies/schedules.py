"""What people do with a ceremony of their channel: move, pause, resume, skip, hold it now."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows.ceremonies.attendance import facilitator
from flows.ceremonies.holdings import bring_up_to_date, carry_out
from flows.ceremonies.next_holdings import next_holdings_of, sheet_of
from flows.ceremonies.rescheduling import (
    add_entry,
    announce,
    end,
    holidays,
    plan_anew,
    put_at,
    require_rights,
)
from flows.ceremonies.setups import schedule_words
from flows.desk import Desk
from rules.ceremonies.calendar import HoldingTime, holding_time, is_held, next_days
from rules.ceremonies.ceremonies import Holding, Phase, Schedule, Standing
from rules.ceremonies.ceremony_sheets import News, NewsTopic, NextHolding, ScheduleSheet
from rules.ceremonies.holdings import first_phase, new_holding, restarted
from rules.ceremonies.rescheduling import Rescheduling, read_move
from rules.ceremony_names import Ceremony, HoldingKey
from rules.journal.entries import Deed
from rules.local_time import instant, local_day
from rules.refusals import Refused
from store.ceremonies import holdings, schedules

DAY_BACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class ScheduleChanged:
    """What a change came to: the news of it, and what comes next."""

    news: News
    sheet: ScheduleSheet


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
        turn = facilitator(self.session, self.desk, self.schedule, one.starts_at)
        return found or replace(made, facilitator=turn)

    def done(
        self,
        topic: NewsTopic,
        deed: Deed,
        *,
        detail: str = "",
        was: datetime | None = None,
        becomes: datetime | None = None,
        skipped_time: str = "",
    ) -> ScheduleChanged:
        """Record the change, owe the channel word of it, and return what comes next."""
        news = News(
            topic=topic,
            by=self.by,
            ceremonies=(self.schedule.ceremony,),
            was=was,
            becomes=becomes,
            skipped_time=skipped_time,
        )
        add_entry(self.session, self.schedule, deed, self.by, detail, self.now)
        if topic is not NewsTopic.RUN:
            announce(self.session, self.schedule, news, self.now)
        after = (
            schedules.schedule(self.session, self.schedule.channel, self.schedule.ceremony) or self.schedule
        )
        return ScheduleChanged(news, sheet_of(self.session, self.desk, after, self.now))


def how_to_go_on(schedule: Schedule) -> str:
    """Return how a ceremony that does not go on goes on again."""
    word = "resume" if schedule.paused else "move"
    return f"`/ceremony {word} {schedule.ceremony.value}` sets it going again."


@contextmanager
def changing(
    desk: Desk, channel: str, ceremony: Ceremony, *, by: str, now: datetime, request: str
) -> Iterator[ScheduleChange]:
    """Open the change of a ceremony by somebody who may; what was due before is named first."""
    with desk.begin(request, now) as session:
        found = schedules.lock_schedule(session, channel, ceremony)
        if found is None:
            raise Refused(f"No {ceremony.words} is set up in this channel. `/ceremony setup` does it.")
        require_rights(session, desk, found.schedule, by)
        bring_up_to_date(session, desk, found, now)
        yield ScheduleChange(session, desk, found.schedule, by, now)


def move(
    desk: Desk, channel: str, ceremony: Ceremony, *, words: str, by: str, now: datetime, request: str = ""
) -> ScheduleChanged:
    """Move a ceremony: with a date the next holding alone, once; with weekdays or a time all from now on."""
    with changing(desk, channel, ceremony, by=by, now=now, request=request) as change:
        wanted = read_move(words, local_day(now, change.schedule.zone))
        return move_once(change, wanted) if wanted.day else move_for_good(change, wanted)


def move_for_good(change: ScheduleChange, wanted: Rescheduling) -> ScheduleChanged:
    """Change when a ceremony is held from now on."""
    before = change.schedule
    after = replace(before, at=wanted.at or before.at, weekdays=wanted.weekdays or before.weekdays)
    if after == before:
        raise Refused(f"The {before.ceremony.words} is held then already.")
    plan_anew(change.session, change.desk, after, change.now)
    return change.done(NewsTopic.MOVED, Deed.MOVED_CEREMONY, detail=schedule_words(after))


def move_once(change: ScheduleChange, wanted: Rescheduling) -> ScheduleChanged:
    """Move the next holding alone; it keeps its name, and the ones after it stay."""
    schedule, one = change.schedule, change.next_holding
    day = wanted.day or one.day
    at = wanted.at or schedule.at
    starts_at, is_skipped = instant(day, at, schedule.zone)
    require_free(change, one, day, starts_at)
    holding = change.named(one)
    put_at(change.session, change.desk, holding, starts_at, change.now)
    detail = f"{one.starts_at:%Y-%m-%d %H:%M} to {starts_at:%Y-%m-%d %H:%M} UTC, once"
    return change.done(
        NewsTopic.MOVED_ONCE,
        Deed.MOVED_CEREMONY,
        detail=detail,
        was=one.starts_at,
        becomes=starts_at,
        skipped_time=f"{at:%H:%M}" if is_skipped else "",
    )


def require_free(change: ScheduleChange, one: NextHolding, day: date, starts_at: datetime) -> None:
    """Refuse to move a holding into the past, or to a day that has one of its own.

    A day has one whether it was held or missed: which of both depends on when the clock ticked, and a change may not.
    """
    schedule = change.schedule
    words = schedule.ceremony.words
    if starts_at <= change.now:
        raise Refused(f"That has passed. Move the {words} to a time that is still to come.")
    if starts_at == one.starts_at:
        raise Refused(f"The next {words} is held then already.")
    others = (
        other
        for other in holdings.known_since(change.session, schedule.channel, change.now - DAY_BACK)
        if other.ceremony is schedule.ceremony and other.day != one.day
    )
    taken = any(
        other.standing is not Standing.SKIPPED and local_day(other.starts_at, schedule.zone) == day
        for other in others
    )
    if taken or (day != one.day and is_held(schedule, day, holidays(schedule, change.now))):
        raise Refused(
            f"On {day:%d %B %Y} there is another {words} already. Pick a day without one, or skip one."
        )


def pause(
    desk: Desk, channel: str, ceremony: Ceremony, *, by: str, now: datetime, request: str = ""
) -> ScheduleChanged:
    """Hold a ceremony no more until somebody resumes it."""
    with changing(desk, channel, ceremony, by=by, now=now, request=request) as change:
        if change.schedule.paused:
            raise Refused(f"The {ceremony.words} is paused already. {how_to_go_on(change.schedule)}")
        schedules.keep_schedule(change.session, replace(change.schedule, paused=True), None)
        for holding in holdings.lock_planned(change.session, channel, ceremony):
            put_at(change.session, desk, holding, holding.starts_at, now, is_paused=True)
        return change.done(NewsTopic.PAUSED, Deed.PAUSED_CEREMONY)


def resume(
    desk: Desk, channel: str, ceremony: Ceremony, *, by: str, now: datetime, request: str = ""
) -> ScheduleChanged:
    """Hold a ceremony again: a pause ends, and what was skipped ahead of its time is held after all."""
    with changing(desk, channel, ceremony, by=by, now=now, request=request) as change:
        skipped = skipped_ahead(change)
        if not change.schedule.paused and not skipped:
            raise Refused(f"The {ceremony.words} goes on as planned; nothing of it is paused or skipped.")
        for holding in holdings.lock_planned(change.session, channel, ceremony):
            if holding.starts_at > now:
                put_at(change.session, desk, holding, holding.starts_at, now)
            else:
                end(change.session, desk, holding, now)
        for holding in skipped:
            put_at(change.session, desk, holding, holding.starts_at, now)
        if change.schedule.paused:
            following = next_days(change.schedule, now, holidays(change.schedule, now), 1)
            schedules.keep_schedule(
                change.session, replace(change.schedule, paused=False), next(iter(following), None)
            )
        return change.done(NewsTopic.RESUMED, Deed.RESUMED_CEREMONY)


def skipped_ahead(change: ScheduleChange) -> tuple[Holding, ...]:
    """Return the holdings that were skipped and are still to come."""
    found = holdings.known_since(change.session, change.schedule.channel, change.now)
    return tuple(
        one
        for one in found
        if one.ceremony is change.schedule.ceremony
        and one.standing is Standing.SKIPPED
        and one.starts_at > change.now
    )


def skip(
    desk: Desk, channel: str, ceremony: Ceremony, *, by: str, now: datetime, request: str = ""
) -> ScheduleChanged:
    """Leave out the next holding."""
    with changing(desk, channel, ceremony, by=by, now=now, request=request) as change:
        one = change.next_holding
        end(change.session, desk, change.named(one), now)
        detail = f"{one.starts_at:%Y-%m-%d %H:%M} UTC"
        return change.done(NewsTopic.SKIPPED, Deed.SKIPPED_CEREMONY, detail=detail, was=one.starts_at)


def run_now(
    desk: Desk, channel: str, ceremony: Ceremony, *, by: str, now: datetime, request: str = ""
) -> ScheduleChanged:
    """Hold a ceremony now: the one that is prepared or due today, or else one more."""
    with changing(desk, channel, ceremony, by=by, now=now, request=request) as change:
        is_open = holdings.open_one(change.session, channel, ceremony)
        if is_open:
            raise Refused(f"The {ceremony.words} is open right now, in this channel.")
        holding = to_hold_now(change)
        opening = restarted(holding, now, Phase.OPEN)
        holdings.save(change.session, opening)
        carry_out(change.session, desk, opening, Phase.OPEN, now)
        return change.done(NewsTopic.RUN, Deed.RAN_CEREMONY)


def to_hold_now(change: ScheduleChange) -> Holding:
    """Return the holding that is opened by hand: the next one if it is prepared or today's, or one more for today."""
    schedule, now = change.schedule, change.now
    today = local_day(now, schedule.zone)
    for one in next_holdings_of(change.session, schedule, now, count=1):
        holding = change.named(one)
        is_prepared = holding.next_phase is not first_phase(schedule.ceremony)
        if is_prepared or local_day(one.starts_at, schedule.zone) == today:
            return holding
    found = holdings.lock(change.session, HoldingKey(schedule.channel, schedule.ceremony, today))
    if found and found.standing is Standing.CLOSED:
        raise Refused(f"Today's {schedule.ceremony.words} was held already.")
    extra = replace(holding_time(schedule, today), starts_at=now)
    turn = facilitator(change.session, change.desk, schedule, now)
    return found or replace(new_holding(schedule, extra), facilitator=turn)
