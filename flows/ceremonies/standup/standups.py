"""The daily standup: its phases, and what its messages show."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from flows.ceremonies.attendance import expected
from flows.ceremonies.phases import PhaseHandlers
from flows.ceremonies.standup import asks, blockers
from flows.desk import Desk
from flows.people.public_holidays import holiday_in
from rules.ceremonies.calendar import holding_time
from rules.ceremonies.ceremonies import FORMATS, Holding, Phase, Schedule, Standing
from rules.ceremonies.holdings import new_holding
from rules.ceremonies.standup.check_ins import (
    CheckIn,
    Silence,
    StandupSheet,
    calls_somebody,
    is_at_work,
    require_closer,
)
from rules.ceremonies.standup.letters import StandupNudgeLetter, StandupPromptLetter, standup_messages
from rules.ceremony_names import Ceremony, HoldingKey
from rules.experiments.blockers import Blocker
from rules.people.people import Team
from rules.refusals import Refused
from store import outbox
from store.ceremonies import holdings, schedules
from store.ceremonies.standup.asks import asked_later, drop_asks
from store.ceremonies.standup.check_ins import check_ins_of
from store.experiments.blockers import of_standup
from store.people import absences
from store.people.hours import kept_hours

SHOWN = (Standing.OPEN, Standing.CLOSED)
MOST_EXPERIMENTS = 100
# Where a standup names nobody, everybody is expected; but nobody writes to a whole company.
MOST_NUDGED = 50
NONE_HERE = (
    "No standup is set up in this channel, and you are expected in none. `/ceremony setup` in your team's channel"
    " sets one up."
)


def open_standup(session: Session, desk: Desk, holding: Holding, now: datetime) -> None:
    """Owe the prompt, and plan whom to ask by message."""
    outbox.put(session, [StandupPromptLetter(holding=holding.key)], now)
    schedule = schedules.schedule(session, holding.channel, Ceremony.STANDUP)
    if schedule:
        asks.plan_asks(session, desk, schedule, holding.day)


def nudge(session: Session, desk: Desk, holding: Holding, now: datetime) -> None:
    """Owe a message to everybody who is expected, silent without a reason, and at work at this hour."""
    schedule = schedules.schedule(session, holding.channel, Ceremony.STANDUP)
    sheet = sheet_of(session, desk, holding, schedule)
    silent = sheet.missing.get(Silence.SILENT, ())
    if schedule and not schedule.expected and len(silent) > MOST_NUDGED:
        return
    hours = kept_hours(session, silent)
    called = [user for user in silent if is_at_work(now, zone_of(sheet.team, user), hours.get(user))]
    outbox.put(session, (StandupNudgeLetter(user=user, holding=holding.key) for user in called), now)


def close(session: Session, _desk: Desk, holding: Holding, now: datetime) -> None:
    """Owe the summary, and ask for owners of the blockers that come back."""
    outbox.put(session, standup_messages(holding), now)
    blockers.call_for_owners(session, holding, now)


def refresh(session: Session, _desk: Desk, holding: Holding, now: datetime) -> None:
    """Owe what stands of a standup, drawn anew."""
    outbox.put(session, standup_messages(holding), now)


def require_may_close(session: Session, desk: Desk, holding: Holding, by: str) -> None:
    """Refuse who may not bring the summary of a standup early."""
    schedule = schedules.schedule(session, holding.channel, Ceremony.STANDUP)
    require_closer(holding, schedule, desk.person(session, by))


PHASE_HANDLERS = PhaseHandlers(
    {Phase.OPEN: open_standup, Phase.NUDGE: nudge, Phase.CLOSE: close},
    refresh=refresh,
    require_leader=require_may_close,
)


def by_message(
    desk: Desk, channel: str, is_on: bool, *, by: str, now: datetime, request: str = ""
) -> Schedule:
    """Let somebody be asked by message from the next standup on, or in the channel again."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        found = schedules.lock_schedule(session, channel, Ceremony.STANDUP)
        if found is None:
            raise Refused(NONE_HERE)
        before, next_day = found.schedule, found.next_day
        others = tuple(user for user in before.by_message if user != by)
        after = replace(before, by_message=(*others, by) if is_on else others)
        schedules.keep_schedule(session, after, holding_time(after, next_day) if next_day else None)
        if not is_on:
            drop_asks(session, channel, by)
        elif next_day:
            asks.plan_one(session, desk, after, next_day, by)
        return after


def sheet(desk: Desk, key: HoldingKey) -> StandupSheet:
    """Return all that the messages of a standup show."""
    with desk.look() as session:
        return sheet_of(session, desk, *held_or_ahead(session, key))


def sheet_of(session: Session, desk: Desk, holding: Holding, schedule: Schedule | None) -> StandupSheet:
    """Return the sheet of a standup: absences are those that hold when it closes."""
    key = holding.key
    people = expected(session, schedule) if schedule else ()
    check_ins = check_ins_of(session, key)
    named = of_standup(session, key)
    team = team_of(session, desk, holding, schedule, check_ins, named)
    answered = {check_in.user for check_in in check_ins}
    closing = holding.starts_at + FORMATS[Ceremony.STANDUP].phases[Phase.CLOSE]
    return StandupSheet(
        holding=holding,
        team=team,
        schedule=schedule,
        expected=people,
        check_ins=check_ins,
        absences=absences.absences_at(session, closing),
        holidays=own_holidays(team, [user for user in people if user not in answered], key.day),
        asked_later=asked_later(session, key),
        blockers=named,
    )


def team_of(
    session: Session,
    desk: Desk,
    holding: Holding,
    schedule: Schedule | None,
    check_ins: Sequence[CheckIn],
    named: Sequence[Blocker],
) -> Team:
    """Return the people of whom a standup speaks; everybody where all are expected, or somebody may be called by their name."""
    if (schedule and not schedule.expected) or calls_somebody(one.help for one in check_ins):
        return desk.team(session)
    return desk.named(session, holding, schedule, check_ins, named)


def own_holidays(team: Team, users: list[str], day: date) -> dict[str, str]:
    """Return the public holidays that these people have on a day, by user, as far as their zone tells their country."""
    named = {user: holiday_in(zone_of(team, user), day) for user in users}
    return {user: name for user, name in named.items() if name}


def zone_of(team: Team, user: str) -> str:
    """Return the zone of somebody, as far as it is known."""
    member = team.by_id.get(user)
    return member.zone if member else "UTC"


def held_or_ahead(session: Session, key: HoldingKey) -> tuple[Holding, Schedule | None]:
    """Return a standup as it is held, or as it will be, with its schedule, if that is left; refuse one of a channel that holds
    none."""
    holding = holdings.get(session, key)
    schedule = schedules.schedule(session, key.channel, Ceremony.STANDUP)
    if holding:
        return holding, schedule
    if schedule is None:
        raise Refused("This standup is not held any more. `/ceremony list` shows what is.")
    return new_holding(schedule, holding_time(schedule, key.day)), schedule
