"""What people do with a ceremony of their channel: move, pause, resume, skip, hold it now."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from flows.ceremonies.attendance import facilitator
from flows.ceremonies.changing import ScheduleChange, changing, how_to_go_on
from flows.ceremonies.holdings import carry_out
from flows.ceremonies.next_holdings import YEAR_OF_HOLDINGS, next_facilitator_of, next_holdings_of
from flows.ceremonies.rescheduling import (
    add_entry,
    end,
    holidays,
    plan_anew,
    put_at,
)
from flows.ceremonies.setups import schedule_words
from flows.desk import Desk
from rules.ceremonies.calendar import holding_time, is_held, next_days
from rules.ceremonies.ceremonies import Holding, Phase, Standing
from rules.ceremonies.ceremony_sheets import News, NewsTopic, NextHolding
from rules.ceremonies.holdings import first_phase, new_holding, restarted
from rules.ceremonies.rescheduling import Rescheduling, read_move, read_skip
from rules.ceremony_names import Ceremony, HoldingKey
from rules.dates.typed_day import spoken
from rules.dates.typed_span import Span, span_words
from rules.journal.entries import Deed
from rules.local_time import instant, local_day
from rules.refusals import Refused
from store.ceremonies import holdings, schedules

DAY_BACK = timedelta(days=2)
MOST_SKIPPED = 60


def move(
    desk: Desk, channel: str, ceremony: Ceremony, *, words: str, by: str, now: datetime, request: str = ""
) -> News:
    """Move a ceremony: with a date the next holding alone, once; with weekdays or a time all from now on."""
    with changing(desk, channel, ceremony, by=by, now=now, request=request) as change:
        wanted = read_move(words, local_day(now, change.schedule.zone))
        return move_once(change, wanted) if wanted.day else move_for_good(change, wanted)


def move_for_good(change: ScheduleChange, wanted: Rescheduling) -> News:
    """Change when a ceremony is held from now on."""
    before = change.schedule
    after = replace(before, at=wanted.at or before.at, weekdays=wanted.weekdays or before.weekdays)
    if after == before:
        raise Refused(f"The {before.ceremony.words} is held then already.")
    plan_anew(change.session, change.desk, after, change.now)
    return change.done(NewsTopic.MOVED, Deed.MOVED_CEREMONY, detail=schedule_words(after))


def move_once(change: ScheduleChange, wanted: Rescheduling) -> News:
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
            f"On {day.day} {day:%B %Y} there is another {words} already. Pick a day without one, or skip one."
        )


def pause(desk: Desk, channel: str, ceremony: Ceremony, *, by: str, now: datetime, request: str = "") -> News:
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
) -> News:
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
    desk: Desk,
    channel: str,
    ceremony: Ceremony,
    *,
    words: str = "",
    by: str,
    now: datetime,
    request: str = "",
) -> News:
    """Leave out the next holding, or those of the days that were typed."""
    with changing(desk, channel, ceremony, by=by, now=now, request=request, asks_later=True) as change:
        one = change.next_holding
        days = read_skip(words, local_day(now, change.schedule.zone))
        left_out = [one] if days is None else holdings_on(change, days)
        change.require_rights(change.named(one).facilitator if left_out == [one] else "")
        for holding in left_out:
            end(change.session, desk, change.named(holding), now)
        first, last = left_out[0].starts_at, left_out[-1].starts_at
        detail = " to ".join(f"{when:%Y-%m-%d %H:%M} UTC" for when in sorted({first, last}))
        return change.done(
            NewsTopic.SKIPPED,
            Deed.SKIPPED_CEREMONY,
            detail=detail,
            was=first,
            becomes=last,
            count=len(left_out),
        )


def holdings_on(change: ScheduleChange, days: Span) -> list[NextHolding]:
    """Return the holdings that are to come on some days; refuse where there are none, or more than anybody skips."""
    schedule = change.schedule
    ahead = next_holdings_of(change.session, schedule, change.now, count=YEAR_OF_HOLDINGS)
    found = [one for one in ahead if local_day(one.starts_at, schedule.zone) in days]
    asked = span_words(days, local_day(change.now, schedule.zone))
    if not found:
        raise Refused(
            f"No {schedule.ceremony.words} is to come {asked}. The next one is on {spoken(ahead[0].day)}."
        )
    if len(found) > MOST_SKIPPED:
        raise Refused(
            f"{asked[:1].upper()}{asked[1:]} that would be {len(found)} at once."
            f" `/ceremony pause {schedule.ceremony.value}` holds none until it is resumed."
        )
    return found


def run_now(
    desk: Desk, channel: str, ceremony: Ceremony, *, by: str, now: datetime, request: str = ""
) -> Holding:
    """Hold a ceremony now: the one that is prepared or due today, or else one more; what opens tells the channel itself."""
    with changing(desk, channel, ceremony, by=by, now=now, request=request, asks_later=True) as change:
        is_open = holdings.open_one(change.session, channel, ceremony)
        if is_open:
            raise Refused(f"The {ceremony.words} is open right now, in this channel.")
        holding = to_hold_now(change)
        change.require_rights(holding.facilitator)
        opening = restarted(holding, now, Phase.OPEN)
        holdings.save(change.session, opening)
        add_entry(change.session, change.schedule, Deed.RAN_CEREMONY, by, "", now)
        return carry_out(change.session, desk, opening, Phase.OPEN, now)


def to_hold_now(change: ScheduleChange) -> Holding:
    """Return the holding that is opened by hand: the next one if it is prepared or today's, or one more for today.

    Either is facilitated by who the list of ceremonies names for the next one.
    """
    schedule, now = change.schedule, change.now
    today = local_day(now, schedule.zone)
    ahead = next_holdings_of(change.session, schedule, now, count=1)
    turn = next_facilitator_of(change.session, change.desk, schedule, ahead)
    for one in ahead:
        holding = change.named(one)
        is_prepared = holding.next_phase is not first_phase(schedule.ceremony)
        if is_prepared or local_day(one.starts_at, schedule.zone) == today:
            return holding.facilitated_by(turn)
    found = holdings.lock(change.session, HoldingKey(schedule.channel, schedule.ceremony, today))
    if found and found.standing is Standing.CLOSED:
        raise Refused(
            f"Today's {schedule.ceremony.words} was held already. `/ceremony list` shows when the next one is."
        )
    extra = new_holding(schedule, replace(holding_time(schedule, today), starts_at=now))
    turn = turn or facilitator(change.session, schedule, now)
    return (found or extra).facilitated_by(turn)
