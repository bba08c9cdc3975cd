"""Absences: from when until when somebody is away, and when they are back by themselves."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rules.dates.typed_day import spoken
from rules.dates.typed_span import Span, read_span
from rules.local_time import instant, local_day
from rules.people.people import Person
from rules.refusals import Refused
from rules.words import clean, counted

LONGEST = timedelta(days=366)
HOW = (
    "Write the last day like `/team away until friday` or `until 31 Jan`, the first and the last like"
    " `/team away 10-12 jan`, or how long: `/team away 3 days`."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """One absence: from `since`, up to and with the local day `last_day`, so over at the instant `until`; `stand_in` is
    asked meanwhile in their place, or is empty."""

    user: str
    since: datetime
    until: datetime
    last_day: date
    set_by: str
    stand_in: str = ""


def absence(
    user: str,
    last_day: date,
    zone: str,
    *,
    by: str,
    now: datetime,
    first_day: date | None = None,
    stand_in: str = "",
) -> Absence:
    """Return an absence where the person lives: from its first day on, or from now, until the day after its last one."""
    begins = instant(first_day, time(0), zone)[0] if first_day else now
    until, _ = instant(last_day + timedelta(days=1), time(0), zone)
    return Absence(
        user=user, since=max(now, begins), until=until, last_day=last_day, set_by=by, stand_in=stand_in
    )


def may_set(person: Person, user: str) -> None:
    """Refuse who says that somebody else is away, and is no admin."""
    if person.id != user and not person.is_admin:
        raise Refused(
            "Only an admin can say that for somebody else. For yourself: `/team away until friday`."
        )


def read_days(text: str, now: datetime, zone: str) -> Span:
    """Return the days of an absence as typed, seen from the person's own day; refuse with how to write them."""
    today = local_day(now.astimezone(UTC), zone)
    if clean(text).casefold() in ("", "until", "on", "from"):
        raise Refused(f"Until when? {HOW}")
    days = read_span(text, today, HOW)
    if days.last < today:
        raise Refused(f"{spoken(days.last)} is over. {HOW}")
    if days.last - max(days.first, today) > LONGEST or days.first - today > LONGEST:
        raise Refused(
            f"An absence can be {counted(LONGEST.days, 'day')} long at most, and begins within as many. {HOW}"
        )
    return days
