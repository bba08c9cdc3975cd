"""Setting up the ceremonies of a channel: what the form shows, and what it does."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session

from flows.ceremonies.holdings import bring_up_to_date
from flows.ceremonies.next_holdings import next_holdings_of
from flows.ceremonies.rescheduling import add_entry, announce, end, plan_anew, require_rights
from flows.desk import Desk
from flows.people.homes import owe
from flows.people.public_holidays import country_of_zone, country_words, read_country
from rules.ceremonies.calendar import holding_time
from rules.ceremonies.ceremonies import Schedule
from rules.ceremonies.ceremony_sheets import News, NewsTopic, SetupSheet
from rules.ceremonies.setups import (
    MOST_EXPECTED,
    Setter,
    SetupDraft,
    default_schedule,
    first_day,
    is_same_rhythm,
    read_setup,
    require_channel,
    time_words,
)
from rules.ceremony_names import Ceremony
from rules.dates.typed_times import known_zone, weekday_words
from rules.journal.entries import Deed
from rules.people.accounts import Part
from rules.people.people import Member, Team
from store import workspaces
from store.ceremonies import holdings, schedules


def setup_sheet(desk: Desk, channel: str, *, by: str, now: datetime, here: Sequence[str] = ()) -> SetupSheet:
    """Return what the form shows: what is set up, or what is proposed for those who are `here` in the channel; refuse now who
    could not submit it."""
    require_channel(channel)
    with desk.look() as session:
        found = {schedule.ceremony: schedule for schedule in schedules.schedules_of(session, channel)}
        for schedule in found.values():
            require_rights(session, desk, schedule, by)
        team = desk.team(session)
        first = next(iter(found.values()), None)
        zone = first.zone if first else known_zone(desk.member(session, by).zone)
        country = first.country if first else country_of_zone(zone)
        setter = Setter(channel, by, now)
        return SetupSheet(
            channel=channel,
            schedules=found or {one: default_schedule(one, setter, zone) for one in Ceremony},
            first_days=first_days(session, found, setter, zone),
            zone=zone,
            country=country_words(country) if country else "",
            expected=first.expected if first else (people_here(team, here) or proposed_people(team, by)),
            team=team,
        )


def first_days(
    session: Session, found: Mapping[Ceremony, Schedule], setter: Setter, zone: str
) -> dict[Ceremony, date]:
    """Return the next day of each ceremony that is not held every week."""
    days: dict[Ceremony, date] = {}
    for ceremony in Ceremony:
        schedule = found.get(ceremony) or default_schedule(ceremony, setter, zone)
        if schedule.every_weeks > 1:
            ahead = next_holdings_of(session, schedule, setter.now, 1) if ceremony in found else ()
            days[ceremony] = ahead[0].day if ahead else first_day(schedule, setter.now)
    return days


def people_here(team: Team, here: Sequence[str]) -> tuple[str, ...]:
    """Return the people of the team who are in a channel; nobody where they are too many to be expected by name."""
    found = tuple(member.id for member in team.members if member.is_person and member.id in here)
    return found if len(found) <= MOST_EXPECTED else ()


def proposed_people(team: Team, by: str) -> tuple[str, ...]:
    """Return who is probably the team: those with a role or a duty, and who sets it up."""
    return tuple(member.id for member in team.members if is_of_team(member) or member.id == by)[
        :MOST_EXPECTED
    ]


def require_new_people(
    session: Session, desk: Desk, before: Iterable[Schedule], wanted: Iterable[Schedule]
) -> None:
    """Refuse who is newly expected and no person of this workspace; who was named earlier and left is passed over."""
    known = {user for schedule in before for user in schedule.expected}
    named = (user for schedule in wanted for user in schedule.expected if user not in known)
    desk.require_people(session, named, Part.EXPECTED, "expected")


def is_of_team(member: Member) -> bool:
    """Tell whether somebody has a part in the team."""
    return member.is_person and (member.role is not None or bool(member.duties))


def set_up(desk: Desk, channel: str, draft: SetupDraft, *, by: str, now: datetime, request: str) -> None:
    """Set up the ceremonies of a channel as a form says; those that it leaves out are removed."""
    require_channel(channel)
    with desk.begin(request, now) as session:
        desk.person(session, by)
        # Where nothing is set up yet there is no row to lock: two who set up at once wait for each other here.
        workspaces.locked(session)
        before = opened(session, desk, channel, by, now)
        wanted = read_setup(draft, Setter(channel, by, now), before, read_country)
        require_new_people(session, desk, before.values(), wanted)
        chosen = tuple(schedule.ceremony for schedule in wanted)
        left_out = tuple(ceremony for ceremony in before if ceremony not in chosen)
        for ceremony in left_out:
            remove(session, desk, before[ceremony], by, now)
        for schedule in wanted:
            keep_schedules(session, desk, before.get(schedule.ceremony), schedule, now)
            add_entry(session, schedule, Deed.SET_UP_CEREMONY, by, schedule_words(schedule), now)
        news = News(topic=NewsTopic.SET_UP, by=by, ceremonies=chosen, removed=left_out)
        announce(session, wanted[0], news, now)


def opened(session: Session, desk: Desk, channel: str, by: str, now: datetime) -> dict[Ceremony, Schedule]:
    """Return what is set up in a channel, locked, and with all that was due before named."""
    locked = [schedules.lock_schedule(session, channel, ceremony) for ceremony in Ceremony]
    found = [one for one in locked if one]
    for one in found:
        require_rights(session, desk, one.schedule, by)
        bring_up_to_date(session, desk, one, now)
    return {one.schedule.ceremony: one.schedule for one in found}


def keep_schedules(
    session: Session, desk: Desk, before: Schedule | None, after: Schedule, now: datetime
) -> None:
    """Keep a schedule; with other days, another time or other holidays, what was planned follows it."""
    if before is None or not is_same_rhythm(before, after) or before.country != after.country:
        plan_anew(session, desk, after, now)
    else:
        day = schedules.next_day(session, after.channel, after.ceremony)
        schedules.keep_schedule(
            session, after, holding_time(after, day) if day and not after.paused else None
        )


def remove(session: Session, desk: Desk, schedule: Schedule, by: str, now: datetime) -> None:
    """Remove a ceremony from a channel: what was held stays, what was planned is skipped."""
    for holding in holdings.lock_planned(session, schedule.channel, schedule.ceremony):
        end(session, desk, holding, now)
    schedules.remove_schedule(session, schedule)
    add_entry(session, schedule, Deed.REMOVED_CEREMONY, by, "", now)
    # Who was expected has one date less on their Home.
    owe(session, schedule.expected or None, now)


def schedule_words(schedule: Schedule) -> str:
    """Return when a ceremony is held, for the journal."""
    weeks = "" if schedule.every_weeks == 1 else f" every {schedule.every_weeks} weeks"
    return f"{weekday_words(schedule.weekdays)} {time_words(schedule.at)} {schedule.zone}{weeks}"
