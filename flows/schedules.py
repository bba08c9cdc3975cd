"""What people do with a ceremony of their channel: move, pause, resume, skip, hold it now, and change who facilitates."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows.attendance import away, facilitator
from flows.ceremonies import bring_up_to_date, carry_out
from flows.desk import Desk
from flows.phases import HANDLERS
from flows.planning import announce, end, holidays, note, plan_anew, put_at, require_rights
from flows.setups import timetable_words
from flows.upcoming import coming_of, known, sheet_of
from rules.calendar import Slot, instant, is_held, local_day, next_days, slot_of
from rules.ceremonies import Ceremony, Holding, Occurrence, Phase, Schedule, Standing
from rules.ceremony_sheets import Coming, News, ScheduleSheet, Topic
from rules.holdings import first_phase, planned, restarted
from rules.people import mention
from rules.refusals import Refused
from rules.sheets import Deed
from rules.timetable import Move, read_move
from store import ceremonies as store

TAKEN = (Standing.PLANNED, Standing.OPEN, Standing.CLOSED)
DAY_BACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change came to: the news of it, and what comes next."""

    news: News
    sheet: ScheduleSheet


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one ceremony on its way: its transaction, its locked schedule, who makes it and when."""

    session: Session
    desk: Desk
    schedule: Schedule
    by: str
    now: datetime

    @property
    def coming(self) -> Coming:
        """Return the next holding; refuse where none is to come."""
        found = coming_of(self.session, self.schedule, self.now, count=1)
        if not found:
            raise Refused(f"No {self.schedule.ceremony.words} is to come. {how_to_go_on(self.schedule)}")
        return found[0]

    def named(self, one: Coming) -> Occurrence:
        """Return a coming holding by name, with who facilitates it."""
        found = store.lock(self.session, Holding(self.schedule.channel, self.schedule.ceremony, one.day))
        made = planned(self.schedule, Slot(one.day, one.starts_at))
        turn = facilitator(self.session, self.desk, self.schedule, one.starts_at)
        return found or replace(made, facilitator=turn)

    def done(
        self,
        topic: Topic,
        deed: Deed,
        *,
        detail: str = "",
        was: datetime | None = None,
        becomes: datetime | None = None,
        skipped_time: str = "",
    ) -> Changed:
        """Record the change, owe the channel word of it, and return what comes next."""
        news = News(
            topic=topic,
            by=self.by,
            ceremonies=(self.schedule.ceremony,),
            was=was,
            becomes=becomes,
            skipped_time=skipped_time,
        )
        note(self.session, self.schedule, deed, self.by, detail, self.now)
        if topic is not Topic.RUN:
            announce(self.session, self.schedule, news, self.now)
        after = store.schedule(self.session, self.schedule.channel, self.schedule.ceremony) or self.schedule
        return Changed(news, sheet_of(self.session, self.desk, after, self.now))


def how_to_go_on(schedule: Schedule) -> str:
    """Return how a ceremony that does not go on goes on again."""
    word = "resume" if schedule.paused else "move"
    return f"`/ceremony {word} {schedule.ceremony.value}` sets it going again."


@contextmanager
def changing(
    desk: Desk, channel: str, ceremony: Ceremony, *, by: str, now: datetime, request: str
) -> Iterator[Change]:
    """Open the change of a ceremony by somebody who may; what was due before is named first."""
    with desk.begin(request, now) as session:
        found = store.lock_schedule(session, channel, ceremony)
        if found is None:
            raise Refused(f"No {ceremony.words} is set up in this channel. `/ceremony setup` does it.")
        require_rights(session, desk, found.schedule, by)
        bring_up_to_date(session, desk, found, now)
        yield Change(session, desk, found.schedule, by, now)


def move(
    desk: Desk, channel: str, ceremony: Ceremony, *, words: str, by: str, now: datetime, request: str = ""
) -> Changed:
    """Move a ceremony: with a date the next holding alone, once; with weekdays or a time all from now on."""
    with changing(desk, channel, ceremony, by=by, now=now, request=request) as change:
        wanted = read_move(words, local_day(now, change.schedule.zone))
        return move_once(change, wanted) if wanted.day else move_for_good(change, wanted)


def move_for_good(change: Change, wanted: Move) -> Changed:
    """Change the timetable from now on."""
    before = change.schedule
    after = replace(before, at=wanted.at or before.at, weekdays=wanted.weekdays or before.weekdays)
    if after == before:
        raise Refused(f"The {before.ceremony.words} is held then already.")
    plan_anew(change.session, change.desk, after, change.now)
    return change.done(Topic.MOVED, Deed.MOVED_CEREMONY, detail=timetable_words(after))


def move_once(change: Change, wanted: Move) -> Changed:
    """Move the next holding alone; it keeps its name, and the ones after it stay."""
    schedule, one = change.schedule, change.coming
    day = wanted.day or one.day
    at = wanted.at or schedule.at
    starts_at, is_skipped = instant(day, at, schedule.zone)
    require_free(change, one, day, starts_at)
    occurrence = change.named(one)
    put_at(change.session, change.desk, occurrence, starts_at, change.now)
    detail = f"{one.starts_at:%Y-%m-%d %H:%M} to {starts_at:%Y-%m-%d %H:%M} UTC, once"
    return change.done(
        Topic.MOVED_ONCE,
        Deed.MOVED_CEREMONY,
        detail=detail,
        was=one.starts_at,
        becomes=starts_at,
        skipped_time=f"{at:%H:%M}" if is_skipped else "",
    )


def require_free(change: Change, one: Coming, day: date, starts_at: datetime) -> None:
    """Refuse to move a holding into the past, or to a day that has one of its own."""
    schedule = change.schedule
    words = schedule.ceremony.words
    if starts_at <= change.now:
        raise Refused(f"That has passed. Move the {words} to a time that is still to come.")
    if starts_at == one.starts_at:
        raise Refused(f"The next {words} is held then already.")
    others = (
        other
        for other in store.known_since(change.session, schedule.channel, change.now - DAY_BACK)
        if other.ceremony is schedule.ceremony and other.day != one.day
    )
    taken = any(
        other.standing in TAKEN and local_day(other.starts_at, schedule.zone) == day for other in others
    )
    if taken or (day != one.day and is_held(schedule, day, holidays(schedule, change.now))):
        raise Refused(
            f"On {day:%d %B %Y} there is another {words} already. Pick a day without one, or skip one."
        )


def pause(
    desk: Desk, channel: str, ceremony: Ceremony, *, by: str, now: datetime, request: str = ""
) -> Changed:
    """Hold a ceremony no more until somebody resumes it."""
    with changing(desk, channel, ceremony, by=by, now=now, request=request) as change:
        if change.schedule.paused:
            raise Refused(f"The {ceremony.words} is paused already. {how_to_go_on(change.schedule)}")
        store.keep_schedule(change.session, replace(change.schedule, paused=True), None)
        for occurrence in store.lock_planned(change.session, channel, ceremony):
            put_at(change.session, desk, occurrence, occurrence.starts_at, now, is_paused=True)
        return change.done(Topic.PAUSED, Deed.PAUSED_CEREMONY)


def resume(
    desk: Desk, channel: str, ceremony: Ceremony, *, by: str, now: datetime, request: str = ""
) -> Changed:
    """Hold a ceremony again: a pause ends, and what was skipped ahead of its time is held after all."""
    with changing(desk, channel, ceremony, by=by, now=now, request=request) as change:
        skipped = skipped_ahead(change)
        if not change.schedule.paused and not skipped:
            raise Refused(f"The {ceremony.words} goes on as planned; nothing of it is paused or skipped.")
        for occurrence in store.lock_planned(change.session, channel, ceremony):
            if occurrence.starts_at > now:
                put_at(change.session, desk, occurrence, occurrence.starts_at, now)
            else:
                end(change.session, desk, occurrence, now)
        for occurrence in skipped:
            put_at(change.session, desk, occurrence, occurrence.starts_at, now)
        if change.schedule.paused:
            following = next_days(change.schedule, now, holidays(change.schedule, now), 1)
            store.keep_schedule(
                change.session, replace(change.schedule, paused=False), next(iter(following), None)
            )
        return change.done(Topic.RESUMED, Deed.RESUMED_CEREMONY)


def skipped_ahead(change: Change) -> tuple[Occurrence, ...]:
    """Return the holdings that were skipped and are still to come."""
    found = store.known_since(change.session, change.schedule.channel, change.now)
    return tuple(
        one
        for one in found
        if one.ceremony is change.schedule.ceremony
        and one.standing is Standing.SKIPPED
        and one.starts_at > change.now
    )


def skip(
    desk: Desk, channel: str, ceremony: Ceremony, *, by: str, now: datetime, request: str = ""
) -> Changed:
    """Leave out the next holding."""
    with changing(desk, channel, ceremony, by=by, now=now, request=request) as change:
        one = change.coming
        end(change.session, desk, change.named(one), now)
        detail = f"{one.starts_at:%Y-%m-%d %H:%M} UTC"
        return change.done(Topic.SKIPPED, Deed.SKIPPED_CEREMONY, detail=detail, was=one.starts_at)


def run_now(
    desk: Desk, channel: str, ceremony: Ceremony, *, by: str, now: datetime, request: str = ""
) -> Changed:
    """Hold a ceremony now: the one that is prepared or due today, or else one more."""
    with changing(desk, channel, ceremony, by=by, now=now, request=request) as change:
        is_open = store.open_one(change.session, channel, ceremony)
        if is_open:
            raise Refused(f"The {ceremony.words} is open right now, in this channel.")
        occurrence = to_hold_now(change)
        opening = restarted(occurrence, now, Phase.OPEN)
        store.save(change.session, opening)
        carry_out(change.session, desk, opening, Phase.OPEN, now)
        return change.done(Topic.RUN, Deed.RAN_CEREMONY)


def to_hold_now(change: Change) -> Occurrence:
    """Return the holding that is opened by hand: the next one if it is prepared or today's, or one more for today."""
    schedule, now = change.schedule, change.now
    today = local_day(now, schedule.zone)
    for one in coming_of(change.session, schedule, now, count=1):
        occurrence = change.named(one)
        is_prepared = occurrence.next_phase is not first_phase(schedule.ceremony)
        if is_prepared or local_day(one.starts_at, schedule.zone) == today:
            return occurrence
    found = store.lock(change.session, Holding(schedule.channel, schedule.ceremony, today))
    if found and found.standing is Standing.CLOSED:
        raise Refused(f"Today's {schedule.ceremony.words} was held already.")
    extra = replace(slot_of(schedule, today), starts_at=now)
    turn = facilitator(change.session, change.desk, schedule, now)
    return found or replace(planned(schedule, extra), facilitator=turn)


