"""A channel's ceremonies as calendar programs read them (RFC 5545), each holding an event of its own, in UTC."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vDuration

from rules.ceremonies.feeds import CalendarEntry
from rules.people.people import Team
from rules.words import capital

PRODUCT = "-//Assay//Ceremonies//EN"
REFRESH = timedelta(hours=1)


def calendar_file(entries: Iterable[CalendarEntry], team: Team, now: datetime) -> bytes:
    """Return the calendar file of a channel; every time stands in UTC, so that no reader needs our time zones."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Ceremonies")
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for entry in entries:
        calendar.add_component(event_of(entry, team, now))
    return bytes(calendar.to_ical())


def event_of(entry: CalendarEntry, team: Team, now: datetime) -> Event:
    """Return one holding as an event; one that is skipped stays, as cancelled, so that readers take it out."""
    event = Event()
    event.add("uid", f"{entry.uid}@assay")
    event.add("dtstamp", now)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", capital(entry.ceremony.words))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    # Of two writings of one event the later counts: minutes go on by themselves, and no counter is to be kept.
    event.add("sequence", int(now.timestamp()) // 60)
    event.add("description", description(entry, team))
    return event


def description(entry: CalendarEntry, team: Team) -> str:
    """Return what an event says: what it is about, and who facilitates."""
    about = capital(entry.about)
    return f"{about}. Facilitator: {team.name(entry.facilitator)}" if entry.facilitator else f"{about}."
