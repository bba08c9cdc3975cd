"""The working time of people, and the clocks of what is awaited of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows.people.public_holidays import country_of_zone, holiday_in, weekend_of
from rules.people.absences import Absence
from rules.people.people import Member
from rules.people.working_hours import STANDARD, WorkingHours
from rules.people.working_time import Stretch, WorkingTime
from rules.waiting.clocks import Clocks
from rules.waiting.waits import AGREED, CLOCKED, Waiting
from store.people import members
from store.people.absences import absences_since
from store.people.hours import EVERYBODY, kept_hours
from store.waiting.terms import kept_terms

# What waits longer than that is late whoever was away before.
LONGEST_LOOK_BACK = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Holidays:
    """The public holidays of a zone's country, asked day by day."""

    zone: str

    def __contains__(self, day: object) -> bool:
        """Tell whether a day is one of them."""
        return isinstance(day, date) and bool(holiday_in(self.zone, day))


def hours_in_force(kept: Mapping[str, WorkingHours], user: str) -> WorkingHours:
    """Return the hours of a person: their own, or those of the workspace."""
    usual = kept.get(EVERYBODY, STANDARD)
    return kept.get(user, usual).on_usual_days(usual)


def working_time(member: Member, daily: WorkingHours, absences: Iterable[Absence] = ()) -> WorkingTime:
    """Return when a member works: their hours where they live, but for the weekend, the holidays of its country, and
    absences."""
    return WorkingTime(
        zone=member.zone,
        daily=daily,
        weekend=weekend_of(country_of_zone(member.zone)),
        holidays=Holidays(member.zone),
        breaks=tuple(Stretch(one.since, one.until) for one in absences if one.user == member.id),
    )


def timed_for(session: Session, waits: Iterable[Waiting], me: Member, now: datetime) -> tuple[Waiting, ...]:
    """Return what waits for one person with by when it is due in their working time; nothing is asked where no clock goes."""
    found = tuple(waits)
    clocked = [one for one in found if one.kind in CLOCKED]
    if clocked:
        since = max(min(one.since for one in clocked), now - LONGEST_LOOK_BACK)
        daily = hours_in_force(kept_hours(session, [me.id]), me.id)
        mine = working_time(me, daily, absences_since(session, [me.id], since))
        clocks = Clocks(now=now, terms=kept_terms(session), times={me.id: mine})
    else:
        clocks = Clocks(now=now, times={me.id: working_time(me, STANDARD)})
    return tuple(clocks.timed(one, me.id) for one in found)


def clocks_of(
    session: Session, waits: Collection[Waiting], now: datetime, besides: Iterable[str] = ()
) -> Clocks:
    """Return the clocks of what waits, of those of whom it is awaited, of its owners, and of some others."""
    clocked = [one for one in waits if one.kind in CLOCKED]
    agreed = {user for one in waits if one.kind in AGREED for user in one.could}
    named = {user for one in clocked for user in (*one.could, *(each.user for each in one.asked), one.owner)}
    users = sorted((named | agreed | set(besides)) - {""})
    since = min((one.since for one in clocked), default=now)
    absences = absences_since(session, users, max(since, now - LONGEST_LOOK_BACK))
    kept = kept_hours(session, users)
    times = {
        one.id: working_time(one, hours_in_force(kept, one.id), absences)
        for one in members.some(session, users)
        if one.is_person
    }
    return Clocks(now=now, terms=kept_terms(session), times=times)