def swap(
    desk: Desk, holding: Holding, user: str = "", *, by: str, now: datetime, request: str = ""
) -> Occurrence:
    """Let somebody else facilitate a holding: who is named, or else whoever's turn is next."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        before = known(store.lock(session, holding), holding.ceremony)
        schedule = store.schedule(session, holding.channel, holding.ceremony)
        if schedule is None or before.standing not in (Standing.PLANNED, Standing.OPEN):
            raise Refused(f"This {holding.ceremony.words} is over, so nobody needs to facilitate it.")
        # An open holding may last into somebody's absence that began after its start.
        at = max(before.starts_at, now)
        chosen = user or next_facilitator(session, desk, schedule, before, at)
        require_able(session, desk, before, chosen, at)
        after = replace(before, facilitator=chosen)
        store.save(session, after)
        HANDLERS[after.ceremony].refresh(session, desk, after, now)
        note(session, schedule, Deed.SWAPPED_FACILITATOR, by, mention(chosen), now)
        news = News(topic=Topic.SWAPPED, by=by, ceremonies=(holding.ceremony,), user=chosen)
        announce(session, schedule, news, now)
        return after


def next_facilitator(
    session: Session, desk: Desk, schedule: Schedule, occurrence: Occurrence, at: datetime
) -> str:
    """Return whose turn is next after who facilitates a holding now; refuse where there is nobody else."""
    gave_up = frozenset({occurrence.facilitator})
    found = facilitator(session, desk, schedule, at, but=gave_up)
    if not found:
        raise Refused("There is nobody else to facilitate: everybody who is expected is away.")
    return found


def require_able(session: Session, desk: Desk, occurrence: Occurrence, user: str, at: datetime) -> None:
    """Refuse somebody as facilitator who does so already, is away at that moment or has left."""
    if user == occurrence.facilitator:
        raise Refused(fields={"facilitator": f"{mention(user)} facilitates it already. Pick somebody else."})
    if user in away(session, at):
        raise Refused(fields={"facilitator": f"{mention(user)} is away then. Pick somebody else."})
    if not desk.member(session, user).is_active:
        raise Refused(fields={"facilitator": f"{mention(user)} has left. Pick somebody else."})


def swap_choice(desk: Desk, holding: Holding, now: datetime) -> tuple[Occurrence, str]:
    """Return a holding and whose turn is next, or nobody, for the form that swaps its facilitator."""
    with desk.look() as session:
        occurrence = known(store.get(session, holding), holding.ceremony)
        schedule = store.schedule(session, holding.channel, holding.ceremony)
        if schedule is None:
            return occurrence, ""
        gave_up = frozenset({occurrence.facilitator})
        at = max(occurrence.starts_at, now)
        return occurrence, facilitator(session, desk, schedule, at, but=gave_up)
