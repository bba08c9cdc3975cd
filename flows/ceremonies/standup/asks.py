"""Asking people for their check-in by message, each at their own morning: planned as rows, done by the clock."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows.desk import Desk
from flows.due import DueKind
from flows.people.public_holidays import days_off, holiday_in
from rules.ceremonies.calendar import HORIZON_DAYS, is_held, next_holding_time
from rules.ceremonies.ceremonies import Schedule, Standing
from rules.ceremonies.standup.check_ins import asked_at
from rules.ceremonies.standup.letters import StandupAskLetter
from rules.ceremony_names import Ceremony, HoldingKey
from rules.local_time import local_day
from store import outbox
from store.ceremonies import holdings, schedules
from store.ceremonies.standup import check_ins
from store.ceremonies.standup.asks import Ask, due_asks, plan_ask, take_ask
from store.people import absences

CANCELLED = (Standing.SKIPPED, Standing.MISSED)


def plan_asks(session: Session, desk: Desk, schedule: Schedule, day: date) -> None:
    """Plan whom to ask by message for the standup of a day and for the one after it.

    The one after it too, since the morning of who lives further east comes before its prompt.
    """
    following = next_holding_time(schedule, day, holidays(schedule, day))
    for on in (day, *([following.day] if following else [])):
        for user in schedule.by_message:
            plan_one(session, desk, schedule, on, user)


def plan_one(session: Session, desk: Desk, schedule: Schedule, day: date, user: str) -> None:
    """Plan when somebody is asked by message for the standup of a day."""
    key = HoldingKey(schedule.channel, Ceremony.STANDUP, day)
    plan_ask(session, key, user, asked_at(schedule, day, desk.member(session, user).zone))


def ask(desk: Desk, due: Ask, now: datetime) -> bool:
    """Owe somebody the message that asks for their check-in, once; false if another worker does."""
    with desk.begin() as session:
        if not take_ask(session, due, now):
            return False
        if is_wanted(session, desk, due, now):
            holding = HoldingKey(due.channel, Ceremony.STANDUP, due.day)
            outbox.put(session, [StandupAskLetter(user=due.user, holding=holding)], now)
        return True


def is_wanted(session: Session, desk: Desk, due: Ask, now: datetime) -> bool:
    """Tell whether somebody is still to be asked: it is held, they are there, and have not answered."""
    member = desk.member(session, due.user)
    schedule = schedules.schedule(session, due.channel, Ceremony.STANDUP)
    if schedule is None or due.user not in schedule.by_message or not member.is_person:
        return False
    if due.user in absences.away(session, now) or holiday_in(member.zone, due.day):
        return False
    if local_day(now, member.zone) > due.day:
        return False
    key = HoldingKey(due.channel, Ceremony.STANDUP, due.day)
    return takes_place(session, schedule, key) and not check_ins.check_in(session, key, due.user)


def takes_place(session: Session, schedule: Schedule, key: HoldingKey) -> bool:
    """Tell whether a standup is held, or will be as far as anybody knows."""
    holding = holdings.get(session, key)
    if holding:
        return holding.standing not in CANCELLED
    return not schedule.paused and is_held(schedule, key.day, holidays(schedule, key.day))


def holidays(schedule: Schedule, day: date) -> frozenset[date]:
    """Return the holidays that a schedule leaves out from a day on."""
    return frozenset(days_off(schedule.country, day, day + timedelta(days=HORIZON_DAYS)))


ASKS = DueKind(
    due_asks,
    ask,
    lambda due: f"asking {due.user} for the standup of {due.channel} on {due.day}",
    lane=lambda due: due.channel,
)
